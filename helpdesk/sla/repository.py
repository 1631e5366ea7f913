"""SQL of timers for writing and locking, and a timer's row as a state and back."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from typing import Any
from uuid import UUID

from sqlalchemy import select

from helpdesk.calendars.hours import Due
from helpdesk.events.log import Subject
from helpdesk.events.rows import new
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


async def lock_some(
    work: UnitOfWork, timer_ids: Collection[UUID], subject_ids: Collection[UUID]
) -> list[SlaTimer]:
    """Those of the timers whose subjects, locked already, are given; locked, the longest due first."""
    found = await work.session.scalars(
        select(SlaTimer)
        .where(SlaTimer.id.in_(timer_ids), SlaTimer.subject_id.in_(subject_ids))
        .order_by(SlaTimer.next_at, SlaTimer.id)
        .with_for_update()
    )
    return list(found)


def made(subject: Subject, metric: Metric, instance: int, state: ClockState) -> SlaTimer:
    """A new timer's row, to be added by who writes it."""
    return new(
        SlaTimer,
        id=new_id(),
        subject_kind=subject.subject_kind,
        subject_id=subject.id,
        metric=metric,
        instance=instance,
        **_columns(state),
    )


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
        not_before=timer.not_before,
        due=Due(timer.due_at, timer.provisional) if timer.due_at else None,
        warn_at=timer.warn_at,
        limit=Due(timer.limit_at, timer.provisional) if timer.limit_at else None,
        next=crossing,
    )


def store(timer: SlaTimer, state: ClockState) -> None:
    """Write a state into a row and give up its lease: what comes next can be claimed at once."""
    for name, value in _columns(state).items():
        setattr(timer, name, value)


def _columns(state: ClockState) -> dict[str, Any]:
    terms = state.terms
    return {
        "policy_id": terms.policy_id,
        "calendar_id": terms.calendar_id,
        "configuration_version": terms.configuration_version,
        "terms": terms.stored,
        "extended": state.extended,
        "phase": state.phase,
        "started_at": state.started_at,
        "anchor": state.anchor,
        "elapsed_time": state.elapsed.time,
        "elapsed_days": str(state.elapsed.days),
        "mark_time": state.mark.time,
        "mark_days": str(state.mark.days),
        "waited_days": str(state.waited),
        "breached_at": state.breached_at,
        "met_at": state.met_at,
        "paused_at": state.paused_at,
        "awaiting": state.awaiting,
        "warned": state.warned,
        "level": state.level,
        "acknowledged_level": state.acknowledged_level,
        "not_before": state.not_before,
        "due_at": state.due.at if state.due else None,
        "warn_at": state.warn_at,
        "limit_at": state.limit.at if state.limit else None,
        "provisional": state.provisional,
        "next_at": state.next.at if state.next else None,
        "next_crossing": state.next.kind if state.next else None,
        "next_level": state.next.level if state.next else 0,
        "lease_until": None,
    }
