"""Showing one sealed value of a ticket's form in clear: for a reason, to few, and on record (docs/domain.md §1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from helpdesk.catalog import sensitive
from helpdesk.customers.models import Customer
from helpdesk.events.log import Subject
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Actor, ActorKind, Permission
from helpdesk.kit.ids import new_id
from helpdesk.kit.text import clean
from helpdesk.privacy.errors import NotSealed, UnmaskingRefused, ValueErased
from helpdesk.tickets import repository
from helpdesk.tickets.events import FieldUnmasked
from helpdesk.tickets.models import Ticket, Unmasking
from helpdesk.tickets.oversight import Oversight

REASON_LENGTH = 500
PHONE = "customer.phone"


async def unmask(work: UnitOfWork, *, ticket_id: UUID, path: str, reason: str) -> tuple[Ticket, Unmasking]:
    """Put on record that the actor is shown a value, and why; what the record names may then be opened for them.

    Raises NotFound, NotAllowed, UnmaskingRefused, InvalidValue without a reason, NotSealed, ValueErased.
    """
    if not is_a_person_concerned(work.actor):
        work.actor.require(Permission.FIELD_UNMASK)
    why = stated_reason(reason)
    ticket = await repository.lock(work, ticket_id)
    await require_may_see(work, ticket, path)
    return ticket, record(work, ticket, value_at(ticket.form, path), path=path, reason=why)


def stated_reason(reason: str) -> str:
    """Why a value is needed. Raises InvalidValue."""
    return clean(reason, field="reason", at_most=REASON_LENGTH)


def value_at(form: Mapping[str, Any] | None, path: str) -> UUID:
    """The sealed value at a path into what was filled in. Raises NotSealed, ValueErased."""
    found = sensitive.reference_at(form, path)
    if found is None:
        raise NotSealed(field="path", path=path[:200])
    if found.get("erased"):
        raise ValueErased(field="path")
    return UUID(found["sealed"])


async def unmask_phone(work: UnitOfWork, *, ticket_id: UUID, reason: str) -> tuple[Customer, Unmasking]:
    """Put on record that the actor is shown the number of a ticket's customer, and why. Raises as `unmask`.

    Another department needs `phone` declared by its step.
    """
    if not is_a_person_concerned(work.actor):
        work.actor.require(Permission.FIELD_UNMASK)
    why = stated_reason(reason)
    ticket = await repository.lock(work, ticket_id)
    await require_may_see(work, ticket, "phone")
    found = None if ticket.customer_id is None else await work.session.get(Customer, ticket.customer_id)
    customer, value_id = phone_of(found, field="ticketId")
    return customer, record(work, ticket, value_id, path=PHONE, reason=why, customer=customer)


def phone_of(customer: Customer | None, *, field: str) -> tuple[Customer, UUID]:
    """A customer who has a number, and the sealed value. Raises NotSealed, ValueErased."""
    if customer is not None and customer.phone_id is not None:
        return customer, customer.phone_id
    raise ValueErased(field=field) if customer and customer.erased_at else NotSealed(field=field, path=PHONE)


def record(
    work: UnitOfWork,
    subject: Ticket | Subject,
    value_id: UUID,
    *,
    path: str,
    reason: str,
    customer: Customer | None = None,
) -> Unmasking:
    """Put on the record of a locked subject (a ticket, a planned call) that the actor is shown a value."""
    unmasking = Unmasking(
        id=new_id(),
        ticket_id=subject.id if isinstance(subject, Ticket) else None,
        customer_id=None if customer is None else customer.id,
        value_id=value_id,
        path=path,
        reason=reason,
        actor_kind=work.actor.kind.value,
        actor_key=work.actor.key,
        at=work.now,
    )
    work.session.add(unmasking)
    work.record(subject, FieldUnmasked(unmasking_id=unmasking.id, value_id=value_id, path=path))
    return unmasking


def is_a_person_concerned(actor: Actor) -> bool:
    """Whether the actor is somebody whom values can be about."""
    return actor.kind is ActorKind.MEMBER and actor.member_code is not None


def concerns(actor: Actor, member_code: str | None) -> bool:
    """Whether the actor is the very member that a ticket is about."""
    return is_a_person_concerned(actor) and actor.member_code == member_code


async def require_may_see(work: UnitOfWork, ticket: Ticket, path: str) -> None:
    """Raise UnmaskingRefused unless a value of this ticket's form is the actor's own or for their work.

    Agents work in its group or lead it (as its, its department's or the company's manager); where another department
    has the ticket by a step of its procedure, it sees what the step declares. An integration sees the tickets of its
    token's scope and needs the permission in that token.
    """
    actor = work.actor
    if concerns(actor, ticket.member_code) or actor.kind is ActorKind.INTEGRATION:
        return
    if ticket.group_id not in actor.group_ids:
        raise UnmaskingRefused(field="ticketId")
    declared = await work.resource(Oversight).declared(work, ticket)
    if declared is not None and path.split(".", maxsplit=1)[0] not in declared:
        raise UnmaskingRefused(field="path")
