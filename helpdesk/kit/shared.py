"""One look for all who ask at the same time: each gets what was true after it asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Hashable
from typing import Any, Generic, TypeVar

Answer = TypeVar("Answer")


class Shared(Generic[Answer]):
    """Asks `ask` once for everybody who came while the look before was under way; one look at a time.

    Thousands who come at once cost a handful of looks, not one each.
    """

    def __init__(self, ask: Callable[[], Awaitable[Answer]]) -> None:
        self._ask = ask
        self._one_at_a_time = asyncio.Lock()
        self._next: asyncio.Task[Answer] | None = None
        self._waiting: dict[asyncio.Task[Answer], int] = {}

    async def get(self) -> Answer:
        """What a look finds that began after this call. Raises what the look raises."""
        look = self._next
        if look is None:
            look = self._next = asyncio.create_task(self._look(), name="shared-look")
            self._waiting[look] = 0
        self._waiting[look] += 1
        try:
            return await asyncio.shield(look)
        finally:
            self._waiting[look] -= 1
            if not self._waiting[look]:
                await self._end(look)

    async def _end(self, look: asyncio.Task[Answer]) -> None:
        """Nobody waits for it any more: it is over, or it is stopped and waited for."""
        del self._waiting[look]
        if self._next is look:
            self._next = None
        look.cancel()
        await asyncio.gather(look, return_exceptions=True)

    async def _look(self) -> Answer:
        async with self._one_at_a_time:
            self._next = None  # who comes from here on needs a later one
            return await self._ask()


class Once(Generic[Answer]):
    """One look for each key, for all who ask under it; answers of the newest `keep` keys stay for who comes later.

    For keys that name what does not change, such as a position of the log.
    """

    def __init__(self, keep: int) -> None:
        self._keep = keep
        self._looks: dict[Hashable, asyncio.Task[Answer]] = {}

    async def get(self, key: Hashable, ask: Callable[[], Coroutine[Any, Any, Answer]]) -> Answer:
        """What the first to ask under this key found. A failure is told to who waits for it, and not kept."""
        look = self._looks.get(key)
        if look is None:
            look = self._looks[key] = asyncio.create_task(ask(), name="look")
            look.add_done_callback(lambda ended: self._ended(key, ended))
            if len(self._looks) > self._keep:
                del self._looks[next(iter(self._looks))]
        return await asyncio.shield(look)

    def _ended(self, key: Hashable, look: asyncio.Task[Answer]) -> None:
        failed = look.cancelled() or look.exception() is not None
        if failed and self._looks.get(key) is look:
            del self._looks[key]
