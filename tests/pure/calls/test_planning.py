"""Which calls fall due when, on both sides of every window, across month, quarter and year ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.calendars.document import CalendarDocument
from helpdesk.calendars.holidays import Holidays
from helpdesk.calendars.hours import Calendar
from helpdesk.calls.planning import instants, of_month, of_quarter, slots, window_days
from helpdesk.calls.plans import ByGrade, CallChannel, Counting, DayWindow, Quarterly
from helpdesk.customers.models import Grade

SHANGHAI = ZoneInfo("Asia/Shanghai")
WEEK = ("MONDAY", "TUESDAY", "WEDNESDAY", "THURSDAY", "FRIDAY")
OFFICE = Calendar(
    CalendarDocument.model_validate(
        {"id": UUID(int=1), "name": {"zh": "办", "en": "O"}, "weekly": {day: ["09:00-18:00"] for day in WEEK}}
    ),
    Holidays({}),
)
ROUTINE = ByGrade.model_validate(
    {
        "kind": "GRADE",
        "monthly": {"C": ["SMS"], "B": ["SMS", "SMS"], "A": ["SMS", "PHONE"], "V": ["PHONE", "PHONE"]},
    }
)


@pytest.mark.parametrize(
    ("grade", "day", "period", "channel"),
    [
        pytest.param("C", "2026-11-01", "2026-11/1", "SMS", id="C has one, from the first day"),
        pytest.param("C", "2026-11-30", "2026-11/1", "SMS", id="to the last"),
        pytest.param("C", "2026-12-01", "2026-12/1", "SMS", id="a new month, a new one"),
        pytest.param("B", "2026-11-15", "2026-11/1", "SMS", id="the first half ends on the 15th"),
        pytest.param("B", "2026-11-16", "2026-11/2", "SMS", id="the second begins on the 16th"),
        pytest.param("A", "2026-11-15", "2026-11/1", "SMS", id="A: first by SMS"),
        pytest.param("A", "2026-11-16", "2026-11/2", "PHONE", id="then by phone"),
        pytest.param("V", "2026-02-14", "2026-02/1", "PHONE", id="V: by phone, half of February"),
        pytest.param("V", "2026-02-15", "2026-02/2", "PHONE", id="its other half"),
        pytest.param("V", "2026-12-31", "2026-12/2", "PHONE", id="the last day of the year"),
        pytest.param("V", "2027-01-01", "2027-01/1", "PHONE", id="the first day of the next"),
    ],
)
def test_routine_calls_by_grade(grade: str, day: str, period: str, channel: str) -> None:
    [slot] = slots(ROUTINE, Grade(grade), date.fromisoformat(day))
    assert (slot.period, slot.channel) == (period, CallChannel(channel))


def test_who_has_no_grade_gets_no_routine_call() -> None:
    assert slots(ROUTINE, None, date(2026, 11, 16)) == []


@pytest.mark.parametrize(
    ("day", "period", "first", "after"),
    [
        pytest.param("2026-10-01", "2026Q4", "2026-10-01", "2027-01-01", id="the first day of a quarter"),
        pytest.param("2026-12-31", "2026Q4", "2026-10-01", "2027-01-01", id="the last, and of the year"),
        pytest.param("2027-01-01", "2027Q1", "2027-01-01", "2027-04-01", id="a day later it is the next"),
        pytest.param("2026-03-31", "2026Q1", "2026-01-01", "2026-04-01", id="the end of March"),
        pytest.param("2026-04-01", "2026Q2", "2026-04-01", "2026-07-01", id="the beginning of April"),
    ],
)
def test_members_are_called_once_a_quarter(day: str, period: str, first: str, after: str) -> None:
    [slot] = slots(Quarterly(kind="QUARTERLY"), None, date.fromisoformat(day))
    assert (slot.period, slot.first.isoformat(), slot.after.isoformat()) == (period, first, after)
    assert slots(Quarterly(kind="QUARTERLY", grades=(Grade.V,)), Grade.C, date.fromisoformat(day)) == []


@pytest.mark.parametrize(
    ("window", "occasion", "first", "last"),
    [
        pytest.param((3, 7, "CALENDAR"), "2026-11-16", "2026-11-19", "2026-11-23", id="day 3 to day 7"),
        pytest.param((3, 7, "CALENDAR"), "2026-12-28", "2026-12-31", "2027-01-04", id="over the year's end"),
        pytest.param(
            (7, 15, "BUSINESS"), "2026-11-16", "2026-11-25", "2026-12-07", id="business day 7 to 15"
        ),
        pytest.param(
            (7, 15, "BUSINESS"), "2026-11-21", "2026-12-01", "2026-12-11", id="received on a Saturday"
        ),
        pytest.param((7, 15, "BUSINESS"), "2026-12-22", "2026-12-31", "2027-01-12", id="over the year's end"),
        pytest.param(
            (0, 0, "BUSINESS"), "2026-11-21", "2026-11-21", "2026-11-21", id="day 0 is the day itself"
        ),
    ],
)
def test_windows_count_from_the_day_of_the_occasion(
    window: tuple[int, int, str], occasion: str, first: str, last: str
) -> None:
    found = DayWindow(from_day=window[0], to_day=window[1], counting=Counting(window[2]))
    begins, after = window_days(found, date.fromisoformat(occasion), OFFICE)
    assert (begins.isoformat(), (after - timedelta(days=1)).isoformat()) == (first, last)


def test_calls_begin_at_the_first_opening_of_their_days_and_end_at_midnight() -> None:
    begins, ends = instants(date(2026, 11, 21), date(2026, 11, 25), OFFICE, SHANGHAI)
    assert begins == datetime(2026, 11, 23, 9, tzinfo=SHANGHAI)
    assert ends == datetime(2026, 11, 25, tzinfo=SHANGHAI)


def test_days_without_any_opening_begin_at_midnight() -> None:
    begins, _ = instants(date(2026, 11, 21), date(2026, 11, 22), OFFICE, SHANGHAI)
    assert begins == datetime(2026, 11, 21, tzinfo=SHANGHAI)


DAYS = st.dates(date(2024, 1, 1), date(2030, 12, 31))
CHANNELS = st.lists(st.sampled_from(CallChannel), min_size=1, max_size=8).map(tuple)


@given(CHANNELS, DAYS)
def test_the_parts_of_a_month_are_all_of_it_and_do_not_overlap(
    channels: tuple[CallChannel, ...], day: date
) -> None:
    found = list(of_month(ByGrade(kind="GRADE", monthly={Grade.A: channels}), Grade.A, day))
    assert len(found) == len(channels)
    assert found[0].first == day.replace(day=1)
    assert found[-1].after.day == 1
    assert [slot.after for slot in found[:-1]] == [slot.first for slot in found[1:]]
    assert all(slot.first < slot.after for slot in found)
    assert len(slots(ByGrade(kind="GRADE", monthly={Grade.A: channels}), Grade.A, day)) == 1


@given(st.lists(st.sampled_from([*Grade, None]), min_size=31, max_size=31), DAYS)
def test_whoever_changes_grade_is_not_called_more_often_than_the_highest_of_them(
    grades: list[Grade | None], day: date
) -> None:
    first = day.replace(day=1)
    days = [first + timedelta(days=number) for number in range(31)]
    month = [(one, grade) for one, grade in zip(days, grades, strict=True) if one.month == day.month]
    periods = {slot.period for one, grade in month for slot in slots(ROUTINE, grade, one)}
    allowed = max(len(ROUTINE.monthly.get(grade, ())) if grade else 0 for _, grade in month)
    assert len(periods) <= allowed


@given(DAYS)
def test_every_day_is_in_exactly_one_quarter(day: date) -> None:
    [slot] = of_quarter(Quarterly(kind="QUARTERLY"), None, day)
    assert slot.first <= day < slot.after
    assert next(of_quarter(Quarterly(kind="QUARTERLY"), None, slot.after)).first == slot.after


@given(DAYS, st.integers(0, 20), st.integers(0, 20), st.sampled_from(Counting))
def test_a_window_never_begins_before_its_occasion_nor_ends_before_it_begins(
    day: date, one: int, other: int, counting: Counting
) -> None:
    window = DayWindow(from_day=min(one, other), to_day=max(one, other), counting=counting)
    begins, after = window_days(window, day, OFFICE)
    assert day <= begins < after
