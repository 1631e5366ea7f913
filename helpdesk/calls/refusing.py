"""Customers who are not to be called again (docs/domain.md §8.1): for good, with the reason."""

from __future__ import annotations

from uuid import UUID

from helpdesk.calls import repository
from helpdesk.calls.events import CallCancelled, DoNotCallSet
from helpdesk.calls.models import CallRefusal
from helpdesk.calls.outcomes import CallState
from helpdesk.customers import repository as customers
from helpdesk.customers.models import Customer
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Permission
from helpdesk.kit.text import clean

REASON_LENGTH = 2_000


async def do_not_call(
    work: UnitOfWork, *, customer_id: UUID, reason: str, expected_version: int | None = None
) -> Customer:
    """End a customer's routine calls for good; said again, it changes nothing. Raises NotFound, StaleVersion."""
    work.actor.require(Permission.CALLS_MAKE)
    stated = clean(reason, field="reason", at_most=REASON_LENGTH)
    await repository.let_nobody_plan(work)
    customer = await customers.lock(work, customer_id, expected_version=expected_version)
    if await repository.is_refused(work, customer.id):
        return customer
    work.session.add(
        CallRefusal(customer_id=customer.id, reason=stated, author_key=work.actor.key, at=work.now)
    )
    calls = await repository.lock_routine(work, customer.id)
    for call in calls:
        call.state, call.ended_at = CallState.CANCELLED, work.now
        work.record(call, CallCancelled("DO_NOT_CALL"))
    work.record(customer, DoNotCallSet(len(calls)))
    return customer
