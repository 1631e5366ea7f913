"""The operations of `port.Platform` as data: which values each one sends, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from pydantic.alias_generators import to_snake

from helpdesk.platform.acts import (
    FeeRecord,
    FeeRefund,
    FieldChange,
    MemberChange,
    OrderDeletion,
    PasswordReset,
)
from helpdesk.platform.values import (
    FeePayment,
    FeeQuote,
    Member,
    Money,
    Order,
    OrderLine,
    Payment,
    SettlementPeriod,
    Shipment,
    Store,
)


@dataclass(frozen=True, slots=True)
class Contract:
    """`values` are what its arguments can be made of. `kind` is what a read answers, None for outcomes."""

    values: frozenset[str]
    kind: type[Any] | None = None
    many: bool = False


def _read(kind: type[Any], *values: str, many: bool = False) -> Contract:
    return Contract(frozenset(values), kind, many)


def _act(*kinds: type[Any]) -> Contract:
    return Contract(frozenset({"key", *(field.name for kind in kinds for field in fields(kind))}))


READS = {
    "member": _read(Member, "code"),
    "members_by_phone": _read(Member, "phone", many=True),
    "members_of": _read(Member, "store_code", many=True),
    "store": _read(Store, "code"),
    "stores": _read(Store, many=True),
    "order": _read(Order, "code"),
    "orders_of_member": _read(Order, "member_code", many=True),
    "orders_of_store": _read(Order, "store_code", many=True),
    "settlement_period": _read(SettlementPeriod, "order_code"),
    "fee_quote": _read(FeeQuote, "order_code"),
    "fee_payments": _read(FeePayment, "order_code", many=True),
}
ACTS = {
    "apply_member_change": _act(MemberChange, FieldChange),
    "reset_password": _act(PasswordReset),
    "delete_order": _act(OrderDeletion),
    "record_fee": _act(FeeRecord),
    "refund_fee": _act(FeeRefund),
}
OPERATIONS = {**READS, **ACTS, "outcome_of": Contract(frozenset({"key"}))}

_VALUES = (Member, Store, Order, OrderLine, Payment, Shipment, SettlementPeriod, FeeQuote, FeePayment, Money)
SHAPES = frozenset(to_snake(kind.__name__) for kind in _VALUES)
"""The shapes that are looked for by the value's own name."""
