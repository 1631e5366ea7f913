"""SQL of timers for writing and locking, and a timer's row as a state and back."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from uuid import UUID

from sqlalchemy import select

from helpdesk.calendars.hours import Due
from helpdesk.events.log import Subject
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.ids import new_id
from helpdesk.sla.meter import Elapsed
from helpdesk.sla.models import SlaTimer
from helpdesk.sla.state import ClockState, Crossing, CrossingKind, Phase
from helpdesk.sla.terms import Metric, Terms


async def lock_all(work: UnitOfWork, subject: Subject) -> list[SlaTimer]:
    """All timers of a subject that is locked already, locked in the order in which they were made."""
    found = await work.session.scalars(
        select(SlaTimer)
        .where(SlaTimer.subject_kind == subject.subject_kind, SlaTimer.subject_id == subject.id)
        .order_by(SlaTimer.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(found)


async def lock_in(work: UnitOfWork, subject: Subject, phases: Collection[Phase]) -> list[SlaTimer]:
    """The subject's timers that are in one of the phases, locked."""
    return [timer for timer in await lock_all(work, subject) if timer.phase in phases]


async def lock(work: UnitOfWork, subject: Subject, timer_id: UUID) -> SlaTimer | None:
    """One timer of a subject that is locked already, locked."""
    return next((timer for timer in await lock_all(work, subject) if timer.id == timer_id), None)


def add(work: UnitOfWork, subject: Subject, metric: Metric, instance: int, state: ClockState) -> SlaTimer:
    """A new timer's row."""
    timer = SlaTimer(
        id=new_id(),
        subject_kind=subject.subject_kind,
        subject_id=subject.id,
        metric=metric,
        instance=instance,
    )
    store(timer, state)
    work.session.add(timer)
    return timer


def state_of(timer: SlaTimer) -> ClockState:
    """The state that a row holds."""
    crossing = None
    if timer.next_at is not None and timer.next_crossing is not None:
        kind = CrossingKind(timer.next_crossing)
        crossing = Crossing(kind, timer.next_at, timer.provisional, timer.next_level)
    return ClockState(
        terms=Terms.model_validate(timer.terms),
        extended=timer.extended,
        phase=Phase(timer.phase),
        started_at=timer.started_at,
        anchor=timer.anchor,
        elapsed=Elapsed(timer.elapsed_time, Fraction(timer.elapsed_days)),
        mark=Elapsed(timer.mark_time, Fraction(timer.mark_days)),
        waited=Fraction(timer.waited_days),
        breached_at=timer.breached_at,
        met_at=timer.met_at,
        paused_at=timer.paused_at,
        awaiting=timer.awaiting,
        warned=timer.warned,
        level=timer.level,
        acknowledged_level=timer.acknowledged_level,
        due=Due(timer.due_at, timer.provisional) if timer.due_at else None,
        warn_at=timer.warn_at,
        limit=Due(timer.limit_at, timer.provisional) if timer.limit_at else None,
        next=crossing,
    )


def store(timer: SlaTimer, state: ClockState) -> None:
    """Write a state into a row and give up its lease: what comes next can be claimed at once."""
    _store_terms(timer, state)
    timer.phase = state.phase
    timer.started_at, timer.anchor = state.started_at, state.anchor
    timer.elapsed_time, timer.elapsed_days = state.elapsed.time, str(state.elapsed.days)
    timer.mark_time, timer.mark_days = state.mark.time, str(state.mark.days)
    timer.waited_days = str(state.waited)
    timer.breached_at, timer.met_at = state.breached_at, state.met_at
    timer.paused_at, timer.awaiting = state.paused_at, state.awaiting
    timer.warned, timer.level, timer.acknowledged_level = state.warned, state.level, state.acknowledged_level
    timer.due_at = state.due.at if state.due else None
    timer.warn_at = state.warn_at
    timer.limit_at = state.limit.at if state.limit else None
    timer.provisional = state.provisional
    timer.next_at = state.next.at if state.next else None
    timer.next_crossing = state.next.kind if state.next else None
    timer.next_level = state.next.level if state.next else 0
    timer.lease_until = None


def _store_terms(timer: SlaTimer, state: ClockState) -> None:
    terms = state.terms
    timer.policy_id, timer.calendar_id = terms.policy_id, terms.calendar_id
    timer.configuration_version = terms.configuration_version
    timer.terms = terms.model_dump(mode="json")
    timer.extended = state.extended
