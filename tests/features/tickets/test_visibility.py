"""Who sees which ticket, and which pass a filter: lists and followers of the log answer alike."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from sqlalchemy import select

from helpdesk.kit.channel import Channel
from helpdesk.kit.priority import Priority
from helpdesk.tickets import assignment
from helpdesk.tickets.filters import TicketFilter
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.visibility import sees, visible
from tests.actors import member, store_manager
from tests.conftest import MONDAY
from tests.features.tickets.build import Desk, matching
from tests.features.tickets.sights import FILTERS, Sight, actor, actors

BOUNDED = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
async def tickets(desk: Desk) -> list[Ticket]:
    """Tickets of all sorts."""
    made = [
        await desk.submit(by, item=item, **given)
        for by, item, given in (
            (store_manager("S001"), "product-use", {"tags": ["甲"]}),
            (store_manager("S001"), "refund", {"member_code": "M1"}),
            (store_manager("S002"), "invoice", {"channel": Channel.PHONE}),
            (store_manager("S009"), "product-use", {"tags": ["甲"], "member_code": "M2"}),
            (member("M1"), "product-use", {}),
            (member("M2"), "invoice", {}),
            (desk.wang, "refund", {"phone": "13800138000", "priority": Priority.LOW}),
        )
    ]
    await desk.do(desk.lin, assignment.assign, ticket_id=made[0].id, assignee_id=None)
    await desk.answered(item="refund")
    await desk.solved()
    return list(await desk.scalars(select(Ticket)))


@BOUNDED
@given(drawn=actors())
async def test_sight_in_sql_and_in_memory_agree(
    desk: Desk, tickets: list[Ticket], drawn: dict[str, Any]
) -> None:
    who = actor(desk, drawn)
    found: set[UUID] = set(await desk.scalars(matching(visible(who))))
    assert found == {ticket.id for ticket in tickets if sees(who, ticket.facets())}


@BOUNDED
@given(drawn=FILTERS)
async def test_filters_in_sql_and_in_memory_agree(desk: Desk, tickets: list[Ticket], drawn: Sight) -> None:
    wanted = drawn.read(desk)
    found: set[UUID] = set(await desk.scalars(matching(*wanted.conditions())))
    assert found == {ticket.id for ticket in tickets if wanted.matches(ticket.facets())}


async def test_lists_know_more_parts_than_followers(desk: Desk, tickets: list[Ticket]) -> None:
    about = await desk.submit(order_code="D1", external_id="A-1")
    for wanted in (
        TicketFilter(order_code="D1"), TicketFilter(external_id="A-1"), TicketFilter(text=str(about.number)),
        TicketFilter(created_from=MONDAY, order_code="D1"),
    ):  # fmt: skip
        assert await desk.scalars(matching(*wanted.conditions())) == [about.id]
    assert not await desk.scalars(matching(*TicketFilter(created_before=MONDAY).conditions()))
