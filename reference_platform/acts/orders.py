"""Deleting an order (删单) under the preconditions that the caller states; shipping one, handing it over."""

from __future__ import annotations

from datetime import datetime

import strawberry
from psycopg.rows import DictRow

from reference_platform import clock, reading
from reference_platform.acts.answers import Answer, Done, Precondition, PreconditionGone, Refused
from reference_platform.database import Connection, fetch_all, fetch_one
from reference_platform.periods import period_of


@strawberry.input
class OrderDeletionInput:
    """The order, the shipped state that the caller saw, and, where shipped, the fee that was paid."""

    order_code: str
    shipped: bool
    fee_reference: str | None = None


@strawberry.input
class OrderShipmentInput:
    """A parcel that leaves the warehouse."""

    order_code: str
    number: str
    carrier: str = "顺丰速运"


@strawberry.input
class ParcelDeliveryInput:
    """A parcel that the customer signs for (签收)."""

    number: str


async def delete(connection: Connection, stated: OrderDeletionInput, _now: datetime) -> Answer:
    """Delete the order, and the membership that it registered. The clock is read under the order's lock."""
    order = await _lock(connection, stated.order_code)
    if order is None:
        return Refused(reason="ORDER_UNKNOWN", message=f"There is no order {stated.order_code}.")
    if order["deleted_at"] is not None:
        return Refused(reason="ORDER_ALREADY_DELETED", message=f"{stated.order_code} is deleted already.")
    now = await clock.now(connection)
    gone = await _gone(connection, stated, order, now)
    if gone is not None:
        return PreconditionGone(which=gone)
    if order["kind"] == "REGISTRATION":
        refused = await _delete_membership(connection, order["member_code"], now)
        if refused is not None:
            return refused
    await connection.execute("update orders set deleted_at = %s where code = %s", (now, stated.order_code))
    return Done(reference=f"OD-{stated.order_code}", at=now)


async def ship(connection: Connection, stated: OrderShipmentInput, _now: datetime) -> Answer:
    """Note a parcel of an order that is still there."""
    order = await _lock(connection, stated.order_code)
    if order is None or order["deleted_at"] is not None:
        return Refused(reason="ORDER_UNKNOWN", message=f"There is no order {stated.order_code}.")
    now = await clock.now(connection)
    taken = await fetch_one(
        connection,
        """
        insert into shipments (number, order_code, carrier, shipped_at) values (%s, %s, %s, %s)
        on conflict do nothing returning number
        """,
        stated.number,
        stated.order_code,
        stated.carrier,
        now,
    )
    if taken is None:
        return Refused(reason="SHIPMENT_KNOWN", message=f"Parcel {stated.number} is noted already.")
    return Done(reference=stated.number, at=now)


async def deliver(connection: Connection, stated: ParcelDeliveryInput, _now: datetime) -> Answer:
    """Note that a parcel was handed over. It is handed over once."""
    now = await clock.now(connection)
    taken = await fetch_one(
        connection,
        "update shipments set delivered_at = %s where number = %s and delivered_at is null returning number",
        now,
        stated.number,
    )
    if taken is None:
        return Refused(reason="PARCEL_NOT_ON_ITS_WAY", message=f"No parcel {stated.number} is on its way.")
    return Done(reference=stated.number, at=now)


async def received(connection: Connection, parcel: str) -> DictRow | None:
    """The order of a parcel and its member, once all its parcels are handed over."""
    return await fetch_one(
        connection,
        """
        select o.code, o.member_code
        from shipments s join orders o on o.code = s.order_code
        where s.number = %s
          and not exists (select from shipments h where h.order_code = o.code and h.delivered_at is null)
        """,
        parcel,
    )


async def _lock(connection: Connection, code: str) -> DictRow | None:
    found = await fetch_one(connection, "select code from orders where code = %s for update", code)
    if found is None:
        return None
    return await fetch_one(
        connection,
        """
        select o.member_code, o.kind, o.placed_at, o.deleted_at, s.settlement_day,
               exists (select from shipments h where h.order_code = o.code) as shipped
        from orders o join stores s on s.code = o.store_code where o.code = %s
        """,
        code,
    )


async def _fee_is_paid(connection: Connection, stated: OrderDeletionInput, now: datetime) -> bool:
    paid = await fetch_one(
        connection,
        """
        select amount from fee_payments
        where reference = %s and order_code = %s and refunded_at is null for update
        """,
        stated.fee_reference,
        stated.order_code,
    )
    quote = await reading.fee_quote(connection, stated.order_code, now)
    return paid is not None and quote is not None and paid["amount"] >= quote.fee.amount


async def _gone(
    connection: Connection, stated: OrderDeletionInput, order: DictRow, now: datetime
) -> Precondition | None:
    if not period_of(order["placed_at"], order["settlement_day"]).is_open_at(now):
        return Precondition.PERIOD_OPEN
    if order["shipped"] != stated.shipped:
        return Precondition.SHIPPED_STATE
    if order["shipped"] and not await _fee_is_paid(connection, stated, now):
        return Precondition.FEE_PAID
    return None


async def _delete_membership(connection: Connection, member: str, now: datetime) -> Refused | None:
    dependencies = await _lock_dependencies(connection, member)
    if dependencies:
        return Refused(
            reason="MEMBER_HAS_DEPENDENCIES",
            message=f"Other records depend on member {member}.",
            dependencies=dependencies,
        )
    await connection.execute("update members set deleted_at = %s where code = %s", (now, member))
    return None


async def _lock_dependencies(connection: Connection, member: str) -> list[str]:
    await connection.execute("select from members where code = %s for update", (member,))
    rows = await fetch_all(
        connection,
        """
        select 'order ' || code as name from orders
            where member_code = %s and kind <> 'REGISTRATION' and deleted_at is null
        union all select 'member ' || code from members where sponsor_code = %s and deleted_at is null
        union all select 'store ' || code from stores where %s in (legal_person_code, manager_code)
        order by 1
        """,
        member,
        member,
        member,
    )
    return [row["name"] for row in rows]
