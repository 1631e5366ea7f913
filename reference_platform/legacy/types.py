"""What the other dialect shows: local times without an offset, milliseconds, amounts in fen, national numbers."""

from __future__ import annotations

from enum import Enum

import strawberry

from reference_platform.acts import answers


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
