"""The volume: INSERT … SELECT with the indexes taken away meanwhile, so that a million tickets take minutes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql
from psycopg.types.json import Jsonb

from benchmarks.seeding import configuration
from benchmarks.seeding.organisation import Organisation
from helpdesk.kit.priority import Priority
from helpdesk.kit.text import fold, search_terms
from helpdesk.sla.policy import PolicyDocument, terms
from helpdesk.sla.terms import Metric

GROWING = ["tickets", "sla_timers", "comments", "events"]
VOLUME = Path(__file__).with_name("volume.sql")
SUBJECTS = [
    "退款未到账",
    "少发货物",
    "会员资料变更",
    "发票抬头错误",
    "物流停滞",
    "产品使用咨询",
    "订单删除",
    "登录失败",
]


def fill(url: str, organisation: Organisation, *, tickets: int) -> None:
    """Fill a configured database with `tickets` tickets and what hangs on them; vacuumed and analysed."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # rows are right by construction
        connection.execute("SET synchronous_commit = off")
        _references(connection, organisation, tickets)
        with without_indexes(connection):
            connection.execute(VOLUME.read_bytes())
        _peers(connection)
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")


def _references(connection: psycopg.Connection[Any], organisation: Organisation, tickets: int) -> None:
    """What the volume refers to, as temporary tables."""
    moment = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=5)
    version = scalar(connection, "SELECT version FROM configuration_head")
    _table(
        connection, "seed_run (tickets int, moment timestamptz, version int)", [(tickets, moment, version)]
    )
    _table(connection, "seed_group (n int, id uuid)", list(enumerate(organisation.groups)))
    _table(connection, "seed_agent (n int, id uuid)", list(enumerate(organisation.agents)))
    leaves = configuration.CATEGORIES * configuration.LEAVES_EACH
    items = [
        (n, configuration.key(configuration.leaf_code(n)), n // configuration.LEAVES_EACH % 2 == 1)
        for n in range(leaves)
    ]
    _table(connection, "seed_item (n int, id uuid, has_form bool)", items)
    _table(
        connection,
        "seed_text (n int, title text, description text, search_text text, search tsvector)",
        [_text(n) for n in range(200)],
        "INSERT INTO seed_text VALUES (%s, %s, %s, %s, array_to_tsvector(%s))",
    )
    _table(
        connection,
        "seed_terms (n int, metric text, policy_id uuid, calendar_id uuid, terms jsonb, target interval)",
        list(_terms(version)),
    )


def _terms(version: int) -> Iterator[tuple[int, Metric, UUID, UUID | None, Jsonb, timedelta]]:
    key = configuration.key("policy")
    policy = PolicyDocument.model_validate({**configuration.policy(), "id": key})
    for n, metric in enumerate((Metric.NEXT_RESPONSE, Metric.FIRST_RESPONSE, Metric.RESOLUTION)):
        pinned = terms(policy, version, metric, Priority.NORMAL)
        assert pinned is not None
        assert isinstance(pinned.target, timedelta)
        yield n, metric, key, pinned.calendar_id, Jsonb(pinned.model_dump(mode="json")), pinned.target


def _text(n: int) -> tuple[int, str, str, str, list[str]]:
    subject = SUBJECTS[n % len(SUBJECTS)]
    title = f"{subject}，第{n}种情况"
    description = f"您好，{subject}，请尽快处理。Case {n}: the customer waits for an answer. " * (1 + n % 3)
    text = fold(f"{title}\n{description}")
    return n, title, description.strip(), text, search_terms(text)


def _table(
    connection: psycopg.Connection[Any], shape: str, rows: list[tuple[Any, ...]], insert: str = ""
) -> None:
    name, _, columns = shape.partition(" ")
    connection.execute(f"CREATE TEMP TABLE {name} {columns}".encode())
    places = ", ".join(["%s"] * len(rows[0]))
    statement = insert or f"INSERT INTO {name} VALUES ({places})"
    with connection.cursor() as cursor:
        cursor.executemany(statement.encode(), rows)


@contextmanager
def without_indexes(connection: psycopg.Connection[Any]) -> Iterator[None]:
    """Drop all but the primary keys of what grows; make them again, as they were, at the end."""
    constraints = connection.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'u' AND conrelid = ANY (%s::text[]::regclass[])",
        [GROWING],
    ).fetchall()
    for table, name, _ in constraints:
        connection.execute(
            sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.Identifier(table), sql.Identifier(name))
        )
    indexes = connection.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
        " WHERE NOT indisprimary AND indrelid = ANY (%s::text[]::regclass[])",
        [GROWING],
    ).fetchall()
    for name, _ in indexes:
        connection.execute(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    yield
    for _, definition in indexes:
        connection.execute(definition.encode())
    for table, name, definition in constraints:
        connection.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}'.encode())


def _peers(connection: psycopg.Connection[Any]) -> None:
    """What peers read and write beside the product's tables: the catalog as a plain table, a bare ticket."""
    connection.execute("CREATE SCHEMA peers")
    connection.execute(
        "CREATE TABLE peers.service_items (id uuid PRIMARY KEY, code text NOT NULL, name_zh text, name_en text)"
    )
    connection.execute(
        "INSERT INTO peers.service_items SELECT key, document->>'code', document->'name'->>'zh',"
        " document->'name'->>'en' FROM configuration_entries WHERE kind = 'service_item' AND to_version IS NULL"
    )
    # the product merges ranges of several indexes; a peer's one ORDER BY wants its own, and gets it
    for columns in ("last_event_at, id", "group_id, last_event_at, id", "assignee_id, last_event_at, id"):
        connection.execute(f"CREATE INDEX ON tickets ({columns})".encode())
    connection.execute("CREATE TABLE peers.bare_tickets (LIKE tickets INCLUDING ALL)")


def scalar(connection: psycopg.Connection[Any], statement: str) -> Any:
    """The one value that a statement finds."""
    found = connection.execute(statement.encode()).fetchone()
    assert found is not None
    return found[0]
