"""Order deletion (docs/domain.md, 3.3), on both sides of the period's close at one second's distance."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from helpdesk.events.work import Transactor
from helpdesk.kit.actor import SYSTEM, Actor
from helpdesk.kit.clock import StoppedClock
from helpdesk.kit.errors import HelpdeskError, NotAllowed, NotFound, Several
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
from helpdesk.platform.values import FeePayment, FeeQuote, Order, OrderKind
from helpdesk.procedures import running
from helpdesk.procedures.acts import performing
from helpdesk.procedures.acts.models import PlatformAct
from helpdesk.procedures.deletions import asking
from helpdesk.procedures.deletions.asking import DeletionForm
from helpdesk.procedures.facts import Facts, gather
from helpdesk.procedures.models import Procedure
from helpdesk.tickets import escalation, lifecycle
from helpdesk.tickets.models import Comment, Ticket
from tests import packs
from tests.actors import member, store_manager
from tests.books import Books
from tests.features.tickets.build import Desk
from tests.pure.procedures import rule_samples as samples
from tests.world import World

SECOND = timedelta(seconds=1)
STORE, OTHER = store_manager("S001"), store_manager("S002")
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


@pytest.fixture
async def desk(transactor: Transactor, world: World, clock: StoppedClock) -> Desk:
    """The pack `direct-sales`, worked by the tests' people."""
    await packs.publish(transactor, world, "direct-sales")
    return Desk(transactor, world, clock)


@pytest.fixture
def shop(clock: StoppedClock) -> Shop:
    """A platform with an order that is not shipped."""
    return Shop(clock)


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


async def refusals(request: Any) -> list[str]:
    """What forbade a request."""
    with pytest.raises((Several, HelpdeskError)) as refused:
        await request
    found = refused.value
    return [one.code for one in (found.errors if isinstance(found, Several) else [found])]


async def ended(desk: Desk, ticket: Ticket) -> tuple[str, str | None, str]:
    """How the procedure and the ticket ended."""
    [found] = await desk.scalars(select(Procedure).where(Procedure.ticket_id == ticket.id))
    return found.state, found.reason, (await desk.ticket(ticket)).status


async def test_an_order_that_is_not_shipped_is_deleted_after_the_agents_check(desk: Desk, shop: Shop) -> None:
    ticket = await ask(desk, shop)
    await take(desk, shop, desk.wang, ticket, "CHECK", "NOT_SHIPPED")
    await act(desk, shop)
    assert shop.done == [("delete", "D1")]
    assert await ended(desk, ticket) == ("DONE", None, "SOLVED")
    assert (STORE.key, "STATUS_CHANGED") in await desk.told(ticket)


async def test_a_shipped_one_pays_the_quote_that_stands_on_the_ticket_first(desk: Desk, shop: Shop) -> None:
    shop.ship()
    ticket = await ask(desk, shop)
    assert await refusals(take(desk, shop, desk.wang, ticket, "CHECK", "NOT_SHIPPED")) == ["ORDER_IS_SHIPPED"]
    await take(desk, shop, desk.wang, ticket, "CHECK", "SHIPPED")
    told = await desk.scalars(select(Comment.body).where(Comment.ticket_id == ticket.id))
    assert any("12.00 CNY" in body for body in told)
    await pay(desk, shop, ticket)
    await act(desk, shop)
    assert shop.done == [("fee", "FEE9"), ("delete", "D1")]
    assert await ended(desk, ticket) == ("DONE", None, "SOLVED")


async def test_a_fee_below_the_quote_does_not_count(desk: Desk, shop: Shop) -> None:
    shop.ship()
    ticket = await ask(desk, shop)
    await take(desk, shop, desk.wang, ticket, "CHECK", "SHIPPED")
    assert await refusals(pay(desk, shop, ticket, "11.99")) == ["FEE_NOT_PAID"]
    await pay(desk, shop, ticket, "12.00")


async def test_an_expired_quote_is_quoted_anew(desk: Desk, shop: Shop) -> None:
    shop.ship()
    ticket = await ask(desk, shop)
    await take(desk, shop, desk.wang, ticket, "CHECK", "SHIPPED")
    desk.clock.advance(timedelta(days=3))
    assert "FEE_QUOTE_MISSING" in await refusals(pay(desk, shop, ticket))
    await take(desk, shop, desk.qian, ticket, "FEE", "QUOTE_ANEW")
    await pay(desk, shop, ticket)


async def test_a_fee_is_never_confirmed_by_the_submitter(desk: Desk, shop: Shop) -> None:
    shop.ship()
    ticket = await ask(desk, shop, desk.qian)
    await take(desk, shop, desk.wang, ticket, "CHECK", "SHIPPED")
    assert await refusals(pay(desk, shop, ticket)) == ["OWN_REQUEST"]


async def test_an_order_shipped_after_the_check_goes_back_to_its_fee(desk: Desk, shop: Shop) -> None:
    ticket = await ask(desk, shop)
    await take(desk, shop, desk.wang, ticket, "CHECK", "NOT_SHIPPED")
    shop.ship()
    await act(desk, shop)
    assert shop.done == []
    await pay(desk, shop, ticket)
    await act(desk, shop)
    assert shop.done == [("fee", "FEE9"), ("delete", "D1")]


async def test_from_the_close_on_nothing_is_taken_in(desk: Desk, shop: Shop) -> None:
    desk.clock.advance(CLOSES - desk.clock.now())
    assert await refusals(ask(desk, shop)) == ["SETTLEMENT_PERIOD_CLOSED"]
    desk.clock.advance(-SECOND)
    ticket = await ask(desk, shop)
    assert (await desk.timer(ticket, "DEADLINE")).due_at == CLOSES


async def test_at_the_moment_of_deletion_the_period_is_checked_again(desk: Desk, shop: Shop) -> None:
    ticket = await ask(desk, shop)
    desk.clock.advance(CLOSES - SECOND - desk.clock.now())
    await take(desk, shop, desk.wang, ticket, "CHECK", "NOT_SHIPPED")
    desk.clock.advance(SECOND)
    await act(desk, shop)
    assert shop.done == []
    assert await ended(desk, ticket) == ("DECLINED", "PERIOD_CLOSED", "DECLINED")


async def test_at_the_close_the_ticket_is_declined_and_the_fee_goes_to_finance_for_refund(
    desk: Desk, shop: Shop
) -> None:
    shop.ship()
    ticket = await ask(desk, shop)
    await take(desk, shop, desk.wang, ticket, "CHECK", "SHIPPED")
    await pay(desk, shop, ticket)
    timer = await desk.timer(ticket, "DEADLINE")
    desk.clock.advance(CLOSES - desk.clock.now())
    while await desk.do(SYSTEM, escalation.fire, timer_id=timer.id) is not None:
        pass
    assert await ended(desk, ticket) == ("DECLINED", "PERIOD_CLOSED", "DECLINED")
    [refund] = await desk.scalars(select(Ticket).where(Ticket.id != ticket.id))
    assert refund.group_id == desk.world.groups["finance"]
    await take(desk, shop, desk.qian, refund, "CONFIRM", "CONFIRMED")
    await act(desk, shop)
    assert ("refund", "FEE9") in shop.done
    assert ("delete", "D1") not in shop.done
    assert (await desk.ticket(refund)).status == "SOLVED"


async def test_no_deadline_settles_a_ticket_whose_effect_is_unknown(desk: Desk, shop: Shop) -> None:
    ticket = await ask(desk, shop)
    await take(desk, shop, desk.wang, ticket, "CHECK", "NOT_SHIPPED")
    shop.silent = True
    [asked] = await desk.scalars(select(PlatformAct))
    await performing.perform(desk.transactor, shop, act_id=asked.id)
    timer = await desk.timer(ticket, "DEADLINE")
    desk.clock.advance(CLOSES - desk.clock.now())
    while await desk.do(SYSTEM, escalation.fire, timer_id=timer.id) is not None:
        pass
    assert await ended(desk, ticket) == ("RUNNING", None, "OPEN")
    await act(desk, shop)
    assert await ended(desk, ticket) == ("DONE", None, "SOLVED")
    assert shop.done == [("delete", "D1")]


async def test_the_deadline_is_warned_of_a_day_before_and_escalated_while_the_effect_is_unknown(
    desk: Desk, shop: Shop
) -> None:
    ticket = await ask(desk, shop)
    desk.clock.advance(CLOSES - timedelta(days=1, seconds=1) - desk.clock.now())
    assert await desk.fire_all(ticket, "DEADLINE") == []
    desk.clock.advance(timedelta(seconds=1))
    assert await desk.fire_all(ticket, "DEADLINE") == [("WARNED", 0)]
    await take(desk, shop, desk.wang, ticket, "CHECK", "NOT_SHIPPED")
    shop.silent = True
    [asked] = await desk.scalars(select(PlatformAct))
    await performing.perform(desk.transactor, shop, act_id=asked.id)
    desk.clock.advance(CLOSES - desk.clock.now())
    assert await desk.fire_all(ticket, "DEADLINE") == [("BREACHED", 0)]
    for level, minutes in ((1, 5), (2, 60), (3, 240)):
        desk.clock.advance(timedelta(minutes=minutes))
        assert await desk.fire_all(ticket, "DEADLINE") == [("LEVEL", level)]
    assert await ended(desk, ticket) == ("RUNNING", None, "OPEN")


async def test_nobody_withdraws_what_the_platform_may_be_doing(desk: Desk, shop: Shop) -> None:
    ticket = await ask(desk, shop)
    await take(desk, shop, desk.wang, ticket, "CHECK", "NOT_SHIPPED")
    shop.silent = True
    [asked] = await desk.scalars(select(PlatformAct))
    await performing.perform(desk.transactor, shop, act_id=asked.id)
    assert await refusals(desk.do(STORE, lifecycle.cancel, ticket_id=ticket.id, reason="算了")) == [
        "ACT_UNDER_WAY"
    ]


async def test_two_simultaneous_requests_for_one_deletion_are_one(desk: Desk, shop: Shop) -> None:
    found = await asyncio.gather(ask(desk, shop), ask(desk, shop), return_exceptions=True)
    assert sum(isinstance(one, Ticket) for one in found) == 1
    assert await desk.count("tickets") == 1
    assert await refusals(ask(desk, shop)) == ["PROCEDURE_OPEN_ALREADY"]


async def test_a_registration_order_takes_its_member_along_unless_somebody_depends_on_it(
    desk: Desk, clock: StoppedClock
) -> None:
    shop = Shop(clock, kind=OrderKind.REGISTRATION, member_code="M1001")
    facts = await gather(shop, member_code=None, order_code="D1", now=clock.now())
    form = DeletionForm(None, "M1001", "注册有误")
    await desk.do(STORE, asking.submit, form, facts=facts)
    depended = Facts(order=facts.order, dependents=("order D2",), member_orders=facts.member_orders)
    other = desk.do(STORE, asking.submit, form, facts=depended)
    assert await refusals(other) == ["MEMBERSHIP_HAS_DEPENDENTS"]


async def test_another_stores_manager_learns_nothing_and_members_do_not_ask(desk: Desk, shop: Shop) -> None:
    with pytest.raises(NotFound):
        await ask(desk, shop, OTHER)
    with pytest.raises(NotFound):
        await desk.do(STORE, asking.submit, DeletionForm("D9", None, "x"), facts=Facts())
    with pytest.raises(NotAllowed):
        await ask(desk, shop, member("M1001"))


async def test_eligibility_tells_the_fee_and_the_windows_end(desk: Desk, shop: Shop) -> None:
    free = asking.eligibility(STORE, "D1", facts=await known(desk, shop), now=desk.clock.now())
    assert (free.allowed, free.facts.closes_at) == (True, CLOSES)
    shop.ship()
    found = asking.eligibility(STORE, "D1", facts=await known(desk, shop), now=desk.clock.now())
    assert found.codes == ("FEE_NOT_PAID",)
    assert found.facts.fee is not None
    assert found.facts.fee.amount == Decimal("12.00")
