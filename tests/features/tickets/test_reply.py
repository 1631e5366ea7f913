"""What is said on a ticket, and what saying it does (docs/domain.md, SLA)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from helpdesk.kit.errors import HelpdeskError, InvalidValue
from helpdesk.tickets import lifecycle, relations
from helpdesk.tickets.errors import TicketIsClosed
from helpdesk.tickets.models import Comment, TicketLink
from tests.actors import member, store_manager
from tests.features.tickets.build import STORE, Desk, at


async def test_an_agents_answer_meets_the_first_response_and_opens_the_ticket(desk: Desk) -> None:
    ticket = await desk.submit()
    desk.clock.advance(timedelta(minutes=2))
    await desk.reply(desk.assignee(ticket), ticket, "您好")
    ticket, timer = await desk.ticket(ticket), await desk.timer(ticket, "FIRST_RESPONSE")
    assert (ticket.status, ticket.first_responded_at) == ("OPEN", at(minutes=2))
    assert (timer.phase, timer.met_at, timer.breached_at) == ("MET", at(minutes=2), None)


async def test_a_second_answer_does_not_meet_it_again(desk: Desk) -> None:
    ticket = await desk.answered()
    desk.clock.advance(timedelta(minutes=1))
    await desk.reply(desk.lin, ticket)
    assert await desk.kinds(ticket, ticket.revision) == ["ticket.comment_added"]
    assert (await desk.ticket(ticket)).first_responded_at == at()


async def test_the_requester_writing_before_the_first_answer_starts_no_next_response(desk: Desk) -> None:
    ticket = await desk.submit()
    await desk.reply(STORE, ticket)
    assert set(await desk.timers(ticket)) == {"FIRST_RESPONSE", "RESOLUTION"}


async def test_each_further_message_of_the_requester_is_owed_a_response_from_the_first_unanswered(
    desk: Desk,
) -> None:
    ticket = await desk.answered()
    desk.clock.advance(timedelta(minutes=1))
    await desk.reply(STORE, ticket)
    desk.clock.advance(timedelta(minutes=1))
    await desk.reply(STORE, ticket)
    owed = await desk.timer(ticket, "NEXT_RESPONSE")
    assert (owed.instance, owed.started_at, owed.due_at) == (1, at(minutes=1), at(minutes=6))
    await desk.reply(desk.lin, ticket)
    await desk.reply(STORE, ticket)
    again = await desk.timer(ticket, "NEXT_RESPONSE")
    assert (again.instance, again.started_at, again.phase) == (2, at(minutes=2), "RUNNING")


async def test_a_late_answer_is_a_breach_recorded_first(desk: Desk) -> None:
    ticket = await desk.submit()
    desk.clock.advance(timedelta(minutes=5))
    await desk.reply(desk.lin, ticket)
    assert (await desk.kinds(ticket))[-4:] == [
        "ticket.comment_added", "clock.breached", "clock.met", "ticket.status_changed",
    ]  # fmt: skip
    assert (await desk.timer(ticket, "FIRST_RESPONSE")).breached_at == at(minutes=5)


@pytest.mark.parametrize("way", ["waiting", "snoozed"])
async def test_the_requesters_reply_wakes_what_was_put_aside(desk: Desk, way: str) -> None:
    ticket = await desk.answered()
    if way == "waiting":
        await desk.ask(ticket)
    else:
        await desk.do(desk.lin, lifecycle.snooze, ticket_id=ticket.id, until=at(24))
    desk.clock.advance(timedelta(hours=1))
    await desk.reply(STORE, ticket)
    ticket = await desk.ticket(ticket)
    assert (ticket.status, ticket.wake_at, ticket.awaiting) == ("OPEN", None, None)
    assert (await desk.timer(ticket)).phase == "RUNNING"


async def test_what_waits_on_a_third_party_goes_on_waiting(desk: Desk) -> None:
    ticket = await desk.ask(await desk.answered(), "THIRD_PARTY")
    await desk.reply(STORE, ticket)
    assert (await desk.ticket(ticket)).status == "WAITING_ON_THIRD_PARTY"


async def test_a_reply_a_second_before_seven_days_reopens_and_continues_the_clock(desk: Desk) -> None:
    ticket = await desk.submit()
    desk.clock.advance(timedelta(hours=1))
    await desk.do(desk.lin, lifecycle.solve, ticket_id=ticket.id, resolution="已处理")
    desk.clock.advance(timedelta(days=7, seconds=-1))
    assert (await desk.reply(STORE, ticket)).id == ticket.id
    ticket, timer = await desk.ticket(ticket), await desk.timer(ticket)
    assert (ticket.status, ticket.solved_at, ticket.wake_at) == ("OPEN", None, None)
    assert (timer.phase, timer.elapsed_time) == ("RUNNING", timedelta(hours=1))
    assert timer.due_at == desk.clock.now() + timedelta(hours=3)
    assert (await desk.timer(ticket, "NEXT_RESPONSE")).phase == "RUNNING"


@pytest.mark.parametrize("late", [timedelta(0), timedelta(seconds=1)])
@pytest.mark.parametrize("worker", ["came", "did not come"])
async def test_from_seven_days_on_it_opens_a_linked_follow_up(
    desk: Desk, late: timedelta, worker: str
) -> None:
    ticket = await desk.solved(tags=["甲"], order_code="D1")
    desk.clock.advance(timedelta(days=7) + late)
    if worker == "came":
        assert await desk.wake() == 1
    follow_up = await desk.reply(STORE, ticket, "又坏了")
    assert follow_up.id != ticket.id
    assert (follow_up.follow_up_of_id, follow_up.status) == (ticket.id, "NEW")
    assert (follow_up.description, follow_up.tags, follow_up.order_code) == ("又坏了", ["甲"], "D1")
    assert set(await desk.timers(follow_up)) == {"FIRST_RESPONSE", "RESOLUTION"}
    ended = await desk.ticket(ticket)
    assert (ended.status, ended.ended_at, ended.wake_at) == ("CLOSED", desk.clock.now(), None)
    assert (await desk.kinds(ticket))[-1] == "ticket.linked"
    assert (await desk.events(follow_up))[0].data["follow_up_of"] == str(ticket.id)
    [link] = await desk.scalars(select(TicketLink))
    assert (link.source_id, link.target_id, link.kind) == (follow_up.id, ticket.id, "FOLLOW_UP_OF")
    [comment] = await desk.scalars(select(Comment).where(Comment.body == "又坏了"))
    assert comment.ticket_id == follow_up.id


async def test_a_follow_up_blames_the_body_for_what_is_wrong_with_it(desk: Desk) -> None:
    ticket = await desk.solved()
    await desk.do(STORE, lifecycle.close, ticket_id=ticket.id)
    for body in (" ", "长" * 20_001):
        with pytest.raises(InvalidValue) as refused:
            await desk.reply(STORE, ticket, body)
        assert refused.value.field == "body"
    assert await desk.count("tickets") == 1


@pytest.mark.parametrize("way", ["declined", "cancelled", "merged"])
async def test_what_ended_otherwise_takes_no_reply(desk: Desk, way: str) -> None:
    ticket = await desk.answered()
    if way == "cancelled":
        await desk.do(STORE, lifecycle.cancel, ticket_id=ticket.id, reason="不需要了")
    elif way == "merged":
        other = await desk.submit()
        await desk.do(desk.lin, relations.merge, source_id=ticket.id, target_id=other.id)
    else:
        async with desk.transactor.engine.begin() as connection:
            await connection.exec_driver_sql("UPDATE tickets SET status = 'DECLINED'")
    before = await desk.count("events")
    for by in (STORE, desk.lin):
        with pytest.raises(TicketIsClosed):
            await desk.reply(by, ticket)
    assert await desk.count("events") == before


async def test_an_agent_cannot_reply_on_a_closed_ticket(desk: Desk) -> None:
    ticket = await desk.solved()
    await desk.do(STORE, lifecycle.close, ticket_id=ticket.id)
    with pytest.raises(TicketIsClosed):
        await desk.reply(desk.lin, ticket)


@pytest.mark.parametrize("stranger", [store_manager("S002"), member("M2")], ids=["store", "member"])
async def test_a_strangers_ticket_is_not_there(desk: Desk, stranger: object) -> None:
    ticket = await desk.submit(member_code="M1")
    with pytest.raises(HelpdeskError) as refused:
        await desk.reply(stranger, ticket)
    assert refused.value.code == "NOT_FOUND"
    await desk.reply(member("M1"), ticket)
