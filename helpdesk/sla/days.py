"""Local days: which instant they begin at, which of them are worked, and counting them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from helpdesk.calendars.errors import NoOpenTime
from helpdesk.calendars.hours import HORIZON_YEARS, Calendar
from helpdesk.calendars.spans import edge, instant

HORIZON = 366 * HORIZON_YEARS
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Days:
    """The days of a time zone: those that a calendar works, or all of them where there is none."""

    zone: ZoneInfo
    worked: Calendar | None = None

    def day(self, at: datetime) -> date:
        """The local date of an instant."""
        return at.astimezone(self.zone).date()

    def moment(self, day: date, minute: int) -> datetime:
        """The instant at which the local clock shows a minute of the day; 1440 is the day's end."""
        return instant(edge(day, minute, self.zone))

    def counts(self, day: date) -> bool:
        """Whether the date is worked."""
        return self.worked is None or bool(self.worked.hours_on(day))

    def first_from(self, day: date) -> date:
        """The date itself if it counts, else the next one that does. Raises NoOpenTime."""
        return self._walk(day, _DAY, 1)

    def last_until(self, day: date) -> date:
        """The date itself if it counts, else the last one before it that does. Raises NoOpenTime."""
        return self._walk(day, -_DAY, 1)

    def later(self, day: date, count: int) -> date:
        """The date that is so many counting days after another, which is day 0. Raises NoOpenTime."""
        return self._walk(day + _DAY, _DAY, count) if count else day

    def guessed(self, begin: date, end: date) -> bool:
        """Whether which days are worked rests, between two dates (included), on holidays not known yet."""
        calendar = self.worked
        if calendar is None or not calendar.document.chinese_holidays:
            return False
        years = range(min(begin, end).year, max(begin, end).year + 1)
        return not all(calendar.holidays.knows(year) for year in years)

    def _walk(self, day: date, step: timedelta, count: int) -> date:
        for _ in range(HORIZON):
            if self.counts(day):
                count -= 1
                if count == 0:
                    return day
            day += step
        calendar = self.worked.document.name.en if self.worked else ""
        raise NoOpenTime(calendar=calendar, years=HORIZON_YEARS, since=day.isoformat())
