"""The logistics-fee standard (物流收费标准): what a store pays before a shipped order is deleted."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

CURRENCY = "CNY"
QUOTE_STANDS = timedelta(hours=72)
_FIRST_THREE_PIECES = Decimal("12.00")
_EACH_FURTHER_PIECE = Decimal("2.00")


def logistics_fee(pieces: int) -> Decimal:
    """The fee for both ways of a parcel: 12.00 up to three pieces, 2.00 for each further one."""
    return _FIRST_THREE_PIECES + _EACH_FURTHER_PIECE * max(0, pieces - 3)


def quote_expires(quoted_at: datetime, closes_at: datetime) -> datetime:
    """A quote stands 72 hours, but never beyond the close of the order's settlement period."""
    return min(quoted_at + QUOTE_STANDS, closes_at)
