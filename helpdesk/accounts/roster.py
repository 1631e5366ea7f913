"""The roster: who is on duty when, and who is away. Intervals are half-open and do not overlap.

Shifts and leave may cross: who is on leave is not on duty, whatever the roster says.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from helpdesk.accounts import availability, repository
from helpdesk.accounts.errors import IntervalReversed, LeavesOverlap, ShiftsOverlap
from helpdesk.accounts.events import LeaveRecorded, LeaveRemoved, ShiftPlanned, ShiftRemoved
from helpdesk.accounts.models import Agent, Leave, Shift
from helpdesk.events.work import UnitOfWork
from helpdesk.kit import ids
from helpdesk.kit.actor import Permission
from helpdesk.kit.errors import NotFound
from helpdesk.kit.text import clean


async def plan_shift(work: UnitOfWork, *, agent_id: UUID, starts_at: datetime, ends_at: datetime) -> Shift:
    """Put an agent on duty in `[starts_at, ends_at)`. Raises IntervalReversed, ShiftsOverlap, NotFound."""
    agent = await _lock(work, agent_id)
    _require_forward(starts_at, ends_at)
    if found := await repository.overlapping(work, Shift, agent_id, starts_at, ends_at):
        raise ShiftsOverlap(field="startsAt", starts_at=found[0], ends_at=found[1])
    shift = Shift(id=ids.new_id(), agent_id=agent_id, starts_at=starts_at, ends_at=ends_at)
    work.session.add(shift)
    work.record(agent, ShiftPlanned(shift.id, starts_at, ends_at))
    if starts_at <= work.now < ends_at:
        await availability.drain_queues_of(work, agent_id)
    return shift


async def remove_shift(work: UnitOfWork, *, shift_id: UUID) -> UUID:
    """Take a shift back; whose it was. Raises NotFound."""
    agent, shift = await _lock_interval(work, Shift, shift_id, field="shiftId")
    await work.session.delete(shift)
    work.record(agent, ShiftRemoved(shift.id, shift.starts_at, shift.ends_at))
    return agent.id


async def record_leave(
    work: UnitOfWork, *, agent_id: UUID, starts_at: datetime, ends_at: datetime, reason: str = ""
) -> Leave:
    """Record that an agent is away in `[starts_at, ends_at)`. `reason` is kept out of the log.

    Raises IntervalReversed, LeavesOverlap, NotFound.
    """
    agent = await _lock(work, agent_id)
    _require_forward(starts_at, ends_at)
    if found := await repository.overlapping(work, Leave, agent_id, starts_at, ends_at):
        raise LeavesOverlap(field="startsAt", starts_at=found[0], ends_at=found[1])
    leave = Leave(
        id=ids.new_id(), agent_id=agent_id, starts_at=starts_at, ends_at=ends_at,
        reason=clean(reason, field="reason", at_most=500, required=False),
    )  # fmt: skip
    work.session.add(leave)
    work.record(agent, LeaveRecorded(leave.id, starts_at, ends_at))
    return leave


async def remove_leave(work: UnitOfWork, *, leave_id: UUID) -> UUID:
    """Take a leave back; whose it was. Raises NotFound."""
    agent, leave = await _lock_interval(work, Leave, leave_id, field="leaveId")
    await work.session.delete(leave)
    work.record(agent, LeaveRemoved(leave.id, leave.starts_at, leave.ends_at))
    if leave.starts_at <= work.now < leave.ends_at:
        await availability.drain_queues_of(work, agent.id)
    return agent.id


async def _lock(work: UnitOfWork, agent_id: UUID) -> Agent:
    work.actor.require(Permission.ROSTER_WRITE)
    await availability.require_roster(work, agent_id)
    return await repository.lock_agent(work, agent_id)


async def _lock_interval(
    work: UnitOfWork, kind: type[repository.Interval], interval_id: UUID, *, field: str
) -> tuple[Agent, repository.Interval]:
    """The agent, locked, and their interval; somebody else's does not exist for the actor."""
    work.actor.require(Permission.ROSTER_WRITE)
    what = kind.__name__.lower()
    missing = NotFound(field=field, what=what, id=ids.encode(_PREFIXES[what], interval_id))
    agent_id = await work.session.scalar(select(kind.agent_id).where(kind.id == interval_id))
    if agent_id is None:
        raise missing
    try:
        agent = await _lock(work, agent_id)
    except NotFound:
        raise missing from None
    interval = await work.session.get(kind, interval_id, populate_existing=True)
    if interval is None:  # taken back by somebody else while we waited
        raise missing
    return agent, interval


def _require_forward(starts_at: datetime, ends_at: datetime) -> None:
    if starts_at >= ends_at:
        raise IntervalReversed(field="endsAt")


_PREFIXES = {"shift": "shf", "leave": "lev"}
