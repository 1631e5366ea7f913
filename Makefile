# `make help` lists the targets. Everything installs what it needs into .venv/.
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

MAKEFLAGS += --no-print-directory
.PHONY: help demo test servers bench torture check format lock contract

help:  ## Say what can be made
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-9s %s\n", $$1, $$2}'

$(STAMP): requirements.lock pyproject.toml
	@echo "Installing into $(VENV) …"
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

demo: $(STAMP)  ## Set up all and run the main job on the embedded database
	@$(BIN)/helpdesk demo

test: $(STAMP)  ## Set up all and pass every test (Python, then real clients on Node)
	@$(BIN)/python -m pytest -n 3 --dist worksteal
	@frontend_contract/run

servers: $(STAMP)  ## Pass the tests that need outside servers (PostgreSQL, RabbitMQ)
	@HELPDESK_TEST_DATABASE_URL=$${HELPDESK_TEST_DATABASE_URL:-postgresql://postgres@127.0.0.1:5432/postgres} \
	  $(BIN)/python -m pytest -n 2 --dist worksteal -m "servers or not servers" tests/features tests/processes

bench: $(STAMP)  ## Measure beside peers, as ratios (ARGS="--tickets 10000", ARGS=--scale, ARGS=--timers)
	@$(BIN)/python -m benchmarks $(ARGS)

torture: $(STAMP)  ## Long fault runs (needs RabbitMQ installed; writes docs/torture.md)
	@$(BIN)/python -m pytest -n 2 tests/pure tests/fuzz --hypothesis-profile thorough
	@$(BIN)/python -m pytest -n 0 -s -m "servers or not servers" tests/processes/test_torture.py --kills 101 --seed 5 \
	  --report docs/torture.md
	@$(BIN)/python -m pytest -n 0 -m "servers or not servers" tests/processes/test_away.py --away 60
	@$(BIN)/python -m pytest -n 0 tests/processes/test_acts_survive.py tests/processes/test_letters_survive.py --rounds 20
	@$(BIN)/python -m pytest -n 2 --dist worksteal tests/features/procedures -k machine --rounds 20
	@$(BIN)/python -m pytest -n 2 --dist worksteal tests/oracle/test_agreement.py --rounds 25

check: $(STAMP)  ## ruff, mypy, import layers, migrations and contract drift
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-cache
	@$(BIN)/helpdesk schema check

format: $(STAMP)  ## Format the code
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .

contract: $(STAMP)  ## Print schema, error codes and types into frontend_contract/
	@$(BIN)/helpdesk schema print > frontend_contract/schema.graphql
	@$(BIN)/helpdesk schema print --error-codes > frontend_contract/error-codes.json
	@frontend_contract/run generate

lock:  ## Pin all dependencies with hashes, without registry addresses
	@test -x $(BIN)/uv || $(BIN)/python -m pip install -qq --disable-pip-version-check uv
	@$(BIN)/uv pip compile --universal --python-version 3.11 --group dev pyproject.toml \
	  --generate-hashes --no-emit-index-url --no-header -q -o requirements.lock
