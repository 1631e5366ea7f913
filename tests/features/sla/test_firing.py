"""Many due timers go together; what cannot is left to be fired by itself, and nothing happens twice."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text, update

from helpdesk.kit.actor import SYSTEM
from helpdesk.sla import claim
from helpdesk.sla.models import SlaTimer
from helpdesk.tickets import firing
from helpdesk.tickets.models import Ticket
from helpdesk.workers.jobs import Jobs
from tests.features.sla.test_escalation import BREACHED, FIRST, SECOND, THIRD, WARNED, levels
from tests.features.tickets.build import Desk

LATER = timedelta(days=30)


async def ids(desk: Desk, tickets: Sequence[Ticket]) -> list[UUID]:
    return [(await desk.timer(ticket)).id for ticket in tickets]


async def test_all_that_is_due_on_many_tickets_is_told_as_it_is_one_by_one(desk: Desk) -> None:
    together = [await desk.answered() for _ in range(3)]
    alone = await desk.answered()
    desk.clock.advance(LATER)
    fired = await desk.do(SYSTEM, firing.fire_together, timer_ids=await ids(desk, together))
    assert fired.left == []
    assert [(one.crossing, one.level) for one in fired.told[:3]] == [WARNED, BREACHED, FIRST]
    await desk.fire_all(alone)
    for ticket in together:
        assert await levels(desk, ticket) == await levels(desk, alone) == [WARNED, BREACHED, FIRST]
        assert [kind for _, kind in await desk.told(ticket)] == [kind for _, kind in await desk.told(alone)]
        assert await desk.kinds(ticket) == await desk.kinds(alone)
        timer = await desk.timer(ticket)
        assert (timer.lease_until, timer.level) == (None, 1)
    assert await desk.do(SYSTEM, firing.fire_together, timer_ids=await ids(desk, together)) == firing.Fired(
        [], []
    )


async def test_a_ticket_that_somebody_holds_is_not_waited_for_and_stays_due(desk: Desk) -> None:
    held, free = await desk.answered(), await desk.answered()
    desk.clock.advance(LATER)
    wanted = await ids(desk, [held, free])
    async with desk.transactor.engine.begin() as connection:
        await connection.execute(select(Ticket.id).where(Ticket.id == held.id).with_for_update())
        async with asyncio.timeout(2):
            fired = await desk.do(SYSTEM, firing.fire_together, timer_ids=wanted)
    assert fired.left == []
    assert {one.ticket_id for one in fired.told} == {free.id}
    again = await desk.do(SYSTEM, firing.fire_together, timer_ids=wanted)
    assert {one.ticket_id for one in again.told} == {held.id}


async def test_a_ticket_ahead_of_the_clock_does_not_take_others_with_it(desk: Desk) -> None:
    ahead, other = await desk.answered(), await desk.answered()
    async with desk.transactor.engine.begin() as connection:
        far = desk.clock.now() + LATER
        await connection.execute(update(Ticket).where(Ticket.id == ahead.id).values(last_event_at=far))
    fired = await desk.do(SYSTEM, firing.fire_together, timer_ids=await ids(desk, [ahead, other]))
    assert fired == firing.Fired([], await ids(desk, [ahead]))
    assert await levels(desk, other) == []


@pytest.mark.parametrize("does", ["reassign", "raise_priority"])
async def test_a_level_that_does_more_than_tell_is_left_after_what_comes_before(
    desk: Desk, does: str
) -> None:
    ticket = await desk.answered()
    async with desk.transactor.engine.begin() as connection:
        changed = "UPDATE sla_timers SET terms = jsonb_set(terms, CAST(:path AS text[]), 'true')"
        await connection.execute(text(changed), {"path": ["escalation", "0", does]})
    desk.clock.advance(LATER)
    wanted = await ids(desk, [ticket])
    fired = await desk.do(SYSTEM, firing.fire_together, timer_ids=wanted)
    assert ([(one.crossing, one.level) for one in fired.told], fired.left) == ([WARNED, BREACHED], wanted)
    assert await desk.fire_all(ticket) == [FIRST]


async def test_each_level_happens_once_though_jobs_are_done_twice_and_side_by_side(desk: Desk) -> None:
    tickets = [await desk.answered() for _ in range(4)]
    wanted = [str(one) for one in await ids(desk, tickets)]
    jobs = Jobs(lambda: desk.transactor)
    for _ in range(5):
        await asyncio.gather(*(jobs.fire_timers(timer_ids=wanted) for _ in range(4)))
        desk.clock.advance(LATER)
    for ticket in tickets:
        assert await levels(desk, ticket) == [WARNED, BREACHED, FIRST, SECOND, THIRD]


async def test_one_that_fails_holds_up_no_other_and_fails_the_job(desk: Desk) -> None:
    broken, whole = await desk.answered(), await desk.answered()
    async with desk.transactor.engine.begin() as connection:
        made = update(SlaTimer).where(SlaTimer.subject_id == broken.id).values(terms={"clock": "SUNDIAL"})
        await connection.execute(made)
    desk.clock.advance(LATER)
    wanted = [str(one) for one in await ids(desk, [broken, whole])]
    with pytest.raises(ValueError, match="Terms"):
        await Jobs(lambda: desk.transactor).fire_timers(timer_ids=wanted)
    assert await levels(desk, whole) == [WARNED]
    assert await levels(desk, broken) == []


async def test_no_more_are_claimed_than_workers_can_hold(desk: Desk) -> None:
    tickets = [await desk.answered() for _ in range(5)]
    desk.clock.advance(LATER)
    lease = timedelta(minutes=5)
    assert len(await desk.do(SYSTEM, claim.claim, lease=lease, most=3)) == 3
    assert await desk.do(SYSTEM, claim.claim, lease=lease, most=3) == []
    async with desk.transactor.engine.begin() as connection:
        done = select(SlaTimer.id).where(SlaTimer.lease_until.is_not(None)).limit(1).scalar_subquery()
        await connection.execute(update(SlaTimer).where(SlaTimer.id == done).values(lease_until=None))
    assert len(await desk.do(SYSTEM, claim.claim, lease=lease, most=3)) == 1
    assert len(tickets) == 5
