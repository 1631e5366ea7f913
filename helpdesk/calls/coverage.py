"""How many of a plan's calls were made: the coverage report."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from helpdesk.calls.models import PlannedCall
from helpdesk.calls.outcomes import OPEN, SPOKEN, CallState
from helpdesk.calls.repository import in_scope
from helpdesk.kit.actor import Actor, Permission
from helpdesk.kit.errors import InvalidValue


@dataclass(frozen=True, slots=True)
class Coverage:
    """Counts of a plan's calls whose windows end within a time."""

    planned: int
    done: int
    reached: int
    missed: int
    open: int
    cancelled: int

    @property
    def percent(self) -> float | None:
        """How many of those that were to be made were made, in percent to two places; None of none."""
        owed = self.planned - self.cancelled
        return round(100 * self.done / owed, 2) if owed else None


async def coverage(
    connection: AsyncConnection | AsyncSession,
    actor: Actor,
    *,
    plan_id: UUID,
    since: datetime,
    until: datetime,
) -> Coverage:
    """Of the calls in the actor's sight whose windows end in `(since, until]`. Raises NotAllowed, InvalidValue."""
    actor.require(Permission.CALLS_READ)
    if since >= until:
        raise InvalidValue("to", "The time must end after it begins.", "结束时间必须晚于开始时间。")
    rows = await connection.execute(
        select(PlannedCall.state, PlannedCall.outcome, func.count())
        .where(
            PlannedCall.plan_id == plan_id,
            PlannedCall.due > since,
            PlannedCall.due <= until,
            in_scope(actor),
        )
        .group_by(PlannedCall.state, PlannedCall.outcome)
    )
    states: Counter[str] = Counter()
    reached = 0
    for state, outcome, count in rows:
        states[state] += count
        reached += count if state == CallState.DONE and outcome in SPOKEN else 0
    return Coverage(
        planned=states.total(), done=states[CallState.DONE], reached=reached, missed=states[CallState.MISSED],
        open=sum(states[state] for state in OPEN), cancelled=states[CallState.CANCELLED],
    )  # fmt: skip
