"""The invoice is not to be: its lines can be asked for again."""

from __future__ import annotations

from helpdesk.procedures.invoices import issuing
from helpdesk.procedures.taking import Taking


async def invoice_refused(taking: Taking) -> None:
    """Free the lines, whatever the reason."""
    await issuing.refused(taking.work, taking.ticket, reason=taking.reason or "REFUSED")
