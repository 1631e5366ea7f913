"""Dates equal a naive model that walks minute by minute and looks at a wall calendar (docs/domain.md, section 4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from naive_clock import HOLIDAYS, SHANGHAI

from helpdesk.calendars.document import WEEKDAYS, CalendarDocument
from helpdesk.calendars.hours import Calendar
from helpdesk.sla.dated import Cutoff, Every, Recurrence, Window
from helpdesk.sla.days import Days
from helpdesk.sla.occurrences import Occurrence, occurrence

STEP = timedelta(minutes=30)
OFFICE = Calendar(
    CalendarDocument.model_validate(
        {
            "id": "00000000-0000-0000-0000-000000000007", "name": {"zh": "办公室", "en": "office"},
            "weekly": {day: ["09:00-18:00"] for day in WEEKDAYS[:5]}, "chinese_holidays": True,
        }
    ),
    HOLIDAYS,
)  # fmt: skip
HALF_HOURS = st.integers(0, 48).map(lambda half: half * 30)
INSTANTS = st.integers(0, 400 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=SHANGHAI) + timedelta(minutes=minutes)
)


def works(day: date) -> bool:
    """As the wall calendar shows it."""
    return (day.weekday() < 5 and not HOLIDAYS.is_off(day)) or HOLIDAYS.is_swapped(day)


def ticks(since: datetime) -> Iterator[tuple[datetime, date, int]]:
    """Every half hour after an instant, as end of a piece of its day: (instant, day, minute 30 to 1440)."""
    at = since.replace(minute=since.minute // 30 * 30)
    while True:
        day, minute = at.date(), at.hour * 60 + at.minute + 30
        at += STEP
        yield at, day, minute


def naive_cutoff(rule: Cutoff, since: datetime) -> datetime:
    day, minute = since.date(), since.hour * 60 + since.minute
    if minute >= rule.last_minute:
        day += timedelta(days=1)
    counted = [day] if rule.last_minute == 1440 and rule.day_offset else []
    day += timedelta(days=1) if counted else timedelta(0)
    while len(counted) <= rule.day_offset:
        if works(day) or not rule.business_days:
            counted.append(day)
        day += timedelta(days=1)
    return datetime(*counted[-1].timetuple()[:3], tzinfo=SHANGHAI) + timedelta(minutes=rule.time)


def naive_window(rule: Window, since: datetime) -> tuple[datetime, datetime]:
    """The first half hour that is not too early, and the end of the last that is not too late."""
    number, before, inside = 0, since.date(), []
    for at, day, _ in ticks(since):
        if day != before and (works(day) or not rule.business_days):
            number += 1
        before = day
        if number > rule.to_day:
            break
        if number >= rule.from_day:
            inside.append(at)
    counting = [at for at in inside if works((at - STEP).date()) or not rule.business_days] or inside
    last = counting[-1]  # days off after the last counting day are no part of it
    if rule.to_day == 0:
        last = datetime(*since.timetuple()[:3], tzinfo=SHANGHAI) + timedelta(days=1)
    return max(inside[0] - STEP, since), last


def naive_recurrence(rule: Recurrence, since: datetime) -> datetime:
    horizon = since.date() + timedelta(days=200)
    days = []
    day = since.date() - timedelta(days=40)
    while day < horizon:
        last = (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
        named = {
            Every.DAY: True,
            Every.WEEK: WEEKDAYS[day.weekday()] in rule.weekdays,
            Every.MONTH: any(day == last.replace(day=min(each, last.day)) for each in rule.days_of_month),
            Every.QUARTER: day.month in {3, 6, 9, 12}
            and any(day == last.replace(day=min(each, last.day)) for each in rule.days_of_month),
        }[rule.every]
        moved = day
        while rule.business_days and not works(moved):
            moved -= timedelta(days=1)
        if named and (moved == day or rule.every is not Every.DAY):
            days.append(moved)
        day += timedelta(days=1)
    midnights = [datetime(*each.timetuple()[:3], tzinfo=SHANGHAI) for each in days]
    return min(
        at for each in midnights for minute in rule.times if (at := each + timedelta(minutes=minute)) > since
    )


def found(rule: Any, since: datetime) -> Occurrence:
    answer = occurrence(rule, since, Days(OFFICE.zone, OFFICE if rule.business_days else None))
    assert answer is not None
    return answer


@st.composite
def cutoffs(draw: st.DrawFn) -> Cutoff:
    offset = draw(st.integers(0, 4))
    time = draw(HALF_HOURS)
    until = draw(st.none() | HALF_HOURS | st.just(1440))
    if offset == 0 and until is not None:
        until = min(until, time)
    return Cutoff(time=time, accepted_until=until, day_offset=offset, business_days=draw(st.booleans()))


@st.composite
def recurrences(draw: st.DrawFn) -> Recurrence:
    every = draw(st.sampled_from(Every))
    monthly = every in {Every.MONTH, Every.QUARTER}
    return Recurrence(
        times=tuple(draw(st.sets(HALF_HOURS, min_size=1, max_size=3))),
        every=every,
        weekdays=tuple(draw(st.sets(st.sampled_from(WEEKDAYS), min_size=1))) if every is Every.WEEK else (),
        days_of_month=tuple(draw(st.sets(st.integers(1, 31), min_size=1, max_size=3))) if monthly else (),
        business_days=draw(st.booleans()),
    )


@settings(max_examples=300, deadline=None)
@given(cutoffs(), INSTANTS)
def test_a_cutoff_is_what_counting_days_on_the_wall_calendar_gives(rule: Cutoff, since: datetime) -> None:
    answer = found(rule, since)
    assert answer == (None, (naive_cutoff(rule, since), answer.due.provisional))


@settings(max_examples=150, deadline=None)
@given(
    st.tuples(st.integers(0, 15), st.integers(0, 15)).map(sorted), st.booleans(), INSTANTS.map(
        lambda at: at.replace(minute=at.minute // 30 * 30)
    )
)  # fmt: skip
def test_a_window_holds_just_the_half_hours_that_are_neither_early_nor_late(
    days: list[int], worked: bool, since: datetime
) -> None:
    rule = Window(from_day=days[0], to_day=days[1], business_days=worked)
    answer = found(rule, since)
    opens, closes = naive_window(rule, since)
    assert (answer.not_before or since, answer.due.at) == (opens, closes)


@settings(max_examples=200, deadline=None)
@given(recurrences(), INSTANTS)
def test_an_occurrence_is_the_next_on_the_wall_calendar(rule: Recurrence, since: datetime) -> None:
    assert found(rule, since).due.at == naive_recurrence(rule, since)


@settings(max_examples=100, deadline=None)
@given(recurrences(), INSTANTS, st.integers(0, 40 * 24 * 60))
def test_no_occurrence_is_met_twice_nor_left_out_by_who_is_early(
    rule: Recurrence, since: datetime, early: int
) -> None:
    first = found(rule, since).due.at
    met = max(since, first - timedelta(minutes=early))
    assert found(rule.following(first), met) == found(rule, first)
