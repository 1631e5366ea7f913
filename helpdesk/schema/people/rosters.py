"""The roster as the API shows it: shifts and leave, half-open intervals that may cross."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import TIMESTAMP, ColumnElement, Uuid, and_, any_, bindparam, select

from helpdesk.accounts.models import GroupMember
from helpdesk.kit.actor import Permission
from helpdesk.kit.errors import InvalidValue
from helpdesk.kit.statements import Condition
from helpdesk.schema.context import Context
from helpdesk.schema.node import NODES, Node
from helpdesk.schema.people.types import Agent
from helpdesk.schema.projection.declarations import batched, column, identifier, to_one
from helpdesk.schema.projection.reading import Run
from helpdesk.schema.projection.rendering import Keys, keys_parameter
from helpdesk.schema.projection.requests import Rows, selecting
from helpdesk.schema.projection.sources import Source
from helpdesk.schema.sources import AGENTS, LEAVES, SHIFTS

LONGEST = timedelta(days=366)


_MEMBERSHIPS = select(GroupMember.agent_id, GroupMember.group_id).where(
    GroupMember.agent_id == any_(keys_parameter("keys"))
)


async def _reasons(run: Run, leaves: Sequence[tuple[UUID, str]]) -> list[str | None]:
    """The reason of each leave, for whom it concerns."""
    actor, agents = run.context.actor, {agent_id for agent_id, _ in leaves}
    concerned = agents & {actor.agent_id}
    if actor.may(Permission.ROSTER_WRITE):
        if actor.sees_all:
            concerned = agents
        elif others := agents - concerned:
            rows = await run.select(_MEMBERSHIPS, {"keys": Keys(key.bytes for key in others)})
            led = {key.bytes for key in actor.group_ids}
            concerned |= {UUID(bytes=agent_id) for agent_id, group_id, _ in rows if group_id in led}
    return [reason if agent_id in concerned else None for agent_id, reason in leaves]


@strawberry.type(description="An agent is on duty in `[startsAt, endsAt)`, unless on leave.")
class Shift(Node):
    """A planned shift."""

    row: strawberry.Private[Any]
    id: strawberry.ID = identifier("shf")
    starts_at: datetime = column("starts_at", "When it begins.")
    ends_at: datetime = column("ends_at", "When it is over; that instant no longer belongs to it.")
    agent: Agent | None = to_one(AGENTS, "agent_id", "Whose it is.")


@strawberry.type(description="An agent is away in `[startsAt, endsAt)`, whatever the shifts say.")
class Leave(Node):
    """A recorded leave."""

    row: strawberry.Private[Any]
    id: strawberry.ID = identifier("lev")
    starts_at: datetime = column("starts_at", "When it begins.")
    ends_at: datetime = column("ends_at", "When it is over; that instant no longer belongs to it.")
    agent: Agent | None = to_one(AGENTS, "agent_id", "Whose it is.")
    reason: str | None = batched(
        _reasons,
        "agent_id",
        "reason",
        description="Why, for the agent and those with `roster.write` over one of their groups; else null.",
    )


@strawberry.type(description="Who is on duty, and who is away, within a window of time.")
class Roster:
    """Shifts and leave that share an instant with the window, by their beginning."""

    shifts: list[Shift] = strawberry.field(description="The shifts.")
    leaves: list[Leave] = strawberry.field(description="The leave.")


def roster(
    context: Context, *, agent_id: UUID | None, group_id: UUID | None, since: datetime, until: datetime
) -> Roster:
    """What touches `[since, until)` for one agent or a group's members. Raises InvalidValue."""
    if (agent_id is None) is (group_id is None):
        raise InvalidValue("agentId", "Give agentId or groupId.", "请提供 agentId 或 groupId 其中之一。")
    if since >= until or until - since > LONGEST:
        raise InvalidValue(
            "to", "The window must end after it begins, within 366 days.", "时间范围必须向后且不超过 366 天。"
        )
    window = {"since": since, "until": until}

    def rows(source: Source) -> Any:
        agents, group, touching = _CONDITIONS[source]
        whose = (
            Condition(group, {"whose": group_id})
            if agent_id is None
            else Condition(agents, {"whose": agent_id})
        )
        wanted = selecting(
            source, context.actor, whose, Condition(touching, window), order=["starts_at", "id"]
        )
        return Rows(source, wanted)

    return Roster(shifts=rows(SHIFTS), leaves=rows(LEAVES))


def _conditions(source: Source) -> tuple[ColumnElement[bool], ColumnElement[bool], ColumnElement[bool]]:
    """Of an agent, of a group's members, and what shares an instant with a window."""
    whose, table = bindparam("whose", type_=Uuid()), source.table.c
    members = select(GroupMember.agent_id).where(GroupMember.group_id == whose)
    since, until = (bindparam(name, type_=TIMESTAMP(timezone=True)) for name in ("since", "until"))
    touching = and_(table.starts_at < until, table.ends_at > since)
    return table.agent_id == whose, table.agent_id.in_(members), touching


_CONDITIONS = {source: _conditions(source) for source in (SHIFTS, LEAVES)}

NODES.register("shf", SHIFTS)
NODES.register("lev", LEAVES)
