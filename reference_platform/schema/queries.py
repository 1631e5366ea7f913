"""Reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import strawberry

from reference_platform import clock, reading
from reference_platform.acts import once
from reference_platform.acts.answers import ActOutcome, Answer
from reference_platform.database import Pool
from reference_platform.faults import Fault, Faults
from reference_platform.schema.types import FeePayment, FeeQuote, Member, Order, SettlementPeriod, Store


@dataclass(frozen=True, slots=True)
class Context:
    """What every resolver may use; `key` is the idempotency key where a dialect has it in a header."""

    pool: Pool
    faults: Faults
    tells: once.Tell | None = None
    key: str = ""


Info: TypeAlias = strawberry.Info[Context, None]


@strawberry.type
class CallCount:
    """How often an operation was called since the process started, struck by a fault or not."""

    operation: str
    calls: int


async def _store(info: Info, code: str) -> Store | None:
    async with info.context.pool.connection() as connection:
        return next(iter(await reading.stores(connection, code)), None)


async def _stores(info: Info) -> list[Store]:
    async with info.context.pool.connection() as connection:
        return await reading.stores(connection)


async def _member(info: Info, code: str) -> Member | None:
    async with info.context.pool.connection() as connection:
        return next(iter(await reading.members(connection, code=code)), None)


async def _members(info: Info, phone: str | None = None, store_code: str | None = None) -> list[Member]:
    async with info.context.pool.connection() as connection:
        return await reading.members(connection, phone=phone, store=store_code)


async def _order(info: Info, code: str) -> Order | None:
    async with info.context.pool.connection() as connection:
        return next(iter(await reading.orders(connection, code=code)), None)


async def _orders(info: Info, member_code: str | None = None, store_code: str | None = None) -> list[Order]:
    async with info.context.pool.connection() as connection:
        return await reading.orders(connection, member=member_code, store=store_code)


async def _settlement_period(info: Info, order_code: str) -> SettlementPeriod | None:
    async with info.context.pool.connection() as connection:
        found = await reading.orders(connection, code=order_code)
        return found[0].settlement_period if found else None


async def _fee_quote(info: Info, order_code: str) -> FeeQuote | None:
    async with info.context.pool.connection() as connection:
        return await reading.fee_quote(connection, order_code, await clock.now(connection))


async def _fee_payments(info: Info, order_code: str) -> list[FeePayment]:
    async with info.context.pool.connection() as connection:
        return await reading.fee_payments(connection, order_code)


async def _outcome(info: Info, key: str) -> ActOutcome | None:
    answer: Answer | None = await once.outcome_of(info.context.pool, key)
    return answer


async def _clock(info: Info) -> datetime:
    async with info.context.pool.connection() as connection:
        return await clock.now(connection)


def _faults(info: Info) -> list[Fault]:
    return info.context.faults.switches


def _call_counts(info: Info) -> list[CallCount]:
    counted = sorted(info.context.faults.calls.items())
    return [CallCount(operation=name, calls=calls) for name, calls in counted]


@strawberry.type
class Query:
    """What the platform knows. What does not exist is null."""

    store: Store | None = strawberry.field(resolver=_store, description="One store.")
    stores: list[Store] = strawberry.field(resolver=_stores, description="All stores by code.")
    member: Member | None = strawberry.field(resolver=_member, description="One present member.")
    members: list[Member] = strawberry.field(
        resolver=_members, description="Present members by registered phone (E.164) or store, by code."
    )
    order: Order | None = strawberry.field(resolver=_order, description="One order, also a deleted one.")
    orders: list[Order] = strawberry.field(
        resolver=_orders, description="Present orders of a member or a store, newest first."
    )
    settlement_period: SettlementPeriod | None = strawberry.field(
        resolver=_settlement_period, description="The settlement period that an order falls into."
    )
    fee_quote: FeeQuote | None = strawberry.field(
        resolver=_fee_quote, description="What deleting a shipped order costs; null while it is not shipped."
    )
    fee_payments: list[FeePayment] = strawberry.field(
        resolver=_fee_payments, description="Logistics fees paid for an order, oldest first."
    )
    outcome: ActOutcome | None = strawberry.field(
        resolver=_outcome, description="What the act under this key answered; null: none was done so far."
    )
    clock: datetime = strawberry.field(resolver=_clock, description="The platform's present instant.")
    faults: list[Fault] = strawberry.field(resolver=_faults, description="The fault switches that are on.")
    call_counts: list[CallCount] = strawberry.field(resolver=_call_counts, description="Calls by operation.")
