"""Measuring clock time: as time and as business days at once, forwards and backwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from math import ceil
from typing import Protocol
from uuid import UUID

from helpdesk.calendars.errors import NoOpenTime
from helpdesk.calendars.hours import Calendar, Due
from helpdesk.sla.days import Days
from helpdesk.sla.terms import Allowance, BusinessDays

_TICK = timedelta(microseconds=1)


class Calendars(Protocol):
    """Where compiled calendars come from."""

    def get(self, calendar_id: UUID, version: int) -> Calendar:
        """The calendar as it stands in a version of the configuration, with the holidays known now."""
        ...


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Clock time that has passed, as time and in business days."""

    time: timedelta = timedelta(0)
    days: Fraction = Fraction(0)

    def __add__(self, other: Elapsed) -> Elapsed:
        return Elapsed(self.time + other.time, self.days + other.days)

    def left_until(self, mark: Elapsed, after: Allowance) -> Allowance | None:
        """What is left until `after` has passed since `mark`; None when it has."""
        if isinstance(after, BusinessDays):
            days = mark.days + after.business_days - self.days
            return BusinessDays(business_days=days) if days > 0 else None
        time = mark.time + after - self.time
        return time if time > timedelta(0) else None


START = Elapsed()


def share(whole: Allowance, percent: int) -> Allowance:
    """That many hundredths of a length, rounded up to the microsecond."""
    if isinstance(whole, BusinessDays):
        return BusinessDays(business_days=whole.business_days * percent / 100)
    return share_of_time(whole, percent)


def share_of_time(whole: timedelta, percent: int) -> timedelta:
    """As `share`, of a length of time."""
    return _TICK * ceil(Fraction(whole // _TICK * percent, 100))


@dataclass(frozen=True, slots=True)
class Meter:
    """Counts by a calendar, or every second (`wall`); `guessed` when it is that by holidays not known yet.

    `days` are those that a dated target looks for. Only what counts every second can be without a calendar.
    """

    calendar: Calendar | None
    wall: bool
    days: Days
    guessed: bool = False

    def passed(self, begin: datetime, end: datetime) -> Elapsed:
        """The clock time in `[begin, end)`; every second counts no business days."""
        if self.wall or self.calendar is None:
            return Elapsed(max(end - begin, timedelta(0)))
        return Elapsed(self.calendar.open_between(begin, end), self.calendar.days_between(begin, end))

    def due(self, since: datetime, left: Allowance | None) -> Due | None:
        """When that much more has passed: `since` itself for nothing, None for never."""
        if left is None:
            return Due(since, provisional=False)
        if isinstance(left, BusinessDays):
            return self.limit(since, left.business_days)
        if self.wall or self.calendar is None:
            return Due(since + left, provisional=self.guessed)
        try:
            return self.calendar.due(since, left)
        except NoOpenTime:
            return None

    def limit(self, since: datetime, days: Fraction) -> Due | None:
        """When that many business days have passed, whatever the clock itself counts."""
        if days <= 0:
            return Due(since, provisional=False)
        if self.calendar is None:
            return None
        try:
            return self.calendar.due_in_days(since, days)
        except NoOpenTime:
            return None

    def waited(self, begin: datetime, end: datetime) -> Fraction:
        """The business days of a pause."""
        return self.calendar.days_between(begin, end) if self.calendar else Fraction(0)
