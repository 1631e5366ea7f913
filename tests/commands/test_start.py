"""Processes start only with settings and a database that they can work with, and say what is wrong."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest
from starlette.applications import Starlette

from helpdesk import asgi, migrations
from helpdesk.kit.settings import SettingsError
from tests.commands.conftest import Run
from tests.conftest import SECRET


@pytest.mark.parametrize(
    ("name", "value"),
    [
        pytest.param("PORT", "seventy", id="a word for a number"),
        pytest.param("TOKEN_SECRET", "short", id="a secret that can be guessed"),
        pytest.param("DATABASE_URL", "mysql://localhost/helpdesk", id="another database"),
        pytest.param("BROKER_URL", "redis://localhost", id="another broker"),
        pytest.param("CLOCK", "yesterday", id="no offset and speed"),
        pytest.param("TIME_ZONE", "China/Shanghai", id="no time zone"),
    ],
)
@pytest.mark.parametrize("command", ["api", "worker", "migrate", "token"])
def test_a_wrong_setting_is_refused_with_its_name(run: Run, command: str, name: str, value: str) -> None:
    refused = run(command, **{name: value})
    assert refused.exit_code == 1
    assert f"HELPDESK_{name}" in refused.output


def test_the_clock_is_not_moved_in_production(run: Run) -> None:
    refused = run("api", MODE="production", CLOCK="PT2H,60")
    assert refused.exit_code == 1
    assert "HELPDESK_CLOCK is refused outside demo and test mode" in refused.output


@pytest.mark.parametrize("command", ["api", "worker"])
def test_a_process_does_not_start_on_a_database_without_tables(
    run: Run, unmigrated: str, command: str
) -> None:
    refused = run(command, DATABASE_URL=unmigrated)
    assert refused.exit_code == 1
    assert "helpdesk migrate" in refused.output


def test_a_process_does_not_start_on_a_database_that_is_not_there(run: Run, unmigrated: str) -> None:
    refused = run("api", DATABASE_URL=unmigrated.replace("commands_", "nowhere_"))
    assert refused.exit_code == 1
    assert "does not exist" in refused.output


def test_a_process_does_not_start_without_the_embedded_server(run: Run, tmp_path: Path) -> None:
    refused = run("worker", HOME=str(tmp_path))
    assert refused.exit_code == 1
    assert "helpdesk db start" in refused.output


def test_the_api_does_not_start_without_a_token_secret(run: Run, migrated: str) -> None:
    refused = run("api", DATABASE_URL=migrated, TOKEN_SECRET=None)
    assert refused.exit_code == 1
    assert "HELPDESK_TOKEN_SECRET" in refused.output


def test_migrate_makes_the_database_and_may_run_again(run: Run, unmigrated: str) -> None:
    for _ in range(2):
        done = run("migrate", DATABASE_URL=unmigrated)
        assert done.exit_code == 0, done.output
        assert migrations.newest() in done.output


def test_the_embedded_server_says_whether_it_runs(run: Run, tmp_path: Path) -> None:
    asked = run("db", "status", HOME=str(tmp_path))
    assert asked.exit_code == 1
    assert "not running" in asked.output


def test_another_database_is_not_started(run: Run, migrated: str) -> None:
    refused = run("db", "start", DATABASE_URL=migrated)
    assert refused.exit_code == 1
    assert "HELPDESK_DATABASE_URL" in refused.output


def test_the_asgi_module_reads_no_setting_until_it_is_asked(
    monkeypatch: pytest.MonkeyPatch, migrated: str
) -> None:
    monkeypatch.setenv("HELPDESK_PORT", "seventy")
    module = importlib.reload(asgi)
    with pytest.raises(SettingsError, match="HELPDESK_PORT"):
        _ = module.app
    monkeypatch.setenv("HELPDESK_PORT", "8000")
    monkeypatch.setenv("HELPDESK_MODE", "test")
    monkeypatch.setenv("HELPDESK_TOKEN_SECRET", SECRET)
    monkeypatch.setenv("HELPDESK_DATABASE_URL", migrated)
    assert module.app is module.app
    assert isinstance(module.create(), Starlette)
