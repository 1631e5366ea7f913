"""Agents, groups and the organisation as the API shows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import any_, select

from helpdesk.accounts.models import GroupMember
from helpdesk.kit.actor import Permission
from helpdesk.schema.context import Info
from helpdesk.schema.node import NODES, Node
from helpdesk.schema.people.enums import Language, Presence, UnitKind
from helpdesk.schema.projection.declarations import (
    Computed,
    batched,
    column,
    computed,
    identifier,
    to_one,
)
from helpdesk.schema.projection.reading import Run
from helpdesk.schema.projection.rendering import Keys, keys_parameter
from helpdesk.schema.projection.requests import ByKey, rows_of
from helpdesk.schema.sources import AGENTS, GROUPS, INTEGRATION_TOKENS, INTEGRATIONS, UNITS


@strawberry.type(description="A name in both languages.")
class Name:
    """A name in the caller's language and in both."""

    zh: str = strawberry.field(description="In Chinese.")
    en: str = strawberry.field(description="In English.")

    @strawberry.field(description="In the language of the request (Accept-Language).")
    def text(self, info: Info) -> str:
        """The name for this reader."""
        return self.zh if info.context.language == "zh-CN" else self.en


def _named(zh: str, en: str) -> Name:
    return Name(zh=zh, en=en)


def _name() -> Any:
    return computed(_named, "name_zh", "name_en", description="What it is called.")


_MEMBERS = (
    select(GroupMember.group_id, GroupMember.agent_id)
    .where(GroupMember.group_id == any_(keys_parameter("keys")))
    .order_by(GroupMember.agent_id)
)


async def _members(run: Run, groups: Sequence[tuple[UUID]]) -> list[list[ByKey]]:
    """The agents of each group."""
    found: dict[bytes, list[bytes]] = defaultdict(list)
    for group_id, agent_id, _ in await run.select(_MEMBERS, {"keys": Keys(key.bytes for (key,) in groups)}):
        found[group_id].append(agent_id)
    return [rows_of(AGENTS, found[key.bytes]) for (key,) in groups]


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
    roles: list[str] | None = column(
        "roles",
        "Keys of their roles. Null without `organisation.read`.",
        needs=Permission.ORGANISATION_READ,
    )
    language: Language | None = column(
        "language",
        "The language they are written to. Null without `organisation.read`.",
        convert=Language,
        needs=Permission.ORGANISATION_READ,
    )
    external_key: str | None = column(
        "external_key",
        "The `sub` of their token. Null without `organisation.write`.",
        needs=Permission.ORGANISATION_WRITE,
    )


@strawberry.type(description="A department or the company (组织).")
class OrganisationUnit(Node):
    """A unit above the groups."""

    row: strawberry.Private[Any]
    id: strawberry.ID = identifier("unt")
    kind: UnitKind = column("kind", "Its level.", convert=UnitKind)
    code: str = column("code", "Its code, unique.")
    name: Name = _name()
    version: int = column("revision", "Raised by each change; give it back as `expectedVersion`.")
    parent: OrganisationUnit | None = to_one(UNITS, "parent_id", "The unit above; null for the company.")
    manager: Agent | None = to_one(
        AGENTS, "manager_id", "Its manager (主管, 总经理); null when the position is vacant."
    )
    deputy: Agent | None = to_one(AGENTS, "deputy_id", "Who stands in for the manager.")


@strawberry.type(description="The group responsible for tickets (责任客服组).")
class AgentGroup(Node):
    """A group of agents."""

    row: strawberry.Private[Any]
    id: strawberry.ID = identifier("grp")
    code: str = column("code", "Its code, unique.")
    name: Name = _name()
    active: bool = column("active", "Whether it takes tickets.")
    version: int = column("revision", "Raised by each change; give it back as `expectedVersion`.")
    department: OrganisationUnit | None = to_one(UNITS, "department_id", "Its department.")
    manager: Agent | None = to_one(
        AGENTS, "manager_id", "Its manager (客服经理); null when the position is vacant."
    )
    deputy: Agent | None = to_one(AGENTS, "deputy_id", "Who stands in for the manager.")
    members: list[Agent] = batched(
        _members,
        "id",
        description="Who works in it. Empty for callers without `organisation.read`.",
        needs=Permission.ORGANISATION_READ,
        otherwise=[],
    )


@strawberry.type(description="A program that calls (集成); what it may do is in its token.")
class Integration(Node):
    """A registered program."""

    row: strawberry.Private[Any]
    id: strawberry.ID = identifier("itg")
    external_key: str = column("external_key", "The `sub` of its token.")
    name: str = column("name", "What it is called.")
    active: bool = column("active", "Whether it is let in.")
    version: int = column("revision", "Raised by each change.")


async def _token_groups(_run: Run, tokens: Sequence[tuple[Sequence[UUID]]]) -> list[list[ByKey]]:
    """The groups of each token."""
    return [rows_of(GROUPS, groups) for (groups,) in tokens]


@strawberry.type(
    description="A token that an administrator made for an integration. Its secret was shown once and is kept nowhere."
)
class IntegrationToken(Node):
    """What it grants, and what became of it."""

    row: strawberry.Private[Any]
    id: strawberry.ID = identifier("itk")
    name: str = column("name", "What tells it from the others.")
    integration: Integration | None = to_one(
        INTEGRATIONS, "integration_id", "Who bears it. Null without `organisation.read`."
    )
    permissions: list[str] = column("permissions", "What its bearer may do, in alphabetical order.")
    stores: list[str] = column("stores", "Codes of stores whose tickets are in sight.")
    groups: list[AgentGroup] = batched(
        _token_groups, "group_ids", description="Groups whose tickets are in sight."
    )
    sees_all: bool = column("sees_all", "Whether every ticket is in sight.")
    expires_at: datetime = column("expires_at", "Until when it lets in.")
    created_at: datetime = column("created_at", "When it was made.")
    created_by_key: str = column("created_by", "Who made it, as `agent:…`.")
    last_used_at: datetime | None = column(
        "last_used_at", "When it last let somebody in, to the minute; null when it never did."
    )
    revoked_at: datetime | None = column("revoked_at", "When it was revoked; null while it was not.")
    revoked_by_key: str | None = column("revoked_by", "Who revoked it.")
    version: int = column("revision", "Raised by each change.")


def _acting(actor_key: str) -> UUID | None:
    kind, _, key = actor_key.partition(":")
    return UUID(key) if kind == "agent" else None


def acting_agent(key_column: str) -> Computed:
    """The id of the agent whom a key like `agent:…` names; None for other parties."""
    return Computed(_acting, (key_column,))


NODES.register("agt", AGENTS)
NODES.register("grp", GROUPS)
NODES.register("unt", UNITS)
NODES.register("itg", INTEGRATIONS)
NODES.register("itk", INTEGRATION_TOKENS)
