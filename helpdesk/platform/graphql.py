"""The adapter for any platform with a GraphQL endpoint, by its mapping file (docs/platform.md)."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping as Named
from typing import Any, TypeVar

from pydantic.alias_generators import to_snake

from helpdesk.kit.settings import Settings, SettingsError
from helpdesk.platform.acts import FeeRecord, FeeRefund, MemberChange, OrderDeletion, Outcome, PasswordReset
from helpdesk.platform.calls import Calls
from helpdesk.platform.circuit import Circuit
from helpdesk.platform.contract import ACTS, OPERATIONS
from helpdesk.platform.errors import PlatformRefusedCall, PlatformUnavailable, PlatformUnknown
from helpdesk.platform.mapping import Mapping, load
from helpdesk.platform.meanings import ErrorAnswer
from helpdesk.platform.outcomes import OutcomeShape, told_by
from helpdesk.platform.port import Capability, Platform
from helpdesk.platform.requests import Asking, Unwritable, values_of
from helpdesk.platform.shapes import Shape, Unreadable, as_value, follow, shape_of, steps
from helpdesk.platform.transport import Request, Transport
from helpdesk.platform.values import FeePayment, FeeQuote, Member, Order, SettlementPeriod, Store

Value = TypeVar("Value")
FAILURES_TO_OPEN = 5
OPEN_SECONDS = 10.0


def connect(settings: Settings) -> Platform:
    """The platform at `HELPDESK_PLATFORM_URL` by `HELPDESK_PLATFORM_MAPPING`. Raises SettingsError."""
    return GraphqlPlatform.of(settings, mapping_of(settings))


def mapping_of(settings: Settings) -> Mapping:
    """The mapping that the settings name. Raises SettingsError."""
    if settings.platform_mapping is None:
        raise SettingsError(
            "HELPDESK_PLATFORM_MAPPING is not set: HELPDESK_PLATFORM=graphql needs a mapping file."
        )
    return load(settings.platform_mapping)


class Book:
    """A mapping made ready: the shape of what each operation answers and the document that asks for it."""

    def __init__(self, mapping: Mapping) -> None:
        """Raises SettingsError where a shape names a field that there is not."""
        self.mapping = mapping
        self.member = self._shape(Member, None)
        try:
            self.outcome = OutcomeShape.of(mapping.outcomes, mapping.shapes, mapping.zone)
        except ValueError as error:
            raise SettingsError(f"HELPDESK_PLATFORM_MAPPING: outcomes.{error}") from None
        self.shapes: dict[str, Shape] = {}
        self.askings: dict[str, Asking] = {}
        for name, operation in mapping.operations.items():
            kind = OPERATIONS[name].kind
            if kind is not None:
                self.shapes[name] = self._shape(kind, operation.shape)
            selection = (self.shapes.get(name) or self.outcome).selection()
            self.askings[name] = Asking.of(name, operation, selection, act=name in ACTS)

    def _shape(self, kind: type[Any], called: str | None) -> Shape:
        called = called or to_snake(kind.__name__)
        shapes = self.mapping.shapes
        try:
            return shape_of(kind, shapes.get(called, {}), shapes, self.mapping.zone)
        except ValueError as error:
            raise SettingsError(f"HELPDESK_PLATFORM_MAPPING: shapes.{called}.{error}") from None


class GraphqlPlatform:
    """Implements `port.Platform`, where each method is described."""

    def __init__(self, book: Book, transport: Transport, *, capability: Capability | None = None) -> None:
        self.book = book
        self._transport = transport
        self._capability = capability or Capability(book.mapping.idempotent, book.mapping.queryable)
        self._calls = Calls(transport, idempotent=self._capability.idempotent)

    @classmethod
    def of(cls, settings: Settings, mapping: Mapping) -> GraphqlPlatform:
        """The platform of these settings; no connection is opened yet."""
        circuit = Circuit(threshold=FAILURES_TO_OPEN, ttl=OPEN_SECONDS)
        return cls(
            Book(mapping), transport(settings, mapping, timeout=settings.platform_timeout, circuit=circuit)
        )

    @property
    def capability(self) -> Capability:
        """What the mapping declares."""
        return self._capability

    async def member(self, code: str) -> Member | None:
        """See `Platform.member`."""
        return await self._one(Member, "member", code=code)

    async def members_by_phone(self, phone: str) -> tuple[Member, ...]:
        """See `Platform.members_by_phone`."""
        return await self._all(Member, "members_by_phone", phone=self._held("mobile", phone))

    async def members_of(self, store_code: str) -> tuple[Member, ...]:
        """See `Platform.members_of`."""
        return await self._all(Member, "members_of", store_code=store_code)

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
        return await self._all(Order, "orders_of_member", member_code=member_code)

    async def orders_of_store(self, store_code: str) -> tuple[Order, ...]:
        """See `Platform.orders_of_store`."""
        return await self._all(Order, "orders_of_store", store_code=store_code)

    async def settlement_period(self, order_code: str) -> SettlementPeriod | None:
        """See `Platform.settlement_period`."""
        return await self._one(SettlementPeriod, "settlement_period", order_code=order_code)

    async def fee_quote(self, order_code: str) -> FeeQuote | None:
        """See `Platform.fee_quote`."""
        return await self._one(FeeQuote, "fee_quote", order_code=order_code)

    async def fee_payments(self, order_code: str) -> tuple[FeePayment, ...]:
        """See `Platform.fee_payments`."""
        return await self._all(FeePayment, "fee_payments", order_code=order_code)

    async def apply_member_change(self, change: MemberChange, *, key: str) -> Outcome:
        """See `Platform.apply_member_change`. Values are written as the platform itself holds them."""
        changes = tuple(
            dataclasses.replace(
                one,
                before=self._held(one.field.value.lower(), one.before),
                after=self._held(one.field.value.lower(), one.after) or "",
            )
            for one in change.changes
        )
        return await self._act("apply_member_change", dataclasses.replace(change, changes=changes), key)

    async def reset_password(self, reset: PasswordReset, *, key: str) -> Outcome:
        """See `Platform.reset_password`."""
        mobile = self._held("mobile", reset.mobile) or ""
        return await self._act("reset_password", dataclasses.replace(reset, mobile=mobile), key)

    async def delete_order(self, deletion: OrderDeletion, *, key: str) -> Outcome:
        """See `Platform.delete_order`."""
        return await self._act("delete_order", deletion, key)

    async def record_fee(self, fee: FeeRecord, *, key: str) -> Outcome:
        """See `Platform.record_fee`."""
        return await self._act("record_fee", fee, key)

    async def refund_fee(self, refund: FeeRefund, *, key: str) -> Outcome:
        """See `Platform.refund_fee`."""
        return await self._act("refund_fee", refund, key)

    async def outcome_of(self, key: str) -> Outcome | None:
        """See `Platform.outcome_of`."""
        asking = self._asking("outcome_of")
        try:
            found = await self._calls.read(asking.request({"key": key}, {}))
            document = follow(found, steps(asking.operation.at))
            return None if document is None else self.book.outcome.read(document)
        except ErrorAnswer as answer:
            return None if answer.meaning.kind == "not_found" else told_by(answer)
        except Unreadable:
            raise PlatformUnavailable(operation="outcome_of", reason="unreadable_answer") from None

    async def introspect(self, document: str) -> dict[str, Any]:
        """The answer to an introspection query. Raises CallFailed, ErrorAnswer."""
        return await self._transport.post(document)

    async def aclose(self) -> None:
        """See `Platform.aclose`."""
        await self._transport.aclose()

    def _held(self, field: str, value: str | None) -> str | None:
        return self.book.member.part(field).written(value)

    def _asking(self, name: str) -> Asking:
        try:
            return self.book.askings[name]
        except KeyError:
            raise PlatformRefusedCall(operation=name, reason="not_mapped") from None

    async def _one(self, kind: type[Value], name: str, **values: str | None) -> Value | None:
        found = await self._found(name, values)
        try:
            return None if found is None else as_value(kind, self.book.shapes[name].read(found))
        except Unreadable:
            raise PlatformUnavailable(operation=name, reason="unreadable_answer") from None

    async def _all(self, kind: type[Value], name: str, **values: str | None) -> tuple[Value, ...]:
        found = await self._found(name, values)
        try:
            return () if found is None else as_value(tuple[kind, ...], self.book.shapes[name].read_all(found))  # type: ignore[valid-type]  # pydantic reads it at run time
        except Unreadable:
            raise PlatformUnavailable(operation=name, reason="unreadable_answer") from None

    async def _found(self, name: str, values: Named[str, str | None]) -> Any:
        asking = self._asking(name)
        try:
            return follow(await self._calls.read(asking.request(values, {})), steps(asking.operation.at))
        except ErrorAnswer as answer:
            if answer.meaning.kind != "not_found":
                raise PlatformRefusedCall(operation=name, reason=answer.code) from None
            return None
        except Unreadable:
            raise PlatformUnavailable(operation=name, reason="unreadable_answer") from None

    async def _act(self, name: str, act: Any, key: str) -> Outcome:
        asking = self._asking(name)
        request = self._request(asking, act, key)
        try:
            found = await self._calls.act(request, key=key)
            return self.book.outcome.read(follow(found, steps(asking.operation.at)))
        except ErrorAnswer as answer:
            return told_by(answer)
        except Unreadable:
            raise PlatformUnknown(operation=name, key=key, reason="unreadable_answer") from None

    def _request(self, asking: Asking, act: Any, key: str) -> Request:
        header = self.book.mapping.key_header
        try:
            return asking.request({**values_of(act), "key": key}, {header: key} if header else {})
        except Unwritable:
            raise PlatformRefusedCall(operation=asking.name, reason="value_not_writable") from None


def transport(settings: Settings, mapping: Mapping, *, timeout: float, circuit: Circuit) -> Transport:
    """The connection with the header that says who asks."""
    token = settings.platform_token.get_secret_value()
    stated = mapping.authentication
    headers = {stated.header: f"{stated.scheme} {token}".strip()}
    return Transport(settings.platform_url, headers, timeout=timeout, circuit=circuit, errors=mapping.errors)
