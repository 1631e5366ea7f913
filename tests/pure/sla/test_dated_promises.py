"""The dated promises of docs/domain.md, section 4, as tables that an agent could check by hand.

The office works Monday to Friday, 09:00 to 18:00, with the published holidays of 2026: National Day is 1 to 7
October, and the Saturday 10 October and the Sunday 20 September are worked for it. 2027 is not known yet.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from pydantic import ValidationError
from sla_samples import OFFICE

from helpdesk.sla.clocks import fold
from helpdesk.sla.events import Dated, Met, Started
from helpdesk.sla.state import ClockState
from helpdesk.sla.step_clock import StepClock
from helpdesk.sla.terms import Metric, Terms, deadline

SHANGHAI = ZoneInfo("Asia/Shanghai")
WORKED = {"business_days": True}
LATE_ENOUGH = {"accepted_until": "24:00"}


def instant(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp).replace(tzinfo=SHANGHAI)


def stamp(at: datetime | None) -> str | None:
    return at and f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}".removesuffix(":00")


def terms(kind: str, target: Any, **more: Any) -> Terms:
    clock = StepClock.model_validate({"kind": kind, "target": target, **more})
    return clock.terms(policy_id=None, configuration_version=1, default_calendar_id=UUID(int=7))


def started(of: Terms, at: str) -> ClockState:
    return fold([Dated(instant(at), Started(Metric.STEP, 1, of, conversation=False))], OFFICE)


def due(kind: str, target: Any, at: str) -> str | None:
    found = started(terms(kind, target), at).due
    return stamp(found.at) if found else None


@pytest.mark.parametrize(("received", "target", "expected"), [
    pytest.param("2026-11-16 15:59:59", {}, "2026-11-16 16:00", id="a second before"),
    pytest.param("2026-11-16 16:00:00", {}, "2026-11-17 16:00", id="at it"),
    pytest.param("2026-11-16 16:00:01", {}, "2026-11-17 16:00", id="a second after"),
    pytest.param("2026-11-16 00:00:00", {}, "2026-11-16 16:00", id="as the day begins"),
    pytest.param("2026-11-30 16:00:00", {}, "2026-12-01 16:00", id="over the end of a month"),
    pytest.param("2026-12-31 15:59:59", {}, "2026-12-31 16:00", id="on the last day of the year"),
    pytest.param("2026-12-31 16:00:00", {}, "2027-01-01 16:00", id="over the end of the year"),
    pytest.param("2028-02-28 16:00:00", {}, "2028-02-29 16:00", id="into a leap day"),
    pytest.param("2026-11-20 15:59:59", WORKED, "2026-11-20 16:00", id="a Friday in time"),
    pytest.param("2026-11-20 16:00:00", WORKED, "2026-11-23 16:00", id="a Friday too late, on working days"),
    pytest.param("2026-11-21 10:00:00", WORKED, "2026-11-23 16:00", id="a Saturday, on working days"),
    pytest.param("2026-11-21 10:00:00", {}, "2026-11-21 16:00", id="a Saturday, on any day"),
    pytest.param("2026-09-30 16:00:00", WORKED, "2026-10-08 16:00", id="over National Day"),
    pytest.param("2026-10-09 16:00:00", WORKED, "2026-10-10 16:00", id="to a swapped Saturday"),
    pytest.param("2026-09-20 12:00:00", WORKED, "2026-09-20 16:00", id="on a swapped Sunday"),
])  # fmt: skip
def test_a_dispatch_request_is_filed_by_the_days_16_00_and_later_orders_go_to_the_next_day(
    received: str, target: dict[str, Any], expected: str
) -> None:
    assert due("CUTOFF", {"time": "16:00", **target}, received) == expected


@pytest.mark.parametrize(("paid", "offset", "expected"), [
    pytest.param("2026-11-16 15:59:59", 0, "2026-11-17 00:00", id="in stock, in time: the same day's end"),
    pytest.param("2026-11-16 16:00:00", 0, "2026-11-18 00:00", id="in stock, too late: the next day"),
    pytest.param("2026-11-16 15:59:59", 1, "2026-11-18 00:00", id="not in stock, in time: the next day"),
    pytest.param("2026-11-16 16:00:00", 1, "2026-11-19 00:00", id="not in stock, too late: the day after"),
])  # fmt: skip
def test_paid_before_16_00_ships_the_same_day_or_the_next_where_it_is_not_in_stock(
    paid: str, offset: int, expected: str
) -> None:
    assert due("CUTOFF", {"time": "24:00", "accepted_until": "16:00", "day_offset": offset}, paid) == expected


def test_made_to_order_ships_within_48_hours() -> None:
    assert due("WALL", "PT48H", "2026-12-31 15:30:01") == "2027-01-02 15:30:01"


@pytest.mark.parametrize(("called", "target", "expected"), [
    pytest.param("2026-11-16 00:00:00", {}, "2026-11-17 10:00", id="early"),
    pytest.param("2026-11-16 09:59:59", {}, "2026-11-17 10:00", id="before ten"),
    pytest.param("2026-11-16 23:59:59", {}, "2026-11-17 10:00", id="late"),
    pytest.param("2026-12-31 12:00:00", {}, "2027-01-01 10:00", id="over the end of the year"),
    pytest.param("2026-11-20 12:00:00", WORKED, "2026-11-23 10:00", id="a Friday, on working days"),
    pytest.param("2026-11-21 12:00:00", WORKED, "2026-11-23 10:00", id="a Saturday, on working days"),
    pytest.param("2026-10-09 12:00:00", WORKED, "2026-10-10 10:00", id="to a swapped Saturday"),
])  # fmt: skip
def test_a_person_who_is_out_is_called_the_next_day_at_10_00(
    called: str, target: dict[str, Any], expected: str
) -> None:
    target = {"time": "10:00", "day_offset": 1, **LATE_ENOUGH, **target}
    assert due("CUTOFF", target, called) == expected


def test_a_price_change_list_is_sent_the_same_day() -> None:
    assert due("CUTOFF", {"time": "24:00"}, "2026-11-16 23:59:59") == "2026-11-17 00:00"


@pytest.mark.parametrize(("settled", "target", "not_before", "expected"), [
    pytest.param("2026-11-16 00:00:00", (3, 7), "2026-11-19 00:00", "2026-11-24 00:00", id="as day 0 begins"),
    pytest.param("2026-11-16 23:59:59", (3, 7), "2026-11-19 00:00", "2026-11-24 00:00", id="as day 0 ends"),
    pytest.param("2026-11-17 00:00:00", (3, 7), "2026-11-20 00:00", "2026-11-25 00:00", id="a day later"),
    pytest.param("2026-12-29 12:00:00", (3, 7), "2027-01-01 00:00", "2027-01-06 00:00", id="over the year"),
    pytest.param("2026-02-25 12:00:00", (3, 7), "2026-02-28 00:00", "2026-03-05 00:00", id="over the month"),
    pytest.param("2026-11-16 12:00:00", (0, 1), None, "2026-11-18 00:00", id="from the start on"),
    pytest.param("2026-11-16 12:00:00", (0, 0), None, "2026-11-17 00:00", id="day 0 alone"),
])  # fmt: skip
def test_a_complaint_is_called_back_on_day_3_to_day_7_the_last_included(
    settled: str, target: tuple[int, int], not_before: str | None, expected: str
) -> None:
    window = {"from_day": target[0], "to_day": target[1]}
    state = started(terms("WINDOW", window), settled)
    assert (stamp(state.not_before), stamp(state.due and state.due.at)) == (not_before, expected)


@pytest.mark.parametrize(("received", "not_before", "expected"), [
    pytest.param("2026-11-16 12:00:00", "2026-11-25 00:00", "2026-12-08 00:00", id="from a Monday"),
    pytest.param("2026-11-14 12:00:00", "2026-11-24 00:00", "2026-12-05 00:00", id="from a Saturday"),
    pytest.param("2026-09-28 12:00:00", "2026-10-13 00:00", "2026-10-24 00:00", id="over National Day"),
])  # fmt: skip
def test_satisfaction_is_asked_on_business_day_7_to_15(received: str, not_before: str, expected: str) -> None:
    state = started(terms("WINDOW", {"from_day": 7, "to_day": 15, **WORKED}), received)
    assert (stamp(state.not_before), stamp(state.due and state.due.at)) == (not_before, expected)


@pytest.mark.parametrize(("since", "expected"), [
    pytest.param("2026-11-16 08:59:59", "2026-11-16 09:00", id="before nine"),
    pytest.param("2026-11-16 09:00:00", "2026-11-16 16:00", id="at nine"),
    pytest.param("2026-11-16 15:59:59", "2026-11-16 16:00", id="before four"),
    pytest.param("2026-11-16 16:00:00", "2026-11-17 09:00", id="at four"),
    pytest.param("2026-12-31 16:00:00", "2027-01-01 09:00", id="over the end of the year"),
])  # fmt: skip
def test_a_parcel_is_checked_at_09_00_and_16_00_every_day(since: str, expected: str) -> None:
    assert due("SCHEDULE", {"times": ["16:00", "09:00"]}, since) == expected


@pytest.mark.parametrize(("target", "since", "expected"), [
    pytest.param({"every": "MONTH", "days_of_month": [28]}, "2026-11-28 23:59:59", "2026-11-29 00:00", id="in time"),
    pytest.param({"every": "MONTH", "days_of_month": [28]}, "2026-11-29 00:00:00", "2026-12-29 00:00", id="passed"),
    pytest.param({"every": "MONTH", "days_of_month": [25]}, "2026-11-26 00:00:00", "2026-12-26 00:00", id="25th"),
    pytest.param({"every": "MONTH", "days_of_month": [31]}, "2026-11-16 00:00:00", "2026-12-01 00:00", id="Nov"),
    pytest.param({"every": "MONTH", "days_of_month": [31]}, "2026-12-01 00:00:00", "2027-01-01 00:00", id="Dec"),
    pytest.param({"every": "MONTH", "days_of_month": [31]}, "2027-02-01 00:00:00", "2027-03-01 00:00", id="Feb"),
    pytest.param({"every": "MONTH", "days_of_month": [31]}, "2028-02-01 00:00:00", "2028-03-01 00:00", id="leap"),
    pytest.param({"every": "MONTH", "days_of_month": [10, 20]}, "2026-11-16 00:00:00", "2026-11-21 00:00", id="twice"),
    pytest.param({"every": "QUARTER", "days_of_month": [31]}, "2026-11-16 00:00:00", "2027-01-01 00:00", id="quarter"),
    pytest.param({"every": "WEEK", "weekdays": ["FRIDAY"]}, "2026-11-16 00:00:00", "2026-11-21 00:00", id="weekly"),
    pytest.param({"every": "MONTH", "days_of_month": [28], **WORKED}, "2026-11-16 00:00:00", "2026-11-28 00:00",
                 id="the 28th is a Saturday: by the working day before"),
    pytest.param({"every": "MONTH", "days_of_month": [28], **WORKED}, "2026-11-28 00:00:00", "2026-12-29 00:00",
                 id="once that day is over, the next month's"),
    pytest.param({"every": "WEEK", "weekdays": ["SATURDAY"], **WORKED}, "2026-10-05 00:00:00", "2026-10-11 00:00",
                 id="a swapped Saturday is worked"),
])  # fmt: skip
def test_dated_duties_are_due_at_the_end_of_their_day(
    target: dict[str, Any], since: str, expected: str
) -> None:
    assert due("SCHEDULE", {"times": ["24:00"], **target}, since) == expected


@pytest.mark.parametrize(("since", "expected"), [
    pytest.param("2026-11-20 16:29:59", "2026-11-20 16:30", id="a Friday"),
    pytest.param("2026-11-20 16:30:00", "2026-11-23 16:30", id="over the weekend"),
    pytest.param("2026-09-30 16:30:00", "2026-10-08 16:30", id="over National Day"),
    pytest.param("2026-10-09 16:30:00", "2026-10-10 16:30", id="to a swapped Saturday"),
])  # fmt: skip
def test_the_prospect_list_is_due_at_16_30_on_working_days(since: str, expected: str) -> None:
    assert due("SCHEDULE", {"times": ["16:30"], **WORKED}, since) == expected


@pytest.mark.parametrize(("more", "warned"), [
    pytest.param({}, "2026-11-16 15:00", id="at three quarters of the time from the start"),
    pytest.param({"warn_percent": 50}, "2026-11-16 14:00", id="at a half"),
    pytest.param({"warn_before": "PT30M"}, "2026-11-16 15:30", id="half an hour before"),
    pytest.param({"warn_before": "P1D"}, "2026-11-16 12:00", id="at once where less is left"),
])  # fmt: skip
def test_people_are_warned_before_a_date(more: dict[str, Any], warned: str) -> None:
    state = started(terms("CUTOFF", {"time": "16:00"}, **more), "2026-11-16 12:00")
    assert stamp(state.warn_at) == warned


def test_a_lead_before_a_length_of_time_is_clock_time() -> None:
    state = started(terms("BUSINESS", "PT3H", warn_before="PT2H"), "2026-11-20 16:00")
    assert (stamp(state.warn_at), stamp(state.due and state.due.at)) == (
        "2026-11-20 17:00",
        "2026-11-23 10:00",
    )


def test_a_hard_deadline_needs_no_calendar_and_one_that_passed_is_due_at_once() -> None:
    closes = instant("2026-11-30 18:00")
    assert stamp(_due(deadline(closes, configuration_version=1), "2026-11-16 12:00")) == "2026-11-30 18:00"
    assert stamp(_due(deadline(closes, configuration_version=1), "2026-12-01 12:00")) == "2026-12-01 12:00"


def test_a_wall_clock_runs_where_no_calendar_is_configured() -> None:
    wall = StepClock.model_validate({"kind": "WALL", "target": "PT5M"})
    of = wall.terms(policy_id=None, configuration_version=1, default_calendar_id=None)
    assert stamp(_due(of, "2026-11-16 12:00")) == "2026-11-16 12:05"


def test_a_working_day_of_a_year_not_known_is_a_guess() -> None:
    for target, since, provisional in (
        ({"time": "16:00", **WORKED}, "2026-12-31 15:59:59", False),
        ({"time": "16:00", **WORKED}, "2026-12-31 16:00:00", True),
        ({"time": "16:00"}, "2026-12-31 16:00:00", False),
    ):
        assert started(terms("CUTOFF", target), since).provisional is provisional


def test_levels_after_the_breach_of_a_date_count_every_second_and_meeting_ends_it() -> None:
    of = terms("CUTOFF", {"time": "16:00"}, escalation=[{"after": "PT0S"}, {"after": "PT2H"}])
    begun = Dated(instant("2026-11-20 12:00"), Started(Metric.STEP, 1, of, conversation=False))
    late = fold([begun, Dated(instant("2026-11-20 16:00"), Met(Metric.STEP, 1))], OFFICE)
    assert (stamp(late.breached_at), late.next) == ("2026-11-20 16:00", None)
    in_time = fold([begun, Dated(instant("2026-11-20 15:59:59"), Met(Metric.STEP, 1))], OFFICE)
    assert in_time.breached_at is None


@pytest.mark.parametrize("refused", [
    {"kind": "CUTOFF", "target": "PT2H"},
    {"kind": "WALL", "target": {"time": "16:00"}},
    {"kind": "WALL", "target": {"business_days": "1"}},
    {"kind": "WALL", "target": "PT0S"},
    {"kind": "CUTOFF", "target": {"time": "25:00"}},
    {"kind": "CUTOFF", "target": {"time": "10:00", "accepted_until": "12:00"}},
    {"kind": "CUTOFF", "target": {"time": "10:00"}, "escalation": [{"after": {"business_days": "1"}}]},
    {"kind": "WINDOW", "target": {"from_day": 7, "to_day": 3}},
    {"kind": "SCHEDULE", "target": {"times": []}},
    {"kind": "SCHEDULE", "target": {"times": ["09:00", "09:00"]}},
    {"kind": "SCHEDULE", "target": {"times": ["09:00"], "every": "WEEK"}},
    {"kind": "SCHEDULE", "target": {"times": ["09:00"], "days_of_month": [3]}},
    {"kind": "INSTANT", "target": {"at": "2026-11-16T12:00:00Z"}},
    {"kind": "BUSINESS", "target": {"business_days": "1"}, "warn_before": "PT1H"},
], ids=str)  # fmt: skip
def test_a_clock_whose_parts_do_not_go_together_is_refused(refused: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        StepClock.model_validate(refused)


@pytest.mark.parametrize("clock", [
    {"kind": "BUSINESS", "target": "PT2H"},
    {"kind": "CUTOFF", "target": {"time": "16:00", "business_days": True}},
], ids=str)  # fmt: skip
def test_what_goes_by_open_hours_or_working_days_needs_a_calendar(clock: dict[str, Any]) -> None:
    found = StepClock.model_validate(clock)
    assert found.needs_calendar
    with pytest.raises(ValidationError):
        found.terms(policy_id=None, configuration_version=1, default_calendar_id=None)


def test_terms_kept_before_there_were_dates_still_read() -> None:
    kept = {
        "policy_id": str(UUID(int=1)), "configuration_version": 3, "calendar_id": str(UUID(int=7)),
        "clock": "BUSINESS", "target": "PT4H", "warn_percent": 75, "waiting_limit": "5",
        "escalation": [{"after": {"business_days": "1/4"}, "reassign": False, "raise_priority": False}],
    }  # fmt: skip
    read = Terms.model_validate(kept)
    assert (read.target, read.dated, read.stored) == (timedelta(hours=4), None, kept)


@pytest.mark.parametrize(("kind", "target"), [
    ("CUTOFF", {"time": "10:00", "accepted_until": "24:00", "day_offset": 1}),
    ("WINDOW", {"from_day": 3, "to_day": 7, "business_days": True}),
    ("SCHEDULE", {"times": ["09:00", "16:00"], "every": "WEEK", "weekdays": ["MONDAY"]}),
])  # fmt: skip
def test_terms_read_as_they_were_kept(kind: str, target: dict[str, Any]) -> None:
    made = terms(kind, target, warn_before="PT1H")
    assert Terms.model_validate(made.stored) == made


def _due(of: Terms, since: str) -> datetime | None:
    found = started(of, since).due
    return found.at if found else None
