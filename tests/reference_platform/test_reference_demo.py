"""The demo data: enough, well-formed, about nobody, the same for the same instant."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, datetime, timedelta

import pytest

from reference_platform.demo.numbers import id_number, luhn_holds
from reference_platform.demo.people import STORES, members
from reference_platform.demo.purchases import ORDERS, OrderSeed, orders
from reference_platform.periods import period_of

NOW = datetime.fromisoformat("2026-11-15T10:00:00+08:00")


def is_open(order: OrderSeed, now: datetime = NOW) -> bool:
    return period_of(order.placed_at, order.member.store.day).is_open_at(now)


def test_every_member_has_a_valid_id_number_of_a_region_that_does_not_exist() -> None:
    people = members()
    assert len(people) == 40
    for member in people:
        number = member.id_number
        born = date.fromisoformat(number[6:14])
        assert number == id_number(number[:6], born, int(number[14:17]))
        assert number.startswith("99")


def test_phones_cards_and_names_are_well_formed_and_no_two_members_share_them() -> None:
    people = members()
    assert all(re.fullmatch(r"\+86139\d{8}", member.mobile) for member in people)
    assert all(luhn_holds(member.bank_card) for member in people if member.bank_card)
    for values in (
        [member.mobile for member in people],
        [member.name for member in people],
        [member.id_number for member in people],
        [member.bank_card for member in people if member.bank_card],
    ):
        assert len(set(values)) == len(values)


def test_the_same_instant_gives_the_same_data() -> None:
    assert orders(members(), NOW) == orders(members(), NOW)


@pytest.mark.parametrize(
    "now", ["2026-11-01T00:00:01+08:00", "2026-11-26T00:00:01+08:00", "2027-02-28T23:59:59+08:00"]
)
def test_at_any_instant_orders_lie_in_the_past_and_some_in_the_open_period(now: str) -> None:
    instant = datetime.fromisoformat(now)
    for order in orders(members(), instant):
        instants = [order.placed_at, order.paid_at, order.shipped_at, order.delivered_at]
        told = [at for at in instants if at]
        assert told == sorted(told)
        assert told[-1] <= instant
        number = int(order.code[1:])
        assert is_open(order, instant) == (30 < number <= 40 or (number > 40 and number // 6 % 2 == 0))


def test_each_store_has_every_mixture_of_open_and_shipped_purchases() -> None:
    seen = Counter(
        (order.member.store.code, is_open(order), order.shipped_at is not None)
        for order in orders(members(), NOW)
        if order.kind == "PURCHASE"
    )
    assert len(seen) == len(STORES) * 4


def test_parcels_older_than_five_days_are_signed_for() -> None:
    bought = orders(members(), NOW)
    assert len(bought) == ORDERS
    for order in bought:
        if order.shipped_at:
            assert (order.delivered_at is not None) == (NOW - order.shipped_at > timedelta(days=5))
