"""The issuer's keys as this process has them: fetched from its JWKS URL, kept for a time, fetched anew.

Whoever finds a key goes on without waiting, also while newer ones are on their way. Who names a key that is not there
waits for one fetch, shared by all who wait; fetches begin some seconds apart, however many unknown keys are named.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

import httpx
import structlog

from helpdesk.accounts.errors import TokenKeysUnavailable
from helpdesk.accounts.key_set import KeySet, KeySetUnreadable, read

PAUSE_SECONDS: Final = 5.0
"""Between the beginnings of two fetches."""
FETCH_SECONDS: Final = 5.0
"""What one fetch may take in all."""
MOST_BYTES: Final = 262_144
NONE: Final = KeySet()
_log = structlog.get_logger(__name__)


class IssuerKeys:
    """Keys are fresh for `fresh` seconds after a fetch began, and used for `stale` more while the issuer is away."""

    def __init__(
        self, url: str, *, fresh: float, stale: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        host = urlsplit(url).hostname or ""
        self._url, self._host = url, host
        self._fresh, self._stale = fresh, stale
        self._clock = clock
        self._keys = NONE
        self._as_of = float("-inf")
        self._begun = float("-inf")
        self._failed = False
        self._fetch: asyncio.Task[None] | None = None
        self._client = httpx.AsyncClient(  # made once: to read the certificates takes tens of milliseconds
            headers={"accept": "application/json", "accept-encoding": "identity"},
            timeout=FETCH_SECONDS,
            trust_env=host not in {"127.0.0.1", "::1", "localhost"},
        )

    @property
    def is_fetching(self) -> bool:
        """Whether a fetch is under way."""
        return self._fetch is not None and not self._fetch.done()

    def known(self) -> KeySet:
        """The keys to go by now, none once they are too old; old ones are asked for anew meanwhile."""
        age = self._clock() - self._as_of
        if age <= self._fresh:
            return self._keys
        if age > self._fresh + self._stale:
            return NONE
        self._begin()
        return self._keys

    async def anew(self) -> KeySet:
        """The keys after a look for one that was not among them. Raises TokenKeysUnavailable."""
        self._begin()
        fetch = self._fetch
        if fetch is not None:
            await asyncio.shield(fetch)
        if self._failed:
            raise TokenKeysUnavailable
        return self.known()

    async def aclose(self) -> None:
        """Stop fetching and close the connections."""
        if self._fetch is not None:
            self._fetch.cancel()
            await asyncio.gather(self._fetch, return_exceptions=True)
        await self._client.aclose()

    def _begin(self) -> None:
        """Begin a fetch, unless one is under way or began just now."""
        now = self._clock()
        if not self.is_fetching and now - self._begun >= PAUSE_SECONDS:
            self._begun = now
            self._fetch = asyncio.create_task(self._renew(now), name="issuer-keys")

    async def _renew(self, begun: float) -> None:
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                self._keys = read(await self._answer())
        except (httpx.HTTPError, httpx.InvalidURL, KeySetUnreadable, OSError) as error:
            self._failed = True
            reason = str(error) if isinstance(error, KeySetUnreadable) else type(error).__name__
            _log.warning("issuer_keys.failed", host=self._host, reason=reason)
        else:
            self._failed, self._as_of = False, begun
            _log.info("issuer_keys.fetched", host=self._host, keys=len(self._keys))

    async def _answer(self) -> bytes:
        body = bytearray()
        async with self._client.stream("GET", self._url) as response:
            if response.status_code != httpx.codes.OK:
                raise KeySetUnreadable(f"status {response.status_code}")
            if response.headers.get("content-encoding", "identity") != "identity":
                raise KeySetUnreadable("a compressed answer")
            async for piece in response.aiter_raw():
                body += piece
                if len(body) > MOST_BYTES:
                    raise KeySetUnreadable(f"more than {MOST_BYTES} bytes")
        return bytes(body)
