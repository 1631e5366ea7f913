"""A desk that has worked for a year: tickets by the ten thousand, and what hangs on them."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg

TICKETS = 12_000
GROWING = frozenset(
    {
        "tickets", "comments", "ticket_flags", "ticket_links", "events", "notifications", "sla_timers",
        "routing_decisions", "customers", "shifts", "leaves", "idempotency_keys", "outbox",
    }
)  # fmt: skip
"""Tables that grow with the work that is done."""


def seed(connection: psycopg.Connection[Any], tickets: int = TICKETS) -> None:
    """Fill a migrated database, and let the planner know."""
    rows = Path(__file__).with_suffix(".sql").read_text()
    connection.execute(
        rows.replace(":tickets", str(tickets)).replace(":customers", str(tickets // 10)).encode()
    )
    connection.execute("VACUUM ANALYZE")


def key(connection: psycopg.Connection[Any], kind: str, number: int) -> UUID:
    """The id of a seeded agent, group, item, customer or ticket."""
    row = connection.execute("SELECT md5(%s || %s)::uuid", [kind, str(number)]).fetchone()
    assert row is not None
    return UUID(str(row[0]))
