"""A payment that the platform saw is kept: it needs not be told of it."""

from __future__ import annotations

from helpdesk.procedures.deletions import fees
from helpdesk.procedures.taking import Taking


async def fee_seen(taking: Taking) -> None:
    """Keep the first payment that covers the quote."""
    found = next(one for one in taking.facts.payments if not fees.covering(taking, (one,)))
    fees.keep_payment(taking, found)
