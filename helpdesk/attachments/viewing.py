"""Who opened which file."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from sqlalchemy import exists, select

from helpdesk.attachments import links
from helpdesk.attachments.errors import AttachmentNotStored
from helpdesk.attachments.models import Attachment, AttachmentView
from helpdesk.attachments.purpose import AttachmentState
from helpdesk.events.rows import new
from helpdesk.events.work import UnitOfWork
from helpdesk.kit import ids
from helpdesk.kit.errors import NotFound
from helpdesk.kit.ids import new_id


class How(StrEnum):
    """What somebody got of a file."""

    LINK = "LINK"
    DOWNLOAD = "DOWNLOAD"


async def stored(work: UnitOfWork, attachment_id: UUID, *, field: str | None = None) -> Attachment:
    """A file that is kept. Raises NotFound, AttachmentNotStored."""
    found = await work.session.get(Attachment, attachment_id)
    if found is None or found.state == AttachmentState.DELETED:
        raise missing(attachment_id, field=field)
    if found.state != AttachmentState.STORED:
        raise AttachmentNotStored(field=field, id=ids.encode(links.PREFIX, attachment_id), state=found.state)
    return found


def missing(attachment_id: UUID, *, field: str | None = None) -> NotFound:
    """The refusal for a file that is not there for the caller."""
    return NotFound(field=field, what="attachment", id=ids.encode(links.PREFIX, attachment_id))


def note(work: UnitOfWork, attachment_id: UUID, how: How) -> None:
    """Keep that the actor, where it is an agent, was given the file or a link to it."""
    if work.actor.agent_id is not None:
        view = new(
            AttachmentView, id=new_id(), attachment_id=attachment_id, agent_id=work.actor.agent_id, how=how,
            at=work.now,
        )  # fmt: skip
        work.add(view)


async def opened_by(work: UnitOfWork, attachment_id: UUID, agent_id: UUID) -> bool:
    """Whether an agent opened a file: its bytes were sent to them. A link that was not followed does not count."""
    opened = exists().where(
        AttachmentView.attachment_id == attachment_id, AttachmentView.agent_id == agent_id,
        AttachmentView.how == How.DOWNLOAD,
    )  # fmt: skip
    return bool(await work.session.scalar(select(opened)))
