"""A backlog of running clocks, and some of them that fall due when they are asked to."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

from benchmarks.seeding import volume
from helpdesk.sla.terms import ClockKind, EscalationLevel, Terms

BACKLOG = Path(__file__).with_name("timers.sql")
HOUR, PAUSE = timedelta(hours=1), timedelta(minutes=10)


class Falling(StrEnum):
    """What a clock comes upon: its due instant, whose first level follows at once, or a level alone."""

    DUE = "DUE"
    LEVEL = "LEVEL"


def fill(url: str, *, timers: int) -> None:
    """Add tickets with so many running clocks to a seeded database; vacuumed and analysed."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute("SET synchronous_commit = off")
        version = volume.scalar(connection, "SELECT version FROM configuration_head")
        connection.execute("CREATE TEMP TABLE backlog (timers int, terms jsonb, version int)")
        terms = Terms(configuration_version=version, clock=ClockKind.WALL, target=timedelta(days=40))
        connection.execute("INSERT INTO backlog VALUES (%s, %s, %s)", (timers, Jsonb(terms.stored), version))
        with volume.without_indexes(connection):
            connection.execute(BACKLOG.read_bytes())
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")


def fall_due(
    connection: psycopg.Connection[Any], count: int, wait: timedelta, each: timedelta, falling: Falling
) -> None:
    """Let other clocks of the backlog fall due: the first after `wait`, then one `each` so long; see `bench_due`."""
    connection.execute("DROP TABLE IF EXISTS bench_due")
    connection.execute(
        "CREATE TABLE bench_due AS SELECT id, row_number() OVER () - 1 AS n, NULL::timestamptz AS at"
        " FROM (SELECT id FROM sla_timers WHERE next_crossing = 'WARN' AND metric = 'RESOLUTION'"
        " AND next_at > now() + interval '1 day' ORDER BY hashtext(id::text) LIMIT %s) AS chosen",
        (count,),
    )
    connection.execute("VACUUM (ANALYZE) sla_timers")
    first = datetime.now(UTC) + wait
    connection.execute("UPDATE bench_due SET at = %s + n * %s::interval", (first, each))
    connection.execute("ANALYZE bench_due")
    version = volume.scalar(connection, "SELECT version FROM configuration_head")
    after = PAUSE if falling is Falling.LEVEL else timedelta(0)
    terms = Terms(
        configuration_version=version,
        clock=ClockKind.WALL,
        target=HOUR,
        escalation=(EscalationLevel(after=after),),
    )
    connection.execute(
        "UPDATE sla_timers SET started_at = at - %(age)s, anchor = at - %(age)s, due_at = at - %(after)s,"
        " warn_at = at - %(age)s, warned = true, next_at = at, next_crossing = %(crossing)s, next_level = %(level)s,"
        " breached_at = CASE WHEN %(level)s > 0 THEN at - %(after)s END,"
        " mark_time = CASE WHEN %(level)s > 0 THEN %(target)s ELSE mark_time END, terms = %(terms)s"
        " FROM bench_due WHERE bench_due.id = sla_timers.id",
        {
            "age": HOUR + after,
            "after": after,
            "target": HOUR,
            "crossing": "LEVEL" if after else "BREACH",
            "level": 1 if after else 0,
            "terms": Jsonb(terms.stored),
        },
    )
    assert wait <= timedelta(0) or datetime.now(UTC) < first, "the first was due before it was there"
