"""The payment that finance saw is kept, and the platform is told of it."""

from __future__ import annotations

from helpdesk.procedures.deletions import fees
from helpdesk.procedures.taking import Taking


async def fee_filled_in(taking: Taking) -> None:
    """Keep the payment."""
    fees.keep_payment(taking, fees.filled_in(taking))
