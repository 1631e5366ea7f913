"""What the platform says about a ticket's member and order, asked while no transaction is open."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from helpdesk.platform.port import Platform
from helpdesk.platform.values import FeePayment, FeeQuote, Member, Order, Store
from helpdesk.procedures.rules.deletion import dependents_of

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Facts:
    """As the platform told them at one time; None and empty where nothing was asked or is there."""

    member: Member | None = None
    store: Store | None = None
    order: Order | None = None
    quote: FeeQuote | None = None
    payments: tuple[FeePayment, ...] = ()
    member_orders: tuple[Order, ...] = ()
    dependents: tuple[str, ...] = ()
    asked_at: datetime | None = None


async def gather(
    platform: Platform | None, *, member_code: str | None, order_code: str | None, now: datetime
) -> Facts:
    """Ask about a member and an order, all that can be asked at once. Raises PlatformUnavailable."""
    if platform is None:
        return Facts(asked_at=now)
    order, quote, payments = await asyncio.gather(
        _if(order_code, platform.order),
        _if(order_code, platform.fee_quote),
        _if(order_code, platform.fee_payments),
    )
    code = member_code or (order.member_code if order is not None else None)
    member, orders = await asyncio.gather(_if(code, platform.member), _if(code, platform.orders_of_member))
    store = await platform.store(member.store_code) if member is not None else None
    dependents: tuple[str, ...] = ()
    if order is not None:
        brought, stores = await asyncio.gather(platform.members_of(order.store_code), platform.stores())
        dependents = dependents_of(order, orders=orders or (), members=brought, stores=stores)
    return Facts(member, store, order, quote, payments or (), orders or (), dependents, now)


async def _if(code: str | None, ask: Callable[[str], Awaitable[Value]]) -> Value | None:
    return None if code is None else await ask(code)
