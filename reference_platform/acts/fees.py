"""Logistics fees: noted when paid, given back when the order could not be deleted."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import strawberry

from reference_platform.acts.answers import Answer, Done, Refused
from reference_platform.database import Connection, fetch_one


@strawberry.input
class FeePaymentInput:
    """A fee that was paid, in CNY. `reference` is the payer's and unique."""

    order_code: str
    reference: str
    amount: Decimal


@strawberry.input
class FeeRefundInput:
    """A fee to give back whole, and why."""

    reference: str
    reason: str


async def record(connection: Connection, stated: FeePaymentInput, now: datetime) -> Answer:
    """Note a fee payment; its reference is taken only once."""
    if stated.amount <= 0 or not stated.reference.strip():
        return Refused(reason="VALUE_INVALID", message="A fee has a reference and an amount above zero.")
    order = await fetch_one(
        connection, "select deleted_at from orders where code = %s for update", stated.order_code
    )
    if order is None or order["deleted_at"] is not None:
        return Refused(reason="ORDER_UNKNOWN", message=f"There is no order {stated.order_code}.")
    taken = await fetch_one(
        connection,
        """
        insert into fee_payments (reference, order_code, amount, paid_at) values (%s, %s, %s, %s)
        on conflict do nothing returning reference
        """,
        stated.reference,
        stated.order_code,
        stated.amount,
        now,
    )
    if taken is None:
        return Refused(reason="FEE_REFERENCE_TAKEN", message="This fee reference is noted already.")
    return Done(reference=stated.reference, at=now)


async def refund(connection: Connection, stated: FeeRefundInput, now: datetime) -> Answer:
    """Give a fee back once, unless it paid for a deletion that took place."""
    fee = await fetch_one(
        connection,
        """
        select f.refunded_at, o.deleted_at from orders o
        join fee_payments f on f.order_code = o.code where f.reference = %s for update
        """,
        stated.reference,
    )
    if fee is None:
        return Refused(reason="FEE_UNKNOWN", message="No fee was paid under this reference.")
    if fee["refunded_at"] is not None:
        return Refused(reason="FEE_ALREADY_REFUNDED", message="This fee was given back already.")
    if fee["deleted_at"] is not None:
        return Refused(reason="FEE_SPENT", message="The order was deleted; the fee is spent.")
    await connection.execute(
        "update fee_payments set refunded_at = %s where reference = %s", (now, stated.reference)
    )
    return Done(reference=f"RF-{stated.reference}", at=now)
