"""What becomes of a delivery, and when it is tried again: pure rules."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from helpdesk.notify.channels import Habits


class DeliveryState(StrEnum):
    """How far a delivery is."""

    WAITING = "WAITING"
    SENDING = "SENDING"
    SENT = "SENT"
    FAILED = "FAILED"
    UNKNOWN = "UNKNOWN"
    WITHDRAWN = "WITHDRAWN"


WORKER_DIED: Final = "WORKER_DIED"
_FIRST_PAUSE = timedelta(seconds=10)
_LONGEST_PAUSE = timedelta(minutes=15)


def next_attempt(attempts: int, due_at: datetime, now: datetime, habits: Habits) -> datetime | None:
    """When to try again after so many attempts; None when it has been tried for long enough."""
    pause = min(_FIRST_PAUSE * 2 ** min(attempts - 1, 10), _LONGEST_PAUSE)
    return None if now + pause > due_at + habits.patience else now + pause
