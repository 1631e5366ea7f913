"""What is asked of the platform comes back as values."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from helpdesk.platform.port import Capability, Platform
from helpdesk.platform.values import MemberField, OrderKind


async def test_a_member_comes_with_everything_that_the_procedures_compare(platform: Platform) -> None:
    member = await platform.member("M00001")
    assert member is not None
    assert (member.code, member.store_code, member.grade) == ("M00001", "S001", "V")
    assert member.legal_person_of == ("S001",)
    assert member.mobile.startswith("+86")
    assert len(member.id_number) == 18
    assert [member.value(which) for which in MemberField] == [
        member.name,
        member.mobile,
        member.wechat_id,
        member.bank_card,
        member.shipping_address,
    ]
    assert member.registered_at.utcoffset() is not None


async def test_what_does_not_exist_is_none(platform: Platform) -> None:
    assert await platform.member("M99999") is None
    assert await platform.store("S999") is None
    assert await platform.order("D99999") is None
    assert await platform.settlement_period("D99999") is None
    assert await platform.fee_quote("D99999") is None
    assert await platform.fee_payments("D99999") == ()
    assert await platform.outcome_of("never-used") is None


async def test_members_are_found_by_their_registered_phone(platform: Platform) -> None:
    member = await platform.member("M00017")
    assert member is not None
    assert await platform.members_by_phone(member.mobile) == (member,)
    assert await platform.members_by_phone("+8610000000000") == ()


async def test_members_of_a_store_are_that_stores(platform: Platform) -> None:
    members = await platform.members_of("S002")
    assert len(members) >= 6
    assert {member.store_code for member in members} == {"S002"}


async def test_stores_name_their_manager_and_legal_person(platform: Platform) -> None:
    stores = await platform.stores()
    assert [store.code for store in stores] == ["S001", "S002", "S003", "S004", "S005", "S006"]
    assert stores[0].name == "杭州西湖店"
    assert await platform.store("S001") == stores[0]
    manager = await platform.member(stores[0].manager_code)
    assert manager is not None
    assert (manager.name, manager.mobile) == (stores[0].manager_name, stores[0].manager_mobile)


async def test_an_order_adds_up_and_lies_in_its_period(platform: Platform, pick: Any) -> None:
    order = await platform.order((await pick(shipped=True)).code)
    assert order is not None
    assert order.kind is OrderKind.PURCHASE
    assert sum(line.amount.amount for line in order.lines) == order.total.amount
    assert all(line.unit_price.amount * line.quantity == line.amount.amount for line in order.lines)
    assert order.total.currency == "CNY"
    assert order.settlement_period.is_open_at(order.placed_at)
    assert await platform.settlement_period(order.code) == order.settlement_period
    assert [payment.amount for payment in order.payments] == [order.total]
    assert order.shipped
    assert order.shipments[0].shipped_at > order.placed_at


async def test_a_period_is_half_open(platform: Platform) -> None:
    period = await platform.settlement_period("D00042")
    assert period is not None
    assert period.is_open_at(period.opens_at)
    assert not period.is_open_at(period.closes_at)
    assert period.is_open_at(period.closes_at - timedelta(microseconds=1))


async def test_orders_of_a_member_and_of_a_store_are_theirs_newest_first(platform: Platform) -> None:
    of_member = await platform.orders_of_member("M00002")
    of_store = await platform.orders_of_store("S002")
    assert {order.member_code for order in of_member} == {"M00002"}
    assert {order.store_code for order in of_store} == {"S002"}
    assert set(of_member) <= set(of_store)
    placed = [order.placed_at for order in of_store]
    assert placed == sorted(placed, reverse=True)


async def test_only_a_shipped_order_has_a_fee_which_expires_with_the_period_at_the_latest(
    platform: Platform, pick: Any
) -> None:
    order = await pick(shipped=True)
    quote = await platform.fee_quote(order.code)
    assert quote is not None
    assert quote.fee.amount >= Decimal("12.00")
    assert quote.fee.currency == "CNY"
    assert quote.quoted_at < quote.expires_at <= order.settlement_period.closes_at
    assert await platform.fee_quote((await pick(shipped=False)).code) is None


def test_the_adapter_declares_what_holds_for_keys(platform: Platform) -> None:
    assert platform.capability == Capability(idempotent=True, queryable=True)
