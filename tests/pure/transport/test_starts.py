"""Which subscriptions are the same but for where they begin."""

from __future__ import annotations

from typing import Any

import pytest

from helpdesk.schema import build
from helpdesk.schema.execution import Request
from helpdesk.schema.transport.starts import Start, beginning

ENGINE = build.engine(introspection=False)
PLAIN = "subscription($after: String) { ticketUpdates(after: $after) { cursor } }"


def start(query: str, variables: dict[str, Any] | None = None) -> Start:
    """Where a request begins."""
    request = Request(query, variables, None)
    return beginning(ENGINE.operation(request)).of(request)


@pytest.mark.parametrize(
    "variables", [None, {}, {"after": None}, {"unknown": 1}], ids=["none", "empty", "null", "another"]
)
def test_without_a_cursor_a_request_begins_now(variables: dict[str, Any] | None) -> None:
    found = start(PLAIN, variables)
    assert not found.has_cursor
    assert found.shared is not None


@pytest.mark.parametrize(
    "query",
    [
        PLAIN,
        "subscription($after: String) { ...F } fragment F on Subscription { ticketUpdates(after: $after) { cursor } }",
        "subscription($after: String) { ... on Subscription { u: ticketUpdates(after: $after) { cursor } } }",
    ],
)
def test_a_cursor_in_a_variable_sets_nothing_else_apart(query: str) -> None:
    one, other, now = start(query, {"after": "a"}), start(query, {"after": "b"}), start(query)
    assert (one.has_cursor, now.has_cursor) == (True, False)
    assert one.key() == other.key() == now.key()


def test_other_variables_set_apart_in_whatever_order_they_come() -> None:
    query = (
        "subscription($after: String, $filter: TicketUpdatesFilter) "
        "{ ticketUpdates(after: $after, filter: $filter) { cursor } }"
    )
    one = start(query, {"after": "a", "filter": {"tags": ["a"], "storeCode": ["S1"]}})
    same = start(query, {"filter": {"storeCode": ["S1"], "tags": ["a"]}})
    another = start(query, {"filter": {"storeCode": ["S2"], "tags": ["a"]}})
    assert one.key() == same.key() != another.key()


@pytest.mark.parametrize(
    "query",
    [
        'subscription { ticketUpdates(after: "x") { cursor } }',
        'subscription($after: String = "x") { ticketUpdates(after: $after) { cursor } }',
        "subscription($after: String!) { ticketUpdates(after: $after) { cursor } }",
        (
            "subscription($after: String) { ticketUpdates(after: $after) "
            "{ ticket { comments(after: $after) { nodes { id } } } } }"
        ),
    ],
    ids=["literal", "default", "not null", "used twice"],
)
def test_a_cursor_that_cannot_be_taken_away_keeps_a_request_apart(query: str) -> None:
    assert start(query, {"after": "a"}) == Start(has_cursor=True, shared=None)


@pytest.mark.parametrize(
    "query",
    ["subscription { ticketUpdates { cursor } }", "subscription { ticketUpdates(after: null) { cursor } }"],
)
def test_a_document_without_a_cursor_is_shared_as_it_is(query: str) -> None:
    found = start(query)
    assert (found.has_cursor, found.shared) == (False, Request(query, {}, None))
