"""Versions and drafts of the configuration as the API shows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import Enum
from typing import Any, cast
from uuid import UUID

import strawberry
from sqlalchemy import BigInteger, bindparam, select
from strawberry.scalars import JSON

from helpdesk.calls.plans import CALL_PLAN
from helpdesk.calls.scripts import CALL_SCRIPT
from helpdesk.catalog.documents import DESK, MENU, SERVICE_ITEM
from helpdesk.configuration import drafts, repository
from helpdesk.configuration.kinds import Kind, Snapshot
from helpdesk.configuration.models import ConfigurationHead
from helpdesk.configuration.models import ConfigurationVersion as VersionRow
from helpdesk.kit import ids
from helpdesk.kit.statements import Condition
from helpdesk.procedures.definition import PROCEDURE
from helpdesk.routing.rules import ROUTING_RULE
from helpdesk.schema.context import Context
from helpdesk.schema.node import NODES, Node
from helpdesk.schema.people.types import Agent, acting_agent
from helpdesk.schema.projection.declarations import batched, column, identifier, to_one
from helpdesk.schema.projection.reading import Run
from helpdesk.schema.projection.requests import ByKey, First, selecting
from helpdesk.schema.sources import AGENTS, DRAFTS, VERSIONS
from helpdesk.sla.kinds import CALENDAR, SLA_POLICY
from helpdesk.tickets.phrases import PHRASE


@strawberry.enum(description="Kinds of configuration entries.")
class ConfigurationKind(Enum):
    """A kind, by its name in the log."""

    SERVICE_ITEM = strawberry.enum_value(SERVICE_ITEM.name, description="A service item, `svc_…`.")
    DESK = strawberry.enum_value(DESK.name, description="A service desk, `dsk_…`.")
    MENU = strawberry.enum_value(MENU.name, description="A navigation menu, `mnu_…`.")
    ROUTING_RULE = strawberry.enum_value(ROUTING_RULE.name, description="A routing rule, `rul_…`.")
    SLA_POLICY = strawberry.enum_value(SLA_POLICY.name, description="An SLA policy, `pol_…`.")
    CALENDAR = strawberry.enum_value(CALENDAR.name, description="A calendar, `cal_…`.")
    PROCEDURE = strawberry.enum_value(PROCEDURE.name, description="The definition of a procedure, `prd_…`.")
    PHRASE = strawberry.enum_value(PHRASE.name, description="A standard phrase, `phr_…`.")
    CALL_PLAN = strawberry.enum_value(CALL_PLAN.name, description="A call plan, `cpl_…`.")
    CALL_SCRIPT = strawberry.enum_value(CALL_SCRIPT.name, description="A call script, `csc_…`.")

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
    SLA_POLICY.name: "pol", CALENDAR.name: "cal", PROCEDURE.name: "prd", PHRASE.name: "phr",
    CALL_PLAN.name: "cpl", CALL_SCRIPT.name: "csc",
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
    procedures: int = strawberry.field(description="Definitions of procedures.")
    phrases: int = strawberry.field(description="Standard phrases.")
    call_plans: int = strawberry.field(description="Call plans.")
    call_scripts: int = strawberry.field(description="Call scripts.")


def _author() -> Any:
    return to_one(AGENTS, acting_agent("author_key"), "The agent, where it was one.")


async def _counts(run: Run, numbers: Sequence[tuple[int]]) -> list[EntryCounts]:
    """How many entries of each kind the versions hold."""
    return [_count(await run.context.configuration(number)) for (number,) in numbers]


def _count(snapshot: Snapshot) -> EntryCounts:
    def of(kind: Kind[Any]) -> int:
        return len(snapshot.of(kind))

    return EntryCounts(
        service_items=of(SERVICE_ITEM), desks=of(DESK), menus=of(MENU), routing_rules=of(ROUTING_RULE),
        sla_policies=of(SLA_POLICY), calendars=of(CALENDAR), procedures=of(PROCEDURE),
        phrases=of(PHRASE), call_plans=of(CALL_PLAN), call_scripts=of(CALL_SCRIPT),
    )  # fmt: skip


async def _changes(run: Run, drafts_: Sequence[tuple[int, Any]]) -> list[list[ConfigurationChange]]:
    """The diff of each draft."""
    found = []
    for base_version, changes in drafts_:
        async with run.context.read() as connection:
            base = await repository.documents(connection, base_version)
        found.append([_change(one) for one in drafts.differences(base, changes)])
    return found


def _change(found: drafts.Difference) -> ConfigurationChange:
    return ConfigurationChange(
        kind=ConfigurationKind(found.kind),
        key=strawberry.ID(ids.encode(_PREFIXES[found.kind], found.key)),
        before=None if found.before is None else JSON(dict(found.before)),
        after=None if found.after is None else JSON(dict(found.after)),
    )


@strawberry.type(description="A published version of the configuration; it never changes.")
class ConfigurationVersion:
    """A version."""

    number: int = column("number", "Its number; tickets name the one that decided about them.")
    published_at: datetime = column("at", "When it came into force.")
    author_key: str = column("author_key", "Who published it: `agent:…`, `system`.")
    author: Agent | None = _author()
    title: str = column("title", "What it is about.")
    reverts_to: int | None = column("reverts_to", "The version whose entries it brought back.")

    entry_counts: EntryCounts = batched(
        _counts, "number", description="How many entries of each kind it holds."
    )


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

    id: strawberry.ID = identifier("dft")
    title: str = column("title", "What it is about; becomes the version's title.")
    status: DraftStatus = column("status", "What became of it.", convert=DraftStatus)
    base_version: int = column("base_version", "The version that was in force when it was begun.")
    author_key: str = column("author_key", "Who began it.")
    author: Agent | None = _author()
    created_at: datetime = column("created_at", "When it was begun.")
    version: int = column("revision", "Raised by each change; give it back as `expectedVersion`.")

    changes: list[ConfigurationChange] = batched(
        _changes,
        "base_version",
        "changes",
        description="The diff: each entry that is other than in the version it began on.",
    )


_IN_FORCE = Condition(
    VersionRow.number == select(ConfigurationHead.version).correlate(None).scalar_subquery()
)
_NUMBERED = VersionRow.number == bindparam("number", type_=BigInteger())


def version(context: Context, number: int | None) -> ConfigurationVersion | None:
    """A published version, the one in force by default; null for a number that there is not."""
    wanted = _IN_FORCE if number is None else Condition(_NUMBERED, {"number": number})
    return cast("ConfigurationVersion | None", First(VERSIONS, selecting(VERSIONS, context.actor, wanted)))


def draft(key: UUID | None) -> ConfigurationDraft | None:
    """A draft by id, for those who may read the configuration."""
    return cast("ConfigurationDraft | None", ByKey(DRAFTS, key))


NODES.register("dft", DRAFTS)
