"""The generator itself: what it writes is valid and within the limits, and it gets everywhere."""

from __future__ import annotations

from collections import Counter

from graphql import GraphQLSchema, parse, validate
from hypothesis import HealthCheck, Phase, given, settings

from tests.oracle import reach
from tests.oracle.asking import Asked, House
from tests.oracle.documents.pools import Pools
from tests.oracle.documents.strategy import documents

ENOUGH = 800
STEADY = settings(
    derandomize=True, database=None, deadline=None, phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)  # fmt: skip


def test_every_field_of_every_type_is_asked_for(schema: GraphQLSchema, pools: Pools) -> None:
    reached: set[reach.Place] = set()

    @settings(STEADY, max_examples=ENOUGH)
    @given(documents(schema, pools))
    def write(asked: Asked) -> None:
        reached.update(asked.places)

    write()
    assert sorted(reach.to_ask_for(schema, schema.query_type) - reached) == []


def test_documents_are_valid(schema: GraphQLSchema, pools: Pools) -> None:
    @settings(STEADY, max_examples=150)
    @given(documents(schema, pools))
    def write(asked: Asked) -> None:
        assert validate(schema, parse(asked.query)) == [], asked.query
        assert asked.places <= reach.asked_for(schema, asked.query)

    write()


def test_most_documents_have_an_answer_and_some_each_error(
    house: House, schema: GraphQLSchema, pools: Pools
) -> None:
    answers: Counter[str] = Counter()

    @settings(STEADY, max_examples=150)
    @given(documents(schema, pools))
    def ask(asked: Asked) -> None:
        answer = house.ask(asked)
        answers["whole" if not answer.errors else "in part" if answer.data else "none"] += 1
        answers.update({code for _, code in answer.errors})

    ask()
    assert answers["whole"] > answers["none"]
    assert {"NOT_ALLOWED", "INVALID_VALUE"} <= set(answers)
    assert "INTERNAL" not in answers
