"""The order was not deleted: a fee that was paid goes to finance for refund (docs/domain.md, 3.3)."""

from __future__ import annotations

from helpdesk.procedures.deletions import fees
from helpdesk.procedures.taking import Taking


async def fee_to_refund(taking: Taking) -> None:
    """Open finance's ticket, where there is a fee."""
    await fees.to_refund(taking)
