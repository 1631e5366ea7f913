"""What the platform knows. Personal values are kept out of `repr`, and so out of logs and tracebacks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum


class MemberField(StrEnum):
    """A field of a member that can be changed. The ID-card number never is (docs/domain.md, 3.1)."""

    NAME = "NAME"
    MOBILE = "MOBILE"
    WECHAT_ID = "WECHAT_ID"
    BANK_CARD = "BANK_CARD"
    SHIPPING_ADDRESS = "SHIPPING_ADDRESS"


class OrderKind(StrEnum):
    """Whether an order only buys, or also registered the member who placed it."""

    PURCHASE = "PURCHASE"
    REGISTRATION = "REGISTRATION"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in a currency (ISO 4217)."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Member:
    """A registered customer (会员). `mobile` is E.164; `legal_person_of` names the stores tied to it."""

    code: str
    name: str = field(repr=False)
    id_number: str = field(repr=False)
    mobile: str = field(repr=False)
    wechat_id: str | None = field(repr=False)
    bank_card: str | None = field(repr=False)
    shipping_address: str | None = field(repr=False)
    grade: str
    store_code: str
    sponsor_code: str | None
    registered_at: datetime
    password_reset_at: datetime | None
    legal_person_of: tuple[str, ...]

    def value(self, which: MemberField) -> str | None:
        """What the platform holds in that field now."""
        held: str | None = getattr(self, which.value.lower())
        return held


@dataclass(frozen=True, slots=True)
class Store:
    """A shop (店铺), its manager (店长) and the member who is its legal person."""

    code: str
    name: str
    manager_code: str
    manager_name: str = field(repr=False)
    manager_mobile: str = field(repr=False)
    address: str
    legal_person_code: str


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One kind of goods in an order; `amount` is that of the whole line."""

    number: int
    product_code: str
    name: str
    specification: str
    unit: str
    quantity: int
    unit_price: Money
    amount: Money


@dataclass(frozen=True, slots=True)
class Payment:
    """Money received for an order; `payer` is who paid it (打款单位)."""

    reference: str
    amount: Money
    payer: str = field(repr=False)
    method: str
    paid_at: datetime


@dataclass(frozen=True, slots=True)
class Shipment:
    """A parcel: on its way, or signed for."""

    number: str
    carrier: str
    shipped_at: datetime
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class SettlementPeriod:
    """A store's settlement period (结算期), half-open `[opens_at, closes_at)`."""

    store_code: str
    code: str
    opens_at: datetime
    closes_at: datetime

    def is_open_at(self, instant: datetime) -> bool:
        """Whether the instant lies inside."""
        return self.opens_at <= instant < self.closes_at


@dataclass(frozen=True, slots=True)
class Order:
    """An order with all that belongs to it. `shipped` once it has any shipment."""

    code: str
    store_code: str
    member_code: str
    kind: OrderKind
    placed_at: datetime
    deleted_at: datetime | None
    shipped: bool
    total: Money
    lines: tuple[OrderLine, ...]
    payments: tuple[Payment, ...]
    shipments: tuple[Shipment, ...]
    settlement_period: SettlementPeriod


@dataclass(frozen=True, slots=True)
class FeeQuote:
    """What a shipped order's deletion costs by the logistics-fee standard (物流收费标准), until when."""

    order_code: str
    fee: Money
    quoted_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class FeePayment:
    """A logistics fee that was paid for an order, and perhaps given back."""

    reference: str
    order_code: str
    amount: Money
    paid_at: datetime
    refunded_at: datetime | None
