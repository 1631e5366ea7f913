"""Showing the number of a customer who is to be called: for a reason, and on record (docs/domain.md §1)."""

from __future__ import annotations

from uuid import UUID

from helpdesk.calls import repository
from helpdesk.customers.models import Customer
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import ActorKind, Permission
from helpdesk.privacy.errors import UnmaskingRefused
from helpdesk.tickets import unmasking
from helpdesk.tickets.models import Unmasking


async def unmask_phone(work: UnitOfWork, *, call_id: UUID, reason: str) -> tuple[Customer, Unmasking]:
    """Put on a call's record that the actor, of the group that makes it, is shown the number, and why.

    Raises NotFound, NotAllowed, UnmaskingRefused, InvalidValue without a reason, NotSealed, ValueErased.
    """
    work.actor.require(Permission.FIELD_UNMASK)
    why = unmasking.stated_reason(reason)
    call = await repository.lock(work, call_id)
    if call.group_id not in work.actor.group_ids and work.actor.kind is not ActorKind.INTEGRATION:
        raise UnmaskingRefused(field="callId")
    found = await work.session.get_one(Customer, call.customer_id)
    customer, value_id = unmasking.phone_of(found, field="callId")
    shown = unmasking.record(work, call, value_id, path=unmasking.PHONE, reason=why, customer=customer)
    return customer, shown
