"""Order deletion (docs/domain.md, 3.3), on both sides of the period's close at one second's distance."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select

from helpdesk.events.work import Transactor
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.clock import StoppedClock
from helpdesk.kit.errors import HelpdeskError, NotAllowed, NotFound, Several
from helpdesk.platform.values import OrderKind
from helpdesk.procedures.acts import performing
from helpdesk.procedures.acts.models import PlatformAct
from helpdesk.procedures.deletions import asking
from helpdesk.procedures.deletions.asking import DeletionForm
from helpdesk.procedures.facts import Facts, gather
from helpdesk.tickets import escalation, lifecycle
from helpdesk.tickets.models import Comment, Ticket
from tests import packs
from tests.actors import member, store_manager
from tests.features.procedures.shop import CLOSES, STORE, Shop, act, ask, ended, known, pay, take
from tests.features.tickets.build import Desk
from tests.world import World

SECOND = timedelta(seconds=1)
OTHER = store_manager("S002")


@pytest.fixture
async def desk(transactor: Transactor, world: World, clock: StoppedClock) -> Desk:
    """The pack `direct-sales`, worked by the tests' people."""
    await packs.publish(transactor, world, "direct-sales")
    return Desk(transactor, world, clock)


@pytest.fixture
def shop(clock: StoppedClock) -> Shop:
    """A platform with an order that is not shipped."""
    return Shop(clock)


async def refusals(request: Any) -> list[str]:
    """What forbade a request."""
    with pytest.raises((Several, HelpdeskError)) as refused:
        await request
    found = refused.value
    return [one.code for one in (found.errors if isinstance(found, Several) else [found])]


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
