"""A platform of many orders that judges deletions by the rule's own words, and keeps account of what it was told."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal

from helpdesk.kit.clock import StoppedClock
from helpdesk.platform.acts import (
    Done,
    FeeRecord,
    FeeRefund,
    OrderDeletion,
    Outcome,
    Precondition,
    PreconditionGone,
    Refused,
)
from helpdesk.platform.errors import PlatformUnavailable, PlatformUnknown
from helpdesk.platform.port import Capability
from helpdesk.platform.values import FeePayment, FeeQuote, Order
from tests.books import Books
from tests.pure.procedures import rule_samples as samples

FEE = Decimal("12.00")


@dataclass(frozen=True)
class Sent:
    """A deletion that reached the platform: when, under which key, and what it stated."""

    at: datetime
    key: str
    stated: OrderDeletion


@dataclass
class Market(Books):
    """`faults` befall the next acts: `away` (nothing is done), `swallowed` (neither done nor answered), `lost`
    (done, and not answered), `refused`. A platform that is not idempotent takes no notice of keys."""

    clock: StoppedClock
    capability: Capability = field(default_factory=lambda: Capability(idempotent=True, queryable=True))
    held: dict[str, Order] = field(default_factory=dict)
    payments: list[FeePayment] = field(default_factory=list)
    answers: dict[str, Outcome] = field(default_factory=dict)
    sent: list[Sent] = field(default_factory=list)
    deleted_by: dict[str, str] = field(default_factory=dict)
    refunds: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def open(self, code: str, closes_at: datetime) -> None:
        """An order is there, paid, not shipped."""
        period = replace(samples.order().settlement_period, closes_at=closes_at)
        self.held[code] = samples.order(code=code, settlement_period=period)

    def ship(self, code: str) -> None:
        """The parcel leaves, unless the order is gone."""
        order = self.held[code]
        if order.deleted_at is None:
            self.held[code] = samples.shipped(code=code, settlement_period=order.settlement_period)

    def move(self, code: str, closes_at: datetime) -> None:
        """The period closes at another instant."""
        order = self.held[code]
        period = replace(order.settlement_period, closes_at=closes_at)
        self.held[code] = replace(order, settlement_period=period)

    def pay(self, code: str, reference: str, amount: Decimal) -> None:
        """The store pays at the platform."""
        paid = samples.money(str(amount))
        self.payments.append(FeePayment(reference, code, paid, self.clock.now(), None))

    async def order(self, code: str) -> Order | None:
        """As it is held now."""
        return self.held.get(code)

    async def orders_of_member(self, member_code: str) -> tuple[Order, ...]:
        """None that matters."""
        return ()

    async def fee_quote(self, order_code: str) -> FeeQuote | None:
        """Twelve yuan, for three days."""
        order = self.held[order_code]
        if not order.shipped or order.deleted_at is not None:
            return None
        now = self.clock.now()
        return FeeQuote(order_code, samples.money(str(FEE)), now, now + timedelta(days=3))

    async def fee_payments(self, order_code: str) -> tuple[FeePayment, ...]:
        """What was paid for it."""
        return tuple(one for one in self.payments if one.order_code == order_code)

    async def delete_order(self, deletion: OrderDeletion, *, key: str) -> Outcome:
        """Under its preconditions, atomically."""
        fault = self._fault(key)
        self.sent.append(Sent(self.clock.now(), key, deletion))
        return self._answered(key, fault, lambda: self._deleted(deletion, key))

    async def record_fee(self, fee: FeeRecord, *, key: str) -> Outcome:
        """A reference is noted once."""
        return self._answered(key, self._fault(key), lambda: self._recorded(fee))

    async def refund_fee(self, refund: FeeRefund, *, key: str) -> Outcome:
        """A fee is given back once, unless it paid for a deletion."""
        return self._answered(key, self._fault(key), lambda: self._refunded(refund))

    async def outcome_of(self, key: str) -> Outcome | None:
        """What is kept under the key."""
        if self.faults and self.faults.pop(0) == "away":
            raise PlatformUnavailable(operation="outcome_of", reason="away")
        return self.answers.get(key)

    def _fault(self, key: str) -> str:
        fault = self.faults.pop(0) if self.faults else ""
        if fault == "away":
            raise PlatformUnavailable(operation="act", reason="away")
        return fault

    def _answered(self, key, fault, act) -> Outcome:  # type: ignore[no-untyped-def]
        unknown = PlatformUnknown(operation="act", key=key, reason="timeout")
        if fault == "swallowed":
            raise unknown
        if key not in self.answers or not self.capability.idempotent:
            self.answers[key] = Refused("BUSY_WITH_STOCKTAKING", "no") if fault == "refused" else act()
        if fault == "lost":
            raise unknown
        return self.answers[key]

    def _deleted(self, stated: OrderDeletion, key: str) -> Outcome:
        order = self.held[stated.order_code]
        if order.deleted_at is not None:
            return Refused("ORDER_ALREADY_DELETED", "no")
        if self.clock.now() >= order.settlement_period.closes_at:
            return PreconditionGone(Precondition.PERIOD_OPEN)
        if stated.shipped is not order.shipped:
            return PreconditionGone(Precondition.SHIPPED_STATE)
        paid = [
            one for one in self.payments if one.reference == stated.fee_reference and one.refunded_at is None
        ]
        if order.shipped and not any(one.amount.amount >= FEE for one in paid):
            return PreconditionGone(Precondition.FEE_PAID)
        self.held[stated.order_code] = replace(order, deleted_at=self.clock.now())
        self.deleted_by[stated.order_code] = key
        return Done(f"OD-{stated.order_code}", self.clock.now())

    def _recorded(self, fee: FeeRecord) -> Outcome:
        if any(one.reference == fee.reference for one in self.payments):
            return Refused("FEE_REFERENCE_TAKEN", "no")
        self.pay(fee.order_code, fee.reference, fee.amount)
        return Done(fee.reference, self.clock.now())

    def _refunded(self, refund: FeeRefund) -> Outcome:
        for place, one in enumerate(self.payments):
            if one.reference == refund.reference:
                if one.refunded_at is not None:
                    return Refused("FEE_ALREADY_REFUNDED", "no")
                if self.held[one.order_code].deleted_at is not None:
                    return Refused("FEE_SPENT", "no")
                self.payments[place] = replace(one, refunded_at=self.clock.now())
                self.refunds[refund.reference] += 1
                return Done(f"RF-{refund.reference}", self.clock.now())
        return Refused("FEE_UNKNOWN", "no")
