"""The hub: a process follows the log once, for all of its subscribers.

It keeps the newest events in a ring. A subscriber is only a position: it takes from the ring what comes
after it, and what is older from the database. So nobody's slowness costs memory.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
import psycopg
import structlog
from psycopg.types.json import set_json_loads
from sqlalchemy.ext.asyncio import AsyncEngine

from helpdesk.events import log
from helpdesk.events.cursors import Head, head
from helpdesk.events.log import LoggedEvent
from helpdesk.events.sequencer import LOG_CHANNEL
from helpdesk.kit import metrics
from helpdesk.kit.database import AWAY, NOTICING, plain_url
from helpdesk.kit.shared import Shared

_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Track:
    """A follower's way along the log, in positions: where it begins and ends, and how far it has come.

    Begins after `since`, or where None after the cursor that the caller gave, or with what comes next. Ends
    once all up to `until` is told; never where None.
    """

    since: int | None = None
    until: int | None = None
    position: int | None = None

    def begin(self, head: Head, cursor: str | None) -> int:
        """The position to follow after. Raises InvalidCursor and CursorExpired."""
        if self.since is not None:
            self.position = self.since
        else:
            self.position = head.position if cursor is None else head.position_of(cursor)
        return self.position


LISTENER = "helpdesk-listener"
"""How the connection that follows the log is called in `pg_stat_activity`."""


class Hub:
    """Follows the log from the moment it was opened; `run` must be running."""

    def __init__(
        self, engine: AsyncEngine, *, keep: int = 10_000, pause: float = 1.0, batch: int = 500
    ) -> None:
        self._engine = engine
        self._ring: deque[LoggedEvent] = deque(maxlen=keep)
        self._pause = pause
        self._batch = batch
        self._turned = asyncio.Event()
        self._heads = Shared(self._head)
        self.position: int | None = None

    async def head(self) -> Head:
        """The log's head as committed now; one look for all who ask at once."""
        return await self._heads.get()

    async def _head(self) -> Head:
        async with self._engine.connect() as connection:
            return await head(connection)

    async def run(self) -> None:
        """Follow until cancelled: on NOTIFY, and every second in any case."""
        while True:
            try:
                if self.position is None:
                    self._turn((await self.head()).position)
                await self._listen()
            except AWAY as error:
                _log.warning("hub.database_away", error=type(error).__name__)
                await asyncio.sleep(self._pause)

    async def follow(
        self, after: int, *, until: int | None = None
    ) -> AsyncGenerator[Sequence[LoggedEvent], None]:
        """Batches of events after a position, each event once and in order.

        Ends with the event at `until`; without it, goes on for as long as it is read.
        """
        position = after
        while until is None or position < until:
            turned = self._turned
            batch = await self._after(position)
            if until is not None and batch and (batch[-1].position or 0) > until:
                yield [event for event in batch if (event.position or 0) <= until]
                return
            if batch:
                position = batch[-1].position or position
                yield batch
            else:
                await turned.wait()

    async def _after(self, position: int) -> Sequence[LoggedEvent]:
        if self.position is not None and position >= self.position:
            return ()
        first = self._ring[0].position if self._ring else None
        if first is not None and position >= first - 1:
            begin = position - first + 1
            end = min(begin + self._batch, len(self._ring))
            return [self._ring[index] for index in range(begin, end)]  # at either end found at once
        async with self._engine.connect() as connection:
            return await log.after(connection, position, limit=self._batch)

    async def _listen(self) -> None:
        url = plain_url(self._engine.url.render_as_string(hide_password=False))
        async with await psycopg.AsyncConnection.connect(
            url, autocommit=True, application_name=LISTENER, options="-c timezone=UTC", **NOTICING
        ) as connection:
            set_json_loads(orjson.loads, connection)
            await connection.execute(f"LISTEN {LOG_CHANNEL}")
            while True:
                await self._read_on(psycopg.AsyncRawCursor(connection))
                metrics.TURNED.labels("hub").set_to_current_time()
                async for _ in connection.notifies(timeout=self._pause, stop_after=1):
                    pass

    async def _read_on(self, cursor: psycopg.AsyncRawCursor[Any]) -> None:
        while True:
            given = (self.position or 0, self._batch)
            await cursor.execute(log.AFTER.encode(), given, prepare=True, binary=True)
            batch = [log.LoggedEvent(*row) for row in await cursor.fetchall()]
            if not batch:
                return
            self._ring.extend(batch)
            self._turn(batch[-1].position)

    def _turn(self, position: int | None) -> None:
        """The log is read up to here: let all followers look."""
        self.position = position
        self._turned.set()
        self._turned = asyncio.Event()


@contextlib.asynccontextmanager
async def running(*loops: asyncio.Task[None]) -> AsyncIterator[None]:
    """Keep background loops going inside the block; cancel them at its end. One that dies is told at once."""
    for loop in loops:
        loop.add_done_callback(_tell_death)
    try:
        yield
    finally:
        await _end(loops)


async def _end(loops: Collection[asyncio.Task[None]]) -> None:
    """Cancel until they are done: a library on the way may swallow one cancellation."""
    left = set(loops)
    while left:
        for loop in left:
            loop.cancel()
        _, left = await asyncio.wait(left, timeout=0.5)


def _tell_death(loop: asyncio.Task[None]) -> None:
    error = None if loop.cancelled() else loop.exception()
    if error is not None:
        _log.error("loop.died", loop=loop.get_name(), exc_info=error)
