"""How deliveries stand, for metrics."""

from __future__ import annotations

from collections.abc import Sequence

from prometheus_client.core import Metric
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from helpdesk.kit.clock import Clock
from helpdesk.kit.gauges import gauge, gauges
from helpdesk.notify.channels import Channel
from helpdesk.notify.models import UNDELIVERED

MOST = 10_000
_DUE = text(
    "SELECT (SELECT next_at FROM deliveries WHERE channel = :channel AND next_at <= :now ORDER BY next_at LIMIT 1)"
)
_UNDELIVERED = text(
    f"SELECT channel, count(*) AS found FROM (SELECT channel FROM deliveries WHERE {UNDELIVERED} LIMIT {MOST}) AS lost"  # noqa: S608 - our own text
    " GROUP BY channel"
)
_OUTBOUND = text(
    f"SELECT count(*) FROM (SELECT FROM notifications WHERE outbound LIMIT {MOST}) AS waiting"  # noqa: S608 - a number of ours
)


async def deliveries(connection: AsyncConnection, clock: Clock) -> Sequence[Metric]:
    """By channel, what nobody got, and since when the oldest that is due has been due, in real seconds."""
    now = clock.now()
    lost = {row.channel: row.found for row in await connection.execute(_UNDELIVERED)}
    late = {}
    for channel in Channel:
        since = await connection.scalar(_DUE, {"channel": channel.value, "now": now})
        late[channel.value.lower()] = 0.0 if since is None else clock.real_seconds_since(since)
    outbound = await connection.scalar(_OUTBOUND)
    return [
        gauge(
            "helpdesk_notifications_outbound",
            "Notifications whose deliveries are not made yet, 10,000 at most.",
            outbound or 0,
        ),
        gauges(
            "helpdesk_deliveries_undelivered",
            "Deliveries that were given up, or tried three times in vain, 10,000 at most.",
            "channel",
            {channel.value.lower(): lost.get(channel.value, 0) for channel in Channel},
        ),
        gauges(
            "helpdesk_delivery_lag_seconds",
            "Since when the oldest delivery that is due has been due, in somebody's hands or not.",
            "channel",
            late,
        ),
    ]
