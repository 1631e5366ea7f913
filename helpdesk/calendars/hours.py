"""Time counted in open hours: how much lies between two instants, and when an allowance has passed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import NamedTuple
from zoneinfo import ZoneInfo

from helpdesk.calendars.document import WEEKDAYS, CalendarDocument, Interval
from helpdesk.calendars.errors import NoOpenTime
from helpdesk.calendars.holidays import Holidays
from helpdesk.calendars.spans import Spans, Year, edge, instant, micros, open_day, since_epoch

HORIZON_YEARS = 5
_HORIZON = micros(timedelta(days=366 * HORIZON_YEARS))


class Due(NamedTuple):
    """An instant in UTC; provisional when it rests on a year whose holidays are not known yet."""

    at: datetime
    provisional: bool


class Calendar:
    """A calendar document compiled with the holidays that are known (docs/domain.md, section 4).

    Instants are aware, spans half-open, results in UTC. Years are compiled when first needed.
    """

    def __init__(self, document: CalendarDocument, holidays: Holidays) -> None:
        self.document = document
        self.holidays = holidays
        self.zone = ZoneInfo(document.time_zone)
        self._years: dict[int, Year] = {}
        self._spans: Spans | None = None

    def hours_on(self, day: date) -> tuple[Interval, ...]:
        """The open intervals of one local date."""
        if (exception := self.document.exceptions.get(day)) is not None:
            return exception
        if self.document.chinese_holidays:
            if self.holidays.is_off(day):
                return ()
            if self.holidays.is_swapped(day):
                return self.document.working_day_hours
        return self.document.weekly.get(WEEKDAYS[day.weekday()], ())

    def is_open(self, at: datetime) -> bool:
        """Whether the instant is open; a closing instant no longer is."""
        moment = since_epoch(at)
        return self._around(moment, moment).is_open(moment)

    def open_between(self, begin: datetime, end: datetime) -> timedelta:
        """The open time in `[begin, end)`; none when `end` is not after `begin`."""
        low, high = since_epoch(begin), since_epoch(end)
        if high <= low:
            return timedelta()
        spans = self._around(low, high)
        return timedelta(microseconds=spans.open_until(high) - spans.open_until(low))

    def openings(self, begin: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """The open spans in `[begin, end)`, cut to it, in order."""
        low, high = since_epoch(begin), since_epoch(end)
        if high <= low:
            return
        for opens, closes in self._around(low, high).between(low, high):
            yield instant(opens), instant(closes)

    def due(self, since: datetime, allowance: timedelta) -> Due:
        """The first instant at which `allowance` of open time has passed since `since`.

        That can be a closing instant. No allowance at all gives the next opening.
        Raises NoOpenTime when the calendar holds too little of it within HORIZON_YEARS.
        """
        low, wanted = since_epoch(since), micros(allowance)
        if wanted <= 0:
            return self._opening(low)
        spans = self._around(low, low)
        wanted += spans.open_until(low)
        if wanted > spans.open:
            spans = self._grown(low, lambda grown: wanted <= grown.open)
        at = spans.at_open(wanted)
        return self._due(spans, low, at, last=at - 1)

    def next_opening(self, at: datetime) -> datetime:
        """The instant itself when it is open, else the next opening. Raises NoOpenTime."""
        return self._opening(since_epoch(at)).at

    def days_between(self, begin: datetime, end: datetime) -> Fraction:
        """The business days in `[begin, end)`: each open day weighs 1 in proportion to its open time."""
        low, high = since_epoch(begin), since_epoch(end)
        if high <= low:
            return Fraction(0)
        spans = self._around(low, high)
        return spans.days_until(high) - spans.days_until(low)

    def due_in_days(self, since: datetime, days: Fraction | int) -> Due:
        """The first instant at which that many business days have passed; ½ is half of a day's open time.

        Otherwise as `due`. Raises NoOpenTime.
        """
        low, wanted = since_epoch(since), Fraction(days)
        if wanted <= 0:
            return self._opening(low)
        spans = self._around(low, low)
        wanted += spans.days_until(low)
        if wanted > spans.days:
            spans = self._grown(low, lambda grown: wanted <= grown.days)
        at = spans.at_days(wanted)
        return self._due(spans, low, at, last=at - 1)

    def knows(self, begin: datetime, end: datetime) -> bool:
        """Whether nothing between two instants (both included) rests on holidays not yet known."""
        low, high = since_epoch(begin), since_epoch(end)
        return not self._around(low, high).guessed(low, high)

    def _opening(self, low: int) -> Due:
        spans = self._grown(low, lambda grown: grown.has_opening(low))
        at = spans.opening(low)
        return self._due(spans, low, at, last=at)

    def _due(self, spans: Spans, low: int, at: int, *, last: int) -> Due:
        """`last` is the last microsecond counted, which a closing instant itself is not."""
        if at - low > _HORIZON:
            raise self._no_open_time(low)
        return Due(instant(at), spans.guessed(low, last))

    def _around(self, low: int, high: int) -> Spans:
        """Spans that cover the local years of both instants."""
        spans = self._spans
        if spans is not None and spans.begins <= low and high < spans.ends:
            return spans
        first, last = (instant(at).astimezone(self.zone).year for at in (low, high))
        if spans is not None:
            first, last = min(first, spans.years.start), max(last, spans.years.stop - 1)
        return self._compile(range(first, last + 1))

    def _grown(self, low: int, enough: Callable[[Spans], bool]) -> Spans:
        """The spans with as many more years as it takes. Raises NoOpenTime."""
        spans = self._around(low, low)
        while not enough(spans):
            if spans.ends - low > _HORIZON:
                raise self._no_open_time(low)
            spans = self._compile(range(spans.years.start, spans.years.stop + 1))
        return spans

    def _compile(self, years: range) -> Spans:
        for year in years:
            if year not in self._years:
                self._years[year] = self._year(year)
        spans = self._spans = Spans([self._years[year] for year in years])
        return spans

    def _year(self, year: int) -> Year:
        first, after = date(year, 1, 1), date(year + 1, 1, 1)
        dates = map(date.fromordinal, range(first.toordinal(), after.toordinal()))
        days = [open_day(day, self.hours_on(day), self.zone) for day in dates]
        known = not self.document.chinese_holidays or self.holidays.knows(year)
        return Year(
            year, known, edge(first, 0, self.zone), edge(after, 0, self.zone), [day for day in days if day]
        )

    def _no_open_time(self, low: int) -> NoOpenTime:
        return NoOpenTime(calendar=self.document.name.en, years=HORIZON_YEARS, since=instant(low).isoformat())
