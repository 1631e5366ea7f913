"""The kinds of acts: how each is told to the platform. A new one is a function and a line."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeAlias
from uuid import UUID

from helpdesk.platform.acts import (
    FeeRecord,
    FeeRefund,
    FieldChange,
    MemberChange,
    OrderDeletion,
    Outcome,
    PasswordReset,
)
from helpdesk.platform.port import Platform
from helpdesk.platform.values import MemberField

Arguments: TypeAlias = Mapping[str, Any]
Opened: TypeAlias = Mapping[UUID, str | None]


class Erased(Exception):
    """A sealed value that the act needs was erased: it can never be done."""


@dataclass(frozen=True, slots=True)
class ActKind:
    """How an act is told, and which sealed values it needs opened."""

    call: Callable[[Platform, Arguments, Opened, str], Awaitable[Outcome]]
    sealed: Callable[[Arguments], Iterator[UUID]] = lambda _: iter(())


async def change_member(platform: Platform, arguments: Arguments, opened: Opened, key: str) -> Outcome:
    """All changes of one form, from the values that were verified."""
    changes = tuple(
        FieldChange(
            MemberField(row["field"]),
            _value(opened, row["before"]) if row["before"] else None,
            _value(opened, row["after"]),
        )
        for row in arguments["changes"]
    )
    return await platform.apply_member_change(MemberChange(arguments["member_code"], changes), key=key)


async def reset_password(platform: Platform, arguments: Arguments, opened: Opened, key: str) -> Outcome:
    """A new secret for whoever consented at that number."""
    reset = PasswordReset(arguments["member_code"], _value(opened, arguments["mobile"]))
    return await platform.reset_password(reset, key=key)


async def delete_order(platform: Platform, arguments: Arguments, opened: Opened, key: str) -> Outcome:
    """The order, as it was checked: shipped or not, against which fee."""
    deletion = OrderDeletion(arguments["order_code"], arguments["shipped"], arguments.get("fee_reference"))
    return await platform.delete_order(deletion, key=key)


async def record_fee(platform: Platform, arguments: Arguments, opened: Opened, key: str) -> Outcome:
    """A fee that finance saw paid."""
    fee = FeeRecord(arguments["order_code"], arguments["reference"], Decimal(arguments["amount"]))
    return await platform.record_fee(fee, key=key)


async def refund_fee(platform: Platform, arguments: Arguments, opened: Opened, key: str) -> Outcome:
    """A fee to be given back."""
    return await platform.refund_fee(FeeRefund(arguments["reference"], arguments["reason"]), key=key)


def _of_changes(arguments: Arguments) -> Iterator[UUID]:
    for row in arguments["changes"]:
        yield from (UUID(row[side]) for side in ("before", "after") if row[side])


def _of_mobile(arguments: Arguments) -> Iterator[UUID]:
    yield UUID(arguments["mobile"])


def _value(opened: Opened, sealed_id: str) -> str:
    found = opened.get(UUID(sealed_id))
    if found is None:
        raise Erased
    return found


ACTS: Mapping[str, ActKind] = {
    "CHANGE_MEMBER": ActKind(change_member, _of_changes),
    "RESET_PASSWORD": ActKind(reset_password, _of_mobile),
    "DELETE_ORDER": ActKind(delete_order),
    "RECORD_FEE": ActKind(record_fee),
    "REFUND_FEE": ActKind(refund_fee),
}
