"""One look for all who ask at the same time: each gets what was true after it asked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

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

    @property
    def is_idle(self) -> bool:
        """Whether nobody waits."""
        return not self._waiting

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


class SharedByKey(Generic[Answer]):
    """As Shared, for each key by itself; nothing is left of a key for which nobody waits."""

    def __init__(self) -> None:
        self._looks: dict[Hashable, Shared[Answer]] = {}

    def __len__(self) -> int:
        return len(self._looks)

    async def get(self, key: Hashable, ask: Callable[[], Awaitable[Answer]]) -> Answer:
        """What a look under this key finds that began after this call; whoever asks under it asks the same."""
        look = self._looks.get(key)
        if look is None:
            look = self._looks[key] = Shared(ask)
        try:
            return await look.get()
        finally:
            if look.is_idle and self._looks.get(key) is look:
                del self._looks[key]
