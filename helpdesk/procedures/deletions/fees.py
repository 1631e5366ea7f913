"""The logistics fee of a shipped order: quoted on the ticket, paid, and given back where nothing was deleted."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from uuid import UUID

from sqlalchemy import exists, select

from helpdesk.events.rows import new
from helpdesk.kit.errors import InvalidValue
from helpdesk.kit.ids import new_id
from helpdesk.platform.values import FeePayment, FeeQuote, Money
from helpdesk.procedures import typed_intake
from helpdesk.procedures.facts import Facts
from helpdesk.procedures.models import ProcedureClaim
from helpdesk.procedures.rules.deletion import check
from helpdesk.procedures.rules.errors import FeeQuoteMissing
from helpdesk.procedures.taking import Taking
from helpdesk.tickets import comments
from helpdesk.tickets.events import TicketLinked
from helpdesk.tickets.models import TicketLink
from helpdesk.tickets.relations import LinkKind
from helpdesk.tickets.submissions import Submission

REFUND: Final = "refundFee"
"""How a refund comes in: never by a person's own mutation."""


async def keep_quote(taking: Taking) -> None:
    """Let the platform's quote stand on the ticket, and tell the submitter.

    Where the platform gives none, none stands: nothing is paid against it before it is quoted anew.
    """
    quote = taking.facts.quote
    if quote is None:
        taking.know(quote=None)
        return
    taking.know(
        quote={
            "amount": str(quote.fee.amount),
            "currency": quote.fee.currency,
            "quoted_at": quote.quoted_at.isoformat(),
            "expires_at": quote.expires_at.isoformat(),
        }
    )
    until = f"{quote.expires_at.astimezone(taking.work.zone):%Y-%m-%d %H:%M}"
    amount = f"{quote.fee.amount} {quote.fee.currency}"
    await comments.add_public(
        taking.work,
        taking.ticket,
        f"订单已发货，删单前须支付物流费 {amount}，报价有效期至 {until}。\n"
        f"The order is shipped: its logistics fee of {amount} comes first. This quote holds until {until}.",
        field="fee",
    )


def quote_of(taking: Taking) -> FeeQuote | None:
    """The quote that stands on the ticket."""
    kept = taking.procedure.facts.get("quote")
    if kept is None:
        return None
    fee = Money(Decimal(kept["amount"]), kept["currency"])
    quoted, expires = (datetime.fromisoformat(kept[name]) for name in ("quoted_at", "expires_at"))
    return FeeQuote(taking.procedure.facts["order_code"], fee, quoted, expires)


def filled_in(taking: Taking) -> FeePayment:
    """The payment as finance filled it in. Raises InvalidValue."""
    quote = quote_of(taking)
    try:
        amount = Decimal(str(taking.fields["amount"]))
    except InvalidOperation:
        raise InvalidValue(
            "fields.amount", "An amount is a decimal, as 12.00.", "金额应为小数，如 12.00。"
        ) from None
    money = Money(amount, quote.fee.currency if quote else "CNY")
    order_code = taking.procedure.facts["order_code"]
    return FeePayment(str(taking.fields["reference"]), order_code, money, taking.work.now, None)


def covering(taking: Taking, payments: tuple[FeePayment, ...]) -> list[Any]:
    """What the rules have against deleting it, these payments being made against the quote that stands."""
    order = taking.facts.order
    if order is None:
        quote = quote_of(taking)
        enough = quote is not None and any(
            one.amount.currency == quote.fee.currency
            and one.amount.amount >= quote.fee.amount
            and one.paid_at < quote.expires_at
            and one.refunded_at is None
            for one in payments
        )
        return [] if enough else [FeeQuoteMissing(field="fields.reference")]
    found = check(
        replace(order, shipped=True), now=taking.work.now, dependents=taking.facts.dependents,
        quote=quote_of(taking), payments=payments,
    )  # fmt: skip
    return list(found.refusals)


def keep_payment(taking: Taking, payment: FeePayment) -> None:
    """Keep which payment the deletion goes on."""
    taking.know(fee={"reference": payment.reference, "amount": str(payment.amount.amount)})


async def to_refund(taking: Taking) -> UUID | None:
    """A ticket of its own for finance, which gives the fee back; None where none was paid, or one is at it already."""
    paid = taking.procedure.facts.get("fee")
    if paid is None:
        return None
    work, ticket, claim = taking.work, taking.ticket, f"FEE_REFUND:{paid['reference']}"
    if await work.session.scalar(select(exists().where(ProcedureClaim.key == claim))):
        return None
    item_id, definition = typed_intake.item_of(taking.snapshot, REFUND)
    code = taking.procedure.facts["order_code"]
    refund, _ = await typed_intake.submit(
        work,
        Submission(
            service_item_id=item_id,
            title=f"{definition.name.zh} {code}",
            description=f"{paid['reference']} {paid['amount']}",
            order_code=code,
            store_code=ticket.store_code,
            intake=REFUND,
        ),
        claims=[claim],
        facts=Facts(),
        knowing={"order_code": code, "reference": paid["reference"]},
    )
    work.add(
        new(
            TicketLink,
            id=new_id(),
            source_id=refund.id,
            target_id=ticket.id,
            kind=LinkKind.CAUSED_BY,
            at=work.now,
        )
    )
    work.record(ticket, TicketLinked(other=refund.id, link=LinkKind.CAUSED_BY))
    return refund.id
