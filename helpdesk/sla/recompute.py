"""Holidays arrived: the clocks that rested on guesses are folded anew from the log."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from helpdesk.events.log import Subject, history
from helpdesk.events.work import UnitOfWork
from helpdesk.sla import repository
from helpdesk.sla.clocks import apply, fold
from helpdesk.sla.events import KINDS, Recomputed, by_clock
from helpdesk.sla.meter import Calendars
from helpdesk.sla.models import SlaTimer
from helpdesk.sla.terms import Metric


async def provisional_subjects(connection: AsyncConnection | AsyncSession) -> list[tuple[str, UUID]]:
    """Kind and id of every subject with a provisional clock."""
    query = select(SlaTimer.subject_kind, SlaTimer.subject_id).where(SlaTimer.provisional).distinct()
    rows = await connection.execute(query.order_by(SlaTimer.subject_kind, SlaTimer.subject_id))
    return [(row.subject_kind, row.subject_id) for row in rows]


async def recompute(work: UnitOfWork, calendars: Calendars, subject: Subject) -> int:
    """Fold the subject's provisional clocks anew; of how many the due instant or the waiting limit moved.

    The subject is locked and tracked by the caller, with nothing recorded in this change yet. A caller who
    wakes by a pause's limit reads it again.
    """
    timers = [timer for timer in await repository.lock_all(work, subject) if timer.provisional]
    if not timers:
        return 0
    told = by_clock(await history(work.session, subject.subject_kind, subject.id, kinds=tuple(KINDS)))
    moved = 0
    for timer in timers:
        key = Metric(timer.metric), timer.instance
        before = _instants(timer)
        state = fold(told[key], calendars)
        repository.store(timer, state)
        if _instants(timer) != before:
            event = Recomputed(*key, due_before=before[0], due_after=timer.due_at)
            repository.store(timer, apply(state, event, work.now, calendars))
            work.record(subject, event)
            moved += 1
    return moved


def _instants(timer: SlaTimer) -> tuple[datetime | None, ...]:
    return timer.due_at, timer.limit_at
