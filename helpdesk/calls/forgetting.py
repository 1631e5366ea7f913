"""A person was forgotten: they are called no more, and what they said on the phone goes (docs/domain.md §1)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select, update

from helpdesk.calls import repository
from helpdesk.calls.events import CallCancelled
from helpdesk.calls.models import CallAttempt, CallRefusal, PlannedCall
from helpdesk.calls.outcomes import CallState
from helpdesk.customers import repository as customers
from helpdesk.events.work import UnitOfWork


async def forget(work: UnitOfWork, *, customer_id: UUID) -> int:
    """Cancel what is planned, and clear notes, paths through scripts and the reason of a refusal; how many calls ended.

    That somebody is not to be called stays. Done twice, it changes nothing.
    """
    await repository.let_nobody_plan(work)
    customer = await customers.lock(work, customer_id)
    calls = await repository.lock_open(work, customer.id)
    for call in calls:
        call.state, call.ended_at = CallState.CANCELLED, work.now
        work.record(call, CallCancelled("ERASED"))
    theirs = select(PlannedCall.id).where(PlannedCall.customer_id == customer.id)
    await work.session.execute(
        update(CallAttempt).where(CallAttempt.call_id.in_(theirs)).values(notes="", path=[])
    )
    await work.session.execute(
        update(CallRefusal).where(CallRefusal.customer_id == customer.id).values(reason="")
    )
    return len(calls)
