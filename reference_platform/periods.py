"""Settlement periods (结算期): a month that opens on the store's settlement day, half-open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Period:
    """`[opens_at, closes_at)`, named after the month in which it opens (`2026-11`)."""

    code: str
    opens_at: datetime
    closes_at: datetime

    def is_open_at(self, instant: datetime) -> bool:
        """Whether the instant lies inside."""
        return self.opens_at <= instant < self.closes_at


def period_of(instant: datetime, settlement_day: int) -> Period:
    """The period of a store that holds the instant. `settlement_day` is 1 to 28."""
    local = instant.astimezone(ZONE)
    month = local.year * 12 + local.month - 1 - (local.day < settlement_day)
    opens_at = _start(month, settlement_day)
    return Period(f"{opens_at:%Y-%m}", opens_at, _start(month + 1, settlement_day))


def _start(month: int, day: int) -> datetime:
    return datetime(month // 12, month % 12 + 1, day, tzinfo=ZONE)
