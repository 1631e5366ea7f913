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

from helpdesk.kit import metrics
from helpdesk.kit.database import AWAY
from helpdesk.kit.pipeline import Prepared
from helpdesk.kit.transaction import transaction

LOG_CHANNEL = "helpdesk_log"
BATCH = 1000
_log = structlog.get_logger(__name__)

_WAITING = text("SELECT EXISTS (SELECT FROM events WHERE position IS NULL)")
_TAKE_HEAD = Prepared(
    """
    SELECT set_config('helpdesk.head', head.position::text, true)
      FROM (SELECT position FROM log_head FOR UPDATE SKIP LOCKED) AS head
    """
)
_NUMBER = Prepared(
    """
    WITH head AS MATERIALIZED (SELECT nullif(current_setting('helpdesk.head', true), '')::bigint AS position),
    waiting AS (
        SELECT id, draw FROM events
         WHERE position IS NULL AND (SELECT position FROM head) IS NOT NULL ORDER BY draw LIMIT $1::bigint
    ),
    numbered AS (
        UPDATE events SET position = next.position
          FROM (SELECT id, (SELECT position FROM head) + row_number() OVER (ORDER BY draw) AS position FROM waiting)
               AS next
         WHERE events.id = next.id
        RETURNING events.position
    ),
    moved AS (
        UPDATE log_head SET position = (SELECT max(position) FROM numbered)
         WHERE EXISTS (SELECT FROM numbered)
    )
    SELECT count(*) FROM numbered
    """
)
"""Numbers nothing where the head was not taken."""
_TELL = Prepared(
    """
    SELECT pg_notify($1, '') FROM log_head
     WHERE position > nullif(current_setting('helpdesk.head', true), '')::bigint
    """
)


async def sequence(engine: AsyncEngine, *, size: int = BATCH) -> int | None:
    """Number one batch of committed events; how many, or None while another process is at it.

    The head is locked in a statement of its own, so that the numbering statement's snapshot is taken
    after the previous sequencer's commit. All of it is one round trip.
    """
    async with transaction(engine) as opened:
        taken, [(count,)], *_ = await opened.commit([_TAKE_HEAD(), _NUMBER(size), _TELL(LOG_CHANNEL)])
        return int(count) if taken else None


class Sequencer:
    """The sequencing loop of a process: at once when this process committed, else every 250 ms.

    Between two batches it takes a breath, so that commits that come faster than that are numbered together.
    """

    def __init__(self, engine: AsyncEngine, *, pause: float = 0.25, breath: float = 0.005) -> None:
        self._engine = engine
        self._pause = pause
        self._breath = breath
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
                    await asyncio.sleep(self._breath)
                metrics.TURNED.labels("sequencer").set_to_current_time()
            except AWAY as error:
                _log.warning("sequencer.database_away", error=type(error).__name__)
                await asyncio.sleep(self._pause)

    async def _is_waiting(self) -> bool:
        async with self._engine.connect() as connection:
            return bool(await connection.scalar(_WAITING))

    async def _drain(self) -> None:
        while (count := await sequence(self._engine, size=BATCH)) in {None, BATCH}:
            if count is None:
                await asyncio.sleep(0.01)
                if not await self._is_waiting():
                    return
