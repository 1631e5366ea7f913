"""The table of holidays, and what the package knows."""

from __future__ import annotations

from datetime import date

import pytest

from helpdesk.calendars.errors import HolidayAndWorkingDay, HolidayOfAnotherYear
from helpdesk.calendars.events import HolidaysLearned
from helpdesk.calendars.holidays import NOTHING_KNOWN, YearOfHolidays, checked, packaged

NEW_YEAR, SWAPPED = date(2027, 1, 1), date(2027, 1, 3)


def test_the_package_knows_2026_and_nothing_beyond() -> None:
    known = packaged()
    assert known.knows(2026)
    assert not known.knows(2027)
    assert [day.day for day in sorted(known.years[2026].days_off) if day.month == 10] == [1, 2, 3, 4, 5, 6, 7]
    assert sorted(known.years[2026].working_days) == [
        date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28), date(2026, 5, 9), date(2026, 9, 20),
        date(2026, 10, 10),
    ]  # fmt: skip


def test_a_learned_year_leaves_the_old_table_as_it_was() -> None:
    learned = NOTHING_KNOWN.with_year(2027, YearOfHolidays(frozenset({NEW_YEAR}), frozenset({SWAPPED})))
    assert (learned.is_off(NEW_YEAR), learned.is_swapped(SWAPPED)) == (True, True)
    assert not NOTHING_KNOWN.is_off(NEW_YEAR)


def test_a_date_of_another_year_is_refused() -> None:
    with pytest.raises(HolidayOfAnotherYear, match="2028-01-01"):
        checked(2027, frozenset({NEW_YEAR, date(2028, 1, 1)}), frozenset())


def test_a_date_is_not_off_and_worked_at_once() -> None:
    with pytest.raises(HolidayAndWorkingDay, match="2027-01-01"):
        checked(2027, frozenset({NEW_YEAR}), frozenset({NEW_YEAR}))


def test_the_event_is_plain_json() -> None:
    event = HolidaysLearned(2027, (NEW_YEAR,), (SWAPPED,), "admin")
    assert event.data() == {
        "year": 2027, "days_off": ["2027-01-01"], "working_days": ["2027-01-03"], "source": "admin",
    }  # fmt: skip
