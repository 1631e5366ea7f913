"""What happens to invoices, told on their tickets. Free of personal data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from helpdesk.events.log import Event


@dataclass(frozen=True, slots=True)
class InvoiceAsked(Event):
    """An invoice was asked for; its lines are held from now on."""

    kind = "invoice.asked"

    invoice_id: UUID
    invoice_kind: str
    lines: list[int]
    latest_on: date


@dataclass(frozen=True, slots=True)
class InvoiceIssued(Event):
    """Finance issued the invoice."""

    kind = "invoice.issued"

    invoice_id: UUID
    number: str
    issued_on: date


@dataclass(frozen=True, slots=True)
class InvoiceRefused(Event):
    """The invoice is not to be: refused, withdrawn or too late. Its lines can be asked for again."""

    kind = "invoice.refused"

    invoice_id: UUID
    reason: str
