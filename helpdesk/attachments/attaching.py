"""Hanging uploaded files on what they belong to, within the change that makes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from helpdesk.attachments import links
from helpdesk.attachments.errors import AttachmentNotStored, AttachmentTaken
from helpdesk.attachments.purpose import AttachmentState, Purpose
from helpdesk.events.work import UnitOfWork
from helpdesk.kit import ids
from helpdesk.kit.errors import HelpdeskError, InvalidValue, NotFound, Several
from helpdesk.kit.pipeline import Prepared, array

MOST: Final = 20
_ATTACHED = Prepared(
    """
    UPDATE attachments SET subject_kind = $3, subject_id = $4::uuid, part_id = $5::uuid, delete_after = NULL
     WHERE id = ANY($1::uuid[]) AND owner_key = $2 AND state = 'STORED' AND subject_id IS NULL
    RETURNING id
    """
)
_AS_THEY_ARE = Prepared("SELECT id, owner_key, state, subject_id FROM attachments WHERE id = ANY($1::uuid[])")
_PURPOSES = Prepared("SELECT id, purpose FROM attachments WHERE id = ANY($1::uuid[]) AND owner_key = $2")
_MOVED = Prepared(
    "UPDATE attachments SET subject_id = $3::uuid WHERE subject_kind = $1 AND subject_id = $2::uuid"
)


async def attach(
    work: UnitOfWork,
    attachment_ids: Sequence[UUID],
    *,
    subject_kind: str,
    subject_id: UUID,
    owner: str,
    part_id: UUID | None = None,
    field: str = "attachmentIds",
) -> None:
    """Hang files of `owner` (an actor's key) on a subject for good; on a part of it (a comment) where one is named.

    Raises Several, for each file that is unknown or another's (NotFound), not uploaded (AttachmentNotStored) or
    hangs on something (AttachmentTaken), naming its place in `field`; InvalidValue for too many or one twice.
    """
    if not attachment_ids:
        return
    _require_few(attachment_ids, field)
    wanted = array(attachment_ids)
    [rows] = await work.ask(_ATTACHED(wanted, owner, subject_kind, subject_id, part_id))
    attached = {attachment_id for (attachment_id,) in rows}
    if len(attached) == len(attachment_ids):
        return
    [rows] = await work.ask(_AS_THEY_ARE(wanted))
    there = {attachment_id: rest for attachment_id, *rest in rows}
    raise Several(
        [
            _refusal(attachment_id, there.get(attachment_id), owner, f"{field}.{place}")
            for place, attachment_id in enumerate(attachment_ids)
            if attachment_id not in attached
        ]
    )


@dataclass(frozen=True, slots=True)
class Named:
    """A file that a form names in a field of its own, and what it must have been sent for."""

    field: str
    id: UUID
    purpose: Purpose


async def attach_named(
    work: UnitOfWork, files: Sequence[Named], *, subject_kind: str, subject_id: UUID, owner: str
) -> None:
    """Hang the files of a form on a subject for good. Raises Several as `attach`, naming the field of each file;
    one that was sent for something else is an InvalidValue.
    """
    [rows] = await work.ask(_PURPOSES(array([one.id for one in files]), owner))
    purposes: dict[UUID, str] = dict(rows)
    refusals: list[HelpdeskError] = [
        InvalidValue(
            one.field,
            f"This file was not sent as {one.purpose.value}.",
            f"该文件上传时的用途不是 {one.purpose.value}。",
        )
        for one in files
        if purposes.get(one.id, one.purpose) != one.purpose
    ]
    if refusals:
        raise Several(refusals)
    for one in files:
        try:
            await attach(
                work, [one.id], subject_kind=subject_kind, subject_id=subject_id, owner=owner, field=one.field
            )
        except Several as refused:
            for error in refused.errors:
                error.field = one.field
            refusals += refused.errors
    if refusals:
        raise Several(refusals)


def move(work: UnitOfWork, subject_kind: str, source_id: UUID, target_id: UUID) -> None:
    """Let the files of a subject hang on another that goes on in its place."""
    work.later(_MOVED(subject_kind, source_id, target_id))


def _require_few(attachment_ids: Sequence[UUID], field: str) -> None:
    if len(attachment_ids) > MOST:
        raise InvalidValue(field, f"At most {MOST} files at a time.", f"一次最多 {MOST} 个附件。")
    if len(set(attachment_ids)) != len(attachment_ids):
        raise InvalidValue(field, "A file is named twice.", "附件重复。")


def _refusal(attachment_id: UUID, row: Sequence[object] | None, owner: str, field: str) -> HelpdeskError:
    public = ids.encode(links.PREFIX, attachment_id)
    if row is None or row[0] != owner or row[1] == AttachmentState.DELETED:
        return NotFound(field=field, what="attachment", id=public)
    if row[1] != AttachmentState.STORED:
        return AttachmentNotStored(field=field, id=public, state=row[1])
    return AttachmentTaken(field=field, id=public)
