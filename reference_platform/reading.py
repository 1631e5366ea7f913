"""What is read from the platform's tables, in the shape that it shows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from psycopg.rows import DictRow

from reference_platform.database import Connection, fetch_all, fetch_one
from reference_platform.fees import CURRENCY, logistics_fee, quote_expires
from reference_platform.periods import period_of
from reference_platform.schema.types import (
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
    Store,
)

_STORES = """
    select code, name, manager_code, manager_name, manager_mobile, address, legal_person_code
    from stores where %s::text is null or code = %s order by code
"""
_MEMBERS = """
    select m.code, m.name, m.id_number, m.mobile, m.wechat_id, m.bank_card, m.shipping_address, m.grade,
           m.store_code, m.sponsor_code, m.registered_at, m.password_reset_at,
           array(select s.code from stores s where s.legal_person_code = m.code order by 1) legal_person_of
    from members m
    where m.deleted_at is null
      and (%(code)s::text is null or m.code = %(code)s)
      and (%(phone)s::text is null or m.mobile = %(phone)s)
      and (%(store)s::text is null or m.store_code = %(store)s)
    order by m.code
"""
_ORDERS = """
    select o.code, o.store_code, o.member_code, o.kind, o.placed_at, o.deleted_at, s.settlement_day
    from orders o join stores s on s.code = o.store_code
    where (%(code)s::text is null or o.code = %(code)s)
      and (%(code)s::text is not null or o.deleted_at is null)
      and (%(member)s::text is null or o.member_code = %(member)s)
      and (%(store)s::text is null or o.store_code = %(store)s)
    order by o.placed_at desc, o.code
"""


async def stores(connection: Connection, code: str | None = None) -> list[Store]:
    """All stores, or the one of that code."""
    return [Store(**row) for row in await fetch_all(connection, _STORES, code, code)]


async def members(
    connection: Connection, *, code: str | None = None, phone: str | None = None, store: str | None = None
) -> list[Member]:
    """Present members by code, by registered phone (E.164), by store; by nothing all."""
    wanted = {"code": code, "phone": phone, "store": store}
    rows = await (await connection.execute(_MEMBERS, wanted)).fetchall()
    return [Member(**row) for row in rows]


async def orders(
    connection: Connection, *, code: str | None = None, member: str | None = None, store: str | None = None
) -> list[Order]:
    """Orders with all that belongs to them, newest first. A deleted one is shown only by its code."""
    wanted = {"code": code, "member": member, "store": store}
    rows = await (await connection.execute(_ORDERS, wanted)).fetchall()
    codes = [row["code"] for row in rows]
    lines = _by_order(
        await fetch_all(
            connection, "select * from order_lines where order_code = any(%s) order by number", codes
        )
    )
    payments = _by_order(
        await fetch_all(
            connection, "select * from payments where order_code = any(%s) order by paid_at", codes
        )
    )
    shipments = _by_order(
        await fetch_all(
            connection, "select * from shipments where order_code = any(%s) order by shipped_at", codes
        )
    )
    return [_order(row, lines[row["code"]], payments[row["code"]], shipments[row["code"]]) for row in rows]


async def fee_quote(connection: Connection, order_code: str, now: datetime) -> FeeQuote | None:
    """The fee for deleting an order that is shipped; None while it is not, or is unknown."""
    row = await fetch_one(
        connection,
        """
        select o.placed_at, s.settlement_day,
               (select sum(quantity) from order_lines l where l.order_code = o.code) as pieces
        from orders o join stores s on s.code = o.store_code
        where o.code = %s and o.deleted_at is null
          and exists (select from shipments h where h.order_code = o.code)
        """,
        order_code,
    )
    if row is None:
        return None
    period = period_of(row["placed_at"], row["settlement_day"])
    fee = Money(amount=logistics_fee(row["pieces"]), currency=CURRENCY)
    return FeeQuote(
        order_code=order_code, fee=fee, quoted_at=now, expires_at=quote_expires(now, period.closes_at)
    )


async def fee_payments(connection: Connection, order_code: str) -> list[FeePayment]:
    """The fees paid for an order, oldest first."""
    rows = await fetch_all(
        connection, "select * from fee_payments where order_code = %s order by paid_at, reference", order_code
    )
    return [FeePayment(**{**row, "amount": _money(row["amount"])}) for row in rows]


def _money(amount: Decimal) -> Money:
    return Money(amount=amount, currency=CURRENCY)


def _by_order(rows: Iterable[DictRow]) -> defaultdict[str, list[dict[str, Any]]]:
    grouped: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        grouped[row.pop("order_code")].append(row)
    return grouped


def _line(row: DictRow) -> OrderLine:
    price = row["unit_price"]
    return OrderLine(**{**row, "unit_price": _money(price), "amount": _money(price * row["quantity"])})


def _order(
    row: DictRow, lines: Sequence[DictRow], payments: Sequence[DictRow], shipments: Sequence[DictRow]
) -> Order:
    period = period_of(row["placed_at"], row.pop("settlement_day"))
    shown = [_line(line) for line in lines]
    return Order(
        **{**row, "kind": OrderKind(row["kind"])},
        shipped=bool(shipments),
        total=_money(sum((line.amount.amount for line in shown), Decimal("0.00"))),
        lines=shown,
        payments=[Payment(**{**payment, "amount": _money(payment["amount"])}) for payment in payments],
        shipments=[Shipment(**shipment) for shipment in shipments],
        settlement_period=SettlementPeriod(
            store_code=row["store_code"],
            code=period.code,
            opens_at=period.opens_at,
            closes_at=period.closes_at,
        ),
    )
