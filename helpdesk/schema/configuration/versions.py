"""Versions and drafts of the configuration as the API shows them."""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import select
from strawberry.scalars import JSON

from helpdesk.catalog.documents import DESK, MENU, SERVICE_ITEM
from helpdesk.configuration import drafts, repository
from helpdesk.configuration.kinds import Kind
from helpdesk.configuration.models import ConfigurationHead
from helpdesk.configuration.models import ConfigurationVersion as VersionRow
from helpdesk.kit import ids
from helpdesk.kit.actor import Permission
from helpdesk.routing.rules import ROUTING_RULE
from helpdesk.schema.context import Context, Info
from helpdesk.schema.fields import column, identifier
from helpdesk.schema.node import NODES, Node
from helpdesk.schema.people import types as people
from helpdesk.schema.people.types import Agent
from helpdesk.sla.kinds import CALENDAR, SLA_POLICY


@strawberry.enum(description="Kinds of configuration entries.")
class ConfigurationKind(Enum):
    """A kind, by its name in the log."""

    SERVICE_ITEM = strawberry.enum_value(SERVICE_ITEM.name, description="A service item, `svc_…`.")
    DESK = strawberry.enum_value(DESK.name, description="A service desk, `dsk_…`.")
    MENU = strawberry.enum_value(MENU.name, description="A navigation menu, `mnu_…`.")
    ROUTING_RULE = strawberry.enum_value(ROUTING_RULE.name, description="A routing rule, `rul_…`.")
    SLA_POLICY = strawberry.enum_value(SLA_POLICY.name, description="An SLA policy, `pol_…`.")
    CALENDAR = strawberry.enum_value(CALENDAR.name, description="A calendar, `cal_…`.")

    @property
    def entry(self) -> str:
        """Its name in the log and in the registry."""
        return str(self.value)

    @property
    def prefix(self) -> str:
        """What ids of this kind begin with."""
        return _PREFIXES[self.entry]


_PREFIXES = {
    SERVICE_ITEM.name: "svc", DESK.name: "dsk", MENU.name: "mnu", ROUTING_RULE.name: "rul",
    SLA_POLICY.name: "pol", CALENDAR.name: "cal",
}  # fmt: skip


@strawberry.enum(description="What became of a draft.")
class DraftStatus(Enum):
    """A draft's state."""

    OPEN = strawberry.enum_value("OPEN", description="It can be changed, published and given up.")
    PUBLISHED = strawberry.enum_value("PUBLISHED", description="It came into force.")
    DISCARDED = strawberry.enum_value("DISCARDED", description="It was given up.")


@strawberry.type(description="How many entries of each kind a version holds.")
class EntryCounts:
    """Counts by kind."""

    service_items: int = strawberry.field(description="Service items.")
    desks: int = strawberry.field(description="Service desks.")
    menus: int = strawberry.field(description="Navigation menus.")
    routing_rules: int = strawberry.field(description="Routing rules.")
    sla_policies: int = strawberry.field(description="SLA policies.")
    calendars: int = strawberry.field(description="Calendars.")


async def _author(root: Any, info: Info) -> Agent | None:
    kind, _, key = root.row.author_key.partition(":")
    return await people.agent(info.context, UUID(key)) if kind == "agent" else None


@strawberry.type(description="A published version of the configuration; it never changes.")
class ConfigurationVersion:
    """A version."""

    row: strawberry.Private[Any]
    number: int = column("number", "Its number; tickets name the one that decided about them.")
    published_at: datetime = column("at", "When it came into force.")
    author_key: str = column("author_key", "Who published it: `agent:…`, `system`.")
    author: Agent | None = strawberry.field(resolver=_author, description="The agent, where it was one.")
    title: str = column("title", "What it is about.")
    reverts_to: int | None = column("reverts_to", "The version whose entries it brought back.")

    @strawberry.field(description="How many entries of each kind it holds.")
    async def entry_counts(self, info: Info) -> EntryCounts:
        """Counts by kind."""
        snapshot = await info.context.loaders.configuration(self.row.number)

        def count(kind: Kind[Any]) -> int:
            return len(snapshot.of(kind))

        return EntryCounts(
            service_items=count(SERVICE_ITEM), desks=count(DESK), menus=count(MENU),
            routing_rules=count(ROUTING_RULE), sla_policies=count(SLA_POLICY), calendars=count(CALENDAR),
        )  # fmt: skip


@strawberry.type(description="One entry that a draft changes.")
class ConfigurationChange:
    """Added (no before), removed (no after) or edited."""

    kind: ConfigurationKind = strawberry.field(description="Its kind.")
    key: strawberry.ID = strawberry.field(description="Its global id.")
    before: JSON | None = strawberry.field(
        description="The document in the version that the draft began on; ids in documents are plain UUIDs."
    )
    after: JSON | None = strawberry.field(description="The document that the draft puts in its place.")


@strawberry.type(description="Changes that are prepared: looked at, tried, then published or given up.")
class ConfigurationDraft(Node):
    """A draft."""

    row: strawberry.Private[Any]
    id: strawberry.ID = identifier("dft")
    title: str = column("title", "What it is about; becomes the version's title.")
    status: DraftStatus = column("status", "What became of it.", convert=DraftStatus)
    base_version: int = column("base_version", "The version that was in force when it was begun.")
    author_key: str = column("author_key", "Who began it.")
    author: Agent | None = strawberry.field(resolver=_author, description="The agent, where it was one.")
    created_at: datetime = column("created_at", "When it was begun.")
    version: int = column("revision", "Raised by each change; give it back as `expectedVersion`.")

    @strawberry.field(description="The diff: each entry that is other than in the version it began on.")
    async def changes(self, info: Info) -> list[ConfigurationChange]:
        """What publishing would change."""
        async with info.context.read() as connection:
            base = await repository.documents(connection, self.row.base_version)
        return [
            ConfigurationChange(
                kind=ConfigurationKind(found.kind),
                key=strawberry.ID(ids.encode(_PREFIXES[found.kind], found.key)),
                before=None if found.before is None else JSON(dict(found.before)),
                after=None if found.after is None else JSON(dict(found.after)),
            )
            for found in drafts.differences(base, self.row)
        ]


async def version(context: Context, number: int | None) -> ConfigurationVersion | None:
    """A published version, the one in force by default; null for a number that there is not."""
    current = select(ConfigurationHead.version).scalar_subquery()
    wanted = VersionRow.number == (current if number is None else number)
    rows = await context.loaders.rows(select(*VersionRow.__table__.columns).where(wanted))
    return ConfigurationVersion(row=rows[0]) if rows else None


async def draft(context: Context, key: UUID | None) -> ConfigurationDraft | None:
    """A draft by id, for those who may read the configuration."""
    if key is None or not context.actor.may(Permission.CONFIGURATION_READ):
        return None
    row = await context.loaders.draft.load(key)
    return None if row is None else ConfigurationDraft(row=row)


NODES.register("dft", draft)
