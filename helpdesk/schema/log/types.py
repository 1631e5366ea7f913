"""Events as the API shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from helpdesk.kit import ids
from helpdesk.kit.actor import Actor, Permission
from helpdesk.schema.enums import ActorKind
from helpdesk.schema.node import NODES, Node
from helpdesk.schema.people.types import Agent, acting_agent
from helpdesk.schema.projection.declarations import column, computed, identifier, to_one
from helpdesk.schema.sources import AGENTS, EVENTS, INTERNAL

SUBJECTS = {
    "ticket": "tkt",
    "agent": "agt",
    "group": "grp",
    "organisation_unit": "unt",
    "integration": "itg",
    "integration_token": "itk",
    "token_revocation": "rvk",
    "customer": "cus",
    "configuration_draft": "dft",
    "planned_call": "pcl",
    "delivery": "dlv",
}
"""Which subjects are nodes, by the prefix of their ids."""


def _public_subject(kind: str, key: UUID) -> strawberry.ID | None:
    prefix = SUBJECTS.get(kind)
    return None if prefix is None else strawberry.ID(ids.encode(prefix, key))


@strawberry.type(description="One fact of the event log: who did what to what, when, before and after.")
class Event(Node):
    """An event; its data holds ids, codes and states, never personal data."""

    row: strawberry.Private[Any]
    id: strawberry.ID = identifier("evt")
    kind: str = column("kind", "What happened, as `ticket.assigned`; docs/events.md lists the kinds.")
    subject_kind: str = column("subject_kind", "What it happened to, as `ticket`.")
    revision: int = column("revision", "Its place in the subject's own history, from 1.")
    at: datetime = column("at", "When it happened.")
    data: JSON = column("data", "What the kind tells: before and after, ids, reasons.")
    actor_kind: ActorKind = column("actor_kind", "Kind of the party that did it.", convert=ActorKind)
    actor_key: str = column("actor_key", "Who did it: `agent:…`, `store:S001`, `member:M1001`, `system`.")

    subject_id: strawberry.ID | None = computed(
        _public_subject,
        "subject_kind",
        "subject_id",
        description="Global id of what it happened to, where that is a node.",
    )
    agent: Agent | None = to_one(AGENTS, acting_agent("actor_key"), "The agent who did it, where it was one.")


def may_read(actor: Actor, kind: str, data: Any) -> bool:
    """Whether the caller may read an event of that kind: the scope of `EVENTS`, for one event."""
    if actor.may(Permission.TICKET_READ_INTERNAL):
        return True
    return not kind.startswith(INTERNAL) and data.get("visibility") != "INTERNAL"


NODES.register("evt", EVENTS)
