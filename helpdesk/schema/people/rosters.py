"""The roster as the API shows it: shifts and leave, half-open intervals that may cross."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import select

from helpdesk.accounts.models import GroupMember
from helpdesk.accounts.models import Leave as LeaveRow
from helpdesk.accounts.models import Shift as ShiftRow
from helpdesk.kit.actor import Actor, Permission
from helpdesk.kit.errors import InvalidValue
from helpdesk.schema.context import Context, Info
from helpdesk.schema.fields import column, identifier
from helpdesk.schema.node import NODES, Node
from helpdesk.schema.people import types as people
from helpdesk.schema.people.types import Agent

LONGEST = timedelta(days=366)


@strawberry.type(description="An agent is on duty in `[startsAt, endsAt)`, unless on leave.")
class Shift(Node):
    """A planned shift."""

    row: strawberry.Private[Any]
    id: strawberry.ID = identifier("shf")
    starts_at: datetime = column("starts_at", "When it begins.")
    ends_at: datetime = column("ends_at", "When it is over; that instant no longer belongs to it.")

    @strawberry.field(description="Whose it is.")
    async def agent(self, info: Info) -> Agent | None:
        """The agent on duty."""
        return await people.agent(info.context, self.row.agent_id)


@strawberry.type(description="An agent is away in `[startsAt, endsAt)`, whatever the shifts say.")
class Leave(Node):
    """A recorded leave."""

    row: strawberry.Private[Any]
    id: strawberry.ID = identifier("lev")
    starts_at: datetime = column("starts_at", "When it begins.")
    ends_at: datetime = column("ends_at", "When it is over; that instant no longer belongs to it.")

    @strawberry.field(description="Whose it is.")
    async def agent(self, info: Info) -> Agent | None:
        """The agent who is away."""
        return await people.agent(info.context, self.row.agent_id)

    @strawberry.field(
        description="Why, for the agent and those with `roster.write` over one of their groups; else null."
    )
    async def reason(self, info: Info) -> str | None:
        """The reason, for whom it concerns."""
        reason: str = self.row.reason
        return reason if await _concerns(info.context, self.row.agent_id) else None


@strawberry.type(description="Who is on duty, and who is away, within a window of time.")
class Roster:
    """Shifts and leave that share an instant with the window, by their beginning."""

    shifts: list[Shift] = strawberry.field(description="The shifts.")
    leaves: list[Leave] = strawberry.field(description="The leave.")


async def roster(
    context: Context, *, agent_id: UUID | None, group_id: UUID | None, since: datetime, until: datetime
) -> Roster:
    """What touches `[since, until)` for one agent or a group's members. Raises InvalidValue."""
    if (agent_id is None) is (group_id is None):
        raise InvalidValue("agentId", "Give agentId or groupId.", "请提供 agentId 或 groupId 其中之一。")
    if since >= until or until - since > LONGEST:
        raise InvalidValue(
            "to", "The window must end after it begins, within 366 days.", "时间范围必须向后且不超过 366 天。"
        )

    async def rows(kind: type[ShiftRow | LeaveRow]) -> list[Any]:
        members = select(GroupMember.agent_id).where(GroupMember.group_id == group_id)
        whose = kind.agent_id == agent_id if agent_id is not None else kind.agent_id.in_(members)
        found = await context.loaders.rows(
            select(*kind.__table__.columns)
            .where(whose, kind.starts_at < until, kind.ends_at > since)
            .order_by(kind.starts_at, kind.id)
        )
        return list(found)

    return Roster(
        shifts=[Shift(row=row) for row in await rows(ShiftRow)],
        leaves=[Leave(row=row) for row in await rows(LeaveRow)],
    )


async def shift(context: Context, key: UUID | None) -> Shift | None:
    """A shift by id, for those who may read the organisation."""
    row = await context.loaders.shift.load(key) if key is not None and _may_read(context.actor) else None
    return None if row is None else Shift(row=row)


async def leave(context: Context, key: UUID | None) -> Leave | None:
    """A leave by id, for those who may read the organisation."""
    row = await context.loaders.leave.load(key) if key is not None and _may_read(context.actor) else None
    return None if row is None else Leave(row=row)


def _may_read(actor: Actor) -> bool:
    return actor.may(Permission.ORGANISATION_READ)


async def _concerns(context: Context, agent_id: UUID) -> bool:
    actor = context.actor
    if actor.agent_id == agent_id:
        return True
    if not actor.may(Permission.ROSTER_WRITE):
        return False
    rows = await context.loaders.memberships.load(agent_id)
    return actor.sees_all or any(row.group_id in actor.group_ids for row in rows)


NODES.register("shf", shift)
NODES.register("lev", leave)
