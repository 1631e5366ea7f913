"""Open hours by tables that an agent could check with a wall calendar of 2026 in hand."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError

from helpdesk.calendars.document import CalendarDocument, Weekday
from helpdesk.calendars.errors import NoOpenTime
from helpdesk.calendars.holidays import NOTHING_KNOWN, packaged
from helpdesk.calendars.hours import Calendar

KNOWN = packaged()
WORKING_WEEK = tuple(Weekday)[:5]


def calendar(
    *hours: str,
    days: tuple[Weekday, ...] = tuple(Weekday),
    zone: str = "Asia/Shanghai",
    chinese_holidays: bool = False,
    **more: object,
) -> Calendar:
    document = CalendarDocument.model_validate(
        {
            "id": UUID(int=1),
            "name": {"zh": "日历", "en": "calendar"},
            "time_zone": zone,
            "weekly": {day: list(hours) for day in days},
            "chinese_holidays": chinese_holidays,
            **more,
        }
    )
    return Calendar(document, KNOWN)


OFFICE = calendar("09:00-18:00", days=WORKING_WEEK, chinese_holidays=True)
LUNCH = calendar("09:00-12:00", "13:30-18:00", days=WORKING_WEEK, chinese_holidays=True)
TAOBAO = calendar("09:00-23:30")
HOTLINE = calendar("08:30-17:30")
ALWAYS = calendar("00:00-24:00")
NEW_YORK = calendar("00:00-06:00", zone="America/New_York")


def at(text: str, of: Calendar = OFFICE) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(of.document.time_zone))


DUE = [
    pytest.param(OFFICE, "2026-09-30T16:00", 4, "2026-10-08T11:00", id="over National Day"),
    pytest.param(LUNCH, "2026-09-30T16:00", 4, "2026-10-08T11:00", id="over National Day, lunch not reached"),
    pytest.param(LUNCH, "2026-09-30T16:00", 6, "2026-10-08T14:30", id="over National Day and a lunch break"),
    pytest.param(OFFICE, "2026-11-20T17:00", 2, "2026-11-23T10:00", id="over a weekend"),
    pytest.param(OFFICE, "2026-10-09T17:00", 2, "2026-10-10T10:00", id="into a swapped working Saturday"),
    pytest.param(OFFICE, "2026-09-18T17:00", 2, "2026-09-20T10:00", id="over Saturday into a swapped Sunday"),
    pytest.param(
        OFFICE, "2026-02-14T17:00", 2, "2026-02-24T10:00", id="from a swapped Saturday over New Year"
    ),
    pytest.param(OFFICE, "2026-03-03T18:00", 1, "2026-03-04T10:00", id="from the closing instant"),
    pytest.param(
        OFFICE, "2026-03-03T16:00", 2, "2026-03-03T18:00", id="due at the closing instant stays there"
    ),
    pytest.param(LUNCH, "2026-03-03T10:00", 2, "2026-03-03T12:00", id="due at the lunch bell stays there"),
    pytest.param(OFFICE, "2026-03-03T10:00", 0, "2026-03-03T10:00", id="nothing while open is at once"),
    pytest.param(OFFICE, "2026-03-03T18:00", 0, "2026-03-04T09:00", id="nothing when closed is the opening"),
    pytest.param(TAOBAO, "2026-10-01T23:00", 1, "2026-10-02T09:30", id="Taobao desk works on holidays"),
    pytest.param(HOTLINE, "2026-10-03T17:00", 1, "2026-10-04T09:00", id="hotline every day"),
    pytest.param(HOTLINE, "2026-10-03T05:00", 9, "2026-10-03T17:30", id="hotline from before the opening"),
    pytest.param(ALWAYS, "2026-03-03T18:00", 24, "2026-03-04T18:00", id="midnight is no gap"),
    pytest.param(NEW_YORK, "2026-03-08T00:00", 4, "2026-03-08T05:00", id="the hour that spring skips"),
    pytest.param(NEW_YORK, "2026-11-01T00:00", 4, "2026-11-01T03:00", id="the hour that autumn repeats"),
]


@pytest.mark.parametrize(("of", "asked", "hours", "due"), DUE)
def test_an_allowance_is_spent_in_open_time_alone(of: Calendar, asked: str, hours: int, due: str) -> None:
    assert of.due(at(asked, of), timedelta(hours=hours)) == (at(due, of), False)


@pytest.mark.parametrize(
    ("of", "since", "days", "due"),
    [
        pytest.param(OFFICE, "2026-03-03T09:00", "1/2", "2026-03-03T13:30", id="half of nine hours"),
        pytest.param(
            LUNCH, "2026-03-03T09:00", "1/2", "2026-03-03T14:15", id="half of seven and a half hours"
        ),
        pytest.param(LUNCH, "2026-03-03T14:15", "1/2", "2026-03-03T18:00", id="the other half"),
        pytest.param(LUNCH, "2026-03-03T14:15", 1, "2026-03-04T14:15", id="a day later, same hour"),
        pytest.param(OFFICE, "2026-09-30T13:30", 1, "2026-10-08T13:30", id="over National Day"),
        pytest.param(OFFICE, "2026-10-08T18:00", 3, "2026-10-12T18:00", id="a swapped Saturday is a day"),
        pytest.param(OFFICE, "2026-03-07T12:00", 0, "2026-03-09T09:00", id="none when closed is the opening"),
    ],
)
def test_a_business_day_weighs_one_however_long_it_is(
    of: Calendar, since: str, days: str | int, due: str
) -> None:
    assert of.due_in_days(at(since, of), Fraction(days)) == (at(due, of), False)


def test_a_short_day_weighs_as_much_as_a_long_one() -> None:
    early = calendar("09:00-18:00", exceptions={"2026-03-04": ["09:00-12:00"]})
    assert early.days_between(at("2026-03-04T09:00"), at("2026-03-04T12:00")) == 1
    assert early.due_in_days(at("2026-03-03T13:30"), 1).at == at("2026-03-04T10:30")


@pytest.mark.parametrize(
    ("of", "begin", "end", "hours"),
    [
        pytest.param(OFFICE, "2026-09-30T16:00", "2026-10-08T11:00", 4, id="National Day"),
        pytest.param(OFFICE, "2026-01-01T00:00", "2027-01-01T00:00", 248 * 9, id="the working days of 2026"),
        pytest.param(TAOBAO, "2026-03-03T00:00", "2026-03-04T00:00", 14.5, id="Taobao desk"),
        pytest.param(NEW_YORK, "2026-03-08T00:00", "2026-03-09T00:00", 5, id="spring"),
        pytest.param(NEW_YORK, "2026-11-01T00:00", "2026-11-02T00:00", 7, id="autumn"),
        pytest.param(OFFICE, "2026-03-03T11:00", "2026-03-03T10:00", 0, id="backwards is nothing"),
    ],
)
def test_open_time_between_two_instants(of: Calendar, begin: str, end: str, hours: float) -> None:
    assert of.open_between(at(begin, of), at(end, of)) == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("instant", "is_open"),
    [
        ("2026-03-03T08:59:59.999999", False),
        ("2026-03-03T09:00", True),
        ("2026-03-03T17:59:59.999999", True),
        ("2026-03-03T18:00", False),
        ("2026-10-01T10:00", False),
        ("2026-10-10T10:00", True),
        ("2026-10-11T10:00", False),
    ],
)
def test_hours_are_half_open(instant: str, is_open: bool) -> None:
    assert OFFICE.is_open(at(instant)) is is_open


def test_an_interval_that_the_jump_of_the_clock_swallows_is_left_out() -> None:
    skipped = calendar("02:00-02:30", "02:30-03:30", zone="America/New_York")
    begin, end = at("2026-03-08T00:00", skipped), at("2026-03-09T00:00", skipped)
    assert list(skipped.openings(begin, end)) == [
        (at("2026-03-08T03:00", skipped), at("2026-03-08T03:30", skipped))
    ]


def test_openings_are_cut_to_what_is_asked_for() -> None:
    spans = list(LUNCH.openings(at("2026-03-03T11:00"), at("2026-03-04T10:00")))
    assert spans == [
        (at("2026-03-03T11:00"), at("2026-03-03T12:00")),
        (at("2026-03-03T13:30"), at("2026-03-03T18:00")),
        (at("2026-03-04T09:00"), at("2026-03-04T10:00")),
    ]


def test_an_exception_overrides_holiday_and_week() -> None:
    of = calendar(
        "09:00-18:00",
        days=WORKING_WEEK,
        chinese_holidays=True,
        exceptions={"2026-10-01": ["10:00-12:00"], "2026-10-10": [], "2026-10-08": ["09:00-10:00"]},
    )
    assert of.due(at("2026-09-30T17:00"), timedelta(hours=4)).at == at("2026-10-08T10:00")
    assert not of.is_open(at("2026-10-10T10:00"))


def test_a_swapped_day_has_mondays_hours_unless_it_is_given_its_own() -> None:
    weekly = {Weekday.MONDAY: ["08:00-12:00"], Weekday.SATURDAY: ["14:00-15:00"]}
    saturday = date(2026, 10, 10)
    mondays = calendar(chinese_holidays=True, weekly=weekly)
    own = calendar(chinese_holidays=True, weekly=weekly, swapped_day_hours=["10:00-11:00"])
    plain = calendar(chinese_holidays=False, weekly=weekly)
    hours = [",".join(map(str, of.hours_on(saturday))) for of in (mondays, own, plain)]
    assert hours == ["08:00-12:00", "10:00-11:00", "14:00-15:00"]


@pytest.mark.parametrize(
    ("since", "hours", "due", "provisional"),
    [
        pytest.param("2026-12-31T17:00", 1, "2026-12-31T18:00", False, id="spent within the known year"),
        pytest.param("2026-12-31T17:00", 2, "2027-01-01T10:00", True, id="reaches into 2027"),
        pytest.param("2027-03-01T09:00", 1, "2027-03-01T10:00", True, id="lies in 2027"),
        pytest.param("2026-12-31T18:00", 0, "2027-01-01T09:00", True, id="opens in 2027"),
    ],
)
def test_beyond_the_known_years_the_plain_week_applies_provisionally(
    since: str, hours: int, due: str, provisional: bool
) -> None:
    assert OFFICE.due(at(since), timedelta(hours=hours)) == (at(due), provisional)


def test_midnight_at_the_end_of_a_known_year_is_not_provisional() -> None:
    of = calendar("00:00-24:00", chinese_holidays=True, swapped_day_hours=["00:00-24:00"])
    assert of.due(at("2026-12-31T23:00"), timedelta(hours=1)) == (at("2027-01-01T00:00"), False)
    assert of.knows(at("2026-12-31T23:00"), at("2026-12-31T23:59"))
    assert not of.knows(at("2026-12-31T23:00"), at("2027-01-01T00:00"))


def test_a_calendar_without_chinese_holidays_is_never_provisional() -> None:
    assert HOTLINE.due(at("2031-01-01T09:00"), timedelta(hours=1)) == (at("2031-01-01T10:00"), False)


def test_learning_the_year_moves_what_was_provisional() -> None:
    early = Calendar(OFFICE.document, NOTHING_KNOWN)
    since = at("2026-09-30T16:00")
    assert early.due(since, timedelta(hours=4)) == (at("2026-10-01T11:00"), True)
    assert OFFICE.due(since, timedelta(hours=4)) == (at("2026-10-08T11:00"), False)


@pytest.mark.parametrize("weekly", [{}, {Weekday.MONDAY: []}], ids=["no day named", "a day without hours"])
def test_a_calendar_without_open_time_says_so(weekly: dict[Weekday, list[str]]) -> None:
    never = calendar(weekly=weekly)
    since = at("2026-03-03T09:00")
    for ask in (
        lambda: never.due(since, timedelta(hours=1)),
        lambda: never.due_in_days(since, 1),
        lambda: never.next_opening(since),
    ):
        with pytest.raises(NoOpenTime):
            ask()


def test_the_horizon_does_not_depend_on_what_was_asked_before() -> None:
    once = calendar(weekly={}, exceptions={"2036-01-01": ["09:00-10:00"]})
    assert once.next_opening(at("2034-01-01T09:00")) == at("2036-01-01T09:00")
    with pytest.raises(NoOpenTime):
        once.next_opening(at("2026-03-03T09:00"))


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("weekly", {"MONDAY": ["09:00-12:00", "11:59-13:00"]}, "overlap"),
        ("weekly", {"MONDAY": ["12:00-09:00"]}, "ends before it begins"),
        ("weekly", {"MONDAY": ["09:00-09:00"]}, "ends before it begins"),
        ("weekly", {"MONDAY": ["9:00-10:00"]}, "HH:MM-HH:MM"),
        ("weekly", {"MONDAY": ["09:00-24:01"]}, "HH:MM-HH:MM"),
        ("weekly", {"MONDAY": [900]}, "HH:MM-HH:MM"),
        ("weekly", {"FUNDAY": []}, "MONDAY"),
        ("exceptions", {"2026-02-30": []}, "date"),
        ("time_zone", "Mars/Olympus", "IANA"),
        ("time_zone", "../etc/passwd", "IANA"),
        ("channels", ["PHONE", "PHONE"], "twice"),
        ("colour", "red", "Extra"),
    ],
)
def test_a_calendar_that_makes_no_sense_is_refused(field: str, value: object, complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        calendar(**{field: value})


def test_a_document_reads_back_as_it_was_written() -> None:
    document = calendar(
        "13:30-24:00", "09:00-12:00", exceptions={"2026-05-01": []}, channels=["PHONE"]
    ).document
    written = document.model_dump(mode="json")
    assert written["weekly"]["MONDAY"] == ["09:00-12:00", "13:30-24:00"]
    assert CalendarDocument.model_validate(written) == document
