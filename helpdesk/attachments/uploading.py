"""From an announced file to a stored one."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from datetime import timedelta
from pathlib import PurePosixPath, PureWindowsPath
from typing import Final
from uuid import UUID

from sqlalchemy import func, select

from helpdesk.attachments import links
from helpdesk.attachments.errors import (
    AttachmentTooLarge,
    TooManyUploads,
    UploadDone,
)
from helpdesk.attachments.links import UPLOAD_VALID
from helpdesk.attachments.models import Attachment
from helpdesk.attachments.purpose import SENSITIVE, AttachmentState, Purpose
from helpdesk.events.work import UnitOfWork
from helpdesk.kit import ids
from helpdesk.kit.actor import Permission
from helpdesk.kit.errors import InvalidValue, NotFound
from helpdesk.kit.ids import new_id
from helpdesk.kit.text import clean

LOOSE_FOR: Final = timedelta(hours=24)
"""How long a file may hang on nothing."""
MOST_LOOSE: Final = 50
NAME_LENGTH: Final = 200


@dataclass(frozen=True, slots=True)
class MostBytes:
    """How large a file may be, as the process is set; a resource of every unit of work."""

    number: int


async def announce(work: UnitOfWork, *, purpose: Purpose, file_name: str, size: int) -> Attachment:
    """Make room for a file of `size` bytes; it is its uploader's until it hangs on a ticket.

    Raises AttachmentTooLarge, TooManyUploads, InvalidValue, NotAllowed.
    """
    if not work.actor.may(Permission.TICKET_REPLY):
        work.actor.require(Permission.TICKET_SUBMIT)
    if size < 1:
        raise InvalidValue("size", "size must be 1 or more.", "size 必须大于 0。")
    most = work.resource(MostBytes).number
    if size > most:
        raise AttachmentTooLarge(field="size", most=most)
    loose = select(func.count()).where(
        Attachment.owner_key == work.actor.key, Attachment.subject_id.is_(None),
        Attachment.state != AttachmentState.DELETED,
    )  # fmt: skip
    if (await work.session.scalar(loose) or 0) >= MOST_LOOSE:
        raise TooManyUploads(most=MOST_LOOSE)
    announced = Attachment(
        id=new_id(),
        purpose=purpose,
        sensitive=purpose in SENSITIVE,
        file_name=clean_name(file_name),
        declared_size=size,
        state=AttachmentState.AWAITING_UPLOAD,
        owner_key=work.actor.key,
        created_at=work.now,
        upload_until=work.now.replace(microsecond=0) + UPLOAD_VALID,
        delete_after=work.now + LOOSE_FOR,
    )
    work.session.add(announced)
    return announced


async def require_awaiting(work: UnitOfWork, attachment_id: UUID) -> Attachment:
    """The announced file, locked, that was not uploaded yet. Raises NotFound, UploadDone."""
    found = await work.session.scalar(
        select(Attachment).where(Attachment.id == attachment_id).with_for_update()
    )
    if found is None or found.state == AttachmentState.DELETED:
        raise NotFound(what="attachment", id=ids.encode(links.PREFIX, attachment_id))
    if found.state != AttachmentState.AWAITING_UPLOAD:
        raise UploadDone
    return found


async def store(
    work: UnitOfWork, attachment_id: UUID, *, object_key: str, content_type: str, size: int, sha256: str
) -> Attachment:
    """The bytes are kept: once only, whoever was first. Raises NotFound, UploadDone."""
    found = await require_awaiting(work, attachment_id)
    found.state = AttachmentState.STORED
    found.object_key, found.content_type = object_key, content_type
    found.size, found.sha256 = size, sha256
    found.stored_at = work.now
    return found


async def refuse(work: UnitOfWork, attachment_id: UUID) -> None:
    """The scanner refused the file: nothing of it is kept. Raises NotFound, UploadDone."""
    (await require_awaiting(work, attachment_id)).state = AttachmentState.REFUSED


def clean_name(name: str) -> str:
    """A file's own name: without folders, control characters and direction marks. Raises InvalidValue."""
    base = PureWindowsPath(PurePosixPath(name).name).name
    shown = "".join(one for one in base if unicodedata.category(one) not in {"Cc", "Cf"})
    return clean(unicodedata.normalize("NFC", shown), field="fileName", at_most=NAME_LENGTH)
