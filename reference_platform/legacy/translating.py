"""From the platform's own values to the other dialect's."""

from __future__ import annotations

from datetime import datetime

from reference_platform.legacy.types import (
    Contact,
    Customer,
    Freight,
    FreightPayment,
    Item,
    Items,
    Manager,
    Parcel,
    Period,
    Purchase,
    PurchaseState,
    PurchaseType,
    Receipt,
    Shop,
    ShopRef,
)
from reference_platform.periods import ZONE
from reference_platform.schema import types as own

COUNTRY = "+86"


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
