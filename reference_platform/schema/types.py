"""What the platform shows. Instants carry their offset; amounts are decimals beside a currency."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import Enum

import strawberry


@strawberry.enum
class OrderKind(Enum):
    """Whether an order only buys, or also registered the member who placed it."""

    PURCHASE = "PURCHASE"
    REGISTRATION = "REGISTRATION"


@strawberry.type
class Money:
    """An amount in a currency (ISO 4217)."""

    amount: Decimal
    currency: str


@strawberry.type
class Store:
    """A shop (店铺) with its manager (店长) and the member who is its legal person."""

    code: str
    name: str
    manager_code: str
    manager_name: str
    manager_mobile: str
    address: str
    legal_person_code: str


@strawberry.type
class Member:
    """A registered customer (会员). `legalPersonOf` names the stores tied to this member code."""

    code: str
    name: str
    id_number: str
    mobile: str
    wechat_id: str | None
    bank_card: str | None
    shipping_address: str | None
    grade: str
    store_code: str
    sponsor_code: str | None
    registered_at: datetime
    password_reset_at: datetime | None
    legal_person_of: list[str]


@strawberry.type
class OrderLine:
    """One kind of goods in an order."""

    number: int
    product_code: str
    name: str
    specification: str
    unit: str
    quantity: int
    unit_price: Money
    amount: Money


@strawberry.type
class Payment:
    """Money received for an order, and who paid it (打款单位)."""

    reference: str
    amount: Money
    payer: str
    method: str
    paid_at: datetime


@strawberry.type
class Shipment:
    """A parcel on its way, or signed for."""

    number: str
    carrier: str
    shipped_at: datetime
    delivered_at: datetime | None


@strawberry.type
class SettlementPeriod:
    """The settlement period (结算期) of a store, half-open `[opensAt, closesAt)`."""

    store_code: str
    code: str
    opens_at: datetime
    closes_at: datetime


@strawberry.type
class Order:
    """An order of a member in a store. `shipped` once it has any shipment."""

    code: str
    store_code: str
    member_code: str
    kind: OrderKind
    placed_at: datetime
    deleted_at: datetime | None
    shipped: bool
    total: Money
    lines: list[OrderLine]
    payments: list[Payment]
    shipments: list[Shipment]
    settlement_period: SettlementPeriod


@strawberry.type
class FeeQuote:
    """What a shipped order's deletion costs by the logistics-fee standard (物流收费标准)."""

    order_code: str
    fee: Money
    quoted_at: datetime
    expires_at: datetime


@strawberry.type
class FeePayment:
    """A logistics fee that was paid for an order, and perhaps given back."""

    reference: str
    order_code: str
    amount: Money
    paid_at: datetime
    refunded_at: datetime | None
