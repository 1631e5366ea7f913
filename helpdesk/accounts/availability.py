"""Who can take work: what agents say of themselves, and the facts that assignment decides by."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, exists, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from helpdesk.accounts import repository
from helpdesk.accounts.errors import AgentIsInactive
from helpdesk.accounts.events import AvailabilityChanged
from helpdesk.accounts.models import Agent, GroupMember, Leave, Presence, Shift
from helpdesk.events.work import UnitOfWork
from helpdesk.kit import ids
from helpdesk.kit.actor import Permission
from helpdesk.kit.errors import NotFound

DRAIN_QUEUES: Final = "drain_queues"
"""The job that gives waiting tickets of `group_ids` to whom can take them now."""


@dataclass(frozen=True, slots=True)
class Availability:
    """One agent as assignment sees them, locked. How much work they have is counted by who gives it."""

    agent_id: UUID
    group_ids: frozenset[UUID]
    active: bool
    presence: Presence
    on_shift: bool
    on_leave: bool
    capacity: int
    skills: frozenset[str]
    last_assigned_at: datetime | None


async def snapshot(work: UnitOfWork, group_ids: Collection[UUID]) -> list[Availability]:
    """The agents of the groups at `work.now`, by id; locked, so that no two changes give them one place.

    Facts are read after the lock was had: what others decided before is seen.
    """
    members = select(GroupMember.agent_id).where(GroupMember.group_id.in_(group_ids))
    locked = select(Agent.id).where(Agent.id.in_(members)).order_by(Agent.id)
    agent_ids = list(await work.session.scalars(locked.with_for_update(key_share=True)))
    return await _seen(work, group_ids, GroupMember.agent_id.in_(agent_ids)) if agent_ids else []


async def peek(work: UnitOfWork, group_ids: Collection[UUID]) -> list[Availability]:
    """As `snapshot`, without locking anybody: for what is only tried."""
    return await _seen(work, group_ids)


async def _seen(
    work: UnitOfWork, group_ids: Collection[UUID], *conditions: ColumnElement[bool]
) -> list[Availability]:
    groups: dict[UUID, set[UUID]] = {}
    for agent_id, group_id in await work.session.execute(
        select(GroupMember.agent_id, GroupMember.group_id).where(
            GroupMember.group_id.in_(group_ids), *conditions
        )
    ):
        groups.setdefault(agent_id, set()).add(group_id)
    rows = await work.session.execute(
        select(
            Agent.id, Agent.active, Agent.presence, Agent.capacity, Agent.skills, Agent.last_assigned_at,
            covers(Shift, work.now).label("on_shift"), covers(Leave, work.now).label("on_leave"),
        ).where(Agent.id.in_(groups)).order_by(Agent.id)
    )  # fmt: skip
    return [
        Availability(
            row.id, frozenset(groups[row.id]), row.active, Presence(row.presence), row.on_shift, row.on_leave,
            row.capacity, frozenset(row.skills), row.last_assigned_at,
        )
        for row in rows
    ]  # fmt: skip


async def mark_assigned(work: UnitOfWork, agent_id: UUID) -> None:
    """Remember that an agent was given work now, for turns. The ticket tells the event."""
    await work.session.execute(
        update(Agent).where(Agent.id == agent_id).values(last_assigned_at=work.now),
        execution_options={"synchronize_session": False},
    )


async def set_availability(work: UnitOfWork, *, presence: Presence, agent_id: UUID | None = None) -> Agent:
    """Say whether an agent takes work: oneself, or, with `roster.write`, somebody in one's groups.

    Who comes online gets what waits in their groups. Raises NotFound and AgentIsInactive.
    """
    own = agent_id is None or agent_id == work.actor.agent_id
    work.actor.require(Permission.AVAILABILITY_SET if own else Permission.ROSTER_WRITE)
    agent_id = agent_id or work.actor.agent_id
    if agent_id is None:
        raise NotFound(field="agentId", what="agent", id=work.actor.key)
    if not own:
        await require_roster(work, agent_id)
    agent = await repository.lock_agent(work, agent_id)
    if agent.presence == presence.value:
        return agent
    if not agent.active and presence is not Presence.OFFLINE:
        raise AgentIsInactive(field="agentId")
    before, agent.presence = agent.presence, presence.value
    work.record(agent, AvailabilityChanged(before, presence.value))
    if presence is Presence.ONLINE:
        await drain_queues_of(work, agent_id)
    return agent


async def require_roster(work: UnitOfWork, agent_id: UUID) -> None:
    """Raise NotFound unless the actor sees a group that the agent works in."""
    if work.actor.sees_all or await repository.shares_a_group(work, agent_id, work.actor.group_ids):
        return
    raise NotFound(field="agentId", what="agent", id=ids.encode("agt", agent_id))


async def drain_queues_of(work: UnitOfWork, agent_id: UUID) -> None:
    """Ask that waiting tickets of an agent's groups be given out: somebody can take more than before."""
    enqueue_drain(work, await repository.groups_of(work, agent_id))


def enqueue_drain(work: UnitOfWork, group_ids: Iterable[UUID]) -> None:
    """Ask that waiting tickets of the groups be given out, if there are groups."""
    if wanted := sorted(group_ids):
        work.enqueue(DRAIN_QUEUES, group_ids=wanted)


async def groups_coming_on_duty(
    connection: AsyncConnection | AsyncSession, after: datetime, until: datetime
) -> list[UUID]:
    """Groups with a member whose shift began or leave ended in `(after, until]`: their queues may drain."""
    begun = exists().where(
        Shift.agent_id == GroupMember.agent_id,
        Shift.starts_at > after,
        Shift.starts_at <= until,
        Shift.ends_at > after,  # follows, and is what the index begins with
    )
    back = exists().where(
        Leave.agent_id == GroupMember.agent_id, Leave.ends_at > after, Leave.ends_at <= until
    )
    rows = await connection.execute(select(GroupMember.group_id).where(or_(begun, back)).distinct())
    return sorted(rows.scalars())


def covers(kind: type[Shift] | type[Leave], now: datetime) -> Any:
    """Whether an agent's shift or leave holds `now` (a condition beside the table of agents)."""
    return exists().where(and_(kind.agent_id == Agent.id, kind.starts_at <= now, kind.ends_at > now))
