"""The adapter for the reference platform, over its GraphQL."""

from __future__ import annotations

from typing import Any, TypeVar

from helpdesk.kit.settings import Settings
from helpdesk.platform.acts import FeeRecord, FeeRefund, MemberChange, OrderDeletion, Outcome, PasswordReset
from helpdesk.platform.calls import Calls
from helpdesk.platform.circuit import Circuit
from helpdesk.platform.documents import ACTS, READS
from helpdesk.platform.errors import PlatformUnavailable, PlatformUnknown
from helpdesk.platform.port import Capability, Platform
from helpdesk.platform.shapes import Unreadable, read, read_outcome, write
from helpdesk.platform.transport import Transport
from helpdesk.platform.values import FeePayment, FeeQuote, Member, Order, SettlementPeriod, Store

Value = TypeVar("Value")
FAILURES_TO_OPEN = 5
OPEN_SECONDS = 10.0
CAPABILITY = Capability(idempotent=True, queryable=True)


def connect(settings: Settings) -> Platform:
    """The reference platform at `HELPDESK_PLATFORM_URL`; no connection is opened yet."""
    transport = Transport(
        settings.platform_url,
        settings.platform_token.get_secret_value(),
        timeout=settings.platform_timeout,
        circuit=Circuit(threshold=FAILURES_TO_OPEN, ttl=OPEN_SECONDS),
    )
    return ReferencePlatform(transport)


class ReferencePlatform:
    """Implements `port.Platform`, where each method is described."""

    def __init__(self, transport: Transport, *, capability: Capability = CAPABILITY) -> None:
        self._transport = transport
        self._calls = Calls(transport, idempotent=capability.idempotent)
        self._capability = capability

    @property
    def capability(self) -> Capability:
        """Idempotent and queryable."""
        return self._capability

    async def member(self, code: str) -> Member | None:
        """See `Platform.member`."""
        return await self._one(Member, "member", code=code)

    async def members_by_phone(self, phone: str) -> tuple[Member, ...]:
        """See `Platform.members_by_phone`."""
        return await self._all(Member, "members", phone=phone)

    async def members_of(self, store_code: str) -> tuple[Member, ...]:
        """See `Platform.members_of`."""
        return await self._all(Member, "members", storeCode=store_code)

    async def store(self, code: str) -> Store | None:
        """See `Platform.store`."""
        return await self._one(Store, "store", code=code)

    async def stores(self) -> tuple[Store, ...]:
        """See `Platform.stores`."""
        return await self._all(Store, "stores")

    async def order(self, code: str) -> Order | None:
        """See `Platform.order`."""
        return await self._one(Order, "order", code=code)

    async def orders_of_member(self, member_code: str) -> tuple[Order, ...]:
        """See `Platform.orders_of_member`."""
        return await self._all(Order, "orders", memberCode=member_code)

    async def orders_of_store(self, store_code: str) -> tuple[Order, ...]:
        """See `Platform.orders_of_store`."""
        return await self._all(Order, "orders", storeCode=store_code)

    async def settlement_period(self, order_code: str) -> SettlementPeriod | None:
        """See `Platform.settlement_period`."""
        return await self._one(SettlementPeriod, "settlementPeriod", orderCode=order_code)

    async def fee_quote(self, order_code: str) -> FeeQuote | None:
        """See `Platform.fee_quote`."""
        return await self._one(FeeQuote, "feeQuote", orderCode=order_code)

    async def fee_payments(self, order_code: str) -> tuple[FeePayment, ...]:
        """See `Platform.fee_payments`."""
        return await self._all(FeePayment, "feePayments", orderCode=order_code)

    async def apply_member_change(self, change: MemberChange, *, key: str) -> Outcome:
        """See `Platform.apply_member_change`."""
        return await self._act("applyMemberChange", change, key)

    async def reset_password(self, reset: PasswordReset, *, key: str) -> Outcome:
        """See `Platform.reset_password`."""
        return await self._act("resetPassword", reset, key)

    async def delete_order(self, deletion: OrderDeletion, *, key: str) -> Outcome:
        """See `Platform.delete_order`."""
        return await self._act("deleteOrder", deletion, key)

    async def record_fee(self, fee: FeeRecord, *, key: str) -> Outcome:
        """See `Platform.record_fee`."""
        return await self._act("recordFeePayment", fee, key)

    async def refund_fee(self, refund: FeeRefund, *, key: str) -> Outcome:
        """See `Platform.refund_fee`."""
        return await self._act("refundFee", refund, key)

    async def outcome_of(self, key: str) -> Outcome | None:
        """See `Platform.outcome_of`."""
        document = await self._calls.read("outcome", READS["outcome"], {"key": key})
        try:
            return None if document is None else read_outcome(document)
        except Unreadable:
            raise PlatformUnavailable(operation="outcome", reason="unreadable_answer") from None

    async def aclose(self) -> None:
        """See `Platform.aclose`."""
        await self._transport.aclose()

    async def _one(self, kind: type[Value], operation: str, **variables: str) -> Value | None:
        return await self._read(kind | None, operation, variables)  # type: ignore[arg-type]  # pydantic reads it at run time

    async def _all(self, kind: type[Value], operation: str, **variables: str) -> tuple[Value, ...]:
        return await self._read(tuple[kind, ...], operation, variables)  # type: ignore[valid-type]  # so too

    async def _read(self, kind: type[Value], operation: str, variables: dict[str, str]) -> Value:
        document = await self._calls.read(operation, READS[operation], variables)
        try:
            return read(kind, document)
        except Unreadable:
            raise PlatformUnavailable(operation=operation, reason="unreadable_answer") from None

    async def _act(self, operation: str, act: Any, key: str) -> Outcome:
        document = await self._calls.act(operation, ACTS[operation], {"input": write(act)}, key=key)
        try:
            return read_outcome(document)
        except Unreadable:
            raise PlatformUnknown(operation=operation, key=key, reason="unreadable_answer") from None
