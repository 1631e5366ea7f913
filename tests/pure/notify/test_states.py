"""When a delivery is tried again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from helpdesk.notify.channels import Habits
from helpdesk.notify.states import next_attempt

DUE = datetime(2026, 11, 16, tzinfo=UTC)
DAY = Habits(repeatable=True, patience=timedelta(days=1))


@pytest.mark.parametrize(
    ("attempts", "late", "pause"),
    [(1, 0, 10), (2, 10, 20), (3, 30, 40), (7, 630, 640), (8, 1270, 900), (1000, 80_000, 900)],
)
def test_pauses_grow_to_a_quarter_of_an_hour(attempts: int, late: int, pause: int) -> None:
    now = DUE + timedelta(seconds=late)
    assert next_attempt(attempts, DUE, now, DAY) == now + timedelta(seconds=pause)


def test_after_a_day_it_is_let_be() -> None:
    last = DUE + timedelta(days=1, seconds=-900)
    assert next_attempt(50, DUE, last, DAY) == DUE + timedelta(days=1)
    assert next_attempt(50, DUE, last + timedelta(seconds=1), DAY) is None
