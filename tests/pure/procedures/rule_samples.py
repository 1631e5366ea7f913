"""Members, orders and periods as a platform would tell them."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from helpdesk.platform.values import (
    FeePayment,
    FeeQuote,
    Member,
    Money,
    Order,
    OrderKind,
    OrderLine,
    Payment,
    SettlementPeriod,
    Shipment,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
SECOND = timedelta(seconds=1)
ZONES = [SHANGHAI, ZoneInfo("America/New_York"), ZoneInfo("Pacific/Kiritimati"), ZoneInfo("Asia/Kathmandu")]


def moment(stamp: str, zone: ZoneInfo = SHANGHAI) -> datetime:
    """What the wall clock of a zone shows, `2026-11-16 10:00:00`, as an instant."""
    return datetime.fromisoformat(stamp).replace(tzinfo=zone)


def money(amount: str) -> Money:
    """Yuan."""
    return Money(Decimal(amount), "CNY")


def member(**given: Any) -> Member:
    """A member of a store, tied to none."""
    return Member(**{
        "code": "M1001", "name": "王小明", "id_number": "110101199003070011", "mobile": "+8613812345678",
        "wechat_id": "wxm1001", "bank_card": "6222021234567890123", "shipping_address": "北京市东城区一号",
        "grade": "B", "store_code": "S001", "sponsor_code": "M0900", "registered_at": moment("2024-03-05 10:00"),
        "password_reset_at": None, "legal_person_of": (), **given,
    })  # fmt: skip


def line(number: int, **given: Any) -> OrderLine:
    """A line of an order."""
    return OrderLine(**{
        "number": number, "product_code": f"P{number}", "name": f"蛋白粉{number}", "specification": "500g",
        "unit": "罐", "quantity": number, "unit_price": money("100"), "amount": money(f"{100 * number}"), **given,
    })  # fmt: skip


def order(**given: Any) -> Order:
    """A paid order of three lines, not shipped, in a period that closes at the month's end."""
    return Order(**{
        "code": "D1", "store_code": "S001", "member_code": "M1001", "kind": OrderKind.PURCHASE,
        "placed_at": moment("2026-11-10 09:00"), "deleted_at": None, "shipped": False, "total": money("600"),
        "lines": (line(1), line(2), line(3)), "payments": (payment("福建某某有限公司"),), "shipments": (),
        "settlement_period": period("2026-11-01", "2026-12-01"), **given,
    })  # fmt: skip


def shipped(**given: Any) -> Order:
    """An order with a parcel."""
    parcel = Shipment("SF1", "顺丰速运", moment("2026-11-11 09:00"), None)
    return order(**{"shipped": True, "shipments": (parcel,), **given})


def payment(payer: str) -> Payment:
    """Money from somebody."""
    return Payment("PAY1", money("600"), payer, "BANK", moment("2026-11-10 09:05"))


def period(opens: str, closes: str) -> SettlementPeriod:
    """A store's period between two dates."""
    return SettlementPeriod("S001", opens[:7], moment(opens), moment(closes))


def quote(amount: str = "12.00", expires: str = "2026-11-14 10:00") -> FeeQuote:
    """What the deletion costs."""
    return FeeQuote("D1", money(amount), moment("2026-11-11 10:00"), moment(expires))


def fee(amount: str = "12.00", paid: str = "2026-11-12 10:00", **given: Any) -> FeePayment:
    """A fee that was paid."""
    values = {"reference": "FEE1", "order_code": "D1", "amount": money(amount), "paid_at": moment(paid)}
    return FeePayment(**{**values, "refunded_at": None, **given})
