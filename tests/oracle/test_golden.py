"""The product answers the golden documents as it did when they were kept, as every role.

`pytest tests/oracle/test_golden.py -n 0 --regenerate` keeps what is answered now; look at the diff.
"""

from __future__ import annotations

import pytest
from graphql import GraphQLSchema

from tests.oracle import reach
from tests.oracle.asking import House, opened
from tests.oracle.conftest import Clone
from tests.oracle.goldens import FOLDER, Case, cases, shown
from tests.oracle.labels import Labels


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in cases()])
def test_reading(case: Case, house: House, labels: Labels, request: pytest.FixtureRequest) -> None:
    answer = shown(house.ask(case.asked(labels)), labels)
    if request.config.getoption("--regenerate"):
        case.keep(answer)
    assert answer == case.answer


@pytest.mark.parametrize("case", [pytest.param(case, id=case.name) for case in cases("changes")])
def test_changing(case: Case, clone: Clone, request: pytest.FixtureRequest) -> None:
    """Payloads are read as they were, each document on a world of its own."""
    with clone() as made, opened(made) as house:
        labels = Labels.of(made)
        answer = shown(house.ask(case.asked(labels)), labels)
    if request.config.getoption("--regenerate"):
        case.keep(answer)
    assert answer == case.answer


def test_golden_documents_ask_for_every_field_of_every_type(schema: GraphQLSchema) -> None:
    reached: set[reach.Place] = set()
    for document in FOLDER.rglob("*.graphql"):
        reached |= reach.asked_for(schema, document.read_text("utf-8"))
    there = reach.to_ask_for(schema, schema.query_type, schema.mutation_type, schema.subscription_type)
    assert sorted(there - reached) == []
