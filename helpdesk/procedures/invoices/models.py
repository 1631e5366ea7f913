"""Tables of invoices: what each was asked for, and which lines of an order no other may hold."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.kit.database import Table


class Invoice(Table):
    """An invoice that was asked for on a ticket. Its buyer is the ticket's form; `lines` are as they were ordered."""

    __tablename__ = "invoices"
    __table_args__ = (
        UniqueConstraint("ticket_id"),
        UniqueConstraint("number"),
        CheckConstraint("state IN ('ASKED', 'ISSUED', 'REFUSED')", name="state_known"),
        CheckConstraint("(state = 'ISSUED') = (number IS NOT NULL)", name="issued_is_whole"),
        Index("ix_invoices_order_code", "order_code"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    order_code: Mapped[str]
    kind: Mapped[str]
    lines: Mapped[list[Any]]
    latest_on: Mapped[date] = mapped_column(Date)
    state: Mapped[str]
    number: Mapped[str | None]
    issued_on: Mapped[date | None] = mapped_column(Date)
    issued_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("agents.id"))
    asked_at: Mapped[datetime]


class InvoicedLine(Table):
    """A line of an order that an invoice holds, asked for or issued: no other can. Freed when it is refused."""

    __tablename__ = "invoiced_lines"
    __table_args__ = (Index("ix_invoiced_lines_invoice", "invoice_id"),)

    order_code: Mapped[str] = mapped_column(primary_key=True)
    line: Mapped[int] = mapped_column(primary_key=True)
    invoice_id: Mapped[UUID] = mapped_column(ForeignKey("invoices.id"))
