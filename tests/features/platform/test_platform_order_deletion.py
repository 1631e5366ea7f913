"""An order is deleted once, only under the preconditions that were stated."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from helpdesk.platform.acts import (
    Done,
    FeeRecord,
    FeeRefund,
    OrderDeletion,
    Precondition,
    PreconditionGone,
    Refused,
)
from helpdesk.platform.port import Platform
from helpdesk.platform.switches import Switches


async def pay(platform: Platform, order: str, amount: Decimal, reference: str = "FEE-1") -> None:
    outcome = await platform.record_fee(FeeRecord(order, reference, amount), key=f"pay-{reference}")
    assert isinstance(outcome, Done)


async def quoted(platform: Platform, order: str) -> Decimal:
    quote = await platform.fee_quote(order)
    assert quote is not None
    return quote.fee.amount


async def is_deleted(platform: Platform, code: str) -> bool:
    order = await platform.order(code)
    assert order is not None
    return order.deleted_at is not None


async def test_an_unshipped_order_in_its_open_period_is_deleted(platform: Platform, pick: Any) -> None:
    order = await pick(shipped=False)
    done = await platform.delete_order(OrderDeletion(order.code, shipped=False), key="d")
    assert isinstance(done, Done)
    deleted = await platform.order(order.code)
    assert deleted is not None
    assert deleted.deleted_at == done.at
    assert order.code not in {left.code for left in await platform.orders_of_store(order.store_code)}


async def test_from_the_instant_that_the_period_closes_an_order_stays(
    platform: Platform, pick: Any, switches: Switches
) -> None:
    order = await pick(shipped=False)
    closes_at = order.settlement_period.closes_at
    await switches.set_clock(closes_at)
    outcome = await platform.delete_order(OrderDeletion(order.code, shipped=False), key="late")
    assert outcome == PreconditionGone(Precondition.PERIOD_OPEN)
    assert not await is_deleted(platform, order.code)
    await switches.set_clock(closes_at - timedelta(minutes=1))
    in_time = await platform.delete_order(OrderDeletion(order.code, shipped=False), key="in-time")
    assert isinstance(in_time, Done)


async def test_an_order_of_an_earlier_period_stays(platform: Platform, pick: Any) -> None:
    order = await pick(shipped=False, is_open=False)
    outcome = await platform.delete_order(OrderDeletion(order.code, shipped=False), key="d")
    assert outcome == PreconditionGone(Precondition.PERIOD_OPEN)


@pytest.mark.parametrize("shipped", [True, False])
async def test_a_shipped_state_other_than_stated_keeps_the_order(
    platform: Platform, pick: Any, shipped: bool
) -> None:
    order = await pick(shipped=shipped)
    outcome = await platform.delete_order(OrderDeletion(order.code, shipped=not shipped), key="d")
    assert outcome == PreconditionGone(Precondition.SHIPPED_STATE)
    assert not await is_deleted(platform, order.code)


async def test_an_order_shipped_after_the_check_stays(
    platform: Platform, pick: Any, switches: Switches
) -> None:
    order = await pick(shipped=False)
    assert await switches.ship_order(order.code, "SF900000001")
    outcome = await platform.delete_order(OrderDeletion(order.code, shipped=False), key="d")
    assert outcome == PreconditionGone(Precondition.SHIPPED_STATE)


async def test_a_shipped_order_is_deleted_once_its_fee_is_paid(platform: Platform, pick: Any) -> None:
    order = await pick(shipped=True)
    await pay(platform, order.code, await quoted(platform, order.code))
    [fee] = await platform.fee_payments(order.code)
    assert (fee.reference, fee.refunded_at) == ("FEE-1", None)
    stated = OrderDeletion(order.code, shipped=True, fee_reference="FEE-1")
    assert isinstance(await platform.delete_order(stated, key="d"), Done)


async def test_a_shipped_order_stays_without_a_fee_that_covers_the_quote(
    platform: Platform, pick: Any
) -> None:
    order = await pick(shipped=True)
    quote = await quoted(platform, order.code)
    await pay(platform, order.code, quote - Decimal("0.01"), "FEE-SHORT")
    for reference in (None, "FEE-NEVER-PAID", "FEE-SHORT"):
        stated = OrderDeletion(order.code, shipped=True, fee_reference=reference)
        outcome = await platform.delete_order(stated, key=f"d-{reference}")
        assert outcome == PreconditionGone(Precondition.FEE_PAID), reference
    assert not await is_deleted(platform, order.code)


async def test_the_fee_of_another_order_or_a_refunded_one_does_not_count(
    platform: Platform, pick: Any
) -> None:
    mine = await pick(shipped=True)
    other = await pick(shipped=True, other_than=mine.code)
    await pay(platform, other.code, Decimal(100), "FEE-OTHER")
    await pay(platform, mine.code, Decimal(100), "FEE-BACK")
    assert isinstance(await platform.refund_fee(FeeRefund("FEE-BACK", "paid twice"), key="r"), Done)
    for reference in ("FEE-OTHER", "FEE-BACK"):
        stated = OrderDeletion(mine.code, shipped=True, fee_reference=reference)
        outcome = await platform.delete_order(stated, key=f"d-{reference}")
        assert outcome == PreconditionGone(Precondition.FEE_PAID), reference


async def test_deleting_a_registration_order_deletes_the_membership(platform: Platform) -> None:
    order = await platform.order("D00032")
    assert order is not None
    assert order.member_code == "M00032"
    outcome = await platform.delete_order(OrderDeletion("D00032", shipped=order.shipped), key="d")
    assert isinstance(outcome, Done)
    assert await platform.member("M00032") is None


async def test_a_membership_that_others_depend_on_keeps_its_registration_order(platform: Platform) -> None:
    outcome = await platform.delete_order(OrderDeletion("D00037", shipped=False), key="d")
    assert isinstance(outcome, Refused)
    assert outcome.reason == "MEMBER_HAS_DEPENDENCIES"
    assert outcome.dependencies == ("member M00040",)
    assert await platform.member("M00037") is not None
    assert not await is_deleted(platform, "D00037")


async def test_an_unknown_or_already_deleted_order_is_refused(platform: Platform, pick: Any) -> None:
    order = await pick(shipped=False)
    stated = OrderDeletion(order.code, shipped=False)
    await platform.delete_order(stated, key="first")
    again = await platform.delete_order(stated, key="second")
    unknown = await platform.delete_order(OrderDeletion("D99999", shipped=False), key="third")
    assert isinstance(again, Refused)
    assert isinstance(unknown, Refused)
    assert (again.reason, unknown.reason) == ("ORDER_ALREADY_DELETED", "ORDER_UNKNOWN")


async def test_twins_with_one_key_get_one_answer_and_rivals_with_two_keys_one_deletion(
    platform: Platform, pick: Any
) -> None:
    order = await pick(shipped=False)
    stated = OrderDeletion(order.code, shipped=False)
    keys = ["a", "b"] * 5
    outcomes = await asyncio.gather(*(platform.delete_order(stated, key=key) for key in keys))
    by_key = {key: {outcome for k, outcome in zip(keys, outcomes, strict=True) if k == key} for key in "ab"}
    assert [len(answers) for answers in by_key.values()] == [1, 1]
    assert {type(outcome) for outcome in outcomes} == {Done, Refused}


async def test_asking_by_key_waits_for_the_act_that_is_being_done(
    platform: Platform, pick: Any, platform_database: str, eventually: Any
) -> None:
    order = await pick(shipped=False)
    async with await psycopg.AsyncConnection.connect(platform_database, autocommit=True) as other:

        async def waiting(what: str) -> bool:
            found = await other.execute(
                "select from pg_stat_activity where datname = current_database() and wait_event = %s", (what,)
            )
            return found.rowcount > 0

        async with other.transaction():
            await other.execute(
                "select from reference_platform.orders where code = %s for update", (order.code,)
            )
            deleting = asyncio.create_task(
                platform.delete_order(OrderDeletion(order.code, shipped=False), key="busy")
            )
            await eventually(lambda: waiting("transactionid"))
            asking = asyncio.create_task(platform.outcome_of("busy"))
            await eventually(lambda: waiting("advisory"))
        assert await asking == await deleting
    assert isinstance(deleting.result(), Done)


async def test_a_shipment_and_a_deletion_that_race_never_both_happen(
    platform: Platform, pick: Any, switches: Switches
) -> None:
    order = await pick(shipped=False)
    outcome, shipped = await asyncio.gather(
        platform.delete_order(OrderDeletion(order.code, shipped=False), key="d"),
        switches.ship_order(order.code, "SF900000002"),
    )
    assert isinstance(outcome, Done) is not shipped


async def test_a_fee_is_noted_once_and_given_back_once(platform: Platform, pick: Any) -> None:
    order = await pick(shipped=True)
    await pay(platform, order.code, Decimal("20.00"))
    again = await platform.record_fee(FeeRecord(order.code, "FEE-1", Decimal("20.00")), key="again")
    assert isinstance(again, Refused)
    assert again.reason == "FEE_REFERENCE_TAKEN"
    back = [await platform.refund_fee(FeeRefund("FEE-1", "period closed"), key=key) for key in ("r1", "r2")]
    assert isinstance(back[0], Done)
    assert isinstance(back[1], Refused)
    assert back[1].reason == "FEE_ALREADY_REFUNDED"
    [fee] = await platform.fee_payments(order.code)
    assert fee.refunded_at == back[0].at


async def test_a_fee_that_paid_for_a_deletion_or_is_unknown_is_not_given_back(
    platform: Platform, pick: Any
) -> None:
    order = await pick(shipped=True)
    await pay(platform, order.code, Decimal("100.00"))
    await platform.delete_order(OrderDeletion(order.code, shipped=True, fee_reference="FEE-1"), key="d")
    spent = await platform.refund_fee(FeeRefund("FEE-1", "changed my mind"), key="r1")
    unknown = await platform.refund_fee(FeeRefund("FEE-0", "which?"), key="r2")
    assert isinstance(spent, Refused)
    assert isinstance(unknown, Refused)
    assert (spent.reason, unknown.reason) == ("FEE_SPENT", "FEE_UNKNOWN")


async def test_a_fee_of_nothing_or_for_an_unknown_order_is_refused(platform: Platform, pick: Any) -> None:
    order = await pick(shipped=True)
    nothing = await platform.record_fee(FeeRecord(order.code, "FEE-0", Decimal(0)), key="f1")
    unknown = await platform.record_fee(FeeRecord("D99999", "FEE-9", Decimal(20)), key="f2")
    assert isinstance(nothing, Refused)
    assert isinstance(unknown, Refused)
    assert (nothing.reason, unknown.reason) == ("VALUE_INVALID", "ORDER_UNKNOWN")
