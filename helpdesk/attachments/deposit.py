"""Taking files in and giving them out: what happens outside of transactions, and in which order.

Bytes first, then the row: a crash between leaves bytes that no row names. They lie under the attachment's own
folder, and go with it when the upload is repeated or the attachment is removed.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from hashlib import sha256
from typing import Final
from uuid import UUID

import structlog

from helpdesk.attachments import sniffing, uploading
from helpdesk.attachments.cipher import Cipher
from helpdesk.attachments.errors import AttachmentIncomplete, AttachmentRefused, StoreUnavailable
from helpdesk.attachments.models import Attachment
from helpdesk.attachments.scanning import Scanner
from helpdesk.attachments.storage import Storage
from helpdesk.events.work import Transactor
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.errors import HelpdeskError

AT_ONCE: Final = 4
"""Files that a process looks through at a time: each is in memory whole meanwhile."""
SCAN_SECONDS: Final = 60.0
_log = structlog.get_logger(__name__)


class Deposit:
    """One process's way to its files."""

    def __init__(
        self, transactor: Transactor, storage: Storage, cipher: Cipher, scanner: Scanner | None = None
    ) -> None:
        self._transactor = transactor
        self._storage = storage
        self._cipher = cipher
        self._scanner = scanner
        self.room = asyncio.Semaphore(AT_ONCE)

    async def require_awaiting(self, attachment_id: UUID) -> Attachment:
        """The announced file, before its bytes are read. Raises NotFound, UploadDone."""
        verb = partial(uploading.require_awaiting, attachment_id=attachment_id)
        return await self._transactor.run(SYSTEM, verb)

    async def keep(self, announced: Attachment, content: bytes) -> Attachment:
        """Keep a file for good, or raise why not.

        Raises AttachmentIncomplete, AttachmentTypeRefused, AttachmentRefused, StoreUnavailable, UploadDone, NotFound.
        """
        if len(content) != announced.declared_size:
            raise AttachmentIncomplete(announced=announced.declared_size, received=len(content))
        kind = await asyncio.to_thread(sniffing.content_type, content)
        await self._scan(announced.id, content, kind)
        key = await self._storage.put(announced.id, await self._sealed(announced, content))
        digest = (await asyncio.to_thread(sha256, content)).hexdigest()
        verb = partial(
            uploading.store, attachment_id=announced.id, object_key=key, content_type=kind, size=len(content),
            sha256=digest,
        )  # fmt: skip
        try:
            stored = await self._transactor.run(SYSTEM, verb)
        except HelpdeskError:  # another upload by the same link was first
            await self._storage.discard(key)
            raise
        await self._tidy(stored)
        return stored

    async def give(self, stored: Attachment) -> AsyncIterator[bytes]:
        """The bytes of a stored file, in pieces. Raises StoreUnavailable, CannotDecrypt before the first."""
        key = stored.object_key or ""
        if not stored.sensitive:
            return await self._storage.stream(key)
        async with self.room:
            sealed = await self._storage.get(key)
            content = await asyncio.to_thread(self._cipher.decrypt, stored.id, sealed)
        return _whole(content)

    async def _sealed(self, announced: Attachment, content: bytes) -> bytes:
        if not announced.sensitive:
            return content
        return await asyncio.to_thread(self._cipher.encrypt, announced.id, content)

    async def _scan(self, attachment_id: UUID, content: bytes, kind: str) -> None:
        if self._scanner is None:
            return
        try:
            async with asyncio.timeout(SCAN_SECONDS):
                found = await self._scanner(content, content_type=kind)
        except Exception as error:
            _log.exception("attachment.not_scanned", attachment=str(attachment_id))
            raise StoreUnavailable from error
        if found is not None:
            _log.warning("attachment.refused", attachment=str(attachment_id), found=found)
            await self._transactor.run(SYSTEM, partial(uploading.refuse, attachment_id=attachment_id))
            raise AttachmentRefused

    async def _tidy(self, stored: Attachment) -> None:
        """Remove what an interrupted upload of the same file left behind; the cleaning would do so later."""
        try:
            await self._storage.remove(stored.id, but=stored.object_key)
        except StoreUnavailable:
            _log.warning("attachment.not_tidied", attachment=str(stored.id))


async def _whole(content: bytes) -> AsyncIterator[bytes]:
    yield content
