"""Where the bytes are: a folder, or any store that obstore reaches by URL (S3 and what speaks its protocol).

Each upload is an object of its own under its attachment's folder, so that two uploads never write into one another,
and what a crash left behind goes with the folder.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from helpdesk.attachments.errors import StoreUnavailable
from helpdesk.kit.ids import new_id
from helpdesk.kit.settings import Settings

CHUNK: Final = 256 * 1024
FOLDER: Final = "attachments"
NEAR: Final = frozenset({"file", "memory"})
LONGEST: Final = timedelta(seconds=30)


class Storage:
    """Objects by key."""

    def __init__(self, connect: Callable[[], ObjectStore]) -> None:
        self._connect = connect

    @classmethod
    def of(cls, settings: Settings) -> Storage:
        """The store of HELPDESK_ATTACHMENTS_URL, else the folder `attachments` of HELPDESK_HOME.

        It is connected when it is first used.
        """
        url = settings.attachments_url
        return cls(partial(_folder, settings.home) if url is None else partial(_by_url, url))

    @cached_property
    def _store(self) -> ObjectStore:
        return self._connect()

    async def put(self, attachment_id: UUID, content: bytes) -> str:
        """Keep the bytes as a new object; its key. Raises StoreUnavailable."""
        key = f"{attachment_id.hex}/{new_id().hex}"
        with _reached():
            await obstore.put_async(self._store, key, content)
        return key

    async def get(self, key: str) -> bytes:
        """All bytes of an object. Raises StoreUnavailable."""
        with _reached():
            return bytes(await (await obstore.get_async(self._store, key)).bytes_async())

    async def beginning(self, key: str, length: int) -> bytes:
        """The first bytes of an object, as many as it has. Raises StoreUnavailable."""
        with _reached():
            return bytes(await obstore.get_range_async(self._store, key, start=0, length=length))

    async def stream(self, key: str) -> AsyncIterator[bytes]:
        """The bytes of an object, in pieces; begun here, so that what fails does so before anything is sent."""
        with _reached():
            found = await obstore.get_async(self._store, key)
        return _pieces(found)

    async def remove(self, attachment_id: UUID, *, but: str | None = None) -> int:
        """Delete all objects of an attachment, save the one that is kept; how many. Raises StoreUnavailable."""
        count = 0
        with _reached():
            async for batch in obstore.list(self._store, attachment_id.hex):
                for found in batch:
                    if found["path"] != but:
                        await self.discard(found["path"])
                        count += 1
        return count

    async def discard(self, key: str) -> None:
        """Delete one object, if it is there. Raises StoreUnavailable."""
        with _reached():
            try:
                await obstore.delete_async(self._store, key)
            except FileNotFoundError:
                return


async def _pieces(found: obstore.GetResult) -> AsyncIterator[bytes]:
    with _reached():
        async for piece in found.stream(min_chunk_size=CHUNK):
            yield bytes(piece)


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except (BaseError, OSError) as error:
        raise StoreUnavailable from error


def _by_url(url: str) -> ObjectStore:
    """The store of a URL; one across the network is not waited for as long as it likes."""
    if urlsplit(url).scheme in NEAR:
        return from_url(url)
    return from_url(
        url,
        client_options={
            "connect_timeout": timedelta(seconds=5),
            "timeout": LONGEST,
            "allow_http": os.environ.get("AWS_ALLOW_HTTP") == "true",  # stated options hide the variable
        },
        retry_config={"max_retries": 3, "retry_timeout": LONGEST},
    )


def _folder(home: Path) -> LocalStore:
    """The home's folder of files, which nobody but the process's own user reads."""
    path = home.expanduser().resolve() / FOLDER
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return LocalStore(str(path), automatic_cleanup=True)
