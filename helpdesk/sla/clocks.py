"""A clock's state is a fold over its events (docs/domain.md, section 4). Pure: time comes in as values.

Thresholds lie in clock time, so that a pause moves them all. An instant is late from its due instant on: an
answer exactly then breaches. Each crossing (warning, breach, level) is recorded once, by its own event.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from functools import singledispatch
from zoneinfo import ZoneInfo

from helpdesk.calendars.hours import Calendar
from helpdesk.sla.days import Days
from helpdesk.sla.events import (
    Acknowledged,
    Breached,
    Cancelled,
    ClockEvent,
    Continued,
    Dated,
    Escalated,
    Met,
    Paused,
    Recomputed,
    Resumed,
    Retargeted,
    Started,
    Warned,
)
from helpdesk.sla.meter import Calendars, Meter
from helpdesk.sla.schedule import crossings_due, scheduled
from helpdesk.sla.state import LIVE, ClockState, Phase
from helpdesk.sla.terms import ClockKind, Terms

__all__ = ["ImpossibleStep", "apply", "crossings_due", "fold", "meter_of"]


class ImpossibleStep(ValueError):
    """The event cannot follow: a log that is not one clock's, or a verb that did not look."""


def fold(events: Iterable[Dated], calendars: Calendars) -> ClockState:
    """The state of one clock after all of its events. Raises ImpossibleStep."""
    state: ClockState | None = None
    for at, event in events:
        state = apply(state, event, at, calendars)
    if state is None:
        raise ImpossibleStep("a clock begins with its start")
    return state


def apply(state: ClockState | None, event: ClockEvent, at: datetime, calendars: Calendars) -> ClockState:
    """The state after one more event. Raises ImpossibleStep."""
    if isinstance(event, Started):
        if state is not None:
            raise ImpossibleStep("a clock starts once")
        state = _started(event, at, calendars)
    else:
        if state is None or state.phase not in _POSSIBLE[type(event)]:
            raise ImpossibleStep(f"{event.kind} after {state and state.phase}")
        meter = meter_of(state, calendars)
        if not isinstance(event, _BY_TIME_ALONE) and state.is_overdue(at):
            state = _breach(state, state.due.at if state.due else at, meter)
        state = _step(event, state, at, meter)
    return scheduled(state, meter_of(state, calendars))


def meter_of(state: ClockState, calendars: Calendars) -> Meter:
    """What the clock counts by, under its present terms."""
    terms = state.terms
    calendar = _calendar(terms, calendars)
    online = terms.clock is ClockKind.ONLINE
    wall = state.extended if online else terms.clock is not ClockKind.BUSINESS
    guessed = online and calendar is not None and not calendar.knows(state.started_at, state.started_at)
    zone = calendar.zone if calendar else ZoneInfo(terms.time_zone)
    days = Days(zone, calendar if terms.dated and terms.dated.business_days else None)
    return Meter(calendar, wall, days, guessed)


def _calendar(terms: Terms, calendars: Calendars) -> Calendar | None:
    return calendars.get(terms.calendar_id, terms.configuration_version) if terms.calendar_id else None


def _started(event: Started, at: datetime, calendars: Calendars) -> ClockState:
    terms = event.terms
    extended = False
    if terms.clock is ClockKind.ONLINE and event.conversation:
        calendar = _calendar(terms, calendars)
        extended = calendar is not None and calendar.is_open(at)
    return ClockState(terms=terms, extended=extended, phase=Phase.RUNNING, started_at=at, anchor=at)


_POSSIBLE: dict[type[ClockEvent], frozenset[Phase]] = {
    Paused: frozenset({Phase.RUNNING}),
    Resumed: frozenset({Phase.PAUSED}),
    Retargeted: LIVE,
    Warned: frozenset({Phase.RUNNING}),
    Breached: frozenset({Phase.RUNNING}),
    Escalated: frozenset({Phase.RUNNING}),
    Acknowledged: LIVE,
    Met: LIVE,
    Continued: frozenset({Phase.MET}),
    Cancelled: LIVE,
    Recomputed: frozenset(Phase),
}
_BY_TIME_ALONE = (Warned, Breached, Recomputed)


@singledispatch
def _step(event: ClockEvent, state: ClockState, at: datetime, meter: Meter) -> ClockState:
    raise ImpossibleStep(event.kind)


@_step.register
def _(event: Paused, state: ClockState, at: datetime, meter: Meter) -> ClockState:
    return replace(_halted(state, at, meter), phase=Phase.PAUSED, paused_at=at, awaiting=event.awaiting)


@_step.register
def _(event: Resumed, state: ClockState, at: datetime, meter: Meter) -> ClockState:
    return replace(_halted(state, at, meter), phase=Phase.RUNNING)


@_step.register
def _(event: Retargeted, state: ClockState, at: datetime, meter: Meter) -> ClockState:
    if state.phase is Phase.RUNNING:
        state = _halted(state, at, meter)
    return replace(state, terms=event.terms)


@_step.register
def _(event: Warned, state: ClockState, at: datetime, meter: Meter) -> ClockState:
    return replace(state, warned=True)


@_step.register
def _(event: Breached, state: ClockState, at: datetime, meter: Meter) -> ClockState:
    return _breach(state, event.due_at, meter) if state.breached_at is None else state


@_step.register
def _(event: Escalated, state: ClockState, at: datetime, meter: Meter) -> ClockState:
    return replace(state, level=event.level, mark=state.elapsed + meter.passed(state.anchor, at))


@_step.register
def _(event: Acknowledged, state: ClockState, at: datetime, meter: Meter) -> ClockState:
    return replace(state, acknowledged_level=event.level)


@_step.register
def _(event: Met, state: ClockState, at: datetime, meter: Meter) -> ClockState:
    return replace(_halted(state, at, meter), phase=Phase.MET, met_at=at)


@_step.register
def _(event: Continued, state: ClockState, at: datetime, meter: Meter) -> ClockState:
    return replace(state, phase=Phase.RUNNING, anchor=at, met_at=None)


@_step.register
def _(event: Cancelled, state: ClockState, at: datetime, meter: Meter) -> ClockState:
    return replace(_halted(state, at, meter), phase=Phase.CANCELLED)


@_step.register
def _(event: Recomputed, state: ClockState, at: datetime, meter: Meter) -> ClockState:
    return state


def _halted(state: ClockState, at: datetime, meter: Meter) -> ClockState:
    """Everything measured up to an instant: clock time if it ran, waiting if it was paused."""
    if state.paused_at is None:
        return replace(state, anchor=at, elapsed=state.elapsed + meter.passed(state.anchor, at))
    waited = state.waited + meter.waited(state.paused_at, at)
    return replace(state, anchor=at, waited=waited, paused_at=None, awaiting=None)


def _breach(state: ClockState, due_at: datetime, meter: Meter) -> ClockState:
    mark = state.elapsed + meter.passed(state.anchor, due_at)
    return replace(state, breached_at=due_at, mark=mark)
