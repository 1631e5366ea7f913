"""Root fields about people: the caller, agents, groups, units, rosters."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, cast

import strawberry
from sqlalchemy import Uuid, bindparam, select

from helpdesk.accounts.models import Agent as AgentRow
from helpdesk.accounts.models import GroupMember
from helpdesk.kit import paging
from helpdesk.kit.actor import Permission
from helpdesk.kit.statements import Condition
from helpdesk.schema.arguments import After, First
from helpdesk.schema.connections import Connection
from helpdesk.schema.context import Info
from helpdesk.schema.fields import optional
from helpdesk.schema.people import rosters
from helpdesk.schema.people import types as people
from helpdesk.schema.people.rosters import Roster
from helpdesk.schema.people.types import Agent, AgentGroup, Integration, IntegrationToken
from helpdesk.schema.people.viewer import Viewer
from helpdesk.schema.projection.requests import Rows, paged, selecting
from helpdesk.schema.projection.sources import Source
from helpdesk.schema.sources import AGENTS, GROUPS, INTEGRATION_TOKENS, INTEGRATIONS, UNITS

_IN_GROUP = AgentRow.id.in_(
    select(GroupMember.agent_id).where(GroupMember.group_id == bindparam("group", type_=Uuid()))
)

_OF_INTEGRATION = INTEGRATION_TOKENS.table.c.integration_id == bindparam("integration", type_=Uuid())


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
        return cast("list[AgentGroup]", _all(info, GROUPS, "code"))

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
        group = optional("grp", group_id, "groupId")
        conditions = [] if group is None else [Condition(_IN_GROUP, {"group": group})]
        page = paging.page(first=first, after=after)
        found: Any = paged(AGENTS, info.context.actor, *conditions, order=["id"], page=page)
        return cast("Connection[Agent]", found)

    @strawberry.field(description="Departments and the company by code. Needs `organisation.read`.")
    async def organisation_units(self, info: Info) -> list[people.OrganisationUnit]:
        """Units."""
        info.context.actor.require(Permission.ORGANISATION_READ)
        return cast("list[people.OrganisationUnit]", _all(info, UNITS, "code"))

    @strawberry.field(description="Registered integrations by key. Needs `organisation.read`.")
    async def integrations(self, info: Info) -> list[Integration]:
        """Programs that may call, and those shut out."""
        info.context.actor.require(Permission.ORGANISATION_READ)
        return cast("list[Integration]", _all(info, INTEGRATIONS, "external_key"))

    @strawberry.field(
        description="Tokens made for integrations, revoked and expired ones too, in the order in which they were made. "
        "Needs `organisation.write`."
    )
    async def integration_tokens(
        self,
        info: Info,
        integration_id: Annotated[
            strawberry.ID | None, strawberry.argument(description="Only those of this integration.")
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[IntegrationToken]:
        """A page of tokens."""
        info.context.actor.require(Permission.ORGANISATION_WRITE)
        wanted = optional("itg", integration_id, "integrationId")
        conditions = [] if wanted is None else [Condition(_OF_INTEGRATION, {"integration": wanted})]
        page = paging.page(first=first, after=after)
        found: Any = paged(INTEGRATION_TOKENS, info.context.actor, *conditions, order=["id"], page=page)
        return cast("Connection[IntegrationToken]", found)

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
        return rosters.roster(
            info.context,
            agent_id=optional("agt", agent_id, "agentId"),
            group_id=optional("grp", group_id, "groupId"),
            since=since,
            until=until,
        )


def _all(info: Info, source: Source, order: str) -> Any:
    return Rows(source, selecting(source, info.context.actor, order=[order]))
