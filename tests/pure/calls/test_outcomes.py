"""What follows from an attempt (docs/domain.md §8.1)."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.calls.outcomes import (
    AGAIN,
    SPOKEN,
    CallOutcome,
    CallState,
    Persistence,
    Standing,
    after,
    end_of_day,
    put_off,
)
from helpdesk.kit.errors import InvalidValue

ZONE = ZoneInfo("Asia/Shanghai")
TWICE = Persistence(most_attempts=2, retry_after=timedelta(hours=2))


def wall(stamp: str) -> datetime:
    """An instant in Shanghai."""
    return datetime.fromisoformat(stamp).replace(tzinfo=ZONE)


CALL = Standing(CallState.DUE, wall("2026-11-19 09:00"), wall("2026-11-24 00:00"))


def follow(
    outcome: CallOutcome, now: datetime, *, attempts: int = 1, named: datetime | None = None
) -> Standing:
    """What the call is after an attempt."""
    return after(outcome, CALL, attempts=attempts, persistence=TWICE, named=named, now=now, zone=ZONE)


@pytest.mark.parametrize("outcome", sorted(SPOKEN))
def test_whoever_was_spoken_with_is_done(outcome: CallOutcome) -> None:
    assert follow(outcome, wall("2026-11-19 10:00")).state is CallState.DONE


@pytest.mark.parametrize(
    ("now", "again"),
    [
        pytest.param("2026-11-19 10:00:00", "2026-11-20 10:00", id="by day"),
        pytest.param("2026-11-19 00:00:00", "2026-11-20 10:00", id="the first second of a day"),
        pytest.param("2026-11-19 23:59:59", "2026-11-20 10:00", id="the last second of a day"),
        pytest.param("2026-11-20 00:00:00", "2026-11-21 10:00", id="a second later it is the day after"),
        pytest.param("2026-12-31 18:00:00", "2027-01-01 10:00", id="over the year's end"),
    ],
)
def test_out_and_return_unknown_is_the_next_day_at_ten(now: str, again: str) -> None:
    found = follow(CallOutcome.OUT, wall(now))
    assert (found.state, found.not_before) == (CallState.POSTPONED, wall(again))
    assert found.due >= found.not_before + timedelta(hours=14)


@pytest.mark.parametrize("outcome", sorted(AGAIN))
def test_the_time_that_they_named_counts_before_any_rule(outcome: CallOutcome) -> None:
    named = wall("2026-11-25 15:30")
    found = follow(outcome, wall("2026-11-19 10:00"), named=named)
    assert found == Standing(CallState.POSTPONED, named, wall("2026-11-26 00:00"))


def test_inconvenient_needs_a_time() -> None:
    with pytest.raises(InvalidValue):
        follow(CallOutcome.INCONVENIENT, wall("2026-11-19 10:00"))


@pytest.mark.parametrize("stamp", ["2026-11-19 10:00:00", "2026-11-19 09:59:59", "2027-01-18 10:00:01"])
def test_a_named_time_lies_ahead_within_sixty_days(stamp: str) -> None:
    with pytest.raises(InvalidValue):
        put_off(CALL, wall(stamp), now=wall("2026-11-19 10:00"), zone=ZONE)


@pytest.mark.parametrize("stamp", ["2026-11-19 10:00:01", "2027-01-18 10:00:00"])
def test_a_second_on_this_side_it_is_taken(stamp: str) -> None:
    assert put_off(CALL, wall(stamp), now=wall("2026-11-19 10:00"), zone=ZONE).not_before == wall(stamp)


def test_nobody_answered_is_tried_again_as_often_as_the_plan_says() -> None:
    now = wall("2026-11-19 10:00")
    again = follow(CallOutcome.NOT_REACHED, now)
    assert again == Standing(CallState.DUE, wall("2026-11-19 12:00"), CALL.due)
    assert follow(CallOutcome.NOT_REACHED, now, attempts=2).state is CallState.MISSED


@pytest.mark.parametrize(
    ("now", "not_before"),
    [("2026-11-23 21:59:59", "2026-11-23 23:59:59"), ("2026-11-23 22:00:00", "2026-11-19 09:00:00")],
)
def test_a_retry_stays_within_the_window(now: str, not_before: str) -> None:
    assert follow(CallOutcome.NOT_REACHED, wall(now)).not_before == wall(not_before)


@given(
    st.sampled_from(CallOutcome),
    st.timedeltas(timedelta(0), timedelta(days=4, hours=14)).map(lambda past: CALL.not_before + past),
    st.integers(1, 5),
    st.one_of(st.none(), st.timedeltas(timedelta(seconds=1), timedelta(days=60))),
)
def test_a_call_to_be_made_again_can_be_made_within_its_window(
    outcome: CallOutcome, now: datetime, attempts: int, ahead: timedelta | None
) -> None:
    named = None if ahead is None else now + ahead
    try:
        found = follow(outcome, now, attempts=attempts, named=named)
    except InvalidValue:
        assert outcome is CallOutcome.INCONVENIENT
        return
    assert found.due >= CALL.due
    assert found.not_before < found.due
    assert end_of_day(found.not_before, ZONE) > found.not_before
