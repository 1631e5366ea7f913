"""Generated documents: the product's answer is the oracle's, for every caller."""

from __future__ import annotations

import pytest
from graphql import GraphQLSchema
from hypothesis import HealthCheck, given, settings

from tests.oracle.asking import Asked, House
from tests.oracle.comparing import Oracle, differences, explain
from tests.oracle.documents.pools import Pools
from tests.oracle.documents.strategy import documents
from tests.oracle.labels import Labels

# where a null travels up, graphql-core lets go of what it has not begun to await beside it
pytestmark = [
    pytest.mark.filterwarnings("ignore:coroutine 'Executor\\.:RuntimeWarning"),
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in. <coroutine object Executor:pytest.PytestUnraisableExceptionWarning"
    ),
]
SHARES = 8
"""So that several workers share them."""
EACH = 250
WAYS = ("first time", "second time, when rows begin to be kept", "third time, of kept rows")
QUIET = (HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much)


@pytest.mark.parametrize("share", range(SHARES))
def test_agreement(
    share: int, house: House, oracle: Oracle, labels: Labels, pools: Pools, schema: GraphQLSchema,
    request: pytest.FixtureRequest,
) -> None:  # fmt: skip
    rounds = request.config.getoption("--rounds")

    @settings(max_examples=EACH * rounds, derandomize=False, deadline=None, suppress_health_check=QUIET)
    @given(documents(schema, pools))
    def agrees(asked: Asked) -> None:
        expected = oracle(asked)
        for way in WAYS:
            answer = house.ask(asked)
            assert ((), "BAD_REQUEST") not in answer.errors, asked.query  # what is generated is valid
            found = differences(answer, expected)
            assert not found, explain(asked, [f"asked the {way}:", *found], labels)

    agrees()
