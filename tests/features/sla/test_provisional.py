"""Holidays of a year are published late: until then due times are provisional (docs/domain.md, SLA)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from helpdesk.calendars.tables import learn
from helpdesk.kit.actor import SYSTEM
from helpdesk.tickets.escalation import recompute_provisional
from helpdesk.tickets.models import Ticket
from tests.features.tickets.build import Desk, shanghai

EVE = shanghai("2026-12-31 12:00")
NEW_YEAR = [date(2027, 1, 1)]


@pytest.fixture
async def ticket(desk: Desk) -> Ticket:
    """Nine office hours promised at noon on New Year's Eve, a Thursday."""
    desk.clock.at = EVE
    return await desk.submit(item="refund")


async def learn_2027(desk: Desk, days_off: list[date]) -> int:
    await desk.do(SYSTEM, learn, year=2027, days_off=days_off, working_days=[], source="test")
    assert (await desk.jobs("recompute_provisional_timers"))[-1] == {"year": 2027}
    return await recompute_provisional(desk.transactor)


async def test_a_due_time_in_a_year_not_known_is_a_guess_by_the_plain_week(
    desk: Desk, ticket: Ticket
) -> None:
    timer = await desk.timer(ticket)
    assert (timer.due_at, timer.provisional) == (shanghai("2027-01-01 12:00"), True)
    assert not (await desk.timer(ticket, "FIRST_RESPONSE")).provisional


async def test_learning_the_year_moves_it_tells_it_and_counts_it(desk: Desk, ticket: Ticket) -> None:
    assert await learn_2027(desk, NEW_YEAR) == 1
    timer = await desk.timer(ticket)
    assert (timer.due_at, timer.provisional) == (shanghai("2027-01-04 12:00"), False)
    told = (await desk.events(ticket))[-1]
    assert told.kind == "clock.recomputed"
    assert [told.data["due_before"][:10], told.data["due_after"][:10]] == ["2027-01-01", "2027-01-04"]


async def test_a_guess_that_was_right_is_certain_then_and_not_counted(desk: Desk, ticket: Ticket) -> None:
    assert await learn_2027(desk, [date(2027, 5, 1)]) == 0
    timer = await desk.timer(ticket)
    assert (timer.due_at, timer.provisional) == (shanghai("2027-01-01 12:00"), False)
    assert "clock.recomputed" not in await desk.kinds(ticket)


async def test_the_wait_for_a_requester_ends_at_the_new_limit(desk: Desk, ticket: Ticket) -> None:
    waiting = await desk.ask(ticket)
    assert waiting.wake_at == shanghai("2027-01-07 12:00")
    assert await learn_2027(desk, NEW_YEAR) == 1
    assert (await desk.ticket(ticket)).wake_at == shanghai("2027-01-08 12:00")


async def test_what_has_ended_is_left_alone(desk: Desk, ticket: Ticket) -> None:
    await desk.reply(desk.lin, ticket)
    ended = await desk.solved(item="refund")
    desk.clock.advance(timedelta(minutes=1))
    assert await learn_2027(desk, NEW_YEAR) == 1
    assert "clock.recomputed" not in await desk.kinds(ended)
