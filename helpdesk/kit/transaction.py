"""One transaction on one pooled connection, begun by its first statement.

It has two doors: `exchange` sends prepared statements together, `session` loads and flushes entities. Both
speak on the same connection, within the same transaction.
"""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Sequence
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus
from sqlalchemy import Connection, PoolProxiedConnection
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession
from sqlalchemy.util import greenlet_spawn

from helpdesk.kit.pipeline import BEGIN, COMMIT, ROLLBACK, Call, Rows, exchange


class Transaction:
    """Made by `transaction()`. Failures of either door are SQLAlchemy's DBAPIError around the driver's own."""

    def __init__(self, engine: AsyncEngine, pooled: PoolProxiedConnection) -> None:
        self._engine = engine
        self._pooled = pooled
        self._driver: psycopg.AsyncConnection[Any] = pooled.driver_connection  # type: ignore[assignment]
        self._session: AsyncSession | None = None
        self.sent: list[int] = []
        """How many statements went in each exchange, BEGIN and COMMIT among them."""

    @property
    def has_session(self) -> bool:
        """Whether entities were worked with."""
        return self._session is not None

    @property
    def session(self) -> AsyncSession:
        """The session of this transaction, made when first asked for. It is never committed by itself."""
        if self._session is None:
            connection = Connection(self._engine.sync_engine, self._pooled)
            self._session = AsyncSession(AsyncConnection(self._engine, connection), expire_on_commit=False)
        return self._session

    async def exchange(self, calls: Sequence[Call]) -> list[Rows]:
        """The rows of each call, in one round trip; what the session holds is not flushed. Raises DBAPIError."""
        begun = self._driver.pgconn.transaction_status != TransactionStatus.IDLE
        sent = calls if begun else [BEGIN(), *calls]
        self.sent.append(len(sent))
        try:
            answers = await exchange(self._driver, sent)
        except psycopg.Error as error:
            raise wrapped(error) from error
        return answers if begun else answers[1:]

    async def commit(self, calls: Sequence[Call] = ()) -> list[Rows]:
        """Send the last calls and the COMMIT together, as `exchange`; nothing when nothing was begun."""
        if not calls and self._driver.pgconn.transaction_status == TransactionStatus.IDLE:
            return []
        return (await self.exchange([*calls, COMMIT()]))[:-1]

    async def close(self) -> None:
        """Give the connection back, rolled back unless it was committed; a broken one is thrown away."""
        try:
            if self._status in {TransactionStatus.INTRANS, TransactionStatus.INERROR}:
                with contextlib.suppress(psycopg.Error):
                    await exchange(self._driver, [ROLLBACK()])
            if self._session is not None:
                await self._session.close()
        finally:
            if self._status == TransactionStatus.IDLE:
                self._pooled.close()
            elif self._pooled.is_valid:
                await greenlet_spawn(self._pooled.invalidate)

    @property
    def _status(self) -> TransactionStatus:
        return TransactionStatus(self._driver.pgconn.transaction_status)


@contextlib.asynccontextmanager
async def transaction(engine: AsyncEngine) -> AsyncIterator[Transaction]:
    """A transaction that is rolled back at the end of the block unless it was committed in it."""
    try:
        pooled = await engine.raw_connection()
    except psycopg.Error as error:
        raise wrapped(error) from error
    opened = Transaction(engine, pooled)
    try:
        yield opened
    finally:
        await opened.close()


def wrapped(error: psycopg.Error) -> DBAPIError:
    """The driver's failure as SQLAlchemy tells it, so that both doors fail alike."""
    found = DBAPIError.instance(None, None, error, psycopg.Error, hide_parameters=True)
    assert isinstance(found, DBAPIError)  # noqa: S101 - every driver error is one
    return found
