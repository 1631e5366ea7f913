"""When a dated promise is due, and before when it is too early. Pure: time and days come in as values.

An instant is late from its due instant on, here as everywhere: what comes at 16:00 exactly is too late for 16:00.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from functools import singledispatch
from typing import NamedTuple

from helpdesk.calendars.errors import NoOpenTime
from helpdesk.calendars.hours import HORIZON_YEARS, Due
from helpdesk.sla.dated import MIDNIGHT, Cutoff, Dated, Every, Instant, Recurrence, Window
from helpdesk.sla.days import HORIZON, Days


class Occurrence(NamedTuple):
    """From when it may be done, if that is not at once, and when it is due."""

    not_before: datetime | None
    due: Due


def occurrence(rule: Dated, since: datetime, days: Days) -> Occurrence | None:
    """What a dated promise comes to that began at an instant; None where no day counts within the horizon."""
    try:
        return _occurrence(rule, since, days)
    except NoOpenTime:
        return None


@singledispatch
def _occurrence(rule: Dated, since: datetime, days: Days) -> Occurrence:
    raise TypeError(type(rule))


@_occurrence.register
def _(rule: Instant, since: datetime, days: Days) -> Occurrence:
    return Occurrence(None, Due(rule.at.astimezone(UTC), provisional=False))


@_occurrence.register
def _(rule: Cutoff, since: datetime, days: Days) -> Occurrence:
    first = day = days.day(since)
    if since >= days.moment(day, rule.last_minute):
        day += timedelta(days=1)
    if rule.last_minute < MIDNIGHT or rule.day_offset == 0:
        day = days.first_from(day)
    day = days.later(day, rule.day_offset)
    return Occurrence(None, _due(days, first, day, rule.time))


@_occurrence.register
def _(rule: Window, since: datetime, days: Days) -> Occurrence:
    first = days.day(since)
    opens = days.moment(days.later(first, rule.from_day), 0) if rule.from_day else None
    return Occurrence(opens, _due(days, first, days.later(first, rule.to_day), MIDNIGHT))


@_occurrence.register
def _(rule: Recurrence, since: datetime, days: Days) -> Occurrence:
    if rule.after is not None:
        since = max(since, rule.after)
    first = days.day(since)
    for number in range(HORIZON):
        named = first + timedelta(days=number)
        if not rule.falls_on(named) or (rule.every is Every.DAY and not days.counts(named)):
            continue
        day = days.last_until(named)
        for minute in rule.times:
            if days.moment(day, minute) > since:
                return Occurrence(None, _due(days, first, day, minute, seen=named))
    raise NoOpenTime(calendar="", years=HORIZON_YEARS, since=since.isoformat())


def _due(days: Days, first: date, day: date, minute: int, *, seen: date | None = None) -> Due:
    """The minute of a day; provisional when which day that is rests on holidays not known yet."""
    return Due(days.moment(day, minute), provisional=days.guessed(first, seen or day))
