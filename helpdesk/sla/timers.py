"""What can be done to the clocks of a subject. The caller has locked and tracked the subject, and asked
whether the actor may; each verb locks the timers, takes one step of the fold, stores it and tells.

A due instant that passed before its breach was recorded is recorded first, whatever comes then.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from helpdesk.events.log import Subject
from helpdesk.events.work import UnitOfWork
from helpdesk.sla import repository
from helpdesk.sla.clocks import apply, crossings_due
from helpdesk.sla.dated import Recurrence
from helpdesk.sla.events import (
    Acknowledged,
    Breached,
    Cancelled,
    ClockEvent,
    Continued,
    Escalated,
    Met,
    Paused,
    Resumed,
    Retargeted,
    Started,
    Warned,
)
from helpdesk.sla.meter import Calendars
from helpdesk.sla.models import SlaTimer
from helpdesk.sla.state import LIVE, ClockState, Crossing, CrossingKind, Phase
from helpdesk.sla.terms import OWNED, Metric, Terms

PAUSABLE = frozenset({Metric.RESOLUTION})
ALL = frozenset(Metric)


async def start(
    work: UnitOfWork,
    calendars: Calendars,
    subject: Subject,
    *,
    metric: Metric,
    terms: Terms,
    conversation: bool = False,
) -> SlaTimer:
    """Start a clock under these terms. One of that metric that is live already is returned as it is."""
    timers = [timer for timer in await repository.lock_all(work, subject) if timer.metric == metric]
    for timer in timers:
        if timer.phase in LIVE:
            return timer
    instance = max((timer.instance for timer in timers), default=0) + 1
    timer = _started(work, calendars, subject, Started(metric, instance, terms, conversation))
    work.session.add(timer)
    return timer


def begin(
    work: UnitOfWork,
    calendars: Calendars,
    subject: Subject,
    *,
    metric: Metric,
    terms: Terms,
    conversation: bool,
) -> SlaTimer:
    """Start the first clock of a metric of a subject that is itself new: there is nothing to look for."""
    timer = _started(work, calendars, subject, Started(metric, 1, terms, conversation))
    work.add(timer)
    return timer


async def begin_step(
    work: UnitOfWork,
    calendars: Calendars,
    subject: Subject,
    *,
    terms: Terms,
    instance: int | None = None,
    metric: Metric = Metric.STEP,
) -> SlaTimer:
    """Start a clock beside those of its metric that are live; who starts it keeps its id, to meet or cancel it.

    With `instance`, for a subject that is itself new, there is nothing to look for, and no round trip.
    """
    if instance is not None:
        timer = _started(work, calendars, subject, Started(metric, instance, terms, conversation=False))
        work.add(timer)
        return timer
    await work.flush()
    taken = [timer.instance for timer in await repository.lock_all(work, subject) if timer.metric == metric]
    event = Started(metric, max(taken, default=0) + 1, terms, conversation=False)
    timer = _started(work, calendars, subject, event)
    work.session.add(timer)
    return timer


async def meet_one(
    work: UnitOfWork, calendars: Calendars, subject: Subject, *, timer_id: UUID, again: bool = True
) -> SlaTimer | None:
    """What this clock promised is done; one that is not live stays as it is.

    Meeting an occurrence of a schedule starts the next one, also when it was met early, unless it is not to
    be done `again`. Returns that next clock.
    """
    timer = await _one(work, subject, timer_id)
    if timer is None:
        return None
    due = repository.state_of(timer).due
    state = step(work, calendars, subject, timer, Met(Metric(timer.metric), timer.instance))
    if not again or due is None or not isinstance(state.terms.target, Recurrence):
        return None
    following = state.terms.model_copy(update={"target": state.terms.target.following(due.at)})
    return await begin_step(work, calendars, subject, terms=following, metric=Metric(timer.metric))


async def cancel_one(
    work: UnitOfWork, calendars: Calendars, subject: Subject, *, timer_id: UUID, reason: str
) -> None:
    """Nothing is promised by this clock any longer; one that is not live stays as it is."""
    timer = await _one(work, subject, timer_id)
    if timer is not None:
        step(work, calendars, subject, timer, Cancelled(Metric(timer.metric), timer.instance, reason))


async def pause(
    work: UnitOfWork, calendars: Calendars, subject: Subject, *, reason: str, awaiting: str
) -> datetime | None:
    """Stop the resolution clock; returns when its terms' waiting limit will be used up.

    A limit that is used up already leaves the clock running, and the answer is None, as it is with no clock.
    """
    limits: list[datetime] = []
    for timer in await repository.lock_in(work, subject, LIVE):
        state = repository.state_of(timer)
        if timer.metric in PAUSABLE and state.phase is Phase.RUNNING and state.may_wait:
            event = Paused(Metric(timer.metric), timer.instance, reason, awaiting)
            state = step(work, calendars, subject, timer, event)
        if state.limit is not None:
            limits.append(state.limit.at)
    return min(limits, default=None)


async def resume(work: UnitOfWork, calendars: Calendars, subject: Subject, *, reason: str) -> list[SlaTimer]:
    """Let the clocks that stopped go on with what was left."""
    timers = await repository.lock_in(work, subject, {Phase.PAUSED})
    for timer in timers:
        step(work, calendars, subject, timer, Resumed(Metric(timer.metric), timer.instance, reason))
    return timers


async def retarget(
    work: UnitOfWork, calendars: Calendars, subject: Subject, *, terms: Mapping[Metric, Terms], reason: str
) -> list[SlaTimer]:
    """Give live clocks other terms, keeping what has elapsed; a metric not named keeps its own."""
    changed = []
    for timer in await repository.lock_in(work, subject, LIVE):
        metric = Metric(timer.metric)
        new = terms.get(metric)
        if new is not None and new != repository.state_of(timer).terms:
            step(work, calendars, subject, timer, Retargeted(metric, timer.instance, new, reason))
            changed.append(timer)
    return changed


async def retarget_one(
    work: UnitOfWork, calendars: Calendars, subject: Subject, *, timer_id: UUID, terms: Terms, reason: str
) -> None:
    """Give this clock other terms, keeping what has elapsed; one that is not live stays as it is."""
    timer = await _one(work, subject, timer_id)
    if timer is not None:
        step(work, calendars, subject, timer, Retargeted(Metric(timer.metric), timer.instance, terms, reason))


async def live(work: UnitOfWork, subject: Subject, metric: Metric) -> list[SlaTimer]:
    """The live clocks of a metric, locked, in the order in which they were started."""
    await work.flush()
    return [timer for timer in await repository.lock_in(work, subject, LIVE) if timer.metric == metric]


async def meet(
    work: UnitOfWork, calendars: Calendars, subject: Subject, *, metrics: Collection[Metric]
) -> list[SlaTimer]:
    """What these metrics promised is done. At the due instant or later that is a breach, recorded first."""
    timers = [one for one in await repository.lock_in(work, subject, LIVE) if one.metric in metrics]
    for timer in timers:
        step(work, calendars, subject, timer, Met(Metric(timer.metric), timer.instance))
    return timers


async def cancel(
    work: UnitOfWork,
    calendars: Calendars,
    subject: Subject,
    *,
    reason: str,
    metrics: Collection[Metric] = ALL,
) -> list[SlaTimer]:
    """Nothing is promised any longer (merged, cancelled, out of scope)."""
    timers = [one for one in await repository.lock_in(work, subject, LIVE) if one.metric in metrics]
    for timer in timers:
        step(work, calendars, subject, timer, Cancelled(Metric(timer.metric), timer.instance, reason))
    return timers


async def continue_(
    work: UnitOfWork, calendars: Calendars, subject: Subject, *, terms: Terms | None = None
) -> SlaTimer | None:
    """Let the latest resolution clock, met, go on with what was left, under `terms` if they differ by now.

    None when there is no such clock.
    """
    resolutions = [one for one in await repository.lock_all(work, subject) if one.metric == Metric.RESOLUTION]
    latest = max(resolutions, key=lambda timer: timer.instance, default=None)
    if latest is None or latest.phase != Phase.MET:
        return None
    state = step(work, calendars, subject, latest, Continued(Metric.RESOLUTION, latest.instance))
    if terms is not None and terms != state.terms:
        changed = Retargeted(Metric.RESOLUTION, latest.instance, terms, "CONTINUED")
        step(work, calendars, subject, latest, changed)
    return latest


async def acknowledge(
    work: UnitOfWork, calendars: Calendars, subject: Subject, *, timer_id: UUID | None = None
) -> list[SlaTimer]:
    """Take on the breaches of a subject, or of one timer: no further level follows.

    Returns what was taken on; a clock not breached, or taken on before, is not among it. The breach of a clock
    that has an owner is only recorded by `cross`, where the owner hears of it.
    """
    taken = []
    for timer in await repository.lock_in(work, subject, LIVE):
        state = repository.state_of(timer)
        breached = state.breached_at is not None or (state.is_overdue(work.now) and timer.metric not in OWNED)
        if breached and state.acknowledged_level is None and timer_id in {None, timer.id}:
            event = Acknowledged(Metric(timer.metric), timer.instance, state.level)
            step(work, calendars, subject, timer, event)
            taken.append(timer)
    return taken


async def cross(
    work: UnitOfWork, calendars: Calendars, subject: Subject, timer_id: UUID
) -> tuple[SlaTimer, Crossing] | None:
    """Record the next crossing of a timer if it is still due; call again until None for those after it.

    The subject is locked and tracked by the caller. None gives up the lease.
    """
    timer = await repository.lock(work, subject, timer_id)
    if timer is None:
        return None
    crossing = cross_locked(work, calendars, subject, timer)
    if crossing is None:
        timer.lease_until = None
        return None
    return timer, crossing


def due(work: UnitOfWork, timer: SlaTimer) -> Crossing | None:
    """What a timer came upon, if it is not recorded yet."""
    return crossings_due(repository.state_of(timer), work.now)


def cross_locked(
    work: UnitOfWork, calendars: Calendars, subject: Subject, timer: SlaTimer
) -> Crossing | None:
    """As `cross`, of a timer that is locked already; where nothing is due it stays as it is."""
    state = repository.state_of(timer)
    crossing = crossings_due(state, work.now)
    if crossing is None:
        return None
    event = _event(timer, state, crossing)
    repository.store(timer, apply(state, event, work.now, calendars))
    work.record(subject, event)
    return crossing


def step(
    work: UnitOfWork, calendars: Calendars, subject: Subject, timer: SlaTimer, event: ClockEvent
) -> ClockState:
    """Apply an event to a locked timer, store what it comes to and tell, after a breach not told yet."""
    state = repository.state_of(timer)
    if state.is_overdue(work.now) and state.due is not None and not isinstance(event, Breached):
        breach = Breached(event.metric, event.instance, state.due.at)
        state = apply(state, breach, work.now, calendars)
        work.record(subject, breach)
    state = apply(state, event, work.now, calendars)
    repository.store(timer, state)
    work.record(subject, event)
    return state


async def _one(work: UnitOfWork, subject: Subject, timer_id: UUID) -> SlaTimer | None:
    await work.flush()
    timer = await repository.lock(work, subject, timer_id)
    return timer if timer is not None and timer.phase in LIVE else None


def _started(work: UnitOfWork, calendars: Calendars, subject: Subject, event: Started) -> SlaTimer:
    timer = repository.made(subject, event.metric, event.instance, apply(None, event, work.now, calendars))
    work.record(subject, event)
    return timer


def _event(timer: SlaTimer, state: ClockState, crossing: Crossing) -> ClockEvent:
    metric = Metric(timer.metric)
    match crossing.kind:
        case CrossingKind.WARN:
            return Warned(metric, timer.instance, _due_at(state, crossing.at))
        case CrossingKind.BREACH:
            return Breached(metric, timer.instance, crossing.at)
        case CrossingKind.LEVEL:
            level = state.terms.escalation[crossing.level - 1]
            return Escalated(metric, timer.instance, crossing.level, level.reassign, level.raise_priority)


def _due_at(state: ClockState, otherwise: datetime) -> datetime:
    return state.due.at if state.due else otherwise
