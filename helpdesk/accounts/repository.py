"""SQL of agents, groups and the organisation: locked rows, and what the verbs check."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlalchemy import Select, select

from helpdesk.accounts.models import Agent, AgentGroup, GroupMember, Leave, OrganisationUnit, Role, Shift
from helpdesk.events.work import UnitOfWork
from helpdesk.kit import ids
from helpdesk.kit.errors import NotFound

Interval = TypeVar("Interval", Shift, Leave)


async def lock_agent(
    work: UnitOfWork, agent_id: UUID, *, expected_version: int | None = None, field: str = "agentId"
) -> Agent:
    """Lock an agent. Raises NotFound and StaleVersion."""
    agent = cast("Agent | None", await work.session.scalar(_locked(Agent, agent_id)))
    if agent is None:
        raise NotFound(field=field, what="agent", id=ids.encode("agt", agent_id))
    work.track(agent, expected_version=expected_version)
    return agent


async def lock_group(work: UnitOfWork, group_id: UUID, *, expected_version: int | None = None) -> AgentGroup:
    """Lock a group. Raises NotFound and StaleVersion."""
    group = cast("AgentGroup | None", await work.session.scalar(_locked(AgentGroup, group_id)))
    if group is None:
        raise NotFound(field="groupId", what="agent group", id=ids.encode("grp", group_id))
    work.track(group, expected_version=expected_version)
    return group


async def lock_units(work: UnitOfWork) -> dict[UUID, OrganisationUnit]:
    """Lock the whole organisation, so that no two changes together close a circle. It is small."""
    query = (
        select(OrganisationUnit)
        .order_by(OrganisationUnit.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    return {unit.id: unit for unit in await work.session.scalars(query)}


async def require_agents(work: UnitOfWork, agent_ids: Iterable[UUID | None], *, field: str) -> None:
    """Raise NotFound naming the first of them that is no agent."""
    wanted = {agent_id for agent_id in agent_ids if agent_id is not None}
    if not wanted:
        return
    known = set(await work.session.scalars(select(Agent.id).where(Agent.id.in_(wanted))))
    for agent_id in sorted(wanted - known):
        raise NotFound(field=field, what="agent", id=ids.encode("agt", agent_id))


async def require_unit(work: UnitOfWork, unit_id: UUID | None, *, field: str) -> None:
    """Raise NotFound unless it is a department or company, or None."""
    if unit_id is not None and await work.session.get(OrganisationUnit, unit_id) is None:
        raise NotFound(field=field, what="organisation unit", id=ids.encode("unt", unit_id))


async def shares_a_group(work: UnitOfWork, agent_id: UUID, group_ids: Collection[UUID]) -> bool:
    """Whether the agent works in one of the groups."""
    query = select(GroupMember.agent_id).where(
        GroupMember.agent_id == agent_id, GroupMember.group_id.in_(group_ids)
    )
    return await work.session.scalar(query.limit(1)) is not None


async def groups_of(work: UnitOfWork, agent_id: UUID) -> list[UUID]:
    """The groups that an agent works in."""
    query = select(GroupMember.group_id).where(GroupMember.agent_id == agent_id)
    return sorted(await work.session.scalars(query))


async def members_of(work: UnitOfWork, group_id: UUID) -> set[UUID]:
    """The agents who work in a group."""
    query = select(GroupMember.agent_id).where(GroupMember.group_id == group_id)
    return set(await work.session.scalars(query))


async def grants_of(work: UnitOfWork, role_keys: Iterable[str]) -> dict[str, tuple[list[str], bool]]:
    """The known ones of the roles: permissions and whether all is seen, by key."""
    query = select(Role.key, Role.permissions, Role.sees_all).where(Role.key.in_(set(role_keys)))
    return {key: (names, sees_all) for key, names, sees_all in await work.session.execute(query)}


async def overlapping(
    work: UnitOfWork, kind: type[Interval], agent_id: UUID, starts_at: datetime, ends_at: datetime
) -> tuple[datetime, datetime] | None:
    """The first shift or leave of an agent that shares an instant with `[starts_at, ends_at)`."""
    query = (
        select(kind.starts_at, kind.ends_at)
        .where(kind.agent_id == agent_id, kind.starts_at < ends_at, kind.ends_at > starts_at)
        .order_by(kind.starts_at)
        .limit(1)
    )
    row = (await work.session.execute(query)).one_or_none()
    return None if row is None else (row.starts_at, row.ends_at)


def _locked(kind: type[Agent | AgentGroup], row_id: UUID) -> Select[Any]:
    return (
        select(kind)
        .where(kind.id == row_id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
