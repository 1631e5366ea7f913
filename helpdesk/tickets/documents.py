"""Files on tickets: who opens which, and when they have been kept long enough (docs/domain.md, Attachments)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import Select, select

from helpdesk.attachments import attaching, viewing
from helpdesk.attachments.events import AttachmentViewed
from helpdesk.attachments.models import Attachment
from helpdesk.attachments.viewing import How
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Actor, ActorKind
from helpdesk.kit.errors import NotFound
from helpdesk.tickets import repository
from helpdesk.tickets.errors import AttachmentConfidential
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.visibility import visible

KIND: Final = "ticket"
NOBODY: Final = Actor(ActorKind.INTEGRATION, "nobody")
"""Who follows a link without saying who they are."""


async def open_attachment(
    work: UnitOfWork, *, attachment_id: UUID, how: How = How.LINK, field: str | None = "attachmentId"
) -> Attachment:
    """Let the actor have a stored file, or a link to it; of a sensitive one this is on the ticket's record.

    Until it hangs on a ticket it is its uploader's alone; then it is for those who see the ticket, a sensitive one
    for the agents of its group and their managers. Raises NotFound, AttachmentNotStored, AttachmentConfidential.
    """
    found = await viewing.stored(work, attachment_id, field=field)
    if found.subject_id is None:
        if found.owner_key != work.actor.key:
            raise viewing.missing(attachment_id, field=field)
        return found
    if not found.sensitive:
        if not await _sees(work, found.subject_id):
            raise viewing.missing(attachment_id, field=field)
        return found
    try:
        ticket = await repository.lock(work, found.subject_id)
    except NotFound:
        raise viewing.missing(attachment_id, field=field) from None
    if not may_open_sensitive(work.actor, ticket.group_id):
        raise AttachmentConfidential(field=field)
    work.record(ticket, AttachmentViewed(attachment_id=attachment_id, how=how))
    viewing.note(work, attachment_id, how)
    return found


def may_open_sensitive(actor: Actor, group_id: UUID | None) -> bool:
    """Whether somebody works in the group that has the ticket, or leads it. Nobody else: no submitter, no program."""
    return actor.kind is ActorKind.AGENT and group_id in actor.group_ids


async def attach(
    work: UnitOfWork, ticket: Ticket, attachment_ids: Sequence[UUID], *, comment_id: UUID | None = None
) -> None:
    """Hang the actor's uploaded files on a ticket, and on a comment of it. Raises Several, InvalidValue."""
    await attaching.attach(
        work,
        attachment_ids,
        subject_kind=KIND,
        subject_id=ticket.id,
        part_id=comment_id,
        owner=work.actor.key,
    )


def ended_before(instant: datetime) -> Select[UUID]:
    """The tickets that ended before an instant. One that was merged ends with the ticket that goes on."""
    return select(Ticket.id).where(Ticket.ended_at < instant)


async def _sees(work: UnitOfWork, ticket_id: UUID) -> bool:
    sight = visible(work.actor)
    found = await work.session.scalar(
        select(Ticket.id).where(Ticket.id == ticket_id, sight.sql), dict(sight.values)
    )
    return found is not None
