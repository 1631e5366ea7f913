"""Root fields about the configuration. All need `configuration.read`."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry
from sqlalchemy import func, select

from helpdesk.configuration.kinds import Snapshot
from helpdesk.configuration.models import ConfigurationDraft as DraftRow
from helpdesk.configuration.models import ConfigurationVersion as VersionRow
from helpdesk.kit import paging
from helpdesk.kit.actor import Permission
from helpdesk.schema.arguments import After, First
from helpdesk.schema.configuration import entries, holidays, promises, versions
from helpdesk.schema.configuration.entries import Desk, Menu, RoutingRule
from helpdesk.schema.configuration.holidays import HolidayYear
from helpdesk.schema.configuration.promises import Calendar, SlaPolicy
from helpdesk.schema.configuration.versions import ConfigurationDraft, ConfigurationVersion
from helpdesk.schema.connections import Connection, connect
from helpdesk.schema.context import Info
from helpdesk.schema.fields import needed

MOST_DRAFTS = 100


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
        return await versions.version(info.context, version)

    @strawberry.field(description="Published versions, the newest first. Needs `configuration.read`.")
    async def configuration_versions(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[ConfigurationVersion]:
        """A page of versions."""
        _require(info)
        page = paging.page(first=first, after=after)
        statement = select(*VersionRow.__table__.columns).order_by(VersionRow.number.desc())
        if page.after is not None:
            statement = statement.where(VersionRow.number < _number(page.after))
        rows = await info.context.loaders.rows(statement.limit(page.size + 1))

        async def count() -> int:
            found = await info.context.loaders.rows(select(func.count()).select_from(VersionRow))
            return int(found[0][0])

        return connect(
            paging.cut(rows, page),
            node=lambda row: ConfigurationVersion(row=row),
            cursor=lambda row: paging.encode([row.number]),
            count=count,
        )

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
        return await versions.draft(info.context, needed("dft", id, "id"))

    @strawberry.field(
        description="The newest open drafts, at most 100, newest first. Needs `configuration.read`."
    )
    async def configuration_drafts(self, info: Info) -> list[ConfigurationDraft]:
        """What is being prepared."""
        _require(info)
        rows = await info.context.loaders.rows(
            select(*DraftRow.__table__.columns)
            .where(DraftRow.status == "OPEN")
            .order_by(DraftRow.id.desc())
            .limit(MOST_DRAFTS)
        )
        return [ConfigurationDraft(row=row) for row in rows]

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
        return await holidays.years(info.context)


def _require(info: Info) -> None:
    info.context.actor.require(Permission.CONFIGURATION_READ)


async def _snapshot(info: Info) -> Snapshot:
    _require(info)
    return await info.context.loaders.configuration()


def _number(values: tuple[Any, ...]) -> int:
    if len(values) != 1 or not isinstance(values[0], int):
        raise paging.InvalidCursor(field="after")
    return values[0]
