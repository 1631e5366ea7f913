"""The port: what the helpdesk asks any platform and tells it to do. An adapter implements `Platform`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from helpdesk.platform.acts import FeeRecord, FeeRefund, MemberChange, OrderDeletion, Outcome, PasswordReset
from helpdesk.platform.values import FeePayment, FeeQuote, Member, Order, SettlementPeriod, Store


@dataclass(frozen=True, slots=True)
class Capability:
    """What an adapter promises about keys.

    `idempotent`: the same key is one act and one answer. `queryable`: the outcome of a key can be asked.
    With neither, a person decides about an unknown outcome.
    """

    idempotent: bool
    queryable: bool


class Platform(Protocol):
    """The host platform.

    Every method may raise PlatformUnavailable; nothing was done then. Acts take an idempotency key of 1
    to 200 characters, one per attempt: refusals are answers too and are kept under the key. An act that
    was sent and not answered raises PlatformUnknown; when the caller is cancelled meanwhile, its outcome
    is unknown as well.
    """

    @property
    def capability(self) -> Capability:
        """What holds for keys here."""
        ...

    async def member(self, code: str) -> Member | None:
        """The present member of that code."""
        ...

    async def members_by_phone(self, phone: str) -> tuple[Member, ...]:
        """Present members whose registered mobile it is (E.164), by code."""
        ...

    async def members_of(self, store_code: str) -> tuple[Member, ...]:
        """Present members of a store, by code."""
        ...

    async def store(self, code: str) -> Store | None:
        """The store of that code."""
        ...

    async def stores(self) -> tuple[Store, ...]:
        """All stores, by code."""
        ...

    async def order(self, code: str) -> Order | None:
        """The order of that code, also a deleted one."""
        ...

    async def orders_of_member(self, member_code: str) -> tuple[Order, ...]:
        """A member's present orders, newest first."""
        ...

    async def orders_of_store(self, store_code: str) -> tuple[Order, ...]:
        """A store's present orders, newest first."""
        ...

    async def settlement_period(self, order_code: str) -> SettlementPeriod | None:
        """The period that an order falls into; None for an unknown order."""
        ...

    async def fee_quote(self, order_code: str) -> FeeQuote | None:
        """What deleting a shipped order costs now; None while it is not shipped, or unknown."""
        ...

    async def fee_payments(self, order_code: str) -> tuple[FeePayment, ...]:
        """Logistics fees that the platform saw paid for an order, oldest first."""
        ...

    async def apply_member_change(self, change: MemberChange, *, key: str) -> Outcome:
        """Change a member's fields, each only from the value stated."""
        ...

    async def reset_password(self, reset: PasswordReset, *, key: str) -> Outcome:
        """Have the platform send the member a new secret."""
        ...

    async def delete_order(self, deletion: OrderDeletion, *, key: str) -> Outcome:
        """Delete an order, and the membership that it registered, under preconditions."""
        ...

    async def record_fee(self, fee: FeeRecord, *, key: str) -> Outcome:
        """Tell the platform of a fee that finance saw paid."""
        ...

    async def refund_fee(self, refund: FeeRefund, *, key: str) -> Outcome:
        """Give a fee back."""
        ...

    async def outcome_of(self, key: str) -> Outcome | None:
        """What the act under this key answered, waiting for one that is being done; None: none so far.

        An act still on its way to the platform can follow a None; repeating it with its key is safe.
        """
        ...

    async def aclose(self) -> None:
        """Release the connections."""
        ...
