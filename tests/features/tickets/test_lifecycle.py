"""Snoozed, solved, reopened, closed, cancelled: by people and by time alone."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from helpdesk.kit.errors import InvalidValue, StaleVersion
from helpdesk.tickets import assignment, lifecycle
from helpdesk.tickets.errors import AnswerRequired, NotInThisStatus, ReopenWindowPassed, TicketIsClosed
from helpdesk.tickets.models import Comment, Ticket
from tests.conftest import MONDAY
from tests.features.tickets.build import STORE, Desk, at


async def snooze(desk: Desk, ticket: Ticket, until: datetime) -> Ticket:
    return await desk.do(desk.lin, lifecycle.snooze, ticket_id=ticket.id, until=until)


async def test_a_snooze_runs_the_clocks_and_ends_by_time_alone(desk: Desk) -> None:
    ticket = await snooze(desk, await desk.answered(), at(3))
    assert (ticket.status, ticket.wake_at) == ("SNOOZED", at(3))
    assert (await desk.timer(ticket)).phase == "RUNNING"
    desk.clock.at = at(3, seconds=-1)
    assert await desk.wake() == 0
    desk.clock.at = at(3)
    assert await desk.wake() == 1
    woken = await desk.ticket(ticket)
    assert (woken.status, woken.wake_at) == ("OPEN", None)
    assert (await desk.events(ticket))[-1].data["why"] == "SNOOZE_ENDED"


async def test_snoozing_again_until_another_time_is_told_and_the_same_is_not(desk: Desk) -> None:
    ticket = await snooze(desk, await desk.answered(), at(1))
    again = await snooze(desk, ticket, at(2))
    assert (again.wake_at, again.revision) == (at(2), ticket.revision + 1)
    assert (await desk.events(ticket))[-1].data["until"] == at(2).isoformat()
    assert (await snooze(desk, ticket, at(2))).revision == again.revision


@pytest.mark.parametrize(
    "until", [MONDAY, MONDAY - timedelta(days=1), MONDAY + timedelta(days=365, seconds=1)]
)
async def test_a_snooze_ends_within_a_year_from_now(desk: Desk, until: datetime) -> None:
    with pytest.raises(InvalidValue):
        await snooze(desk, await desk.submit(), until)


async def test_solving_needs_an_answer(desk: Desk) -> None:
    ticket = await desk.submit()
    with pytest.raises(AnswerRequired):
        await desk.do(desk.lin, lifecycle.solve, ticket_id=ticket.id)
    await desk.reply(desk.lin, ticket)
    solved = await desk.do(desk.lin, lifecycle.solve, ticket_id=ticket.id)
    assert (solved.status, solved.solved_at, solved.wake_at) == ("SOLVED", MONDAY, MONDAY + timedelta(days=7))


async def test_the_resolution_answers_and_meets_all_that_was_owed(desk: Desk) -> None:
    ticket = await desk.ask(await desk.answered())
    await desk.reply(STORE, ticket)
    await desk.ask(ticket)
    await desk.do(desk.lin, lifecycle.solve, ticket_id=ticket.id, resolution="已处理")
    assert {timer.phase for timer in (await desk.timers(ticket)).values()} == {"MET"}
    assert {comment.visibility for comment in await desk.scalars(select(Comment))} == {"PUBLIC"}


async def test_solving_frees_the_agent_for_all_their_groups(desk: Desk) -> None:
    ticket = await desk.submit(item="refund")
    assert ticket.assignee_id == desk.world.agents["zhao"]
    await desk.do(desk.lin, lifecycle.solve, ticket_id=ticket.id, resolution="已处理")
    [job] = await desk.jobs("drain_queues")
    assert set(job["group_ids"]) == {str(desk.world.groups[group]) for group in ("hotline", "returns")}


@pytest.mark.parametrize("aside", ["ask", "snooze"])
async def test_putting_aside_frees_the_agent_too(desk: Desk, aside: str) -> None:
    ticket = await desk.submit()
    await (desk.ask(ticket) if aside == "ask" else snooze(desk, ticket, at(1)))
    assert len(await desk.jobs("drain_queues")) == 1


@pytest.mark.parametrize("left", [1, 0, -1])
async def test_reopening_is_possible_until_the_window_ends(desk: Desk, left: int) -> None:
    ticket = await desk.solved()
    desk.clock.at = MONDAY + timedelta(days=7, seconds=-left)
    if left <= 0:
        with pytest.raises(ReopenWindowPassed):
            await desk.do(STORE, lifecycle.reopen, ticket_id=ticket.id)
        return
    opened = await desk.do(STORE, lifecycle.reopen, ticket_id=ticket.id, reason="又坏了")
    assert (opened.status, opened.solved_at, opened.wake_at) == ("OPEN", None, None)


async def test_reopening_continues_the_clock_and_the_requester_is_owed_a_response(desk: Desk) -> None:
    ticket = await desk.submit()
    desk.clock.advance(timedelta(hours=1))
    await desk.do(desk.lin, lifecycle.solve, ticket_id=ticket.id, resolution="已处理")
    desk.clock.advance(timedelta(hours=2))
    await desk.do(STORE, lifecycle.reopen, ticket_id=ticket.id, reason="又坏了")
    timers = await desk.timers(ticket)
    assert (timers["RESOLUTION"].phase, timers["RESOLUTION"].due_at) == ("RUNNING", at(6))
    assert (timers["NEXT_RESPONSE"].phase, timers["NEXT_RESPONSE"].due_at) == ("RUNNING", at(3, minutes=5))


async def test_an_agent_who_reopens_is_owed_nothing(desk: Desk) -> None:
    ticket = await desk.solved()
    await desk.do(desk.lin, lifecycle.reopen, ticket_id=ticket.id)
    assert "NEXT_RESPONSE" not in await desk.timers(ticket)


async def test_a_reopened_ticket_that_nobody_has_stands_in_line(desk: Desk) -> None:
    ticket = await desk.solved()
    await desk.do(desk.lin, assignment.assign, ticket_id=ticket.id, assignee_id=None)
    assert (await desk.ticket(ticket)).queued_at is None
    desk.clock.advance(timedelta(hours=1))
    await desk.do(STORE, lifecycle.reopen, ticket_id=ticket.id)
    assert (await desk.ticket(ticket)).queued_at == at(1)


async def test_only_a_solved_ticket_is_reopened_or_closed(desk: Desk) -> None:
    ticket = await desk.answered()
    for verb in (lifecycle.reopen, lifecycle.close):
        with pytest.raises(NotInThisStatus):
            await desk.do(STORE, verb, ticket_id=ticket.id)


async def test_closing_ends_it_and_so_does_the_window(desk: Desk) -> None:
    by_hand, by_time = await desk.solved(), await desk.solved()
    closed = await desk.do(STORE, lifecycle.close, ticket_id=by_hand.id)
    assert (closed.status, closed.ended_at, closed.wake_at) == ("CLOSED", MONDAY, None)
    desk.clock.at = MONDAY + timedelta(days=7)
    assert await desk.wake() == 1
    closed = await desk.ticket(by_time)
    assert (closed.status, closed.ended_at) == ("CLOSED", MONDAY + timedelta(days=7))
    with pytest.raises(TicketIsClosed):
        await desk.do(STORE, lifecycle.reopen, ticket_id=by_time.id)


async def test_withdrawing_cancels_the_clocks(desk: Desk) -> None:
    ticket = await desk.ask(await desk.answered())
    await desk.reply(STORE, ticket)
    ended = await desk.do(STORE, lifecycle.cancel, ticket_id=ticket.id, reason="不需要了")
    assert (ended.status, ended.ended_at, ended.queued_at) == ("CANCELLED", MONDAY, None)
    phases = {name: timer.phase for name, timer in (await desk.timers(ticket)).items()}
    assert phases == {"FIRST_RESPONSE": "MET", "NEXT_RESPONSE": "CANCELLED", "RESOLUTION": "CANCELLED"}


async def test_withdrawing_from_the_queue_leaves_it(desk: Desk) -> None:
    await desk.nobody_on_duty()
    ticket = await desk.submit()
    ended = await desk.do(STORE, lifecycle.cancel, ticket_id=ticket.id, reason="不需要了")
    assert ended.queued_at is None


async def test_a_solved_ticket_is_not_withdrawn_and_a_reason_is_needed(desk: Desk) -> None:
    with pytest.raises(NotInThisStatus):
        await desk.do(STORE, lifecycle.cancel, ticket_id=(await desk.solved()).id, reason="?")
    with pytest.raises(InvalidValue):
        await desk.do(STORE, lifecycle.cancel, ticket_id=(await desk.submit()).id, reason=" ")


async def test_a_change_on_a_stale_version_is_a_conflict(desk: Desk) -> None:
    ticket = await desk.submit()
    await desk.reply(desk.lin, ticket)
    with pytest.raises(StaleVersion):
        await desk.do(
            desk.lin, lifecycle.solve, ticket_id=ticket.id, resolution="好", expected_version=ticket.revision
        )
    assert (await desk.ticket(ticket)).status == "OPEN"
