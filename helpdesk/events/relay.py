"""The relay moves committed outbox rows to the broker, at least once."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import structlog
from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncEngine

from helpdesk.events.models import OutboxRow
from helpdesk.kit import metrics, tracing
from helpdesk.kit.database import AWAY
from helpdesk.kit.tracing import Origin

Send = Callable[[UUID, str, Mapping[str, Any], Origin | None], None]
"""Hands one job (id, name, arguments, what asked for it) to the broker; returns once the broker has it."""

_log = structlog.get_logger(__name__)


async def relay(engine: AsyncEngine, send: Send, *, size: int = 100) -> int:
    """Move one batch; how many. Rows go only after the broker has taken them; a crash sends some again.

    Raises what the broker raises; what it took before that is gone from the outbox, the rest waits.
    """
    taken: list[UUID] = []
    refusal: Exception | None = None
    async with engine.begin() as connection:
        rows = (
            await connection.execute(
                select(OutboxRow.id, OutboxRow.job, OutboxRow.arguments, OutboxRow.origin)
                .order_by(OutboxRow.draw)
                .limit(size)
                .with_for_update(skip_locked=True)
            )
        ).all()
        try:
            for row in rows:
                with tracing.continuing(row.origin, f"relay {row.job}", job_id=str(row.id)):
                    await asyncio.to_thread(send, row.id, row.job, row.arguments, tracing.origin())
                    _log.info("job.relayed", name=row.job)
                taken.append(row.id)
        except Exception as error:  # noqa: BLE001 - brokers raise their own classes; raised again below
            refusal = error
        if taken:
            await connection.execute(delete(OutboxRow).where(OutboxRow.id.in_(taken)))
    metrics.RELAYED.inc(len(taken))
    if refusal is not None:
        raise refusal
    return len(taken)


class Relay:
    """The relay's loop: at once when woken, else every 250 ms."""

    def __init__(self, engine: AsyncEngine, send: Send, *, pause: float = 0.25) -> None:
        self._engine = engine
        self._send = send
        self._pause = pause
        self._wake = asyncio.Event()

    def wake(self) -> None:
        """Jobs were committed; move them now."""
        self._wake.set()

    async def run(self) -> None:
        """Run until cancelled. A broker or database that is away is tried again; rows wait."""
        while True:
            try:
                while await relay(self._engine, self._send):
                    pass
                metrics.TURNED.labels("relay").set_to_current_time()
            except AWAY as error:
                _log.warning("relay.held_up", error=type(error).__name__)
            except Exception as error:  # noqa: BLE001 - brokers raise their own classes; jobs stay in the outbox
                _log.warning("relay.broker_away", error=type(error).__name__)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self._pause):
                    await self._wake.wait()
            self._wake.clear()
