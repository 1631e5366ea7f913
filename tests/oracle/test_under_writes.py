"""Exact under writes: between changes the same documents are asked again, and each answer is what holds then."""

from __future__ import annotations

import pytest
from graphql import GraphQLSchema
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.oracle import resolvers
from tests.oracle.asking import Asked, House, opened
from tests.oracle.comparing import Oracle, differences, explain
from tests.oracle.conftest import Clone
from tests.oracle.documents.drawing import Choices
from tests.oracle.documents.pools import Pools
from tests.oracle.documents.strategy import documents
from tests.oracle.goldens import cases
from tests.oracle.labels import Labels
from tests.oracle.writing import write

WORLDS = 2
WRITES = 6
KEPT = [
    case for case in cases() if case.document.stem in {"ticket", "tickets", "nested", "people", "customer"}
]
LIST = """query($first: Int) { tickets(first: $first, orderBy: UPDATED_AT_DESC) { totalCount nodes {
  number title status priority version tags flag updatedAt group { name { text } manager { name } members { name } }
  assignee { name presence } customer { name grade version } requester { key agent { name } }
  comments(first: 3) { totalCount nodes { body visibility author { agent { name } } } }
  timers { metric state { __typename } }
  flags { content author { name } }
  timeline(first: 5) { nodes { kind agent { name } } }
  routingDecision { group { name { en } } } } } }"""
"""An inbox whose rows are kept: all that it asks changes with the ticket, its customer or reference rows."""
CALLERS = ("admin", "wang", "store:S001", "member:M1")


@pytest.mark.parametrize("share", range(2))
def test_answers_are_exact_under_writes(
    share: int, clone: Clone, labels: Labels, pools: Pools, schema: GraphQLSchema, request: pytest.FixtureRequest
) -> None:  # fmt: skip
    worlds = WORLDS * request.config.getoption("--rounds")

    @settings(
        max_examples=worlds, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
    )
    @given(
        st.binary(min_size=400, max_size=400), st.tuples(documents(schema, pools), documents(schema, pools))
    )
    def agrees(drawn: bytes, generated: tuple[Asked, ...]) -> None:
        choices = Choices(drawn)
        asked = [
            *generated,
            *(Asked(LIST, caller, {"first": 8}) for caller in CALLERS),
            *(choices.pick(KEPT).asked(labels) for _ in range(3)),
        ]
        with clone() as made, opened(made) as house, resolvers.oracle(house) as oracle:
            done: list[str] = []
            _agree(house, oracle, asked, labels, done)
            for _ in range(WRITES):
                done.append(write(house, choices, pools))
                _agree(house, oracle, asked, labels, done)

    agrees()


def _agree(house: House, oracle: Oracle, asked: list[Asked], labels: Labels, done: list[str]) -> None:
    for one in asked:
        expected = oracle(one)
        for way in ("at once", "again"):
            found = differences(house.ask(one), expected)
            assert not found, explain(
                one, [f"asked {way} after", *map(labels.readable, done), *found], labels
            )


def test_a_change_of_any_customer_shows_in_kept_rows_of_their_tickets(
    clone: Clone, labels: Labels, pools: Pools
) -> None:
    change = (
        "mutation($input: UpdateCustomerInput!) { updateCustomer(input: $input) { userErrors { code } } }"
    )
    with clone() as made, opened(made) as house, resolvers.oracle(house) as oracle:
        asked, done = [Asked(LIST, "wang", {"first": 100})], list[str]()
        _agree(house, oracle, asked, labels, done)
        for place, customer in enumerate(pools.ids["cus"]):
            given = {"customerId": customer, "name": f"改名{place}"}
            assert (
                house.ask(Asked(change, "admin", {"input": given})).data["updateCustomer"]["userErrors"] == []
            )
            done.append(f"updateCustomer({given})")
            _agree(house, oracle, asked, labels, done)
