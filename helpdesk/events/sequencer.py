"""The sequencer gives committed events their positions.

Numbers drawn by writers are not commit order, and snapshot horizons are held up by any open write in the
cluster. So one process at a time, the one that holds the head row's lock, numbers what it can see
committed, in batches. Readers of `position > cursor` never miss or reorder an event.
"""

from __future__ import annotations

import asyncio
import contextlib

import structlog
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from helpdesk.kit.database import AWAY

LOG_CHANNEL = "helpdesk_log"
_log = structlog.get_logger(__name__)

_WAITING = text("SELECT EXISTS (SELECT FROM events WHERE position IS NULL)")
_TAKE_HEAD = text("SELECT position FROM log_head FOR UPDATE SKIP LOCKED")
_NUMBER = text(
    """
    UPDATE events SET position = numbered.position
      FROM (SELECT id, :head + row_number() OVER (ORDER BY draw) AS position
              FROM (SELECT id, draw FROM events WHERE position IS NULL ORDER BY draw LIMIT :size) AS waiting
           ) AS numbered
     WHERE events.id = numbered.id
    """
)
_MOVE_HEAD = text("UPDATE log_head SET position = position + :count")
_TELL = text("SELECT pg_notify(:channel, '')")


async def sequence(engine: AsyncEngine, *, size: int = 1000) -> int | None:
    """Number one batch of committed events; how many, or None while another process is at it.

    The head is locked in a statement of its own, so that the numbering statement's snapshot is taken
    after the previous sequencer's commit.
    """
    async with engine.begin() as connection:
        position = await connection.scalar(_TAKE_HEAD)
        if position is None:
            return None
        count = (await connection.execute(_NUMBER, {"head": position, "size": size})).rowcount
        if count:
            await connection.execute(_MOVE_HEAD, {"count": count})
            await connection.execute(_TELL, {"channel": LOG_CHANNEL})
        return count


class Sequencer:
    """The sequencing loop of a process: at once when this process committed, else every 250 ms."""

    def __init__(self, engine: AsyncEngine, *, pause: float = 0.25) -> None:
        self._engine = engine
        self._pause = pause
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Something was committed here; number it now."""
        self._wake.set()

    async def run(self) -> None:
        """Run until cancelled. A database that is away is tried again at every pause."""
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._pause):
                    await self._wake.wait()
            woken = self._wake.is_set()
            self._wake.clear()
            try:
                if woken or await self._is_waiting():
                    await self._drain()
            except AWAY as error:
                _log.warning("sequencer.database_away", error=type(error).__name__)
                await asyncio.sleep(self._pause)

    async def _is_waiting(self) -> bool:
        async with self._engine.connect() as connection:
            return bool(await connection.scalar(_WAITING))

    async def _drain(self) -> None:
        while (count := await sequence(self._engine)) != 0:
            if count is None:
                await asyncio.sleep(0.01)
                if not await self._is_waiting():
                    return
