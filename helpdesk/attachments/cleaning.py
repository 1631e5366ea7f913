"""Removing files that hang on nothing for a day, and sensitive ones some time after their ticket ended.

First the row says DELETED, then the bytes go, then the row says so (`purged_at`): a crash anywhere is made good by
the next turn, and nothing is served meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy import Select, delete, select, update

from helpdesk.attachments.errors import StoreUnavailable
from helpdesk.attachments.models import Attachment
from helpdesk.attachments.purpose import AttachmentState
from helpdesk.attachments.storage import Storage
from helpdesk.events.work import Transactor, UnitOfWork
from helpdesk.kit.actor import SYSTEM

AT_ONCE: Final = 100
EndedBefore = Callable[[datetime], Select[UUID]]
"""The ids of the subjects that ended before an instant."""
_log = structlog.get_logger(__name__)


class Cleaning:
    """The duty of removing files; any number of workers may have it."""

    def __init__(
        self, storage: Storage, ended_before: EndedBefore, *, subject_kind: str, retention: timedelta
    ) -> None:
        self._storage = storage
        self._ended_before = ended_before
        self._subject_kind = subject_kind
        self._retention = retention

    async def turn(self, transactor: Transactor) -> int:
        """Remove what is due; of how many files the bytes are gone."""
        while await transactor.run(SYSTEM, drop_loose):
            pass
        while await transactor.run(SYSTEM, self.drop_kept_long_enough):
            pass
        removed, after = 0, UUID(int=0)
        while due := await transactor.run(SYSTEM, partial(_unpurged, after=after)):
            gone = [attachment_id for attachment_id in due if await self._remove(attachment_id)]
            await transactor.run(SYSTEM, partial(_purged, attachment_ids=gone))
            removed, after = removed + len(gone), due[-1]
        if removed:
            _log.info("attachments.removed", count=removed)
        return removed

    async def drop_kept_long_enough(self, work: UnitOfWork) -> int:
        """Give up sensitive files whose ticket ended longer ago than they are kept; how many."""
        due = (
            select(Attachment.id)
            .where(
                Attachment.sensitive, Attachment.state == AttachmentState.STORED,
                Attachment.subject_kind == self._subject_kind,
                Attachment.subject_id.in_(self._ended_before(work.now - self._retention)),
            )
            .limit(AT_ONCE)
            .with_for_update(skip_locked=True, of=Attachment)
        )  # fmt: skip
        return await _drop(work, due)

    async def _remove(self, attachment_id: UUID) -> bool:
        try:
            await self._storage.remove(attachment_id)
        except StoreUnavailable:
            _log.warning("attachment.not_removed", attachment=str(attachment_id))
            return False
        return True


async def drop_loose(work: UnitOfWork) -> int:
    """Give up files that hung on nothing for a day; how many."""
    due = (
        select(Attachment.id)
        .where(Attachment.delete_after <= work.now)
        .order_by(Attachment.delete_after)
        .limit(AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    return await _drop(work, due)


async def drop_of(work: UnitOfWork, subject_kind: str, subject_ids: Collection[UUID]) -> int:
    """Give up every file of some subjects, for a person who is to be forgotten; how many.

    They are served no more from this change on; their bytes go with the next turn of the cleaning.
    """
    theirs = select(Attachment.id).where(
        Attachment.subject_id.in_(subject_ids), Attachment.subject_kind == subject_kind,
        Attachment.state != AttachmentState.DELETED,
    )  # fmt: skip
    return await _drop(work, theirs.with_for_update())


async def _drop(work: UnitOfWork, due: Select[UUID]) -> int:
    found = (await work.session.scalars(due)).all()
    gone = {"state": AttachmentState.DELETED, "delete_after": None, "file_name": ""}
    await work.session.execute(update(Attachment).where(Attachment.id.in_(found)).values(gone))
    return len(found)


async def _unpurged(work: UnitOfWork, after: UUID) -> list[UUID]:
    """Given up, but their bytes may be there."""
    waiting = select(Attachment.id).where(
        Attachment.state == AttachmentState.DELETED, Attachment.purged_at.is_(None), Attachment.id > after
    )
    return list(await work.session.scalars(waiting.order_by(Attachment.id).limit(AT_ONCE)))


async def _purged(work: UnitOfWork, attachment_ids: list[UUID]) -> None:
    """Their bytes are gone: of those that hung on a subject the row stays, as a record."""
    these = Attachment.id.in_(attachment_ids)
    await work.session.execute(delete(Attachment).where(these, Attachment.subject_id.is_(None)))
    await work.session.execute(update(Attachment).where(these).values(purged_at=work.now))
