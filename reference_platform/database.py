"""The platform's own schema in PostgreSQL: connections, and the tables made at start."""

from __future__ import annotations

from importlib import resources
from typing import Any, TypeAlias

import psycopg
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool

Connection: TypeAlias = psycopg.AsyncConnection[DictRow]
Pool: TypeAlias = AsyncConnectionPool[Connection]

_START_LOCK = 7_305_820_116  # any number: processes that start together prepare one after the other


def create_pool(database_url: str, *, size: int = 10) -> Pool:
    """A closed pool of connections that see the platform's schema. `database_url` is any PostgreSQL URL."""
    return AsyncConnectionPool(
        database_url.replace("postgresql+psycopg://", "postgresql://", 1),
        connection_class=psycopg.AsyncConnection[DictRow],
        kwargs={
            "row_factory": dict_row,
            "application_name": "reference-platform",
            "options": "-c search_path=reference_platform -c timezone=UTC",
        },
        min_size=1,
        max_size=size,
        open=False,
    )


async def create_tables(connection: Connection) -> None:
    """Make whatever is missing; several processes may do so at once. Locks until the transaction ends."""
    await connection.execute("select pg_advisory_xact_lock(%s)", (_START_LOCK,))
    await connection.execute(resources.files(__package__).joinpath("tables.sql").read_bytes())


async def fetch_one(connection: Connection, query: Any, *values: object) -> DictRow | None:
    """The first row of a query, if any."""
    return await (await connection.execute(query, values)).fetchone()


async def fetch_all(connection: Connection, query: Any, *values: object) -> list[DictRow]:
    """All rows of a query."""
    return await (await connection.execute(query, values)).fetchall()
