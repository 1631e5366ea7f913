"""Deleting an order (docs/domain.md, 3.3): inside its settlement period, and where shipped against its fee."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from helpdesk.kit.errors import HelpdeskError
from helpdesk.platform.values import FeePayment, FeeQuote, Member, Money, Order, OrderKind, Store
from helpdesk.procedures.rules.errors import (
    FeeNotPaid,
    FeeQuoteMissing,
    MembershipHasDependents,
    OrderIsDeleted,
    SettlementPeriodClosed,
    SettlementPeriodNotOpen,
)
from helpdesk.procedures.rules.verdict import Verdict


class Way(StrEnum):
    """Where a deletion goes from here."""

    DELETE = "DELETE"
    FEE = "FEE"
    NOT = "NOT"


@dataclass(frozen=True, slots=True)
class DeletionFacts:
    """What a front end shows: until when, against which fee, and what goes with the order.

    `fee_reference` is the payment that covers the quote. `to_refund` are payments that finance gives back, since
    the order is not deleted. `dependents` stand in the way of the membership that the order registered.
    """

    way: Way
    opens_at: datetime
    closes_at: datetime
    shipped: bool
    quote: FeeQuote | None = None
    fee_reference: str | None = None
    registered_member: str | None = None
    dependents: tuple[str, ...] = ()
    to_refund: tuple[str, ...] = ()

    @property
    def fee(self) -> Money | None:
        """What the deletion costs by the quote, if anything."""
        return None if self.quote is None else self.quote.fee


def eligibility(order: Order, *, now: datetime, dependents: Sequence[str] = ()) -> tuple[HelpdeskError, ...]:
    """What forbids this deletion whatever is paid: the period, its being done, and who depends on it."""
    refusals: list[HelpdeskError] = []
    period = order.settlement_period
    if order.deleted_at is not None:
        refusals.append(OrderIsDeleted(field="orderCode"))
    if now >= period.closes_at:
        refusals.append(SettlementPeriodClosed(field="orderCode", closed_at=period.closes_at))
    elif not period.is_open_at(now):
        refusals.append(SettlementPeriodNotOpen(field="orderCode", opens_at=period.opens_at))
    if order.kind is OrderKind.REGISTRATION and dependents:
        refusals.append(MembershipHasDependents(field="orderCode", dependents=", ".join(dependents)))
    return tuple(refusals)


def check(
    order: Order,
    *,
    now: datetime,
    dependents: Sequence[str] = (),
    quote: FeeQuote | None = None,
    payments: Iterable[FeePayment] = (),
) -> Verdict[DeletionFacts]:
    """Whether the order can be deleted at this instant as the platform holds it, and which way it goes.

    Asked when the form is submitted (where `way` FEE is no reason to refuse it), after the agent's check, and
    again at the moment of deletion: one that was shipped meanwhile goes back to its fee.
    """
    paid = tuple(one for one in payments if one.refunded_at is None and one.order_code == order.code)
    forbidden = eligibility(order, now=now, dependents=dependents)
    covering = _covering(quote, paid) if order.shipped else None
    holds = quote is not None and (covering is not None or now < quote.expires_at)
    standing = quote if order.shipped and holds else None
    wanting = _fee_wanting(order, standing, covering)
    facts = DeletionFacts(
        way=Way.NOT if forbidden else Way.FEE if wanting else Way.DELETE,
        opens_at=order.settlement_period.opens_at,
        closes_at=order.settlement_period.closes_at,
        shipped=order.shipped,
        quote=standing,
        fee_reference=None if covering is None else covering.reference,
        registered_member=order.member_code if order.kind is OrderKind.REGISTRATION else None,
        dependents=tuple(dependents) if order.kind is OrderKind.REGISTRATION else (),
        to_refund=tuple(one.reference for one in paid) if forbidden and order.deleted_at is None else (),
    )
    return Verdict(facts, forbidden or wanting)


def dependents_of(
    order: Order, *, orders: Iterable[Order], members: Iterable[Member], stores: Iterable[Store]
) -> tuple[str, ...]:
    """What depends on the membership that a registration order made, in order of name.

    `orders` of that member, `members` that they may have brought, `stores` that they may lead. The platform
    has the last word.
    """
    code = order.member_code
    found = {f"order {one.code}" for one in orders if one.member_code == code and _is_other(order, one)}
    found |= {f"member {one.code}" for one in members if one.sponsor_code == code}
    found |= {f"store {one.code}" for one in stores if code in {one.legal_person_code, one.manager_code}}
    return tuple(sorted(found)) if order.kind is OrderKind.REGISTRATION else ()


def _is_other(order: Order, one: Order) -> bool:
    return one.deleted_at is None and one.code != order.code


def _covering(quote: FeeQuote | None, paid: Sequence[FeePayment]) -> FeePayment | None:
    """The first payment that alone is at least the quote, and was made before the quote expired."""
    return None if quote is None else next((one for one in paid if _covers(one, quote)), None)


def _covers(payment: FeePayment, quote: FeeQuote) -> bool:
    paid, fee = payment.amount, quote.fee
    return paid.currency == fee.currency and paid.amount >= fee.amount and payment.paid_at < quote.expires_at


def _fee_wanting(
    order: Order, quote: FeeQuote | None, covering: FeePayment | None
) -> tuple[HelpdeskError, ...]:
    if not order.shipped or covering is not None:
        return ()
    if quote is None:
        return (FeeQuoteMissing(field="orderCode"),)
    return (FeeNotPaid(field="orderCode", amount=quote.fee.amount, currency=quote.fee.currency),)
