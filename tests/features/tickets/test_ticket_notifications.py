"""Who is told what: in the change's own transaction, once for each event, never who did it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from helpdesk.events.work import UnitOfWork
from helpdesk.kit.errors import InvalidValue
from helpdesk.notify import inbox
from helpdesk.notify.models import Notification
from helpdesk.tickets import assignment, comments, lifecycle, repository
from helpdesk.tickets.models import Ticket
from tests.actors import member
from tests.features.tickets.build import STORE, Desk


async def test_the_assignee_is_told_of_the_ticket_and_of_each_message(desk: Desk) -> None:
    ticket = await desk.submit()
    await desk.reply(STORE, ticket)
    assignee = desk.name(desk.assignee(ticket).key)
    assert await desk.told(ticket) == [(assignee, "ASSIGNED"), (assignee, "REPLIED")]


async def test_the_requester_is_told_of_answers_and_of_what_became_of_it(desk: Desk) -> None:
    ticket = await desk.answered()
    await desk.ask(ticket)
    await desk.do(desk.lin, lifecycle.solve, ticket_id=ticket.id)
    desk.clock.advance(timedelta(days=7))
    await desk.wake()
    assert [reason for who, reason in await desk.told(ticket) if who == "store:S001"] == [
        "REPLIED", "REPLIED", "STATUS_CHANGED", "STATUS_CHANGED", "STATUS_CHANGED",
    ]  # fmt: skip


async def test_a_members_ticket_tells_the_member(desk: Desk) -> None:
    ticket = await desk.submit(member("M1"))
    await desk.reply(desk.lin, ticket)
    assert (await desk.told(ticket))[-1] == ("member:M1", "REPLIED")


async def test_nobody_is_told_of_what_they_did_themselves(desk: Desk) -> None:
    ticket = await desk.submit()
    taker = desk.wang if ticket.assignee_id == desk.zhao.agent_id else desk.zhao
    await desk.do(taker, assignment.assign, ticket_id=ticket.id, assignee_id=taker.agent_id)
    await desk.do(STORE, lifecycle.cancel, ticket_id=ticket.id, reason="算了")
    assert (await desk.told(ticket))[1:] == [(desk.name(taker.key), "REPLIED")]


async def test_done_twice_it_tells_once(desk: Desk) -> None:
    ticket = await desk.submit()
    other = desk.wang if ticket.assignee_id == desk.zhao.agent_id else desk.zhao
    for _ in range(2):
        await desk.do(desk.lin, assignment.assign, ticket_id=ticket.id, assignee_id=other.agent_id)
    assert (await desk.told(ticket))[1:] == [(desk.name(other.key), "ASSIGNED")]


async def test_what_is_rolled_back_tells_nobody(desk: Desk) -> None:
    ticket = await desk.submit()

    async def fails_at_the_end(work: UnitOfWork) -> None:
        locked = await repository.lock(work, ticket.id)
        await comments.add_public(work, locked, "您好", field="body")
        await comments.add_public(work, locked, " ", field="body")

    before = await desk.told(ticket)
    with pytest.raises(InvalidValue):
        await desk.do(desk.lin, fails_at_the_end)
    assert await desk.told(ticket) == before


async def test_one_marks_ones_own_as_read_once(desk: Desk) -> None:
    ticket = await desk.submit()
    assignee = desk.assignee(ticket)
    mine = await desk.scalars(select(Notification.id))
    assert await desk.do(STORE, inbox.mark_read, notification_ids=mine) == []
    assert await desk.do(assignee, inbox.mark_read, notification_ids=mine) == mine
    assert await desk.do(assignee, inbox.mark_read, notification_ids=mine) == []
    read = select(func.count()).where(Notification.read_at == desk.clock.now())
    assert await desk.scalars(read) == [1]


async def test_a_ticket_that_nobody_has_tells_nobody_of_messages(desk: Desk) -> None:
    await desk.nobody_on_duty()
    ticket: Ticket = await desk.submit()
    await desk.reply(STORE, ticket)
    assert await desk.told(ticket) == []
