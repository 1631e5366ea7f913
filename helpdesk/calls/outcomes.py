"""What can come of a call, and what follows from it (docs/domain.md §8.1).

Pure: instants come in as values. What is put off stays within reach: the call's window is stretched to the end
of the day that the customer named.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from helpdesk.kit.errors import InvalidValue

RETURN_UNKNOWN = time(10)
"""When a person who is out is called again where nobody knows their return: at this time of the next day."""
FURTHEST = timedelta(days=60)


class CallState(StrEnum):
    """Where a planned call stands."""

    DUE = "DUE"
    POSTPONED = "POSTPONED"
    DONE = "DONE"
    MISSED = "MISSED"
    CANCELLED = "CANCELLED"


OPEN = frozenset({CallState.DUE, CallState.POSTPONED})


class CallOutcome(StrEnum):
    """What came of one attempt."""

    REACHED = "REACHED"
    SATISFIED = "SATISFIED"
    UNSATISFIED = "UNSATISFIED"
    NOT_RECEIVED = "NOT_RECEIVED"
    DAMAGED = "DAMAGED"
    DO_NOT_CALL = "DO_NOT_CALL"
    NOT_REACHED = "NOT_REACHED"
    OUT = "OUT"
    INCONVENIENT = "INCONVENIENT"
    SENT = "SENT"


COURIER_CHECK = frozenset({CallOutcome.NOT_RECEIVED, CallOutcome.DAMAGED})
"""Outcomes that open a ticket, always."""
MAY_OPEN = COURIER_CHECK | {CallOutcome.UNSATISFIED}
AGAIN = frozenset({CallOutcome.NOT_REACHED, CallOutcome.OUT, CallOutcome.INCONVENIENT})
"""Outcomes after which the customer is called again."""
SPOKEN = frozenset(CallOutcome) - AGAIN - {CallOutcome.SENT}
"""Outcomes by which the customer was reached."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A planned call as far as its timing goes, or what an attempt makes of it."""

    state: CallState
    not_before: datetime
    due: datetime


@dataclass(frozen=True, slots=True)
class Persistence:
    """How often a customer is tried, and after what time again when nobody answered."""

    most_attempts: int
    retry_after: timedelta


def after(
    outcome: CallOutcome,
    call: Standing,
    *,
    attempts: int,
    persistence: Persistence,
    named: datetime | None,
    now: datetime,
    zone: ZoneInfo,
) -> Standing:
    """What the call is after its `attempts`-th attempt. Raises InvalidValue for a named time that cannot be.

    Nobody answered: again after the plan's time, within the window, as often as the plan says. Out or
    inconvenient: at the time they named; out without one, at 10:00 of the next day.
    """
    if outcome not in AGAIN:
        return Standing(CallState.DONE, call.not_before, call.due)
    if named is not None:
        return put_off(call, named, now=now, zone=zone)
    if outcome is CallOutcome.INCONVENIENT:
        raise InvalidValue(
            "namedTime", "Say when the customer wants to be called.", "请填写客户指定的回电时间。"
        )
    if outcome is CallOutcome.OUT:
        return put_off(call, next_day(now, zone), now=now, zone=zone)
    if attempts >= persistence.most_attempts:
        return Standing(CallState.MISSED, call.not_before, call.due)
    again = now + persistence.retry_after
    return Standing(CallState.DUE, again if again < call.due else call.not_before, call.due)


def put_off(call: Standing, until: datetime, *, now: datetime, zone: ZoneInfo) -> Standing:
    """The call at another time; its window reaches to the end of that day at least. Raises InvalidValue."""
    if not now < until <= now + FURTHEST:
        raise InvalidValue(
            "namedTime",
            f"The time must lie ahead, within {FURTHEST.days} days.",
            f"时间必须在今后 {FURTHEST.days} 天之内。",
        )
    return Standing(CallState.POSTPONED, until, max(call.due, end_of_day(until, zone)))


def next_day(now: datetime, zone: ZoneInfo) -> datetime:
    """10:00 of the next day on the platform's clock."""
    tomorrow = now.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, RETURN_UNKNOWN, zone)


def end_of_day(at: datetime, zone: ZoneInfo) -> datetime:
    """The midnight that ends an instant's local day."""
    return datetime.combine(at.astimezone(zone).date() + timedelta(days=1), time(), zone)
