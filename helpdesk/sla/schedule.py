"""When a clock comes upon its warning, its breach and its levels, as things stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import NamedTuple

from helpdesk.calendars.hours import Due
from helpdesk.sla.meter import START, Elapsed, Meter, share, share_of_time
from helpdesk.sla.occurrences import occurrence
from helpdesk.sla.state import ClockState, Crossing, CrossingKind, Phase
from helpdesk.sla.terms import Allowance, BusinessDays


def scheduled(state: ClockState, meter: Meter) -> ClockState:
    """The state with its instants to come worked out. Only a running clock comes upon anything."""
    match state.phase:
        case Phase.RUNNING if state.breached_at is None:
            return _towards_breach(state, meter)
        case Phase.RUNNING:
            return replace(state, due=_breached(state), warn_at=None, limit=None, next=_level(state, meter))
        case Phase.PAUSED:
            return replace(state, due=_breached(state), warn_at=None, limit=_limit(state, meter), next=None)
        case Phase.MET:
            return replace(state, warn_at=None, limit=None, next=None)
        case Phase.CANCELLED:
            return replace(state, due=_breached(state), warn_at=None, limit=None, next=None)


def crossings_due(state: ClockState, now: datetime) -> Crossing | None:
    """The next crossing if its instant has come; record it and ask again for the one after."""
    return state.next if state.next is not None and state.next.at <= now else None


def _towards_breach(state: ClockState, meter: Meter) -> ClockState:
    not_before, due, warning = _promised(state, meter)
    if state.warned:
        warning = None
    coming: Crossing | None
    if warning is not None:
        coming = Crossing(CrossingKind.WARN, warning.at, warning.provisional)
    else:
        coming = Crossing(CrossingKind.BREACH, due.at, due.provisional) if due else None
    warn_at = warning.at if warning else None
    return replace(state, not_before=not_before, due=due, warn_at=warn_at, limit=None, next=coming)


class _Promised(NamedTuple):
    not_before: datetime | None
    due: Due | None
    warning: Due | None


def _promised(state: ClockState, meter: Meter) -> _Promised:
    """From when, until when, and when people are warned."""
    terms, target = state.terms, state.terms.target
    if isinstance(target, timedelta | BusinessDays):
        warned_after = share(target, terms.warn_percent)
        if terms.warn_before is not None and isinstance(target, timedelta):
            warned_after = max(target - terms.warn_before, timedelta(0))
        return _Promised(None, _when(state, meter, START, target), _when(state, meter, START, warned_after))
    found = occurrence(target, state.started_at, meter.days)
    if found is None:
        return _Promised(None, None, None)
    due = _not_past(state, found.due.at, found.due.provisional)
    lead = terms.warn_before
    if lead is None:
        span = max(found.due.at - state.started_at, timedelta(0))
        warned_at = state.started_at + share_of_time(span, terms.warn_percent)
    else:
        warned_at = found.due.at - lead
    return _Promised(found.not_before, due, _not_past(state, warned_at, found.due.provisional))


def _not_past(state: ClockState, at: datetime, provisional: bool) -> Due:
    """A date that passed before the clock ran (on) is due at once, as a length of time that is used up is."""
    return Due(max(at, state.anchor), provisional)


def _level(state: ClockState, meter: Meter) -> Crossing | None:
    """The next level, unless somebody took the breach on or there is none."""
    if state.acknowledged_level is not None or state.level >= len(state.terms.escalation):
        return None
    due = _when(state, meter, state.mark, state.terms.escalation[state.level].after)
    return Crossing(CrossingKind.LEVEL, due.at, due.provisional, state.level + 1) if due else None


def _limit(state: ClockState, meter: Meter) -> Due | None:
    left = max(state.terms.waiting_limit - state.waited, Fraction(0))
    return meter.limit(state.anchor, left)


def _breached(state: ClockState) -> Due | None:
    return Due(state.breached_at, provisional=False) if state.breached_at else None


def _when(state: ClockState, meter: Meter, mark: Elapsed, after: Allowance) -> Due | None:
    """When the clock time passes `after` beyond a mark; the anchor when it has already."""
    return meter.due(state.anchor, state.elapsed.left_until(mark, after))
