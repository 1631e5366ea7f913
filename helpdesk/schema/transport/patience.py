"""Reading for somebody who went away is stopped, and with it the statements that still run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.requests import ClientDisconnect
from starlette.types import Receive

PATIENCE = 0.1
"""Seconds that a reading takes before it is worth looking whether anybody still waits for it."""


@asynccontextmanager
async def unless_gone(receive: Receive) -> AsyncIterator[None]:
    """Cancel the block when the client goes away. Raises ClientDisconnect then."""
    reading = asyncio.current_task()
    assert reading is not None  # noqa: S101 - a coroutine runs in a task
    watching: asyncio.Task[None] | None = None
    gone = False

    async def watch() -> None:
        nonlocal gone
        while (await receive())["type"] != "http.disconnect":
            pass
        gone = True
        reading.cancel()

    def begin() -> None:
        nonlocal watching
        watching = asyncio.create_task(watch(), name="client-watch")

    timer = asyncio.get_running_loop().call_later(PATIENCE, begin)
    try:
        yield
    except asyncio.CancelledError:
        if not gone or reading.uncancel() > 0:
            raise
        raise ClientDisconnect from None
    finally:
        timer.cancel()
        if watching is not None:
            watching.cancel()
