"""A platform for tests that look at the helpdesk alone: it knows one store, its members and their orders.

What the platform itself does, and what becomes of its faults, is tested with the reference platform.
"""

from __future__ import annotations

import re

from helpdesk.platform.acts import FeeRecord, FeeRefund, MemberChange, OrderDeletion, Outcome, PasswordReset
from helpdesk.platform.port import Capability
from helpdesk.platform.values import FeePayment, FeeQuote, Member, Order, OrderKind, SettlementPeriod, Store
from tests.pure.procedures import rule_samples as samples

MEMBERS = frozenset({"M1", "M2", "M1001"})
_OURS = re.compile(r"D[1-9][0-9]{0,2}\Z")
"""Codes of orders of M1: D5 and D5xx are shipped, D6 and D6xx registered a member."""


class Books:
    """Implements `helpdesk.platform.port.Platform` for reading; it is told to do nothing."""

    capability = Capability(idempotent=True, queryable=True)

    async def member(self, code: str) -> Member | None:
        """A member of store S001."""
        return samples.member(code=code) if code in MEMBERS else None

    async def members_by_phone(self, phone: str) -> tuple[Member, ...]:
        """Nobody is looked up by phone here."""
        return ()

    async def members_of(self, store_code: str) -> tuple[Member, ...]:
        """The members of S001."""
        return tuple(samples.member(code=code) for code in sorted(MEMBERS)) if store_code == "S001" else ()

    async def store(self, code: str) -> Store | None:
        """S001."""
        return _STORE if code == "S001" else None

    async def stores(self) -> tuple[Store, ...]:
        """S001."""
        return (_STORE,)

    async def order(self, code: str) -> Order | None:
        """An order of M1 in S001."""
        if not _OURS.match(code):
            return None
        if code.startswith("D5"):
            return samples.shipped(code=code, member_code="M1")
        kind = OrderKind.REGISTRATION if code.startswith("D6") else OrderKind.PURCHASE
        return samples.order(code=code, member_code="M1", kind=kind)

    async def orders_of_member(self, member_code: str) -> tuple[Order, ...]:
        """M1's orders."""
        return await self.orders_of_store("S001") if member_code == "M1" else ()

    async def orders_of_store(self, store_code: str) -> tuple[Order, ...]:
        """The orders of S001."""
        return (samples.order(code="D1", member_code="M1"),) if store_code == "S001" else ()

    async def settlement_period(self, order_code: str) -> SettlementPeriod | None:
        """The period of an order."""
        found = await self.order(order_code)
        return found and found.settlement_period

    async def fee_quote(self, order_code: str) -> FeeQuote | None:
        """Twelve yuan for a shipped one."""
        return samples.quote(expires="2026-12-31 10:00") if order_code.startswith("D5") else None

    async def fee_payments(self, order_code: str) -> tuple[FeePayment, ...]:
        """Nobody paid."""
        return ()

    async def apply_member_change(self, change: MemberChange, *, key: str) -> Outcome:
        """Not here."""
        raise NotImplementedError

    async def reset_password(self, reset: PasswordReset, *, key: str) -> Outcome:
        """Not here."""
        raise NotImplementedError

    async def delete_order(self, deletion: OrderDeletion, *, key: str) -> Outcome:
        """Not here."""
        raise NotImplementedError

    async def record_fee(self, fee: FeeRecord, *, key: str) -> Outcome:
        """Not here."""
        raise NotImplementedError

    async def refund_fee(self, refund: FeeRefund, *, key: str) -> Outcome:
        """Not here."""
        raise NotImplementedError

    async def outcome_of(self, key: str) -> Outcome | None:
        """Nothing was done."""
        return None

    async def aclose(self) -> None:
        """Nothing is open."""


_STORE = Store("S001", "一号店", "B001", "李店长", "+8613900000001", "北京市", "M0900")
