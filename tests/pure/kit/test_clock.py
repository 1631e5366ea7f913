"""The one clock, moved and sped up (design: What a user runs)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.kit.clock import ClockSetting, RunningClock

ANCHOR = datetime(2026, 11, 20, tzinfo=UTC)
SPEEDS = st.floats(0.01, 100_000)
SPANS = st.timedeltas(timedelta(0), timedelta(days=1))


@given(SPEEDS, SPANS, SPANS)
def test_it_never_runs_backwards(speed: float, one: timedelta, other: timedelta) -> None:
    setting = ClockSetting(ANCHOR, ANCHOR, speed)
    earlier, later = sorted((one, other))
    assert setting.at(ANCHOR + earlier) <= setting.at(ANCHOR + later)


@given(SPEEDS)
def test_the_wait_for_an_instant_is_shorter_by_its_speed(speed: float) -> None:
    clock = RunningClock(ClockSetting(datetime.now(UTC), ANCHOR, speed))
    assert clock.real_seconds(clock.now() + timedelta(hours=1)) == pytest.approx(
        3600 / speed, rel=0.1, abs=0.1
    )
    assert clock.real_seconds(ANCHOR - timedelta(hours=1)) == 0
