"""How long the event loop is held at a stretch, in seconds of this thread's CPU: a busy machine makes it no longer."""

from __future__ import annotations

import asyncio
import gc
import time
from types import TracebackType
from typing import Self

LONGEST = 0.25
"""Seconds for which nobody else may be kept waiting."""


class Held:
    """Watches a block: `worst` is the longest stretch without a turn for others.

    A task takes every turn of the loop and looks how much CPU the thread used since its last one.
    """

    worst = 0.0

    async def __aenter__(self) -> Self:
        gc.collect()
        gc.freeze()  # as `helpdesk api` does: full collections are not what is measured
        self._watching = asyncio.create_task(self._watch())
        await asyncio.sleep(0)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await asyncio.sleep(0)
        self._watching.cancel()
        await asyncio.gather(self._watching, return_exceptions=True)

    async def _watch(self) -> None:
        last = time.thread_time()
        while True:
            await asyncio.sleep(0)
            now = time.thread_time()
            self.worst = max(self.worst, now - last)
            last = now
