"""How timers stand, for metrics."""

from __future__ import annotations

from collections.abc import Sequence

from prometheus_client.core import Metric
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from helpdesk.kit.clock import Clock
from helpdesk.kit.gauges import gauge, gauges

MOST = 10_000
PAGES = 500
"""Of the table that are looked at: above it the states are an estimate from as many pages, taken at random."""
STATES = ("running", "breached", "paused", "met", "cancelled")

_SHARE = text(
    "SELECT least(100.0, 100.0 * :pages"
    " / greatest(pg_relation_size('sla_timers') / current_setting('block_size')::int, 1))::float8"
)
_STATES = text(
    """
    SELECT CASE WHEN phase = 'RUNNING' AND breached_at IS NOT NULL THEN 'breached' ELSE lower(phase) END AS state,
           count(*) AS found
      FROM sla_timers TABLESAMPLE SYSTEM (:share)
     GROUP BY 1
    """
)
_DUE = text(
    f"""
    SELECT (SELECT count(*) FROM (SELECT FROM sla_timers WHERE next_at <= :now LIMIT {MOST}) AS found) AS waiting,
           (SELECT next_at FROM sla_timers WHERE next_at <= :now ORDER BY next_at LIMIT 1) AS oldest,
           (SELECT next_at FROM (SELECT next_at, lease_until FROM sla_timers
                                  WHERE next_at <= :now ORDER BY next_at LIMIT {MOST}) AS due
             WHERE lease_until IS NULL OR lease_until <= clock_timestamp() ORDER BY next_at LIMIT 1) AS unclaimed
    """  # noqa: S608 - a number of ours
)


async def timers(connection: AsyncConnection, clock: Clock) -> Sequence[Metric]:
    """Timers by state, how many are due, and how long the oldest of them waits, claimed or not, in real seconds."""
    share = await connection.scalar(_SHARE, {"pages": PAGES})
    found = {row.state: row.found for row in await connection.execute(_STATES, {"share": share})}
    due = (await connection.execute(_DUE, {"now": clock.now()})).one()
    return [
        gauges(
            "helpdesk_timers",
            "Timers by state; in large tables estimated from 500 pages.",
            "state",
            {state: round(found.get(state, 0) * 100.0 / (share or 100.0)) for state in STATES},
        ),
        gauge("helpdesk_timers_due", "Timers that came upon something, 10,000 at most.", due.waiting),
        gauge(
            "helpdesk_timers_overdue_seconds",
            "Since when the oldest due timer has been due, claimed or not.",
            clock.real_seconds_since(due.oldest) if due.oldest else 0.0,
        ),
        gauge(
            "helpdesk_claim_lag_seconds",
            "Since when the oldest due timer that no worker holds has been due.",
            clock.real_seconds_since(due.unclaimed) if due.unclaimed else 0.0,
        ),
    ]
