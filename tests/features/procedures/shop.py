"""A platform with one order, its fee and its settlement period; and the deletion of that order, step by step."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from helpdesk.kit.actor import Actor
from helpdesk.kit.clock import StoppedClock
from helpdesk.platform.acts import (
    Done,
    FeeRecord,
    FeeRefund,
    OrderDeletion,
    Outcome,
    Precondition,
    PreconditionGone,
)
from helpdesk.platform.errors import PlatformUnknown
from helpdesk.platform.values import FeePayment, FeeQuote, Order
from helpdesk.procedures import running
from helpdesk.procedures.acts import performing
from helpdesk.procedures.acts.models import PlatformAct
from helpdesk.procedures.deletions import asking
from helpdesk.procedures.deletions.asking import DeletionForm
from helpdesk.procedures.facts import Facts, gather
from helpdesk.procedures.models import Procedure
from helpdesk.tickets.models import Ticket
from tests.actors import store_manager
from tests.books import Books
from tests.features.tickets.build import Desk
from tests.pure.procedures import rule_samples as samples

STORE = store_manager("S001")
CLOSES = datetime.fromisoformat("2026-12-01T00:00:00+08:00")
"""When the period of the sample order closes."""


class Shop(Books):
    """A platform with one order, which checks preconditions as the rule says and keeps acts by key."""

    def __init__(self, clock: StoppedClock, **given: Any) -> None:
        self.clock = clock
        self.held = samples.order(**given)
        self.paid: list[FeePayment] = []
        self.answers: dict[str, Outcome] = {}
        self.done: list[tuple[str, Any]] = []
        self.silent = False

    def ship(self) -> None:
        """The parcel leaves."""
        self.held = samples.shipped(settlement_period=self.held.settlement_period)

    def move(self, closes_at: datetime) -> None:
        """The period closes at another instant."""
        self.held = replace(
            self.held, settlement_period=replace(self.held.settlement_period, closes_at=closes_at)
        )

    def pay(self, amount: str = "12.00", reference: str = "SEEN1") -> None:
        """The store pays at the platform."""
        self.paid.append(samples.fee(amount, reference=reference))

    async def order(self, code: str) -> Order | None:
        """The order."""
        return self.held if code == self.held.code else None

    async def orders_of_member(self, member_code: str) -> tuple[Order, ...]:
        """The order."""
        return (self.held,) if member_code == self.held.member_code else ()

    async def fee_quote(self, order_code: str) -> FeeQuote | None:
        """Twelve yuan, for three days."""
        now = self.clock.now()
        return (
            FeeQuote("D1", samples.money("12.00"), now, now + timedelta(days=3))
            if self.held.shipped
            else None
        )

    async def fee_payments(self, order_code: str) -> tuple[FeePayment, ...]:
        """What was recorded."""
        return tuple(self.paid)

    async def record_fee(self, fee: FeeRecord, *, key: str) -> Outcome:
        """Keep it."""
        if key not in self.answers:
            self.paid.append(samples.fee(str(fee.amount), reference=fee.reference))
            self.answers[key] = self._did("fee", fee.reference)
        return self.answers[key]

    async def refund_fee(self, refund: FeeRefund, *, key: str) -> Outcome:
        """Give it back."""
        return self.answers.setdefault(key, self._did("refund", refund.reference))

    async def delete_order(self, deletion: OrderDeletion, *, key: str) -> Outcome:
        """Delete it under its preconditions, atomically."""
        if key not in self.answers:
            self.answers[key] = self._judge(deletion)
        if self.silent:
            raise PlatformUnknown(operation="delete_order", key=key, reason="timeout")
        return self.answers[key]

    async def outcome_of(self, key: str) -> Outcome | None:
        """What is kept under the key."""
        return self.answers.get(key)

    def _judge(self, deletion: OrderDeletion) -> Outcome:
        if not self.held.settlement_period.is_open_at(self.clock.now()):
            return PreconditionGone(Precondition.PERIOD_OPEN)
        if deletion.shipped is not self.held.shipped:
            return PreconditionGone(Precondition.SHIPPED_STATE)
        if self.held.shipped and deletion.fee_reference not in {one.reference for one in self.paid}:
            return PreconditionGone(Precondition.FEE_PAID)
        return self._did("delete", deletion.order_code)

    def _did(self, what: str, which: str) -> Done:
        self.done.append((what, which))
        return Done(f"R{len(self.done)}", self.clock.now())


async def known(desk: Desk, shop: Shop) -> Facts:
    """What the platform says now."""
    return await gather(shop, member_code=None, order_code="D1", now=desk.clock.now())


async def ask(desk: Desk, shop: Shop, by: Actor = STORE, **given: Any) -> Ticket:
    """Ask for the deletion."""
    form = DeletionForm(**{"order_code": "D1", "member_code": None, "reason": "下错单", **given})
    return await desk.do(by, asking.submit, form, facts=await known(desk, shop))


async def take(
    desk: Desk, shop: Shop, by: Actor, ticket: Ticket, step: str, outcome: str, **given: Any
) -> Ticket:
    """Take a step, the platform having been asked."""
    facts = await known(desk, shop)
    return await desk.do(
        by, running.take, ticket_id=ticket.id, step=step, outcome=outcome, facts=facts, **given
    )


async def act(desk: Desk, shop: Shop) -> None:
    """Let the workers do all that is to be done, pauses and all, as long as something comes of it."""
    for _ in range(40):
        acts = await desk.scalars(
            select(PlatformAct).where(PlatformAct.next_at.is_not(None)).order_by(PlatformAct.next_at)
        )
        if not acts:
            return
        desk.clock.advance(max(acts[0].next_at - desk.clock.now(), timedelta(0)))
        await performing.perform(desk.transactor, shop, act_id=acts[0].id)


async def pay(desk: Desk, shop: Shop, ticket: Ticket, amount: str = "12.00") -> Ticket:
    """Finance saw it paid."""
    fields = {"reference": "FEE9", "amount": amount}
    return await take(desk, shop, desk.qian, ticket, "FEE", "PAID", fields=fields)


async def ended(desk: Desk, ticket: Ticket) -> tuple[str, str | None, str]:
    """How the procedure and the ticket ended."""
    [found] = await desk.scalars(select(Procedure).where(Procedure.ticket_id == ticket.id))
    return found.state, found.reason, (await desk.ticket(ticket)).status
