"""The claim loop of every worker: what time makes due is found by index and handed out in batches.

There is no election: leases and skipped locks keep workers apart, and what a dead worker held is handed
out again when its lease runs out.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import structlog
from dramatiq.errors import BrokerConnectionError
from psycopg import errors as pg
from sqlalchemy.exc import DBAPIError

from helpdesk.accounts import revocations
from helpdesk.attachments.cleaning import Cleaning
from helpdesk.calendars import tables
from helpdesk.calls import generation, messages, missing
from helpdesk.events import idempotency
from helpdesk.events.relay import Send
from helpdesk.events.work import Transactor
from helpdesk.kit import metrics
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.errors import Busy
from helpdesk.kit.ids import new_id
from helpdesk.platform import notices
from helpdesk.procedures.acts import claiming
from helpdesk.procedures.acts.asking import JOB
from helpdesk.sla import claim
from helpdesk.tickets import assignment, erasing, lifecycle

_log = structlog.get_logger(__name__)
TOGETHER = 50
"""Timers in one job, and in one transaction where they can be; their tickets are locked for tens of milliseconds."""
MOST_HELD = 300
"""Due timers that are in workers' hands at a time: what even a slow house does within a lease."""
SMS_LEASE = timedelta(minutes=10)
"""For how long a message that was handed out is nobody else's; a provider may be slow."""
AWAY = (DBAPIError, OSError, TimeoutError, Busy, pg.Error, BrokerConnectionError)
"""Exceptions after which a loop simply goes on: the database or the broker is away for a while."""


class ClaimLoop:
    """Finds due timers, tickets to wake and queues to drain; see `run`."""

    def __init__(
        self,
        transactor: Transactor,
        send: Send,
        *,
        lease: timedelta,
        cleaning: Cleaning | None = None,
        pause: float = 0.2,
    ) -> None:
        self._transactor = transactor
        self._send = send
        self._lease = lease
        self._cleaning = cleaning
        self._pause = pause

    async def run(self) -> None:
        """Run until cancelled."""
        beat = 0
        while True:
            try:
                await self.turn(beat)
                metrics.TURNED.labels("claims").set_to_current_time()
            except AWAY as error:
                _log.warning("claims.held_up", error=type(error).__name__)
            except Exception:  # noqa: BLE001 - logged whole; the loop is what keeps every other promise
                _log.exception("claims.failed")
            beat += 1
            await asyncio.sleep(self._pause)

    async def turn(self, beat: int) -> None:
        """One look around; the rarer duties every few beats."""
        await self.claim_timers()
        while await self._transactor.run(SYSTEM, lifecycle.wake_next):
            pass
        if beat % 5 == 0:
            await self.drain()
            await self.look_after_acts()
        if beat % 25 == 0:
            await self.mind_calls()
        if beat % 600 == 0:
            await self._transactor.run(SYSTEM, idempotency.forget)
            await self._transactor.run(SYSTEM, notices.forget)
            await self._transactor.run(SYSTEM, revocations.forget)
            await self._transactor.run(SYSTEM, tables.learn_packaged)
            await self.forget_values()
            if self._cleaning is not None:
                await self._cleaning.turn(self._transactor)
            while await self._transactor.run(SYSTEM, generation.plan_by_date):
                pass

    async def claim_timers(self) -> int:
        """Lease due timers and hand them to the broker in batches; how many."""
        due = await self._transactor.run(
            SYSTEM, lambda work: claim.claim(work, lease=self._lease, most=MOST_HELD)
        )
        for part in _parts([str(timer.timer_id) for timer in due], TOGETHER):
            await self._hand("fire_timers", timer_ids=part)
        metrics.CLAIMED.inc(len(due))
        return len(due)

    async def drain(self) -> None:
        """Ask for a drain of each queue for which somebody can take work now."""
        async with self._transactor.read() as connection:
            groups = await assignment.drainable(connection, self._transactor.clock.now())
        if groups:
            await self._hand("drain_queues", group_ids=[str(group) for group in groups])

    async def look_after_acts(self) -> int:
        """Ask for an attempt at each act that is due: not answered yet, or dropped by a worker; how many."""
        async with self._transactor.read() as connection:
            due = await claiming.due(connection, self._transactor.clock.now())
        for act_id in due:
            await self._hand(JOB, act_id=str(act_id))
        return len(due)

    async def mind_calls(self) -> None:
        """Let calls whose window passed be missed, and hand out messages that are due."""
        while await self._transactor.run(SYSTEM, missing.miss_next):
            pass
        due = await self._transactor.run(SYSTEM, lambda work: messages.claim(work, lease=SMS_LEASE))
        for part in _parts([str(call_id) for call_id in due], 10):
            await self._hand("send_call_messages", call_ids=part)

    async def forget_values(self) -> int:
        """Delete personal values that were kept long enough; how many."""
        erased = 0
        while some := await self._transactor.run(SYSTEM, erasing.erase_due):
            erased += some
        if erased:
            _log.info("values.erased", count=erased)
        return erased

    async def _hand(self, job: str, **arguments: Any) -> None:
        await asyncio.to_thread(self._send, new_id(), job, arguments, None)


def _parts(items: Sequence[str], size: int) -> list[list[str]]:
    return [list(items[start : start + size]) for start in range(0, len(items), size)]
