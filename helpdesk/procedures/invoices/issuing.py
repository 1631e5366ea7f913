"""What finance makes of an invoice that was asked for."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import delete, select

from helpdesk.events.work import UnitOfWork
from helpdesk.kit.text import clean
from helpdesk.procedures.invoices.events import InvoiceIssued, InvoiceRefused
from helpdesk.procedures.invoices.models import Invoice, InvoicedLine
from helpdesk.procedures.rules.errors import InvoiceNumberTaken
from helpdesk.tickets.models import Ticket

NUMBER_LENGTH = 40


async def of(work: UnitOfWork, ticket_id: UUID) -> Invoice:
    """The invoice of a ticket that was submitted for one."""
    return (await work.session.scalars(select(Invoice).where(Invoice.ticket_id == ticket_id))).one()


async def issued(work: UnitOfWork, ticket: Ticket, *, number: str) -> None:
    """Keep that it was issued today, under a number that no other has. Raises InvoiceNumberTaken."""
    invoice = await of(work, ticket.id)
    invoice.number = clean(number, field="fields.number", at_most=NUMBER_LENGTH)
    invoice.state, invoice.issued_on, invoice.issued_by_id = "ISSUED", work.today, work.actor.agent_id
    work.record(
        ticket, InvoiceIssued(invoice_id=invoice.id, number=invoice.number, issued_on=invoice.issued_on)
    )
    await work.flush(uq_invoices_number=InvoiceNumberTaken(field="fields.number"))


async def refused(work: UnitOfWork, ticket: Ticket, *, reason: str) -> None:
    """Let it be refused, and its lines be free."""
    invoice = await of(work, ticket.id)
    invoice.state = "REFUSED"
    await work.session.execute(delete(InvoicedLine).where(InvoicedLine.invoice_id == invoice.id))
    work.record(ticket, InvoiceRefused(invoice_id=invoice.id, reason=reason))
