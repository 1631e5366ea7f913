"""Laws of counting in open hours, over random calendars."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import cache
from uuid import UUID

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from helpdesk.calendars.document import CalendarDocument, Interval, Weekday
from helpdesk.calendars.holidays import packaged
from helpdesk.calendars.hours import Calendar

ZONES = ["Asia/Shanghai", "America/New_York", "Europe/London", "Australia/Lord_Howe", "UTC"]
TICK = timedelta(microseconds=1)
law = settings(deadline=None)  # the first question to a calendar compiles a year


@cache
def _compiled(zone: str, week: tuple[tuple[Interval, ...], ...], holidays: bool) -> Calendar:
    document = CalendarDocument.model_validate(
        {
            "id": UUID(int=1),
            "name": {"zh": "日历", "en": "calendar"},
            "time_zone": zone,
            "weekly": dict(zip(Weekday, week, strict=True)),
            "chinese_holidays": holidays,
        }
    )
    return Calendar(document, packaged())


@st.composite
def hours(draw: st.DrawFn) -> tuple[Interval, ...]:
    edges = sorted(draw(st.sets(st.integers(0, 96), max_size=6)))
    return tuple(Interval(a * 15, b * 15) for a, b in zip(edges[::2], edges[1::2], strict=False))


def _minutes(week: list[tuple[Interval, ...]]) -> int:
    return sum(closes - opens for day in week for opens, closes in day)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Calendars open enough, three hours a week, to hold every allowance asked for within the horizon."""
    week = draw(st.lists(hours(), min_size=7, max_size=7).filter(lambda week: _minutes(week) >= 180))
    return _compiled(draw(st.sampled_from(ZONES)), tuple(week), draw(st.booleans()))


instants = st.datetimes(datetime(2025, 12, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - zone is given beside
allowances = st.timedeltas(TICK, timedelta(days=10))
days = st.fractions(Fraction(1, 100), 10, max_denominator=100)


@law
@given(calendars(), instants, allowances)
def test_due_is_the_first_instant_at_which_the_allowance_has_passed(
    of: Calendar, since: datetime, allowance: timedelta
) -> None:
    due = of.due(since, allowance).at
    assert of.open_between(since, due) == allowance
    assert of.open_between(since, due - TICK) < allowance


@law
@given(calendars(), instants, days)
def test_due_in_days_is_the_first_instant_at_which_the_days_have_passed(
    of: Calendar, since: datetime, wanted: Fraction
) -> None:
    due = of.due_in_days(since, wanted).at
    assert of.days_between(since, due) >= wanted
    assert of.days_between(since, due - TICK) < wanted


@law
@given(calendars(), st.lists(instants, min_size=3, max_size=3).map(sorted))
def test_open_time_adds_up(of: Calendar, three: list[datetime]) -> None:
    a, b, c = three
    assert of.open_between(a, b) + of.open_between(b, c) == of.open_between(a, c)
    assert of.days_between(a, b) + of.days_between(b, c) == of.days_between(a, c)


@law
@given(calendars(), instants, allowances, allowances)
def test_spending_in_two_steps_ends_where_one_does(
    of: Calendar, since: datetime, first: timedelta, then: timedelta
) -> None:
    assert of.due(of.due(since, first).at, then).at == of.due(since, first + then).at


@law
@given(calendars(), instants, instants, allowances)
def test_whoever_starts_later_is_not_due_earlier(
    of: Calendar, one: datetime, other: datetime, allowance: timedelta
) -> None:
    early, late = sorted((one, other))
    assert of.due(early, allowance).at <= of.due(late, allowance).at


@law
@given(calendars(), instants)
def test_the_next_opening_is_open_and_nothing_before_it_is(of: Calendar, since: datetime) -> None:
    opening = of.next_opening(since)
    assert of.is_open(opening)
    assert of.open_between(since, opening) == timedelta()


@law
@given(calendars(), instants, instants)
def test_openings_hold_the_open_time(of: Calendar, one: datetime, other: datetime) -> None:
    begin, end = sorted((one, other))
    assume(end - begin < timedelta(days=60))
    spans = list(of.openings(begin, end))
    assert sum((closes - opens for opens, closes in spans), timedelta()) == of.open_between(begin, end)
    assert all(begin <= opens < closes <= end and of.is_open(opens) for opens, closes in spans)
