"""The public holidays of China and the working days swapped for them (docs/domain.md, section 4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from chinese_calendar import constants

from helpdesk.calendars.errors import HolidayAndWorkingDay, HolidayOfAnotherYear


class YearOfHolidays(NamedTuple):
    """What was published for one year: days off (weekends inside a holiday too) and swapped working days."""

    days_off: frozenset[date]
    working_days: frozenset[date]


@dataclass(frozen=True, slots=True)
class Holidays:
    """The years that are known. Of any other year nothing is known, and the plain week applies."""

    years: Mapping[int, YearOfHolidays] = field(default_factory=dict)

    def knows(self, year: int) -> bool:
        """Whether the holidays of the year were published and learned."""
        return year in self.years

    def is_off(self, day: date) -> bool:
        """Whether the date is a known public holiday."""
        known = self.years.get(day.year)
        return known is not None and day in known.days_off

    def is_swapped(self, day: date) -> bool:
        """Whether the date is a known working day swapped for a holiday."""
        known = self.years.get(day.year)
        return known is not None and day in known.working_days

    def with_year(self, year: int, published: YearOfHolidays) -> Holidays:
        """The same table with one year learned or corrected."""
        return Holidays({**self.years, year: published})


NOTHING_KNOWN = Holidays()


def checked(year: int, days_off: frozenset[date], working_days: frozenset[date]) -> YearOfHolidays:
    """The year's table. Raises HolidayOfAnotherYear, HolidayAndWorkingDay."""
    for name, days in (("daysOff", days_off), ("workingDays", working_days)):
        for day in sorted(days):
            if day.year != year:
                raise HolidayOfAnotherYear(field=name, day=day, year=year)
    if both := days_off & working_days:
        raise HolidayAndWorkingDay(field="workingDays", day=min(both))
    return YearOfHolidays(days_off, working_days)


def packaged() -> Holidays:
    """The years that the installed `chinesecalendar` package knows."""
    years = {day.year for day in constants.holidays}
    return Holidays({year: _packaged_year(year) for year in sorted(years)})


def _packaged_year(year: int) -> YearOfHolidays:
    return checked(
        year,
        frozenset(day for day in constants.holidays if day.year == year),
        frozenset(day for day in constants.workdays if day.year == year),
    )
