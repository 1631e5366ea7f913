"""When a clock comes upon its warning, its breach and its levels, as things stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from fractions import Fraction

from helpdesk.calendars.hours import Due
from helpdesk.sla.meter import START, Elapsed, Meter, share
from helpdesk.sla.state import ClockState, Crossing, CrossingKind, Phase
from helpdesk.sla.terms import Allowance


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
    target = state.terms.target
    due = _when(state, meter, START, target)
    warning = None if state.warned else _when(state, meter, START, share(target, state.terms.warn_percent))
    coming: Crossing | None
    if warning is not None:
        coming = Crossing(CrossingKind.WARN, warning.at, warning.provisional)
    else:
        coming = Crossing(CrossingKind.BREACH, due.at, due.provisional) if due else None
    return replace(state, due=due, warn_at=warning.at if warning else None, limit=None, next=coming)


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
