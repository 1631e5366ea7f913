"""Root fields about people: the caller, agents, groups, units, rosters."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry
from sqlalchemy import func, select

from helpdesk.accounts.models import Agent as AgentRow
from helpdesk.accounts.models import AgentGroup as GroupRow
from helpdesk.accounts.models import GroupMember, OrganisationUnit
from helpdesk.accounts.models import Integration as IntegrationRow
from helpdesk.kit import paging
from helpdesk.kit.actor import Permission
from helpdesk.schema.arguments import After, First
from helpdesk.schema.connections import Connection, connect
from helpdesk.schema.context import Info
from helpdesk.schema.fields import optional
from helpdesk.schema.people import rosters
from helpdesk.schema.people import types as people
from helpdesk.schema.people.rosters import Roster
from helpdesk.schema.people.types import Agent, AgentGroup, Integration
from helpdesk.schema.people.viewer import Viewer


@strawberry.type
class PeopleQueries:
    """Root fields about people."""

    @strawberry.field(description="The caller. Anybody who is signed in may ask.")
    def viewer(self) -> Viewer:
        """Who is calling."""
        return Viewer()

    @strawberry.field(description="All agent groups by code. Needs `organisation.read`.")
    async def agent_groups(self, info: Info) -> list[AgentGroup]:
        """Groups, those out of use too."""
        info.context.actor.require(Permission.ORGANISATION_READ)
        rows = await info.context.loaders.rows(select(*GroupRow.__table__.columns).order_by(GroupRow.code))
        return [AgentGroup(row=row) for row in rows]

    @strawberry.field(description="Agents in the order in which they were made. Needs `organisation.read`.")
    async def agents(
        self,
        info: Info,
        group_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Only those who work in this group.")
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[Agent]:
        """A page of agents."""
        info.context.actor.require(Permission.ORGANISATION_READ)
        conditions = _agents(optional("grp", group_id, "groupId"))
        page = paging.page(first=first, after=after)
        rows = await info.context.loaders.rows(
            select(*AgentRow.__table__.columns)
            .where(*conditions, *([AgentRow.id > _agent_id(page.after)] if page.after else ()))
            .order_by(AgentRow.id)
            .limit(page.size + 1)
        )

        async def count() -> int:
            statement = select(func.count()).select_from(AgentRow).where(*conditions)
            return int((await info.context.loaders.rows(statement))[0][0])

        return connect(
            paging.cut(rows, page),
            node=lambda row: Agent(row=row),
            cursor=lambda row: paging.encode([row.id]),
            count=count,
        )

    @strawberry.field(description="Departments and the company by code. Needs `organisation.read`.")
    async def organisation_units(self, info: Info) -> list[people.OrganisationUnit]:
        """Units."""
        info.context.actor.require(Permission.ORGANISATION_READ)
        rows = await info.context.loaders.rows(
            select(*OrganisationUnit.__table__.columns).order_by(OrganisationUnit.code)
        )
        return [people.OrganisationUnit(row=row) for row in rows]

    @strawberry.field(description="Registered integrations by key. Needs `organisation.read`.")
    async def integrations(self, info: Info) -> list[Integration]:
        """Programs that may call, and those shut out."""
        info.context.actor.require(Permission.ORGANISATION_READ)
        rows = await info.context.loaders.rows(
            select(*IntegrationRow.__table__.columns).order_by(IntegrationRow.external_key)
        )
        return [Integration(row=row) for row in rows]

    @strawberry.field(
        description="Shifts and leave of one agent, or of a group's members, that touch `[from, to)`, at most 366 "
        "days. Needs `organisation.read`."
    )
    async def roster(
        self,
        info: Info,
        since: Annotated[datetime, strawberry.argument(name="from", description="The window's beginning.")],
        until: Annotated[datetime, strawberry.argument(name="to", description="The window's end.")],
        agent_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Of this agent; or give `groupId`.")
        ] = None,
        group_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Of this group's members.")
        ] = None,
    ) -> Roster:
        """Who is on duty and who is away."""
        info.context.actor.require(Permission.ORGANISATION_READ)
        return await rosters.roster(
            info.context,
            agent_id=optional("agt", agent_id, "agentId"),
            group_id=optional("grp", group_id, "groupId"),
            since=since,
            until=until,
        )


def _agents(group_id: UUID | None) -> list[Any]:
    if group_id is None:
        return []
    return [AgentRow.id.in_(select(GroupMember.agent_id).where(GroupMember.group_id == group_id))]


def _agent_id(values: tuple[Any, ...]) -> UUID:
    try:
        (key,) = values
        return UUID(key)
    except (ValueError, TypeError, AttributeError):
        raise paging.InvalidCursor(field="after") from None
