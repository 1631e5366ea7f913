"""docs/domain.md, 3.3: order deletion."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.platform.values import FeePayment, Money, OrderKind, SettlementPeriod, Store
from helpdesk.procedures.rules import deletion
from helpdesk.procedures.rules.deletion import Way
from tests.pure.procedures.rule_samples import (
    SECOND,
    ZONES,
    fee,
    member,
    moment,
    order,
    period,
    quote,
    shipped,
)

NOW = moment("2026-11-12 12:00")


@pytest.mark.parametrize("zone", ZONES, ids=str)
@pytest.mark.parametrize(
    ("opens", "closes"),
    [("2026-02-01", "2026-03-01"), ("2028-02-01", "2028-03-01"), ("2026-12-01", "2027-01-01")],
)
def test_a_period_is_open_from_its_first_second_to_the_one_before_its_close(
    zone: object, opens: str, closes: str
) -> None:
    found = SettlementPeriod("S001", "p", moment(opens, zone), moment(closes, zone))  # type: ignore[arg-type]
    one = order(settlement_period=found)
    asked = (
        found.opens_at - SECOND,
        found.opens_at,
        found.closes_at - SECOND,
        found.closes_at,
        found.closes_at + SECOND,
    )
    codes = [deletion.check(one, now=at).codes for at in asked]
    closed = ("SETTLEMENT_PERIOD_CLOSED",)
    assert codes == [("SETTLEMENT_PERIOD_NOT_OPEN",), (), (), closed, closed]


def test_an_order_that_is_not_shipped_is_deleted_without_a_fee() -> None:
    verdict = deletion.check(order(), now=NOW)
    assert (verdict.allowed, verdict.facts.way, verdict.facts.fee) == (True, Way.DELETE, None)
    assert verdict.facts.closes_at == moment("2026-12-01")


def test_a_shipped_order_first_pays_at_least_the_quote() -> None:
    unpaid = deletion.check(shipped(), now=NOW, quote=quote())
    assert (unpaid.codes, unpaid.facts.way) == (("FEE_NOT_PAID",), Way.FEE)
    assert unpaid.facts.fee == Money(Decimal("12.00"), "CNY")
    for amount, way in (("11.99", Way.FEE), ("12.00", Way.DELETE), ("12.01", Way.DELETE)):
        assert deletion.check(shipped(), now=NOW, quote=quote(), payments=[fee(amount)]).facts.way is way


@pytest.mark.parametrize(
    ("paid", "counts"),
    [
        pytest.param(fee(), True, id="enough"),
        pytest.param(fee(refunded_at=NOW), False, id="given back"),
        pytest.param(fee(order_code="D2"), False, id="for another order"),
        pytest.param(fee(amount="99", paid="2026-11-14 09:59:59"), True, id="in the quote's last second"),
        pytest.param(fee(amount="99", paid="2026-11-14 10:00:00"), False, id="after the quote expired"),
        pytest.param(replace(fee(), amount=Money(Decimal(99), "USD")), False, id="in another currency"),
    ],
)
def test_only_a_payment_that_stands_for_this_order_counts(paid: FeePayment, counts: bool) -> None:
    facts = deletion.check(shipped(), now=NOW, quote=quote(), payments=[paid]).facts
    assert facts.fee_reference == ("FEE1" if counts else None)


def test_two_payments_below_the_quote_do_not_add_up_to_one_reference() -> None:
    parts = [fee("6.00"), fee("6.00", reference="FEE2")]
    assert deletion.check(shipped(), now=NOW, quote=quote(), payments=parts).facts.way is Way.FEE


def test_a_quote_stands_until_it_expires_and_a_payment_in_time_keeps_it() -> None:
    expires = quote().expires_at
    assert deletion.check(shipped(), now=expires - SECOND, quote=quote()).codes == ("FEE_NOT_PAID",)
    late = deletion.check(shipped(), now=expires, quote=quote())
    assert (late.codes, late.facts.way, late.facts.fee) == (("FEE_QUOTE_MISSING",), Way.FEE, None)
    assert deletion.check(shipped(), now=expires, quote=quote(), payments=[fee()]).facts.way is Way.DELETE


def test_an_order_shipped_after_the_check_goes_back_to_its_fee() -> None:
    assert deletion.check(order(), now=NOW).facts.way is Way.DELETE
    assert deletion.check(shipped(), now=NOW, quote=quote()).facts.way is Way.FEE


@pytest.mark.parametrize("seconds", [-1, 0, 1])
def test_the_fee_goes_to_finance_for_refund_if_the_period_closed_meanwhile(seconds: int) -> None:
    at = period("2026-11-01", "2026-12-01").closes_at + seconds * SECOND
    facts = deletion.check(
        shipped(), now=at, quote=quote(expires="2026-12-01"), payments=[fee(), fee(refunded_at=NOW)]
    ).facts
    assert (facts.way, facts.to_refund) == ((Way.DELETE, ()) if seconds < 0 else (Way.NOT, ("FEE1",)))


def test_a_deleted_order_is_not_deleted_again_and_its_fee_is_spent() -> None:
    verdict = deletion.check(shipped(deleted_at=NOW), now=NOW, quote=quote(), payments=[fee()])
    assert (verdict.codes, verdict.facts.to_refund) == (("ORDER_IS_DELETED",), ())


def test_a_registration_order_takes_its_membership_along_unless_something_depends_on_it() -> None:
    registering = order(kind=OrderKind.REGISTRATION)
    assert deletion.check(registering, now=NOW).facts.registered_member == "M1001"
    refused = deletion.check(registering, now=NOW, dependents=["order D2"])
    assert refused.codes == ("MEMBERSHIP_HAS_DEPENDENTS",)
    assert "order D2" in refused.refusals[0].message("zh-CN")
    assert deletion.check(order(), now=NOW, dependents=["order D2"]).allowed


def test_dependents_are_other_orders_brought_members_and_led_stores() -> None:
    registering = order(kind=OrderKind.REGISTRATION)
    store = Store("S9", "九店", "M1001", "王", "+8613800000000", "北京", "M2")
    others = [
        registering,
        order(code="D2"),
        order(code="D3", deleted_at=NOW),
        order(code="D4", member_code="M2"),
    ]
    found = deletion.dependents_of(
        registering, orders=others, members=[member(code="M5", sponsor_code="M1001"), member()], stores=[store]
    )  # fmt: skip
    assert found == ("member M5", "order D2", "store S9")
    assert deletion.dependents_of(order(), orders=others, members=[], stores=[store]) == ()


@given(
    offset=st.integers(-40 * 86400, 60 * 86400), amount=st.decimals("0", "30", places=2), is_shipped=st.booleans(),
    deleted=st.booleans(), paid=st.booleans(), dependents=st.lists(st.just("order D2"), max_size=1),
    registers=st.booleans(),
)  # fmt: skip
def test_an_order_goes_only_where_the_naive_reading_of_the_rule_lets_it(
    offset: int, amount: Decimal, is_shipped: bool, deleted: bool, paid: bool, dependents: list[str], registers: bool
) -> None:  # fmt: skip
    at = NOW + offset * SECOND
    kind = OrderKind.REGISTRATION if registers else OrderKind.PURCHASE
    one = (shipped if is_shipped else order)(kind=kind, deleted_at=NOW if deleted else None)
    payments = [fee(str(amount))] if paid else []
    verdict = deletion.check(one, now=at, quote=quote(), payments=payments, dependents=dependents)
    opens, closes = moment("2026-11-01").timestamp(), moment("2026-12-01").timestamp()
    never = deleted or not opens <= at.timestamp() < closes or (registers and bool(dependents))
    free = not is_shipped or (paid and amount >= 12)
    assert verdict.facts.way is (Way.NOT if never else Way.DELETE if free else Way.FEE)
    assert verdict.allowed is (verdict.facts.way is Way.DELETE)
