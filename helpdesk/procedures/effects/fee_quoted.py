"""The platform's quote stands on the ticket with its expiry, and the submitter is told."""

from __future__ import annotations

from helpdesk.procedures.deletions import fees
from helpdesk.procedures.taking import Taking


async def fee_quoted(taking: Taking) -> None:
    """Quote the fee anew; what was known of a payment that no longer counts is forgotten."""
    await fees.keep_quote(taking)
    taking.know(shipped=True)
