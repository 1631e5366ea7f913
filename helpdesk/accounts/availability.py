"""Who can take work: what agents say of themselves, and the facts that assignment decides by."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from helpdesk.accounts import repository
from helpdesk.accounts.errors import AgentIsInactive
from helpdesk.accounts.events import AvailabilityChanged
from helpdesk.accounts.models import Agent, GroupMember, Leave, Presence, Shift
from helpdesk.events.work import UnitOfWork
from helpdesk.kit import ids
from helpdesk.kit.actor import Permission
from helpdesk.kit.errors import NotFound
from helpdesk.kit.pipeline import Call, Prepared, Rows, array

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
    locked, facts = await work.exchange(*look(work, group_ids))
    return seen(locked, facts)


async def peek(work: UnitOfWork, group_ids: Collection[UUID]) -> list[Availability]:
    """As `snapshot`, without locking anybody: for what is only tried."""
    _, facts = look(work, group_ids)
    [found] = await work.exchange(facts)
    return _availabilities(found)


def look(work: UnitOfWork, group_ids: Collection[UUID]) -> tuple[Call, Call]:
    """The two questions of `snapshot`, in this order, for who has others to ask in the same round trip."""
    groups = array(group_ids)
    return _LOCK(groups), _FACTS(groups, work.now)


def seen(locked: Rows, facts: Rows) -> list[Availability]:
    """What the answers to `look` say; who joined a group between the two was not locked and is left out."""
    agents = {agent_id for (agent_id,) in locked}
    return _availabilities([row for row in facts if row[0] in agents])


def _availabilities(facts: Rows) -> list[Availability]:
    return [
        Availability(
            agent_id, frozenset(groups), active, Presence(presence), on_shift, on_leave, capacity,
            frozenset(skills), last_assigned_at,
        )
        for agent_id, groups, active, presence, on_shift, on_leave, capacity, skills, last_assigned_at in facts
    ]  # fmt: skip


_LOCK = Prepared(
    """
    SELECT id FROM agents WHERE id IN (SELECT agent_id FROM group_members WHERE group_id = ANY ($1::uuid[]))
     ORDER BY id FOR NO KEY UPDATE
    """
)
_FACTS = Prepared(
    """
    SELECT a.id, m.groups, a.active, a.presence,
           coalesce((SELECT s.ends_at > $2::timestamptz FROM shifts AS s
                      WHERE s.agent_id = a.id AND s.starts_at <= $2::timestamptz
                      ORDER BY s.starts_at DESC LIMIT 1), false),
           coalesce((SELECT l.ends_at > $2::timestamptz FROM leaves AS l
                      WHERE l.agent_id = a.id AND l.starts_at <= $2::timestamptz
                      ORDER BY l.starts_at DESC LIMIT 1), false),
           a.capacity, a.skills, a.last_assigned_at
      FROM (SELECT agent_id, array_agg(group_id) AS groups FROM group_members
             WHERE group_id = ANY ($1::uuid[]) GROUP BY agent_id) AS m
      JOIN agents AS a ON a.id = m.agent_id
     ORDER BY a.id
    """
)
"""An agent's shifts do not overlap, nor do leaves, so that the latest begun is the only one that can hold now."""
_MARK = Prepared("UPDATE agents SET last_assigned_at = $2::timestamptz WHERE id = $1::uuid")


def mark_assigned(work: UnitOfWork, agent_id: UUID) -> None:
    """Remember that an agent was given work now, for turns. The ticket tells the event."""
    work.later(_MARK(agent_id, work.now))


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
