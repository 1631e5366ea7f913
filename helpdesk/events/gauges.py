"""How far the log and the outbox are behind, for metrics."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from prometheus_client.core import Metric
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from helpdesk.kit.clock import Clock
from helpdesk.kit.gauges import gauge

MOST = 10_000
"""Counted at most: beyond it the number matters less than the age."""
_LAGS = text(
    f"""
    SELECT (SELECT position FROM log_head) AS position,
           (SELECT count(*) FROM (SELECT FROM events WHERE position IS NULL LIMIT {MOST}) AS found) AS unsequenced,
           (SELECT at FROM events WHERE position IS NULL ORDER BY draw LIMIT 1) AS unsequenced_since,
           (SELECT count(*) FROM (SELECT FROM outbox LIMIT {MOST}) AS found) AS outbox,
           (SELECT at FROM outbox ORDER BY draw LIMIT 1) AS outbox_since
    """  # noqa: S608 - a number of ours
)


async def lags(connection: AsyncConnection, clock: Clock) -> Sequence[Metric]:
    """Sequencer and relay: the age of the oldest that waits, in real seconds, and how many wait (10,000 at most)."""
    row = (await connection.execute(_LAGS)).one()

    def age(since: datetime | None) -> float:
        return 0.0 if since is None else clock.real_seconds_since(since)

    return [
        gauge("helpdesk_log_position", "The newest position of the log.", row.position),
        gauge(
            "helpdesk_sequencer_lag_seconds",
            "Age of the oldest event without a position.",
            age(row.unsequenced_since),
        ),
        gauge("helpdesk_sequencer_waiting", "Events without a position, 10,000 at most.", row.unsequenced),
        gauge(
            "helpdesk_relay_lag_seconds", "Age of the oldest job that no broker has.", age(row.outbox_since)
        ),
        gauge("helpdesk_relay_waiting", "Jobs that no broker has, 10,000 at most.", row.outbox),
    ]
