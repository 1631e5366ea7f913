"""Clocks with an owner: steps of a procedure and hard deadlines (docs/domain.md, SLA)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from helpdesk.calendars.tables import learn
from helpdesk.events.work import Transactor, UnitOfWork
from helpdesk.kit.actor import SYSTEM
from helpdesk.sla import timers
from helpdesk.sla.clocks import fold
from helpdesk.sla.events import by_clock
from helpdesk.sla.models import SlaTimer
from helpdesk.sla.repository import state_of
from helpdesk.sla.state import Crossing
from helpdesk.sla.step_clock import StepClock
from helpdesk.sla.terms import Metric, Terms, deadline
from helpdesk.tickets import escalation, lifecycle, promises, relations, repository
from helpdesk.tickets.errors import AnswerRequired, NothingToAcknowledge
from helpdesk.tickets.escalation import acknowledge, recompute_provisional
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.oversight import Oversight
from helpdesk.tickets.status import TicketStatus
from tests.features.tickets.build import STORE, Desk, at, shanghai
from tests.world import key

DEADLINE = at(8)


@dataclass
class Owner:
    """Hears of everything, and declines the ticket at its deadline."""

    heard: list[tuple[Any, ...]] = field(default_factory=list)
    forbids: bool = False

    async def submitted(
        self, _work: UnitOfWork, ticket: Ticket, snapshot: object, _intake: str | None
    ) -> None:
        self.heard.append(("submitted", ticket.status))

    async def before_end(self, _work: UnitOfWork, _ticket: Ticket, status: TicketStatus) -> None:
        self.heard.append(("before", status))
        if self.forbids:
            raise AnswerRequired

    async def after_end(self, _work: UnitOfWork, ticket: Ticket, status: TicketStatus) -> None:
        self.heard.append(("after", status))
        assert ticket.status == status

    async def crossed(self, work: UnitOfWork, ticket: Ticket, timer: SlaTimer, crossing: Crossing) -> None:
        self.heard.append((timer.metric, crossing.kind))
        if timer.metric == Metric.DEADLINE and crossing.kind == "BREACH":
            await lifecycle.end(work, ticket, TicketStatus.DECLINED, why="DEADLINE_PASSED")


@pytest.fixture
def owner(transactor: Transactor) -> Owner:
    owner = Owner()
    transactor.resources[Oversight] = Oversight(
        owner.submitted, owner.before_end, owner.after_end, crossed=owner.crossed
    )
    return owner


async def begin(desk: Desk, ticket: Ticket, terms: Terms, metric: Metric = Metric.STEP) -> SlaTimer:
    async def verb(work: UnitOfWork) -> SlaTimer:
        locked = await repository.lock(work, ticket.id)
        hours = (await promises.of(work, locked)).hours
        return await timers.begin_step(work, hours, locked, terms=terms, metric=metric)

    return await desk.do(SYSTEM, verb)


async def meet(desk: Desk, ticket: Ticket, timer_id: UUID, **more: Any) -> SlaTimer | None:
    async def verb(work: UnitOfWork) -> SlaTimer | None:
        locked = await repository.lock(work, ticket.id)
        hours = (await promises.of(work, locked)).hours
        return await timers.meet_one(work, hours, locked, timer_id=timer_id, **more)

    return await desk.do(SYSTEM, verb)


async def cancel(desk: Desk, ticket: Ticket, timer_id: UUID) -> None:
    async def verb(work: UnitOfWork) -> None:
        locked = await repository.lock(work, ticket.id)
        hours = (await promises.of(work, locked)).hours
        await timers.cancel_one(work, hours, locked, timer_id=timer_id, reason="NOT_TAKEN")

    await desk.do(SYSTEM, verb)


def step(ticket: Ticket, kind: str = "WALL", target: Any = "PT2H", **more: Any) -> Terms:
    clock = StepClock.model_validate({"kind": kind, "target": target, **more})
    return clock.terms(
        policy_id=None, configuration_version=ticket.configuration_version, default_calendar_id=None
    )


def by(ticket: Ticket, when: datetime = DEADLINE) -> Terms:
    return deadline(when, configuration_version=ticket.configuration_version, warn_before=timedelta(hours=1))


async def owned(desk: Desk, ticket: Ticket, metric: str = "STEP") -> list[tuple[int, str, datetime | None]]:
    rows: Any = await desk.scalars(
        select(SlaTimer)
        .where(SlaTimer.subject_id == ticket.id, SlaTimer.metric == metric)
        .order_by(SlaTimer.instance)
    )
    return [(timer.instance, timer.phase, timer.due_at) for timer in rows]


async def stored_equals_folded(desk: Desk, ticket: Ticket) -> None:
    hours = await desk.hours(ticket)
    told = by_clock(await desk.events(ticket))
    rows: Any = await desk.scalars(select(SlaTimer).where(SlaTimer.subject_id == ticket.id))
    for timer in rows:
        folded = fold(told[Metric(timer.metric), timer.instance], hours)
        stored = state_of(timer)
        assert replace(folded, limit=None) == replace(stored, limit=None)


async def test_several_steps_run_at_one_time_and_each_is_met_by_its_owner_alone(desk: Desk) -> None:
    ticket = await desk.submit()
    first = await begin(desk, ticket, step(ticket))
    second = await begin(desk, ticket, step(ticket, target="PT30M"))
    await meet(desk, ticket, first.id)
    assert await owned(desk, ticket) == [(1, "MET", at(2)), (2, "RUNNING", at(0, minutes=30))]
    await cancel(desk, ticket, second.id)
    await meet(desk, ticket, second.id)
    assert [phase for _, phase, _ in await owned(desk, ticket)] == ["MET", "CANCELLED"]
    await stored_equals_folded(desk, ticket)


async def test_answering_asking_and_solving_leave_steps_and_deadlines_as_they_are(desk: Desk) -> None:
    ticket = await desk.submit()
    await begin(desk, ticket, step(ticket))
    await begin(desk, ticket, by(ticket), Metric.DEADLINE)
    await desk.reply(desk.lin, ticket)
    await desk.ask(ticket)
    assert await owned(desk, ticket) == [(1, "RUNNING", at(2))]
    await desk.reply(STORE, ticket)
    await desk.do(desk.lin, lifecycle.solve, ticket_id=ticket.id, resolution="已处理")
    assert await owned(desk, ticket) == [(1, "RUNNING", at(2))]
    assert await owned(desk, ticket, "DEADLINE") == [(1, "RUNNING", DEADLINE)]
    await stored_equals_folded(desk, ticket)


@pytest.mark.parametrize("end", ["cancel", "close", "merge"])
async def test_they_are_cancelled_when_the_ticket_ends(desk: Desk, owner: Owner, end: str) -> None:
    ticket = await (desk.solved() if end == "close" else desk.submit())
    await begin(desk, ticket, step(ticket))
    await begin(desk, ticket, by(ticket), Metric.DEADLINE)
    owner.heard.clear()
    status = TicketStatus.CANCELLED if end == "cancel" else TicketStatus.CLOSED
    if end == "cancel":
        await desk.do(desk.lin, lifecycle.cancel, ticket_id=ticket.id, reason="不需要了")
    elif end == "close":
        await desk.do(desk.lin, lifecycle.close, ticket_id=ticket.id)
    else:
        other = await desk.submit()
        await desk.do(desk.lin, relations.merge, source_id=ticket.id, target_id=other.id)
    assert [one for one in owner.heard if one[0] != "submitted"] == [("before", status), ("after", status)]
    phases = [*await owned(desk, ticket), *await owned(desk, ticket, "DEADLINE")]
    assert [phase for _, phase, _ in phases] == ["CANCELLED", "CANCELLED"]


async def test_an_owner_forbids_that_a_ticket_is_solved(desk: Desk, owner: Owner) -> None:
    ticket = await desk.submit()
    owner.forbids = True
    with pytest.raises(AnswerRequired):
        await desk.do(desk.lin, lifecycle.solve, ticket_id=ticket.id, resolution="已处理")
    assert (await desk.ticket(ticket)).status == ticket.status
    assert owner.heard == [("submitted", ticket.status), ("before", TicketStatus.SOLVED)]


async def test_at_a_deadline_its_owner_acts_once_though_two_workers_come(desk: Desk, owner: Owner) -> None:
    ticket = await desk.submit()
    timer = await begin(desk, ticket, by(ticket), Metric.DEADLINE)
    owner.heard.clear()
    desk.clock.at = DEADLINE - timedelta(seconds=1)
    await asyncio.gather(*(desk.do(SYSTEM, escalation.fire, timer_id=timer.id) for _ in range(2)))
    assert owner.heard == [("DEADLINE", "WARN")]
    assert (await desk.ticket(ticket)).status != TicketStatus.DECLINED
    desk.clock.at = DEADLINE
    await asyncio.gather(*(desk.do(SYSTEM, escalation.fire, timer_id=timer.id) for _ in range(2)))
    assert owner.heard[1:] == [("DEADLINE", "BREACH"), ("after", TicketStatus.DECLINED)]
    assert (await desk.ticket(ticket)).status == TicketStatus.DECLINED
    assert await owned(desk, ticket, "DEADLINE") == [(1, "CANCELLED", DEADLINE)]
    told = [one.kind for one in await desk.events(ticket) if one.data.get("metric") == "DEADLINE"]
    assert told.count("clock.breached") == told.count("ticket.escalation_notified") - 1 == 1
    await stored_equals_folded(desk, ticket)


async def test_a_deadline_that_passed_already_is_heard_of_at_once(desk: Desk, owner: Owner) -> None:
    ticket = await desk.submit()
    timer = await begin(desk, ticket, by(ticket, at(-1)), Metric.DEADLINE)
    await desk.do(SYSTEM, escalation.fire, timer_id=timer.id)
    await desk.do(SYSTEM, escalation.fire, timer_id=timer.id)
    assert ("DEADLINE", "BREACH") in owner.heard


async def test_nobody_acknowledges_a_deadline_before_its_owner_heard_of_it(desk: Desk, owner: Owner) -> None:
    ticket = await desk.submit()
    timer = await begin(desk, ticket, by(ticket, at(0, seconds=1)), Metric.DEADLINE)
    desk.clock.at = at(0, seconds=2)
    with pytest.raises(NothingToAcknowledge):
        await desk.do(desk.lin, acknowledge, ticket_id=ticket.id, timer_id=timer.id)
    while await desk.do(SYSTEM, escalation.fire, timer_id=timer.id):
        pass
    assert owner.heard[-2:] == [("DEADLINE", "BREACH"), ("after", TicketStatus.DECLINED)]


async def test_meeting_an_occurrence_starts_the_next_one_also_when_it_was_early(desk: Desk) -> None:
    ticket = await desk.submit()  # Monday 2026-11-16, 10:00
    found: SlaTimer | None = await begin(
        desk, ticket, step(ticket, "SCHEDULE", {"times": ["09:00", "16:00"]})
    )
    for met_at in ("2026-11-16 15:30", "2026-11-17 09:20"):  # early for 16:00, late for 09:00
        desk.clock.at = shanghai(met_at)
        assert found is not None
        found = await meet(desk, ticket, found.id)
    assert found is not None
    assert [(number, phase) for number, phase, _ in await owned(desk, ticket)] == [
        (1, "MET"), (2, "MET"), (3, "RUNNING"),
    ]  # fmt: skip
    assert found.due_at == shanghai("2026-11-17 16:00")
    assert await meet(desk, ticket, found.id, again=False) is None
    await stored_equals_folded(desk, ticket)


async def test_a_clock_of_a_new_subject_costs_no_look(desk: Desk) -> None:
    sent: list[int] = []

    async def submitted(work: UnitOfWork, ticket: Ticket, _snapshot: object, _intake: str | None) -> None:
        sent.append(len(work.sent))
        hours: Any = None  # a wall clock asks for no calendar
        await timers.begin_step(work, hours, ticket, terms=step(ticket), instance=1)
        await timers.begin_step(work, hours, ticket, terms=step(ticket), instance=2)
        sent.append(len(work.sent))

    desk.transactor.resources[Oversight] = Oversight(submitted=submitted)
    ticket = await desk.submit()
    assert sent[0] == sent[1]
    assert await owned(desk, ticket) == [(1, "RUNNING", at(2)), (2, "RUNNING", at(2))]


async def test_a_date_on_working_days_moves_when_the_holidays_become_known(desk: Desk) -> None:
    desk.clock.at = shanghai("2026-12-31 17:00")
    ticket = await desk.submit(item="refund")
    office = {"business_days": True, "calendar_id": str(key("office"))}
    calendar = {"calendar_id": office.pop("calendar_id")}
    for kind, target in (
        ("CUTOFF", {"time": "16:00"}),
        ("WINDOW", {"from_day": 1, "to_day": 2}),
        ("SCHEDULE", {"times": ["16:30"]}),
    ):
        await begin(desk, ticket, step(ticket, kind, {**target, **office}, **calendar))
    guesses = [shanghai("2027-01-01 16:00"), shanghai("2027-01-05 00:00"), shanghai("2027-01-01 16:30")]
    assert [due for _, _, due in await owned(desk, ticket)] == guesses
    await desk.do(SYSTEM, learn, year=2027, days_off=[date(2027, 1, 1)], working_days=[], source="test")
    assert await recompute_provisional(desk.transactor) >= 3
    known = [shanghai("2027-01-04 16:00"), shanghai("2027-01-06 00:00"), shanghai("2027-01-04 16:30")]
    assert [due for _, _, due in await owned(desk, ticket)] == known
    await stored_equals_folded(desk, ticket)
