"""Events as the API shows them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import func, select
from strawberry.scalars import JSON

from helpdesk.events.models import EventRow
from helpdesk.kit import ids, paging
from helpdesk.kit.actor import Permission
from helpdesk.schema.connections import Connection, connect
from helpdesk.schema.context import Context, Info
from helpdesk.schema.enums import ActorKind
from helpdesk.schema.fields import column, identifier
from helpdesk.schema.node import NODES, Node
from helpdesk.schema.people import types as people
from helpdesk.schema.people.types import Agent

SUBJECTS = {
    "ticket": "tkt",
    "agent": "agt",
    "group": "grp",
    "organisation_unit": "unt",
    "integration": "itg",
    "customer": "cus",
    "configuration_draft": "dft",
}
"""Which subjects are nodes, by the prefix of their ids."""
_INTERNAL = ("clock.", "ticket.routed", "ticket.escalation_notified")
INTERNAL_NOTE = {"visibility": "INTERNAL"}


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

    @strawberry.field(description="Global id of what it happened to, where that is a node.")
    def subject_id(self) -> strawberry.ID | None:
        """The subject's public id."""
        prefix = SUBJECTS.get(self.row.subject_kind)
        return None if prefix is None else strawberry.ID(ids.encode(prefix, self.row.subject_id))

    @strawberry.field(description="The agent who did it, where it was one.")
    async def agent(self, info: Info) -> Agent | None:
        """The acting agent."""
        kind, _, key = self.row.actor_key.partition(":")
        return await people.agent(info.context, UUID(key)) if kind == "agent" else None


async def event_connection(
    context: Context, subject_kind: str, subject_id: UUID, *, first: int | None, after: str | None
) -> Connection[Event]:
    """A subject's history by revision, as far as the caller may read it."""
    page = paging.page(first=first, after=after, default=100)
    begin = page.after[0] if page.after else 0
    if not isinstance(begin, int):
        raise paging.InvalidCursor(field="after")
    conditions = [
        EventRow.subject_kind == subject_kind,
        EventRow.subject_id == subject_id,
        *readable(context),
    ]
    rows = await context.loaders.rows(
        select(*EventRow.__table__.columns)
        .where(*conditions, EventRow.revision > begin)
        .order_by(EventRow.revision)
        .limit(page.size + 1)
    )

    async def count() -> int:
        found = await context.loaders.rows(select(func.count()).select_from(EventRow).where(*conditions))
        return int(found[0][0])

    return connect(
        paging.cut(rows, page),
        node=lambda row: Event(row=row),
        cursor=lambda row: paging.encode([row.revision]),
        count=count,
    )


def readable(context: Context) -> list[Any]:
    """Conditions on events: clocks, routing and internal notes are for those who may read internals."""
    if context.actor.may(Permission.TICKET_READ_INTERNAL):
        return []
    return [
        *(EventRow.kind.not_like(f"{prefix}%") for prefix in _INTERNAL),
        ~EventRow.data.contains(INTERNAL_NOTE),
    ]


def may_read(context: Context, kind: str, data: Any) -> bool:
    """The same rule as `readable`, for one event."""
    if context.actor.may(Permission.TICKET_READ_INTERNAL):
        return True
    return not kind.startswith(_INTERNAL) and data.get("visibility") != "INTERNAL"


async def event(context: Context, key: UUID) -> Event | None:
    """An event about something that the caller sees, by id."""
    row = await context.loaders.event.load(key)
    if row is None or not may_read(context, row.kind, row.data):
        return None
    if row.subject_kind == "ticket":
        return Event(row=row) if await context.loaders.ticket.load(row.subject_id) is not None else None
    return Event(row=row) if context.actor.may(Permission.EVENTS_READ) else None


NODES.register("evt", event)
