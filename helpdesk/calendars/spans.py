"""Open hours compiled to spans of universal time, in whole microseconds since 1970.

Counting in universal time makes summer time come out right by itself: only the edges of a span are read off
the local clock. An edge that the local clock shows twice is its first showing; one that it skips is the
instant of the jump.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import chain
from math import ceil
from typing import NamedTuple
from zoneinfo import ZoneInfo

from helpdesk.calendars.document import Interval

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_DAY = date(1970, 1, 1).toordinal()
_SECOND = 1_000_000
_MINUTE = 60 * _SECOND
_DAY = 24 * 60 * _MINUTE

Span = tuple[int, int]


def micros(duration: timedelta) -> int:
    """A duration in whole microseconds."""
    return duration.days * _DAY + duration.seconds * _SECOND + duration.microseconds


def since_epoch(at: datetime) -> int:
    """An aware instant in microseconds."""
    return micros(at - EPOCH)


def instant(at: int) -> datetime:
    """Microseconds as an instant in UTC."""
    return EPOCH + timedelta(0, 0, at)


def edge(day: date, minute: int, zone: ZoneInfo) -> int:
    """The instant at which the local clock first shows, or jumps over, a minute of the day."""
    wall = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)  # noqa: DTZ001 - a clock's face
    before = micros(wall.replace(tzinfo=zone).utcoffset() or timedelta())
    after = micros(wall.replace(tzinfo=zone, fold=1).utcoffset() or timedelta())
    face = (day.toordinal() - _EPOCH_DAY) * _DAY + minute * _MINUTE
    if after <= before:
        return face - before
    seconds = range((face - after) // _SECOND, (face - before) // _SECOND)
    return _SECOND * (seconds.start + bisect_left(seconds, after, key=lambda at: _offset(at, zone)))


def _offset(second: int, zone: ZoneInfo) -> int:
    return micros(datetime.fromtimestamp(second, zone).utcoffset() or timedelta())


class Year(NamedTuple):
    """One local year, whether its holidays are known, its open days and each day's spans."""

    number: int
    known: bool
    begins: int
    ends: int
    days: Sequence[Sequence[Span]]


def open_day(day: date, hours: Sequence[Interval], zone: ZoneInfo) -> list[Span]:
    """The spans of one local day; what summer time swallowed whole is left out."""
    spans = [(edge(day, opens, zone), edge(day, closes, zone)) for opens, closes in hours]
    return [(begins, ends) for begins, ends in spans if begins < ends]


class Spans:
    """The spans of consecutive local years with running sums: open time by bisection, both ways."""

    __slots__ = (
        "_day_of", "_ends", "_first_open", "_guessed", "_opened", "_starts",
        "begins", "days", "ends", "open", "years",
    )  # fmt: skip

    def __init__(self, years: Sequence[Year]) -> None:
        days = [day for year in years for day in year.days]
        flat = list(chain.from_iterable(days))
        self.years = range(years[0].number, years[-1].number + 1)
        self.begins, self.ends = years[0].begins, years[-1].ends
        self._guessed = [(year.begins, year.ends) for year in years if not year.known]
        self._starts = [start for start, _ in flat]
        self._ends = [end for _, end in flat]
        self._day_of = [number for number, day in enumerate(days) for _ in day]
        self._opened = _running_sum(end - start for start, end in flat)
        self._first_open = _running_sum(sum(end - start for start, end in day) for day in days)
        self.open = self._opened[-1]
        self.days = len(days)

    def open_until(self, at: int) -> int:
        """Open time from the first year's beginning up to an instant."""
        found = bisect_right(self._starts, at) - 1
        if found < 0:
            return 0
        return self._opened[found] + min(at, self._ends[found]) - self._starts[found]

    def at_open(self, opened: int) -> int:
        """The first instant with that much open time before it, more than 0 and at most `open`."""
        found = bisect_left(self._opened, opened) - 1
        return self._starts[found] + opened - self._opened[found]

    def days_until(self, at: int) -> Fraction:
        """Open days up to an instant, each weighing 1 in proportion to its open time."""
        found = bisect_right(self._starts, at) - 1
        if found < 0:
            return Fraction(0)
        day = self._day_of[found]
        before, after = self._first_open[day], self._first_open[day + 1]
        return day + Fraction(self.open_until(at) - before, after - before)

    def at_days(self, weight: Fraction) -> int:
        """The first instant with that many open days before it, more than 0 and at most `days`."""
        day = ceil(weight) - 1
        before, after = self._first_open[day], self._first_open[day + 1]
        return self.at_open(before + ceil((weight - day) * (after - before)))

    def is_open(self, at: int) -> bool:
        """Whether the instant lies in a span."""
        found = bisect_right(self._starts, at) - 1
        return found >= 0 and at < self._ends[found]

    def has_opening(self, at: int) -> bool:
        """Whether anything is open at the instant or after it."""
        return bool(self._ends) and at < self._ends[-1]

    def opening(self, at: int) -> int:
        """The instant itself when it is open, else the next opening; there is one (`has_opening`)."""
        return max(at, self._starts[bisect_right(self._ends, at)])

    def guessed(self, low: int, high: int) -> bool:
        """Whether a year whose holidays are not known lies between two instants, both included."""
        return bool(self._guessed) and any(begins <= high and low < ends for begins, ends in self._guessed)

    def between(self, begins: int, ends: int) -> Iterator[Span]:
        """The open spans between two instants, cut to them."""
        for found in range(bisect_right(self._ends, begins), bisect_left(self._starts, ends)):
            yield max(begins, self._starts[found]), min(ends, self._ends[found])


def _running_sum(lengths: Iterator[int]) -> list[int]:
    sums = [0]
    for length in lengths:
        sums.append(sums[-1] + length)
    return sums
