"""Asking the requester: the resolution clock stops, up to a limit in total (docs/domain.md, SLA)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from helpdesk.tickets.errors import NotInThisStatus
from tests.features.tickets.build import STORE, Desk, at, shanghai


async def test_a_question_answers_and_stops_the_resolution_clock_alone(desk: Desk) -> None:
    ticket = await desk.submit(item="refund")
    desk.clock.advance(timedelta(minutes=10))
    ticket = await desk.ask(ticket)
    assert (ticket.status, ticket.awaiting) == ("WAITING_ON_REQUESTER", "REQUESTER")
    assert ticket.wake_at == shanghai("2026-11-23 10:10")
    assert (await desk.timer(ticket, "FIRST_RESPONSE")).met_at == at(minutes=10)
    timer = await desk.timer(ticket)
    assert (timer.phase, timer.elapsed_time, timer.awaiting) == (
        "PAUSED", timedelta(minutes=10), "REQUESTER_REPLY",
    )  # fmt: skip


async def test_the_clock_goes_on_with_what_was_left(desk: Desk) -> None:
    ticket = await desk.ask(await desk.answered(item="refund"))
    desk.clock.at = shanghai("2026-11-17 10:00")
    await desk.reply(STORE, ticket)
    timer = await desk.timer(ticket)
    assert (timer.phase, timer.due_at) == ("RUNNING", shanghai("2026-11-18 10:00"))


async def test_several_waits_share_one_limit_after_which_time_alone_reopens(desk: Desk) -> None:
    ticket = await desk.ask(await desk.answered(item="refund"))
    for day in ("17", "18"):  # a business day each
        desk.clock.at = shanghai(f"2026-11-{day} 10:00")
        await desk.reply(STORE, ticket)
        ticket = await desk.ask(ticket)
    assert ticket.wake_at == shanghai("2026-11-23 10:00")  # three days from Wednesday ten o'clock
    desk.clock.at = shanghai("2026-11-23 09:59")
    assert await desk.wake() == 0
    desk.clock.at = shanghai("2026-11-23 10:00")
    assert await desk.wake() == 1
    ticket, timer = await desk.ticket(ticket), await desk.timer(ticket)
    assert (ticket.status, ticket.wake_at) == ("OPEN", None)
    assert (timer.phase, timer.due_at) == ("RUNNING", shanghai("2026-11-24 10:00"))


async def test_a_limit_that_is_used_up_leaves_the_clock_running(desk: Desk) -> None:
    ticket = await desk.ask(await desk.answered(item="refund"))
    desk.clock.at = shanghai("2026-11-23 10:00")
    await desk.wake()
    ticket = await desk.ask(ticket)
    assert (ticket.status, ticket.wake_at) == ("WAITING_ON_REQUESTER", None)
    assert (await desk.timer(ticket)).phase == "RUNNING"
    assert (await desk.kinds(ticket))[-2:] == ["ticket.comment_added", "ticket.status_changed"]


async def test_asking_twice_pauses_once_and_keeps_the_limit(desk: Desk) -> None:
    first = await desk.ask(await desk.answered(item="refund"))
    desk.clock.advance(timedelta(hours=1))
    second = await desk.ask(first)
    assert second.wake_at == first.wake_at is not None
    assert (await desk.kinds(first)).count("clock.paused") == 1


async def test_a_third_party_never_stops_the_clock_and_its_question_is_internal(desk: Desk) -> None:
    ticket = await desk.submit(item="refund")
    ticket = await desk.ask(ticket, "THIRD_PARTY")
    assert (ticket.status, ticket.awaiting, ticket.wake_at) == ("WAITING_ON_THIRD_PARTY", "THIRD_PARTY", None)
    assert {name: timer.phase for name, timer in (await desk.timers(ticket)).items()} == {
        "FIRST_RESPONSE": "RUNNING", "RESOLUTION": "RUNNING",
    }  # fmt: skip
    asked = next(event for event in await desk.events(ticket) if event.kind == "ticket.comment_added")
    assert asked.data["visibility"] == "INTERNAL"


async def test_asking_a_third_party_instead_lets_the_clock_go_on(desk: Desk) -> None:
    ticket = await desk.ask(await desk.ask(await desk.answered(item="refund")), "THIRD_PARTY")
    assert ticket.wake_at is None
    assert (await desk.timer(ticket)).phase == "RUNNING"


async def test_a_solved_ticket_asks_nothing(desk: Desk) -> None:
    ticket = await desk.solved()
    with pytest.raises(NotInThisStatus):
        await desk.ask(ticket)
