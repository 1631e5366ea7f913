"""What the platform can be told to do, and how it answers."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from helpdesk.platform.values import MemberField


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field: what the platform held when it was verified, and what it shall hold."""

    field: MemberField
    before: str | None = dataclasses.field(repr=False)
    after: str = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True)
class MemberChange:
    """All changes of one form, applied whole or not at all (docs/domain.md, 3.1)."""

    member_code: str
    changes: tuple[FieldChange, ...]


@dataclass(frozen=True, slots=True)
class PasswordReset:
    """A new secret, which the platform sends to the member. `mobile` is the number that was called;
    another one registered meanwhile is a precondition gone (docs/domain.md, 3.2)."""

    member_code: str
    mobile: str = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True)
class OrderDeletion:
    """Preconditions: the period is open, `shipped` is as stated, and where shipped the fee under
    `fee_reference` is paid and covers the quote (docs/domain.md, 3.3)."""

    order_code: str
    shipped: bool
    fee_reference: str | None = None


@dataclass(frozen=True, slots=True)
class FeeRecord:
    """A logistics fee that finance saw paid. `amount` is in the platform's currency."""

    order_code: str
    reference: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class FeeRefund:
    """A fee to be given back whole, and why."""

    reference: str
    reason: str


class Precondition(StrEnum):
    """What was stated and is not so."""

    PERIOD_OPEN = "PERIOD_OPEN"
    SHIPPED_STATE = "SHIPPED_STATE"
    FEE_PAID = "FEE_PAID"
    BEFORE_VALUE = "BEFORE_VALUE"


@dataclass(frozen=True, slots=True)
class Done:
    """It is done, since the platform's instant `at`. `reference` is the platform's receipt."""

    reference: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Refused:
    """The platform does not do this; nothing changed. `reason` is a code (`MEMBER_HAS_DEPENDENCIES`),
    `dependencies` name what stands in the way."""

    reason: str
    message: str
    dependencies: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PreconditionGone:
    """What the act stated is not so any more; nothing changed. `fields` for BEFORE_VALUE."""

    which: Precondition
    fields: tuple[MemberField, ...] = ()


Outcome: TypeAlias = Done | Refused | PreconditionGone
