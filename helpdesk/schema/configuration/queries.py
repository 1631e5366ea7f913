"""Root fields about the configuration. All need `configuration.read`."""

from __future__ import annotations

from typing import Annotated, Any, cast

import strawberry
from sqlalchemy import literal_column

from helpdesk.configuration.kinds import Snapshot
from helpdesk.configuration.models import ConfigurationDraft as DraftRow
from helpdesk.kit import paging
from helpdesk.kit.actor import Permission
from helpdesk.kit.statements import Condition
from helpdesk.schema.arguments import After, First
from helpdesk.schema.configuration import entries, holidays, procedures, promises, versions
from helpdesk.schema.configuration.entries import Desk, Menu, RoutingRule
from helpdesk.schema.configuration.holidays import HolidayYear
from helpdesk.schema.configuration.procedures import ProcedureDefinition
from helpdesk.schema.configuration.promises import Calendar, SlaPolicy
from helpdesk.schema.configuration.versions import ConfigurationDraft, ConfigurationVersion
from helpdesk.schema.connections import Connection
from helpdesk.schema.context import Info
from helpdesk.schema.fields import needed
from helpdesk.schema.projection.requests import Rows, paged, selecting
from helpdesk.schema.sources import DRAFTS, VERSIONS

MOST_DRAFTS = 100
_OPEN = Condition(DraftRow.status == literal_column("'OPEN'"))


@strawberry.type
class ConfigurationQueries:
    """Root fields about the configuration."""

    @strawberry.field(
        description="A published version, the one in force by default; null for a number that there is not. "
        "Needs `configuration.read`."
    )
    async def configuration(
        self,
        info: Info,
        version: Annotated[int | None, strawberry.argument(description="Its number.")] = None,
    ) -> ConfigurationVersion | None:
        """One version."""
        _require(info)
        return versions.version(info.context, version)

    @strawberry.field(description="Published versions, the newest first. Needs `configuration.read`.")
    async def configuration_versions(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[ConfigurationVersion]:
        """A page of versions."""
        _require(info)
        page = paging.page(first=first, after=after)
        found: Any = paged(VERSIONS, info.context.actor, order=["-number"], page=page)
        return cast("Connection[ConfigurationVersion]", found)

    @strawberry.field(
        description="A draft with its diff; null when there is none of that id. Needs `configuration.read`."
    )
    async def configuration_draft(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="The draft, `dft_…`.")],
    ) -> ConfigurationDraft | None:
        """One draft."""
        _require(info)
        return versions.draft(needed("dft", id, "id"))

    @strawberry.field(
        description="The newest open drafts, at most 100, newest first. Needs `configuration.read`."
    )
    async def configuration_drafts(self, info: Info) -> list[ConfigurationDraft]:
        """What is being prepared."""
        _require(info)
        wanted = selecting(DRAFTS, info.context.actor, _OPEN, order=["-id"], most=MOST_DRAFTS)
        return cast("list[ConfigurationDraft]", Rows(DRAFTS, wanted))

    @strawberry.field(
        description="Routing rules in force, in the order in which they are tried. Needs `configuration.read`."
    )
    async def routing_rules(self, info: Info) -> list[RoutingRule]:
        """Rules, those switched off too."""
        return entries.rules(await _snapshot(info))

    @strawberry.field(description="SLA policies in force. Needs `configuration.read`.")
    async def sla_policies(self, info: Info) -> list[SlaPolicy]:
        """Policies."""
        return promises.policies(await _snapshot(info))

    @strawberry.field(description="Calendars in force. Needs `configuration.read`.")
    async def calendars(self, info: Info) -> list[Calendar]:
        """Calendars."""
        return promises.calendars(await _snapshot(info))

    @strawberry.field(
        description="Service desks in force, the default one first. Needs `configuration.read`."
    )
    async def desks(self, info: Info) -> list[Desk]:
        """Desks."""
        return entries.desks(await _snapshot(info))

    @strawberry.field(description="Definitions of procedures in force. Needs `configuration.read`.")
    async def procedure_definitions(self, info: Info) -> list[ProcedureDefinition]:
        """Definitions."""
        return procedures.procedures(await _snapshot(info))

    @strawberry.field(
        description="Navigation menus in force as they are written; `navigationMenu` is what a channel shows. Needs "
        "`configuration.read`."
    )
    async def menus(self, info: Info) -> list[Menu]:
        """Menus."""
        return entries.menus(await _snapshot(info))

    @strawberry.field(description="The years whose public holidays are known. Needs `configuration.read`.")
    async def holiday_years(self, info: Info) -> list[HolidayYear]:
        """Years."""
        _require(info)
        return holidays.years(info.context)


def _require(info: Info) -> None:
    info.context.actor.require(Permission.CONFIGURATION_READ)


async def _snapshot(info: Info) -> Snapshot:
    _require(info)
    return await info.context.configuration()
