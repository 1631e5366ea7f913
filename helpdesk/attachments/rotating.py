"""Changing keys of sensitive files: each is stored anew under the first key, its row says so, the old bytes go.

A crash anywhere leaves bytes that no row names; they go with the attachment's folder.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from sqlalchemy import func, select, update

from helpdesk.attachments.cipher import LONGEST_NAME, Cipher
from helpdesk.attachments.errors import CannotDecrypt, StoreUnavailable
from helpdesk.attachments.models import Attachment
from helpdesk.attachments.purpose import AttachmentState
from helpdesk.attachments.storage import Storage
from helpdesk.events.work import Transactor, UnitOfWork
from helpdesk.kit.actor import SYSTEM

FIRST = UUID(int=0)
_KEPT = (Attachment.sensitive, Attachment.state == AttachmentState.STORED)


@dataclass(frozen=True, slots=True)
class Turned:
    """What became of some files; `last` is where the next go on, None at the end."""

    looked_at: int
    encrypted: int
    last: UUID | None
    unreadable: Sequence[UUID] = ()


class Rotating:
    """Encrypts files anew. Any number may run; each file is exchanged once."""

    def __init__(self, transactor: Transactor, storage: Storage, cipher: Cipher) -> None:
        self._transactor = transactor
        self._storage = storage
        self._cipher = cipher

    async def count(self) -> int:
        """How many files are encrypted at all."""
        async with self._transactor.read() as connection:
            return await connection.scalar(select(func.count()).where(*_KEPT)) or 0

    async def turn(self, after: UUID = FIRST, *, most: int = 20, change: bool = True) -> Turned:
        """Look at the next files beyond an id, and encrypt those anew that are not under the first key."""
        async with self._transactor.read() as connection:
            rows = await connection.execute(
                select(Attachment.id, Attachment.object_key)
                .where(Attachment.id > after, *_KEPT)
                .order_by(Attachment.id)
                .limit(most)
            )
            files = rows.all()
        encrypted, unreadable = 0, []
        for attachment_id, key in files:
            try:
                encrypted += await self._renewed(attachment_id, key or "", change=change)
            except (CannotDecrypt, StoreUnavailable):
                unreadable.append(attachment_id)
        return Turned(len(files), encrypted, files[-1][0] if files else None, unreadable)

    async def _renewed(self, attachment_id: UUID, key: str, *, change: bool) -> bool:
        if self._cipher.is_first(await self._storage.beginning(key, 1 + LONGEST_NAME)):
            return False
        if not change:
            return True
        content = await asyncio.to_thread(self._cipher.decrypt, attachment_id, await self._storage.get(key))
        renewed = await self._storage.put(
            attachment_id, await asyncio.to_thread(self._cipher.encrypt, attachment_id, content)
        )
        exchanged = await self._transactor.run(
            SYSTEM, partial(_exchange, attachment_id=attachment_id, before=key, after=renewed)
        )
        await self._storage.discard(key if exchanged else renewed)
        return exchanged


async def _exchange(work: UnitOfWork, *, attachment_id: UUID, before: str, after: str) -> bool:
    """Let the row name the new bytes, unless the file is given up or was exchanged meanwhile; whether it does."""
    changed = await work.session.scalar(
        update(Attachment)
        .where(Attachment.id == attachment_id, Attachment.object_key == before, *_KEPT)
        .values(object_key=after)
        .returning(Attachment.id)
    )
    return changed is not None
