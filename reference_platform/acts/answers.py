"""How an act can answer, and how that answer is kept under its key."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Annotated, Any, TypeAlias

import strawberry


@strawberry.enum
class MemberField(Enum):
    """A field of a member that can be changed. The ID-card number is none."""

    NAME = "NAME"
    MOBILE = "MOBILE"
    WECHAT_ID = "WECHAT_ID"
    BANK_CARD = "BANK_CARD"
    SHIPPING_ADDRESS = "SHIPPING_ADDRESS"


@strawberry.enum
class Precondition(Enum):
    """What the caller stated and the platform found no longer so."""

    PERIOD_OPEN = "PERIOD_OPEN"
    SHIPPED_STATE = "SHIPPED_STATE"
    FEE_PAID = "FEE_PAID"
    BEFORE_VALUE = "BEFORE_VALUE"


@strawberry.type
class Done:
    """It is done, at the platform's instant `at`. `reference` is the platform's receipt."""

    reference: str
    at: datetime


@strawberry.type
class Refused:
    """The platform does not do this. Nothing changed. `dependencies` name what stands in the way."""

    reason: str
    message: str
    dependencies: list[str] = strawberry.field(default_factory=list)


@strawberry.type
class PreconditionGone:
    """What the call stated is not so (any more). Nothing changed. `fields` names members' fields."""

    which: Precondition
    fields: list[MemberField] = strawberry.field(default_factory=list)


Answer: TypeAlias = Done | Refused | PreconditionGone
ActOutcome = Annotated[Done | Refused | PreconditionGone, strawberry.union("ActOutcome")]


def to_document(answer: Answer) -> dict[str, Any]:
    """The answer as JSON, to be kept under its key."""
    match answer:
        case Done():
            return {"is": "Done", "reference": answer.reference, "at": answer.at.isoformat()}
        case Refused():
            return {
                "is": "Refused",
                "reason": answer.reason,
                "message": answer.message,
                "dependencies": answer.dependencies,
            }
        case PreconditionGone():
            fields = [field.value for field in answer.fields]
            return {"is": "PreconditionGone", "which": answer.which.value, "fields": fields}


def from_document(document: dict[str, Any]) -> Answer:
    """The answer that was kept."""
    match document["is"]:
        case "Done":
            return Done(reference=document["reference"], at=datetime.fromisoformat(document["at"]))
        case "Refused":
            return Refused(
                reason=document["reason"],
                message=document["message"],
                dependencies=document["dependencies"],
            )
        case _:
            return PreconditionGone(
                which=Precondition(document["which"]),
                fields=[MemberField(field) for field in document["fields"]],
            )
