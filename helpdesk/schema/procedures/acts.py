"""Acts on the platform as the API shows them to those who may read internals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from helpdesk.schema.node import NODES, Node
from helpdesk.schema.projection.declarations import column, identifier, to_one
from helpdesk.schema.sources import ACTS, TICKETS

if TYPE_CHECKING:
    from helpdesk.schema.tickets.types import Ticket


@strawberry.enum(description="What the platform is told to do.")
class PlatformActKind(Enum):
    """A kind of act."""

    CHANGE_MEMBER = strawberry.enum_value("CHANGE_MEMBER", description="Change fields of a member.")
    RESET_PASSWORD = strawberry.enum_value("RESET_PASSWORD", description="Send a member a new secret.")
    DELETE_ORDER = strawberry.enum_value("DELETE_ORDER", description="Delete an order.")
    RECORD_FEE = strawberry.enum_value("RECORD_FEE", description="Note a fee that finance saw paid.")
    REFUND_FEE = strawberry.enum_value("REFUND_FEE", description="Give a fee back.")


@strawberry.enum(description="Where an act on the platform stands.")
class PlatformActState(Enum):
    """An act's state."""

    PENDING = strawberry.enum_value("PENDING", description="Nothing was sent so far.")
    CLAIMED = strawberry.enum_value("CLAIMED", description="A worker has it in hand.")
    UNKNOWN = strawberry.enum_value(
        "UNKNOWN", description="It was sent and not answered; it is asked about, or repeated under its key."
    )
    STUCK = strawberry.enum_value(
        "STUCK", description="Nobody can say whether the platform acted; a person decides."
    )
    DONE = strawberry.enum_value("DONE", description="The platform did it.")
    REFUSED = strawberry.enum_value("REFUSED", description="The platform does not do it; nothing changed.")
    PRECONDITION_GONE = strawberry.enum_value(
        "PRECONDITION_GONE", description="What it stated was not so any more; nothing changed."
    )
    GIVEN_UP = strawberry.enum_value("GIVEN_UP", description="A person let it be.")
    WITHDRAWN = strawberry.enum_value(
        "WITHDRAWN", description="Its procedure ended before anything was sent."
    )


@strawberry.type(description="What the platform answered to an act.")
class PlatformAnswer:
    """An answer, by the codes of the platform."""

    at: datetime | None = strawberry.field(
        description="When it was done, by the platform's clock; null where it was not."
    )
    reference: str | None = strawberry.field(description="The platform's receipt of what it did.")
    reason: str | None = strawberry.field(
        description="Why not, as a code: of a refusal, or the precondition that is gone (`PERIOD_OPEN`, "
        "`SHIPPED_STATE`, `FEE_PAID`, `BEFORE_VALUE`)."
    )
    dependencies: list[str] = strawberry.field(description="What stood in the way of it.")
    fields: list[str] = strawberry.field(description="The member's fields that changed meanwhile.")


def _answer(kept: Mapping[str, Any] | None) -> PlatformAnswer | None:
    if kept is None:
        return None
    at = kept.get("at")
    return PlatformAnswer(
        at=datetime.fromisoformat(at) if at else None,
        reference=kept.get("reference"),
        reason=kept.get("reason") or kept.get("which"),
        dependencies=list(kept.get("dependencies", ())),
        fields=list(kept.get("fields", ())),
    )


@strawberry.type(
    description="Something that the platform is told to do, once in effect. Needs `ticket.read_internal`."
)
class PlatformAct(Node):
    """An act."""

    id: strawberry.ID = identifier("act")
    kind: PlatformActKind = column("kind", "What is to be done.", convert=PlatformActKind)
    state: PlatformActState = column("state", "Where it stands.", convert=PlatformActState)
    tries: int = column("attempts", "How often a worker had it in hand.")
    sent: int = column("sent", "How often it was sent, always under the same key.")
    answer: PlatformAnswer | None = column(
        "answer", "What the platform answered; null before it did.", convert=_answer
    )
    last_failure: str | None = column(
        "last_failure",
        "Why the last try told nothing, as a code: `timeout`, `NO_OUTCOME_YET`, `NOT_QUERYABLE` …",
    )
    repeatable_until: datetime | None = column(
        "only_ask_from", "From this instant on it is never sent, only asked about; null: it has no end."
    )
    next_at: datetime | None = column("next_at", "When it is tried next; null when it is not.")
    created_at: datetime = column("created_at", "When it was asked for.")
    settled_at: datetime | None = column("settled_at", "When it was answered, given up or withdrawn.")
    ticket: Annotated[Ticket, strawberry.lazy("helpdesk.schema.tickets.types")] | None = to_one(
        TICKETS, "ticket_id", "The ticket whose procedure waits for it; null when the caller may not see it."
    )


NODES.register("act", ACTS)
