"""The database base: metadata with stable names, column types, the engine.

PostgreSQL always; text sorts by `COLLATE "C"` so that order is the same on every server.
"""

from __future__ import annotations

import select
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import orjson
import psycopg
import stamina
from sqlalchemy import AdaptedConnection, BigInteger, ExecutionContext, MetaData, Text, event
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP
from sqlalchemy.exc import InvalidatePoolError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.orm import DeclarativeBase

from helpdesk.kit import metrics

JSON = Mapping[str, Any]
Lexical = Text(collation="C")
AWAY = (SQLAlchemyError, psycopg.Error, OSError, TimeoutError)
"""What a loop sees while the database is away or the pool is empty: it waits and tries again."""
NOTICING: Final[Mapping[str, Any]] = {
    "connect_timeout": 5, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3,
    "tcp_user_timeout": 10_000,
}  # fmt: skip
"""By which a connection notices that its server is gone without a word: seconds, and milliseconds for the last."""
START_SECONDS = 60.0
"""For how long a process that starts waits for a database that is away."""


def _is_away(error: Exception) -> bool:
    return isinstance(error, AWAY) and "does not exist" not in str(error)


once_there: Final = stamina.RetryingCaller(
    attempts=None, timeout=START_SECONDS, wait_max=1.0, wait_jitter=0.1
).on(_is_away)
asynchronously_once_there: Final = stamina.AsyncRetryingCaller(
    attempts=None, timeout=START_SECONDS, wait_max=1.0, wait_jitter=0.1
).on(_is_away)
"""Call a function, again as long as the database is away, for what a process does as it starts. A database that the
server does not have is not waited for. Raises in the end what the last call raised."""
PLANNING: Final = {
    "plan_cache_mode": "force_generic_plan",
    "jit": "off",
    "random_page_cost": "0.1",
    "seq_page_cost": "0.1",
}
"""How PostgreSQL plans for the application (docs/scale.md, How statements are planned): once for any values, and by
how many rows are looked at, for what is asked often is in memory."""

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Table(DeclarativeBase):
    """Base of every table."""

    metadata = metadata
    type_annotation_map = {  # noqa: RUF012 - the declarative base reads it as a plain mapping
        str: Lexical,
        int: BigInteger(),
        datetime: TIMESTAMP(timezone=True),
        dict[str, Any]: JSONB(),
        list[Any]: JSONB(),
        list[str]: ARRAY(Lexical),
    }
    __abstract__ = True


def create_engine(
    url: str, *, pool_size: int = 10, application_name: str = "helpdesk", lock_timeout: float = 5.0
) -> AsyncEngine:
    """The application's engine (psycopg 3, asynchronous). `url` is any `postgresql://` URL.

    `pool_size` bounds connections with no overflow: a burst waits for a connection, it does not pile up
    on the server. Nothing waits longer than `lock_timeout` seconds for a lock. Who takes a connection leaves
    no transaction open on it: sessions, SQLAlchemy's connections and `kit.transaction` all see to that, so
    that the pool need not roll back again at each return. A connection that died idle is not handed out.
    """
    options = f"-c timezone=UTC -c lock_timeout={round(lock_timeout * 1000)}"
    engine = create_async_engine(
        driver_url(url),
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=10,
        pool_pre_ping=False,
        pool_reset_on_return=None,
        json_serializer=lambda value: orjson.dumps(value, default=_plain).decode(),
        json_deserializer=orjson.loads,
        connect_args={
            "application_name": application_name,
            "options": options,
            **NOTICING,
            "prepare_threshold": None,  # else the driver deallocates all statements, others' too, at a rollback
        },
    )
    event.listen(engine.sync_engine, "checkout", _require_alive)
    event.listen(engine.sync_engine, "before_cursor_execute", _begin)
    event.listen(engine.sync_engine, "after_cursor_execute", _took)
    return engine


def _require_alive(connection: AdaptedConnection, *_pool: object) -> None:
    """A look at the socket, no round trip: a server that closed an idle connection left its end there."""
    driver = connection.driver_connection
    if not driver.closed:
        waiting = select.poll()
        waiting.register(driver.pgconn.socket, select.POLLIN)
        if not waiting.poll(0):
            return
    raise InvalidatePoolError


def _begin(_connection: object, _cursor: object, *execution: Any) -> None:
    _context(execution).begun = time.perf_counter()  # type: ignore[attr-defined]  # for `_took`


def _took(_connection: object, _cursor: object, *execution: Any) -> None:
    metrics.SESSION.took(_context(execution).begun)  # type: ignore[attr-defined]  # from `_begin`


def _context(execution: tuple[Any, ...]) -> ExecutionContext:
    _statement, _parameters, context, _many = execution
    assert isinstance(context, ExecutionContext)  # noqa: S101 - where SQLAlchemy's events put it
    return context


def driver_url(url: str) -> str:
    """The URL with SQLAlchemy's driver name."""
    for scheme in ("postgresql://", "postgres://"):
        if url.startswith(scheme):
            return "postgresql+psycopg://" + url.removeprefix(scheme)
    return url


def plain_url(url: str) -> str:
    """The URL as libpq reads it."""
    return url.replace("postgresql+psycopg://", "postgresql://", 1)


def _plain(value: object) -> object:
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, frozenset | set):
        return sorted(value)
    raise TypeError(f"{type(value).__name__} is not kept as JSON")
