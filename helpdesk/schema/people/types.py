"""Agents, groups and the organisation as the API shows them."""

from __future__ import annotations

from typing import Any

import strawberry

from helpdesk.kit.actor import Permission
from helpdesk.schema.context import Context, Info
from helpdesk.schema.fields import column, identifier
from helpdesk.schema.node import NODES, Node
from helpdesk.schema.people.enums import Language, Presence, UnitKind


@strawberry.type(description="A name in both languages.")
class Name:
    """A name in the caller's language and in both."""

    zh: str = strawberry.field(description="In Chinese.")
    en: str = strawberry.field(description="In English.")

    @strawberry.field(description="In the language of the request (Accept-Language).")
    def text(self, info: Info) -> str:
        """The name for this reader."""
        return self.zh if info.context.language == "zh-CN" else self.en


def _name(root: Any) -> Name:
    return Name(zh=root.row.name_zh, en=root.row.name_en)


@strawberry.type(description="One who works tickets (客服专员).")
class Agent(Node):
    """An agent's public face."""

    row: strawberry.Private[Any]
    id: strawberry.ID = identifier("agt")
    name: str = column("name", "The name that colleagues and requesters see.")
    presence: Presence = column("presence", "Whether they take work at this moment.", convert=Presence)
    active: bool = column("active", "Whether they still work here.")
    skills: list[str] = column("skills", "What they can do, as routing asks for it.")
    capacity: int = column("capacity", "How many tickets may wait for them at a time.")
    version: int = column("revision", "Raised by each change; give it back as `expectedVersion`.")

    @strawberry.field(description="Keys of their roles. Null without `organisation.read`.")
    def roles(self, info: Info) -> list[str] | None:
        """What they may do."""
        may = info.context.actor.may(Permission.ORGANISATION_READ)
        return list(self.row.roles) if may else None

    @strawberry.field(description="The language they are written to. Null without `organisation.read`.")
    def language(self, info: Info) -> Language | None:
        """Their language."""
        may = info.context.actor.may(Permission.ORGANISATION_READ)
        return Language(self.row.language) if may else None

    @strawberry.field(description="The `sub` of their token. Null without `organisation.write`.")
    def external_key(self, info: Info) -> str | None:
        """Whom the platform knows them as."""
        key: str = self.row.external_key
        return key if info.context.actor.may(Permission.ORGANISATION_WRITE) else None


@strawberry.type(description="A department or the company (组织).")
class OrganisationUnit(Node):
    """A unit above the groups."""

    row: strawberry.Private[Any]
    id: strawberry.ID = identifier("unt")
    kind: UnitKind = column("kind", "Its level.", convert=UnitKind)
    code: str = column("code", "Its code, unique.")
    name: Name = strawberry.field(resolver=_name, description="What it is called.")
    version: int = column("revision", "Raised by each change; give it back as `expectedVersion`.")

    @strawberry.field(description="The unit above; null for the company.")
    async def parent(self, info: Info) -> OrganisationUnit | None:
        """One level up."""
        return await unit(info.context, self.row.parent_id)

    @strawberry.field(description="Its manager (主管, 总经理); null when the position is vacant.")
    async def manager(self, info: Info) -> Agent | None:
        """Who leads it."""
        return await agent(info.context, self.row.manager_id)

    @strawberry.field(description="Who stands in for the manager.")
    async def deputy(self, info: Info) -> Agent | None:
        """The deputy."""
        return await agent(info.context, self.row.deputy_id)


@strawberry.type(description="The group responsible for tickets (责任客服组).")
class AgentGroup(Node):
    """A group of agents."""

    row: strawberry.Private[Any]
    id: strawberry.ID = identifier("grp")
    code: str = column("code", "Its code, unique.")
    name: Name = strawberry.field(resolver=_name, description="What it is called.")
    active: bool = column("active", "Whether it takes tickets.")
    version: int = column("revision", "Raised by each change; give it back as `expectedVersion`.")

    @strawberry.field(description="Its department.")
    async def department(self, info: Info) -> OrganisationUnit | None:
        """The unit above."""
        return await unit(info.context, self.row.department_id)

    @strawberry.field(description="Its manager (客服经理); null when the position is vacant.")
    async def manager(self, info: Info) -> Agent | None:
        """Who leads it."""
        return await agent(info.context, self.row.manager_id)

    @strawberry.field(description="Who stands in for the manager.")
    async def deputy(self, info: Info) -> Agent | None:
        """The deputy."""
        return await agent(info.context, self.row.deputy_id)

    @strawberry.field(description="Who works in it. Empty for callers without `organisation.read`.")
    async def members(self, info: Info) -> list[Agent]:
        """Its agents."""
        return await members(info.context, self.row.id)


@strawberry.type(description="A program that calls (集成); what it may do is in its token.")
class Integration(Node):
    """A registered program."""

    row: strawberry.Private[Any]
    id: strawberry.ID = identifier("itg")
    external_key: str = column("external_key", "The `sub` of its token.")
    name: str = column("name", "What it is called.")
    active: bool = column("active", "Whether it is let in.")
    version: int = column("revision", "Raised by each change.")


async def agent(context: Context, key: Any) -> Agent | None:
    """An agent by id."""
    row = None if key is None else await context.loaders.agent.load(key)
    return None if row is None else Agent(row=row)


async def group(context: Context, key: Any) -> AgentGroup | None:
    """A group by id."""
    row = None if key is None else await context.loaders.group.load(key)
    return None if row is None else AgentGroup(row=row)


async def unit(context: Context, key: Any) -> OrganisationUnit | None:
    """A unit by id."""
    row = None if key is None else await context.loaders.unit.load(key)
    return None if row is None else OrganisationUnit(row=row)


async def members(context: Context, group_id: Any) -> list[Agent]:
    """The agents of a group, for those who may know."""
    if not context.actor.may(Permission.ORGANISATION_READ):
        return []
    rows = await context.loaders.members.load(group_id)
    found = [await agent(context, row.agent_id) for row in rows]
    return [one for one in found if one is not None]


async def integration(context: Context, key: Any) -> Integration | None:
    """An integration by id, for those who may read the organisation."""
    if key is None or not context.actor.may(Permission.ORGANISATION_READ):
        return None
    row = await context.loaders.integration.load(key)
    return None if row is None else Integration(row=row)


NODES.register("agt", agent)
NODES.register("grp", group)
NODES.register("unt", unit)
NODES.register("itg", integration)
