"""What the other dialect shows: local times without an offset, milliseconds, amounts in fen, national numbers."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

import strawberry

from reference_platform.acts import answers
from reference_platform.periods import ZONE
from reference_platform.schema import types as own

COUNTRY = "+86"


@strawberry.enum
class PurchaseType(Enum):
    """Whether a purchase also made its customer one."""

    BUY = "PURCHASE"
    JOIN = "REGISTRATION"


@strawberry.enum
class PurchaseState(Enum):
    """How far a purchase is."""

    PAID = "PAID"
    SENT = "SENT"


@strawberry.enum
class CustomerField(Enum):
    """What of a customer can be changed."""

    FULL_NAME = "NAME"
    PHONE = "MOBILE"
    WECHAT = "WECHAT_ID"
    CARD = "BANK_CARD"
    ADDRESS = "SHIPPING_ADDRESS"


@strawberry.type
class Contact:
    """How a customer is reached; `phone` without the country."""

    phone: str
    wechat: str | None
    address: str | None


@strawberry.type
class ShopRef:
    """A shop by its number."""

    no: str


@strawberry.type
class Customer:
    """A member."""

    no: str
    full_name: str
    id_card: str
    contact: Contact
    card: str | None
    level: str
    shop_no: str
    referrer_no: str | None
    joined: str
    secret_changed: str | None
    owns: list[ShopRef]


@strawberry.type
class Manager:
    """Who runs a shop."""

    no: str
    full_name: str
    phone: str


@strawberry.type
class Shop:
    """A store."""

    no: str
    title: str
    manager: Manager
    address: str
    owner_no: str


@strawberry.type
class Shops:
    """A page of shops."""

    nodes: list[Shop]


@strawberry.type
class Item:
    """A line of a purchase."""

    pos: int
    sku: str
    title: str
    specification: str
    unit: str
    quantity: int
    price_fen: int
    total_fen: int


@strawberry.type
class Receipt:
    """Money received."""

    slip: str
    fen: int
    payer: str
    method: str
    at_millis: float


@strawberry.type
class Parcel:
    """A shipment."""

    no: str
    carrier: str
    sent_millis: float
    signed_millis: float | None


@strawberry.type
class Period:
    """A settlement period; its instants are local."""

    shop_no: str
    label: str
    begins: str
    ends: str


@strawberry.type
class Items:
    """The lines."""

    nodes: list[Item]


@strawberry.type
class Purchase:
    """An order."""

    no: str
    shop_no: str
    customer_no: str
    type: PurchaseType
    placed: str
    removed: str | None
    state: PurchaseState
    total_fen: int
    items: Items
    receipts: list[Receipt]
    parcels: list[Parcel]
    period: Period


@strawberry.type
class Freight:
    """What cancelling a purchase that was sent costs."""

    purchase_no: str
    fen: int
    as_of: str
    valid_until: str


@strawberry.type
class FreightPayment:
    """Freight that was paid."""

    slip: str
    purchase_no: str
    fen: int
    paid: str
    returned: str | None


def local(instant: datetime) -> str:
    """Without the offset, which everybody is expected to know."""
    return instant.astimezone(ZONE).replace(tzinfo=None).isoformat(" ")


def national(phone: str) -> str:
    """Without the country."""
    return phone.removeprefix(COUNTRY)


def international(phone: str) -> str:
    """With the country, where it is a number at all."""
    return COUNTRY + phone if phone.isdigit() and len(phone) == 11 else phone


def customer(member: own.Member) -> Customer:
    """A member in this dialect."""
    return Customer(
        no=member.code, full_name=member.name, id_card=member.id_number, card=member.bank_card, level=member.grade,
        contact=Contact(phone=national(member.mobile), wechat=member.wechat_id, address=member.shipping_address),
        shop_no=member.store_code, referrer_no=member.sponsor_code, joined=local(member.registered_at),
        secret_changed=local(member.password_reset_at) if member.password_reset_at else None,
        owns=[ShopRef(no=code) for code in member.legal_person_of],
    )  # fmt: skip


def shop(store: own.Store) -> Shop:
    """A store in this dialect."""
    manager = Manager(
        no=store.manager_code, full_name=store.manager_name, phone=national(store.manager_mobile)
    )
    return Shop(
        no=store.code,
        title=store.name,
        manager=manager,
        address=store.address,
        owner_no=store.legal_person_code,
    )


def period(found: own.SettlementPeriod) -> Period:
    """A settlement period in this dialect."""
    return Period(
        shop_no=found.store_code, label=found.code, begins=local(found.opens_at), ends=local(found.closes_at)
    )


def purchase(order: own.Order) -> Purchase:
    """An order in this dialect."""
    return Purchase(
        no=order.code, shop_no=order.store_code, customer_no=order.member_code,
        type=PurchaseType(order.kind.value), placed=local(order.placed_at),
        removed=local(order.deleted_at) if order.deleted_at else None,
        state=PurchaseState.SENT if order.shipped else PurchaseState.PAID, total_fen=_fen(order.total),
        items=Items(nodes=[
            Item(
                pos=line.number, sku=line.product_code, title=line.name, specification=line.specification,
                unit=line.unit, quantity=line.quantity, price_fen=_fen(line.unit_price), total_fen=_fen(line.amount),
            )
            for line in order.lines
        ]),
        receipts=[
            Receipt(
                slip=one.reference, fen=_fen(one.amount), payer=one.payer, method=one.method,
                at_millis=_millis(one.paid_at),
            )
            for one in order.payments
        ],
        parcels=[
            Parcel(
                no=one.number, carrier=one.carrier, sent_millis=_millis(one.shipped_at),
                signed_millis=_millis(one.delivered_at) if one.delivered_at else None,
            )
            for one in order.shipments
        ],
        period=period(order.settlement_period),
    )  # fmt: skip


def freight(quote: own.FeeQuote) -> Freight:
    """A fee quote in this dialect."""
    return Freight(
        purchase_no=quote.order_code, fen=_fen(quote.fee), as_of=local(quote.quoted_at),
        valid_until=local(quote.expires_at),
    )  # fmt: skip


def freight_payment(fee: own.FeePayment) -> FreightPayment:
    """A fee payment in this dialect."""
    returned = local(fee.refunded_at) if fee.refunded_at else None
    return FreightPayment(
        slip=fee.reference, purchase_no=fee.order_code, fen=_fen(fee.amount), paid=local(fee.paid_at),
        returned=returned,
    )  # fmt: skip


def _fen(money: own.Money) -> int:
    return int(money.amount * 100)


def _millis(instant: datetime) -> float:
    return round(instant.timestamp() * 1000)


@strawberry.type
class Accepted:
    """Done."""

    receipt: str
    done_at: str


@strawberry.type
class Rejected:
    """Not done."""

    code: str
    text: str
    because: list[str]


@strawberry.type
class Stale:
    """Not done: what was stated is not so. `what` is a word, `names` are the fields."""

    what: str
    names: list[CustomerField]


STALE = {
    answers.Precondition.SHIPPED_STATE: "STATE",
    answers.Precondition.FEE_PAID: "FREIGHT",
    answers.Precondition.BEFORE_VALUE: "OLD_VALUE",
}
