"""Showing one sealed value of a ticket's form in clear: for a reason, to few, and on record (docs/domain.md §1)."""

from __future__ import annotations

from uuid import UUID

from helpdesk.catalog import sensitive
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Actor, ActorKind, Permission
from helpdesk.kit.ids import new_id
from helpdesk.kit.text import clean
from helpdesk.privacy.errors import NotSealed, UnmaskingRefused, ValueErased
from helpdesk.tickets import repository
from helpdesk.tickets.events import FieldUnmasked
from helpdesk.tickets.models import Ticket, Unmasking

REASON_LENGTH = 500


async def unmask(work: UnitOfWork, *, ticket_id: UUID, path: str, reason: str) -> tuple[Ticket, Unmasking]:
    """Put on record that the actor is shown a value, and why; what the record names may then be opened for them.

    Raises NotFound, NotAllowed, UnmaskingRefused, InvalidValue without a reason, NotSealed, ValueErased.
    """
    if not is_a_person_concerned(work.actor):
        work.actor.require(Permission.FIELD_UNMASK)
    why = clean(reason, field="reason", at_most=REASON_LENGTH)
    ticket = await repository.lock(work, ticket_id)
    require_may_see(work.actor, ticket)
    found = sensitive.reference_at(ticket.form, path)
    if found is None:
        raise NotSealed(field="path", path=path[:200])
    if found.get("erased"):
        raise ValueErased(field="path")
    unmasking = Unmasking(
        id=new_id(),
        ticket_id=ticket.id,
        value_id=UUID(found["sealed"]),
        path=path,
        reason=why,
        actor_kind=work.actor.kind.value,
        actor_key=work.actor.key,
        at=work.now,
    )
    work.session.add(unmasking)
    work.record(ticket, FieldUnmasked(unmasking_id=unmasking.id, value_id=unmasking.value_id, path=path))
    return ticket, unmasking


def is_a_person_concerned(actor: Actor) -> bool:
    """Whether the actor is somebody whom values can be about."""
    return actor.kind is ActorKind.MEMBER and actor.member_code is not None


def concerns(actor: Actor, member_code: str | None) -> bool:
    """Whether the actor is the very member that a ticket is about."""
    return is_a_person_concerned(actor) and actor.member_code == member_code


def require_may_see(actor: Actor, ticket: Ticket) -> None:
    """Raise UnmaskingRefused unless the values of this ticket are the actor's own or for their work.

    Agents work in its group or lead it (as its, its department's or the company's manager); an integration
    sees the tickets of its token's scope and needs the permission in that token.
    """
    if concerns(actor, ticket.member_code) or ticket.group_id in actor.group_ids:
        return
    if actor.kind is not ActorKind.INTEGRATION:
        raise UnmaskingRefused(field="ticketId")
