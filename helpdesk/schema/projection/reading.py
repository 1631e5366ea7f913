"""Reading connections, and one request's use of one of them."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Hashable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import AsyncConnection, AsyncRawCursor
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import Select, literal, select

from helpdesk.kit import metrics, tracing
from helpdesk.kit.database import NOTICING, PLANNING, plain_url
from helpdesk.kit.statements import Statement
from helpdesk.schema.projection.rendering import Text, adapt, render

if TYPE_CHECKING:
    from helpdesk.schema.context import Context

Row = tuple[Any, ...]
_SELECTS_KEPT = 500
MOST_WAIT_SECONDS = 5.0
"""How long who asks waits for a connection, all others being used."""
AWAY_WAIT_SECONDS = 0.5
"""The same, once the server was found to be away: nobody is kept waiting for what is not there."""
RECONNECT_SECONDS = 1.0
"""For how long a lost connection is made anew by itself, after that only when somebody asks: at once when the server
is back, where the pool's own pauses would have grown to half a minute."""
_NOTHING_ELSE = select(literal(1))


class Moved(Exception):
    """A reference row changed since this process read them: what was read under the old ones is void."""

    def __init__(self, generation: int) -> None:
        super().__init__(f"generation {generation}")
        self.generation = generation


class ReadingConnection(AsyncConnection[Row]):
    """A connection with the one cursor that is ever used on it."""

    reading: AsyncRawCursor[Row]


class Pool(AsyncConnectionPool[ReadingConnection]):
    """A pool that knows whether its server is away."""

    away = False

    async def take(self) -> ReadingConnection:
        """A connection. Raises PoolTimeout, soon while the server is away."""
        found = await self.getconn(AWAY_WAIT_SECONDS if self.away else MOST_WAIT_SECONDS)
        self.away = False
        return found


def _tell_away(pool: AsyncConnectionPool[ReadingConnection]) -> None:
    assert isinstance(pool, Pool)  # noqa: S101 - only `_pool` hands it over
    pool.away = True


class Connections:
    """The reading connections of a process: autocommit, prepared statements, no reset on release."""

    def __init__(self, url: str, *, size: int, statement_timeout: float) -> None:
        self._pool = _pool(url, min(2, size), size, statement_timeout)
        # who reads holds a connection already when it finds kept rows missing: those come by one of their own
        self._keeping = _pool(url, 1, 1, statement_timeout)
        self._texts: dict[Hashable, Text] = {}

    async def open(self) -> None:
        """Connect in the background."""
        await self._pool.open()
        await self._keeping.open()

    async def close(self) -> None:
        """Give all connections back to the server."""
        await self._pool.close()
        await self._keeping.close()

    def usage(self) -> Mapping[str, int]:
        """How many connections are open and free, and how many requests wait for one, as psycopg_pool calls them."""
        return self._pool.get_stats()

    async def renew(self) -> None:
        """Replace connections that died with the server."""
        await self._pool.check()

    @asynccontextmanager
    async def keep(self) -> AsyncIterator[Reader]:
        """A connection for rows to keep, whether or not another is held."""
        reader = Reader(self._keeping)
        try:
            yield reader
        finally:
            await reader.release()

    @asynccontextmanager
    async def take(self) -> AsyncIterator[Reader]:
        """One connection, taken when the first statement is run."""
        reader = self.reader()
        try:
            yield reader
        finally:
            await reader.release()

    def reader(self) -> Reader:
        """As `take`, for who releases it."""
        return Reader(self._pool)

    def shaped(self, statement: Statement) -> Text:
        """A statement that names its own columns, as text."""
        found = self._texts.get(statement.shape)
        if found is None:
            found = self._keep(statement.shape, render(statement.build(())))
        return found

    def text(self, statement: Select[*tuple[Any, ...]]) -> Text:
        """A constant statement as text."""
        found = self._texts.get(statement)
        return self._keep(statement, render(statement)) if found is None else found

    def _keep(self, key: Hashable, text: Text) -> Text:
        if len(self._texts) >= _SELECTS_KEPT:
            self._texts.clear()
        self._texts[key] = text
        return text


class Reader:
    """One request's connection."""

    __slots__ = ("_connection", "_pool", "statements")

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._connection: ReadingConnection | None = None
        self.statements = 0

    async def rows(self, text: Text, values: Mapping[str, Any]) -> list[Row]:
        """Run a statement."""
        if self._connection is None:
            self._connection = await self._pool.take()
        cursor = self._connection.reading
        self.statements += 1
        begun = time.perf_counter()
        try:
            with tracing.statements("read", (text.sql,)):
                await cursor.execute(text.sql, text.parameters(values), prepare=True, binary=True)
        except psycopg.OperationalError:
            if self.statements > 1 or not (self._connection and self._connection.broken):
                raise
            await self.release()  # it died with the server while it lay in the pool, and so did others
            await self._pool.check()
            return await self.rows(text, values)
        rows = await cursor.fetchall()
        metrics.READ.took(begun)
        return rows

    async def release(self) -> None:
        """Give the connection back."""
        if self._connection is not None:
            connection, self._connection = self._connection, None
            await self._pool.putconn(connection)


class Run:
    """One reading of a plan for one request: its context, its connection, and what it found of faults."""

    __slots__ = ("_connections", "_reader", "context", "verified")

    def __init__(self, context: Context, connections: Connections, reader: Reader) -> None:
        self.context = context
        self._connections = connections
        self._reader = reader
        self.verified = False

    @asynccontextmanager
    async def apart(self) -> AsyncIterator[Run]:
        """A reading for the same request by a connection of its own, which may outlive this one."""
        async with self._connections.take() as reader:
            yield Run(self.context, self._connections, reader)

    async def read(self, text: Text, values: Mapping[str, Any]) -> list[Row]:
        """The rows of a rendered statement. Raises Moved when the kept rows no longer hold."""
        rows = await self._reader.rows(text, values)
        if rows:
            if rows[0][-1] != self.context.generation:
                raise Moved(rows[0][-1])
            self.verified = True
        return rows

    async def verify(self) -> None:
        """Make sure that what is kept holds, where no row said so. Raises Moved."""
        if not self.verified:
            await self.select(_NOTHING_ELSE)

    async def select(
        self, statement: Select[*tuple[Any, ...]], values: Mapping[str, Any] | None = None
    ) -> list[Row]:
        """The rows of a constant statement, the generation being their last value."""
        return await self.read(self._connections.text(statement), values or {})

    async def count(self, statement: Statement) -> int:
        """What a counting statement counts."""
        text = self._connections.shaped(statement)
        return int((await self.read(text, statement.values))[0][0])


def _pool(url: str, least: int, most: int, statement_timeout: float) -> Pool:
    return Pool(
        plain_url(url),
        connection_class=ReadingConnection,
        open=False,
        min_size=least,
        max_size=most,
        timeout=MOST_WAIT_SECONDS,
        reconnect_timeout=RECONNECT_SECONDS,
        reconnect_failed=_tell_away,
        configure=_configure,
        kwargs={
            "autocommit": True,
            "application_name": "helpdesk-reader",
            "options": _options(statement_timeout),
            **NOTICING,
        },
    )


def _options(statement_timeout: float) -> str:
    settings = {
        "timezone": "UTC",
        "default_transaction_read_only": "on",
        "statement_timeout": str(round(statement_timeout * 1000)),
        **PLANNING,
    }
    return " ".join(f"-c {name}={value}" for name, value in settings.items())


async def _configure(connection: ReadingConnection) -> None:
    connection.prepare_threshold = 0
    connection.prepared_max = 500
    adapt(connection.adapters)
    connection.reading = AsyncRawCursor(connection)
