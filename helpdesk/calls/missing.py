"""Calls whose window passed: seen as missed, and the group's manager told."""

from __future__ import annotations

from helpdesk.accounts import organisation
from helpdesk.calls import repository
from helpdesk.calls.events import CallMissed
from helpdesk.calls.models import PlannedCall
from helpdesk.calls.outcomes import CallState
from helpdesk.events.work import UnitOfWork


async def miss_next(work: UnitOfWork) -> bool:
    """Let the next call whose window passed be missed; whether there was one."""
    call = await repository.lock_next(work, PlannedCall.due <= work.now, repository.unleased(work.now))
    if call is None:
        return False
    call.state, call.ended_at = CallState.MISSED, work.now
    await tell(work, call, why="WINDOW_PASSED")
    return True


async def tell(work: UnitOfWork, call: PlannedCall, *, why: str) -> None:
    """Tell who leads the group that a call was missed."""
    holder = await organisation.resolve_position(work.session, call.group_id, 1, work.now)
    recipients = [holder.agent_id] if holder.agent_id else []
    work.record(call, CallMissed(why, call.attempts, recipients, holder.record()["substituted"]))
