"""Giving tickets to agents and groups by hand (docs/domain.md, Intake)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from helpdesk.kit.errors import HelpdeskError, InvalidValue, NotAllowed, StaleVersion
from helpdesk.kit.ids import new_id
from helpdesk.tickets.assignment import assign, move
from helpdesk.tickets.errors import AgentNotInGroup, TicketIsClosed
from helpdesk.tickets.models import Comment
from tests.features.tickets.build import STORE, Desk


async def test_done_twice_it_tells_once(desk: Desk) -> None:
    ticket = await desk.submit()
    other = desk.wang if ticket.assignee_id == desk.zhao.agent_id else desk.zhao
    for _ in range(2):
        await desk.do(desk.lin, assign, ticket_id=ticket.id, assignee_id=other.agent_id)
    assert await desk.kinds(ticket, ticket.revision) == ["ticket.assigned"]
    assert (await desk.ticket(ticket)).assignee_id == other.agent_id


@pytest.mark.parametrize("who", ["qian", "admin", "nobody"])
async def test_only_members_of_the_group_get_its_tickets(desk: Desk, who: str) -> None:
    ticket = await desk.submit()
    with pytest.raises(AgentNotInGroup):
        await desk.do(desk.lin, assign, ticket_id=ticket.id, assignee_id=desk.world.agents.get(who, new_id()))


async def test_who_left_gets_nothing(desk: Desk) -> None:
    ticket = await desk.submit()
    await desk.set_agents("wang", "zhao", active=False)
    for one in (desk.wang, desk.zhao):
        if one.agent_id != ticket.assignee_id:
            with pytest.raises(AgentNotInGroup):
                await desk.do(desk.lin, assign, ticket_id=ticket.id, assignee_id=one.agent_id)


async def test_back_in_the_queue_it_stands_behind(desk: Desk) -> None:
    ticket = await desk.submit()
    free = await desk.do(desk.lin, assign, ticket_id=ticket.id, assignee_id=None)
    assert (free.assignee_id, free.queued_at) == (None, desk.clock.now())
    taken = await desk.do(desk.lin, assign, ticket_id=ticket.id, assignee_id=desk.wang.agent_id)
    assert taken.queued_at is None


async def test_a_stale_version_is_a_conflict(desk: Desk) -> None:
    ticket = await desk.submit()
    with pytest.raises(StaleVersion) as refused:
        await desk.do(
            desk.lin, assign, ticket_id=ticket.id, assignee_id=None, expected_version=ticket.revision - 1
        )
    assert refused.value.code == "CONFLICT"
    assert (await desk.ticket(ticket)).assignee_id is not None


async def test_an_ended_ticket_is_not_assigned_and_requesters_do_not_assign(desk: Desk) -> None:
    ticket = await desk.solved()
    with pytest.raises(NotAllowed):
        await desk.do(STORE, assign, ticket_id=ticket.id, assignee_id=None)
    desk.clock.at = ticket.wake_at or desk.clock.at
    await desk.wake()
    with pytest.raises(TicketIsClosed):
        await desk.do(desk.lin, assign, ticket_id=ticket.id, assignee_id=None)


async def test_a_moved_ticket_gets_whoever_of_the_group_can_take_it_and_says_why_inside(desk: Desk) -> None:
    ticket = await desk.submit()
    moved = await desk.do(
        desk.lin, move, ticket_id=ticket.id, group_id=desk.world.groups["finance"], reason="要查付款"
    )
    assert (moved.group_id, moved.assignee_id) == (desk.world.groups["finance"], desk.qian.agent_id)
    assert await desk.kinds(ticket, ticket.revision) == [
        "ticket.comment_added", "ticket.moved", "ticket.assigned",
    ]  # fmt: skip
    [note] = await desk.scalars(select(Comment))
    assert (note.visibility, note.body) == ("INTERNAL", "要查付款")
    assert "要查付款" not in str([event.data for event in await desk.events(ticket)])


async def test_a_moved_ticket_queues_where_nobody_can_take_it(desk: Desk) -> None:
    ticket = await desk.submit()
    await desk.set_agents("qian", presence="AWAY")
    moved = await desk.do(
        desk.lin, move, ticket_id=ticket.id, group_id=desk.world.groups["finance"], reason="要查付款"
    )
    assert (moved.assignee_id, moved.queued_at) == (None, desk.clock.now())


async def test_moved_to_where_it_is_nothing_happens(desk: Desk) -> None:
    ticket = await desk.submit()
    await desk.do(desk.lin, move, ticket_id=ticket.id, group_id=ticket.group_id, reason="?")
    assert await desk.kinds(ticket, ticket.revision) == []


async def test_a_group_that_is_not_there_and_a_missing_reason_are_refused(desk: Desk) -> None:
    ticket = await desk.submit()
    with pytest.raises(HelpdeskError) as refused:
        await desk.do(desk.lin, move, ticket_id=ticket.id, group_id=new_id(), reason="?")
    assert (refused.value.code, refused.value.field) == ("NOT_FOUND", "groupId")
    with pytest.raises(InvalidValue):
        await desk.do(desk.lin, move, ticket_id=ticket.id, group_id=desk.world.groups["finance"], reason=" ")
