"""Finance issued the invoice: its number is kept, and its lines are invoiced for good."""

from __future__ import annotations

from helpdesk.procedures.invoices import issuing
from helpdesk.procedures.taking import Taking


async def invoice_issued(taking: Taking) -> None:
    """Keep the invoice number that was filled in as `number`."""
    await issuing.issued(taking.work, taking.ticket, number=str(taking.fields["number"]))
