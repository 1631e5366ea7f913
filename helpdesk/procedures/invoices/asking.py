"""Asking for an invoice, and what can be asked for beforehand: by the same rules (docs/domain.md, 3.4)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from helpdesk.events.rows import new
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Actor, ActorKind, Permission
from helpdesk.kit.channel import Channel
from helpdesk.kit.errors import NotFound
from helpdesk.kit.ids import new_id
from helpdesk.platform.values import Order, OrderLine
from helpdesk.procedures import typed_intake
from helpdesk.procedures.facts import Facts
from helpdesk.procedures.invoices.events import InvoiceAsked
from helpdesk.procedures.invoices.models import Invoice, InvoicedLine
from helpdesk.procedures.rules import invoices as rules
from helpdesk.procedures.rules.buyers import Buyer, Organisation
from helpdesk.procedures.rules.errors import LineInvoiced
from helpdesk.procedures.rules.invoices import Eligibility, InvoiceRequest
from helpdesk.procedures.rules.normal import compact
from helpdesk.procedures.rules.verdict import Verdict
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.submissions import Submission

INTAKE: Final = "submitInvoiceRequest"
ASKED: Final = "ASKED"


@dataclass(frozen=True, slots=True)
class InvoiceForm:
    """What is submitted: the request, and for which order. `store_code` is stated by who submits for a store."""

    order_code: str
    request: InvoiceRequest
    remark: str = ""
    channel: Channel = Channel.WEB_FORM
    external_id: str | None = None


async def submit(work: UnitOfWork, form: InvoiceForm, *, facts: Facts) -> Ticket:
    """Take in a request for an invoice; its lines are held for it until it is refused.

    `facts` tell of the order as the platform held it a moment ago. Raises NotFound for an order that is not
    the submitter's, and Several with everything that the rules have against it.
    """
    work.actor.require(Permission.TICKET_SUBMIT)
    order = theirs(work.actor, facts.order, form.order_code)
    invoiced = await invoiced_lines(work.session, order.code)
    found = rules.check(order, form.request, invoiced=invoiced, now=work.now, zone=work.zone).require()
    item_id, definition = await typed_intake.offered(work, INTAKE)
    ticket, _ = await typed_intake.submit(
        work,
        Submission(
            service_item_id=item_id,
            title=f"{definition.name.zh} {order.code}",
            description=form.remark,
            channel=form.channel,
            form=written(form),
            order_code=order.code,
            external_id=form.external_id,
            store_code=None if work.actor.kind is ActorKind.MEMBER else order.store_code,
            member_code=None if work.actor.agent_id else order.member_code,
            intake=INTAKE,
        ),
        claims=[f"INVOICE:order:{order.code}"],
        facts=facts,
        knowing={"order_code": order.code},
        closes_at=found.window.ends_at,
    )
    _hold(work, ticket, form, found.lines, latest_on=found.window.latest_on)
    return ticket


async def eligibility(
    connection: AsyncConnection | AsyncSession,
    actor: Actor,
    order_code: str,
    *,
    facts: Facts,
    now: datetime,
    zone: ZoneInfo,
) -> Verdict[Eligibility]:
    """What of an order can be invoiced now. Raises NotFound for an order that is not the actor's."""
    actor.require(Permission.TICKET_SUBMIT)
    order = theirs(actor, facts.order, order_code)
    invoiced = await invoiced_lines(connection, order.code)
    return rules.eligibility(order, invoiced=invoiced, now=now, zone=zone)


def theirs(actor: Actor, order: Order | None, code: str) -> Order:
    """The order, if the actor may ask for its invoice: the store's, a member's own, or any for who submits for others.

    Raises NotFound: what is not theirs does not exist for them.
    """
    if order is None or not _may_ask(actor, order):
        raise NotFound(field="orderCode", what="order", id=code[:64])
    return order


def _may_ask(actor: Actor, order: Order) -> bool:
    match actor.kind:
        case ActorKind.STORE_MANAGER:
            return order.store_code == actor.store_code
        case ActorKind.MEMBER:
            return order.member_code == actor.member_code
        case ActorKind.INTEGRATION if not actor.sees_all:
            return order.store_code in actor.store_codes and actor.may(Permission.TICKET_SUBMIT_FOR_OTHERS)
        case _:
            return actor.may(Permission.TICKET_SUBMIT_FOR_OTHERS)


async def invoiced_lines(connection: AsyncConnection | AsyncSession, order_code: str) -> Collection[int]:
    """The lines of an order that are asked for or issued."""
    query = select(InvoicedLine.line).where(InvoicedLine.order_code == order_code)
    return set((await connection.scalars(query)).all())


def written(form: InvoiceForm) -> dict[str, Any]:
    """The form as the service item's definition has it; what is personal in it is sealed at intake."""
    asked, buyer = form.request, form.request.buyer
    return {
        "orderCode": form.order_code,
        "kind": asked.kind.value,
        "title": buyer.title,
        "phone": buyer.phone,
        "lines": [line.number for line in asked.lines],
    } | _of_buyer(buyer)


def _of_buyer(buyer: Buyer) -> dict[str, Any]:
    if not isinstance(buyer, Organisation):
        return {"payer": "INDIVIDUAL"}
    return {
        "payer": "ORGANISATION",
        "taxNumber": compact(buyer.credit_code or buyer.tax_number or ""),
        "address": buyer.address,
        "bank": buyer.bank,
        "account": buyer.account,
    }


def _hold(
    work: UnitOfWork, ticket: Ticket, form: InvoiceForm, lines: Sequence[OrderLine], *, latest_on: date
) -> None:
    """Hold the lines for this invoice. A request that came at the same instant finds them held."""
    numbers = [line.number for line in lines]
    invoice: Invoice = new(
        Invoice, id=new_id(), ticket_id=ticket.id, order_code=form.order_code, kind=form.request.kind.value,
        lines=[_as_ordered(line) for line in lines], latest_on=latest_on, state=ASKED, asked_at=work.now,
    )  # fmt: skip
    work.add(invoice)
    held = LineInvoiced(field="lines", line=", ".join(map(str, numbers)))
    for number in sorted(numbers):
        work.add(
            new(InvoicedLine, order_code=form.order_code, line=number, invoice_id=invoice.id),
            pk_invoiced_lines=held,
        )
    work.record(
        ticket,
        InvoiceAsked(
            invoice_id=invoice.id, invoice_kind=invoice.kind, lines=numbers, latest_on=invoice.latest_on
        ),
    )


def _as_ordered(line: OrderLine) -> dict[str, Any]:
    return {
        "number": line.number,
        "productCode": line.product_code,
        "name": line.name,
        "specification": line.specification,
        "unit": line.unit,
        "quantity": line.quantity,
        "amount": str(line.amount.amount),
        "currency": line.amount.currency,
    }
