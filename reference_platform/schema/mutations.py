"""Acts, each with its idempotency key, and the switches."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import strawberry

from reference_platform import clock, notices
from reference_platform.acts import fees, members, orders
from reference_platform.acts.answers import ActOutcome
from reference_platform.acts.once import perform
from reference_platform.faults import Fault, FaultInput, FaultKind
from reference_platform.problems import Problem
from reference_platform.schema.queries import Info

_INPUT = strawberry.argument(name="input")
_MemberChange = Annotated[members.MemberChangeInput, _INPUT]
_PasswordReset = Annotated[members.PasswordResetInput, _INPUT]
_OrderDeletion = Annotated[orders.OrderDeletionInput, _INPUT]
_OrderShipment = Annotated[orders.OrderShipmentInput, _INPUT]
_ParcelDelivery = Annotated[orders.ParcelDeliveryInput, _INPUT]
_FeePayment = Annotated[fees.FeePaymentInput, _INPUT]
_FeeRefund = Annotated[fees.FeeRefundInput, _INPUT]
_Fault = Annotated[FaultInput, _INPUT]


async def _apply_member_change(info: Info, stated: _MemberChange, key: str) -> ActOutcome:
    return await perform(info.context, "applyMemberChange", key, stated, members.apply_change)


async def _reset_password(info: Info, stated: _PasswordReset, key: str) -> ActOutcome:
    return await perform(info.context, "resetPassword", key, stated, members.reset_password)


async def _delete_order(info: Info, stated: _OrderDeletion, key: str) -> ActOutcome:
    return await perform(info.context, "deleteOrder", key, stated, orders.delete)


async def _record_fee_payment(info: Info, stated: _FeePayment, key: str) -> ActOutcome:
    return await perform(info.context, "recordFeePayment", key, stated, fees.record)


async def _refund_fee(info: Info, stated: _FeeRefund, key: str) -> ActOutcome:
    return await perform(info.context, "refundFee", key, stated, fees.refund)


async def _ship_order(info: Info, stated: _OrderShipment, key: str) -> ActOutcome:
    return await perform(info.context, "shipOrder", key, stated, orders.ship)


async def _deliver_parcel(info: Info, stated: _ParcelDelivery, key: str) -> ActOutcome:
    return await perform(info.context, "deliverParcel", key, stated, orders.deliver)


def _set_fault(info: Info, stated: _Fault) -> Fault:
    if not 0 <= stated.rate <= 1 or (stated.count or 0) < 0 or not 0 <= stated.delay_ms <= 600_000:
        raise Problem("BAD_REQUEST", "rate is 0 to 1, count 0 or more, delayMs 0 to 600000.")
    return info.context.faults.set(stated)


def _clear_faults(info: Info, kind: FaultKind | None = None, operation: str | None = None) -> int:
    return info.context.faults.clear(kind, operation)


async def _set_clock(info: Info, instant: datetime | None = None, speed: float = 1.0) -> datetime:
    if not 0 < speed <= 100_000 or (instant is not None and instant.tzinfo is None):
        raise Problem("BAD_REQUEST", "speed is above 0 and at most 100000; instant needs its offset.")
    async with info.context.pool.connection() as connection:
        return await clock.move(connection, instant, speed)


async def _move_settlement_day(info: Info, store_code: str, day: int) -> datetime | None:
    if not 1 <= day <= 28:
        raise Problem("BAD_REQUEST", "day is 1 to 28.")
    async with info.context.pool.connection() as connection:
        tell = info.context.tells is not None
        return await notices.move_period(connection, store_code, day, tell=tell)


@strawberry.type
class Mutation:
    """What the platform can be told. The same key is one act and one answer."""

    apply_member_change: ActOutcome = strawberry.mutation(
        resolver=_apply_member_change, description="Change fields of a member, whole or not at all."
    )
    reset_password: ActOutcome = strawberry.mutation(
        resolver=_reset_password, description="Send a member a new secret."
    )
    delete_order: ActOutcome = strawberry.mutation(
        resolver=_delete_order, description="Delete an order under stated preconditions."
    )
    record_fee_payment: ActOutcome = strawberry.mutation(
        resolver=_record_fee_payment, description="Note that a logistics fee was paid."
    )
    refund_fee: ActOutcome = strawberry.mutation(
        resolver=_refund_fee, description="Give a logistics fee back."
    )
    ship_order: ActOutcome = strawberry.mutation(
        resolver=_ship_order, description="The warehouse ships an order."
    )
    deliver_parcel: ActOutcome = strawberry.mutation(
        resolver=_deliver_parcel, description="The customer signs for a parcel."
    )
    move_settlement_day: datetime | None = strawberry.mutation(
        resolver=_move_settlement_day,
        description="Close a store's periods on another day; when the present one closes then.",
    )
    set_fault: Fault = strawberry.mutation(resolver=_set_fault, description="Turn a fault switch on.")
    clear_faults: int = strawberry.mutation(
        resolver=_clear_faults, description="Turn fault switches off; how many."
    )
    set_clock: datetime = strawberry.mutation(
        resolver=_set_clock, description="Show this instant from now on, at this speed; null: real time."
    )
