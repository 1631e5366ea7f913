"""Several statements in one round trip, each prepared once on a connection (libpq's pipeline mode).

This is the driver's own connection below SQLAlchemy, for the few paths that are taken thousands of times a
minute: nothing is built, compiled or mapped for a call but its parameters and its rows.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Generator, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
from psycopg import adapt
from psycopg.abc import Transformer
from psycopg.errors import InvalidSqlStatementName, error_from_result
from psycopg.pq import ConnStatus, ExecStatus, Format, PipelineStatus, TransactionStatus
from psycopg.pq.abc import PGconn, PGresult
from psycopg.waiting import Ready, Wait

from helpdesk.kit import metrics, tracing

Rows = list[tuple[Any, ...]]
Parameter = bytes | str | int | UUID | datetime | None


class Prepared:
    """SQL with parameters `$1`, `$2` …, which are sent as text: say their types in the SQL where it matters."""

    __slots__ = ("name", "sql")

    def __init__(self, sql: str) -> None:
        self.sql = sql.encode()
        self.name = b"helpdesk_" + hashlib.blake2b(self.sql, digest_size=12).hexdigest().encode()

    def __call__(self, *parameters: Parameter) -> Call:
        """The statement with its parameters; JSON is given as its text, a list as the text of a JSON array."""
        return Call(self, [_as_text(value) for value in parameters])


class Call(NamedTuple):
    """One execution of a statement."""

    statement: Prepared
    parameters: list[bytes | None]


BEGIN = Prepared("BEGIN")
COMMIT = Prepared("COMMIT")
ROLLBACK = Prepared("ROLLBACK")

_prepared: WeakKeyDictionary[psycopg.AsyncConnection[Any], set[bytes]] = WeakKeyDictionary()


async def exchange(connection: psycopg.AsyncConnection[Any], calls: Sequence[Call]) -> list[Rows]:
    """Send all calls at once; the rows of each. Raises psycopg.Error for the first that fails.

    Nothing after a failed call is run, a COMMIT neither; the caller rolls back. A task that is cancelled
    meanwhile cancels what the server runs for it. A connection left in an unknown state is closed.
    """
    begun = time.perf_counter()
    try:
        with tracing.statements("exchange", (call.statement.sql for call in calls)):
            return await _exchanged(connection, calls)
    except InvalidSqlStatementName:
        if connection.pgconn.transaction_status != TransactionStatus.IDLE:
            raise
        _prepared.pop(connection, None)  # somebody deallocated between transactions; nothing was done yet
        return await _exchanged(connection, calls)
    finally:
        metrics.PIPELINE.took(begun, len(calls))


async def _exchanged(connection: psycopg.AsyncConnection[Any], calls: Sequence[Call]) -> list[Rows]:
    async with connection.lock:
        pgconn = connection.pgconn
        known = _prepared.setdefault(connection, set())
        sent: list[bytes | None] = []
        results: list[PGresult] = []
        pgconn.enter_pipeline_mode()
        try:
            _send(pgconn, calls, known, sent)
            await connection.wait(_receive(pgconn, results))
        finally:
            _leave(pgconn)
            known.update(
                name for name, result in zip(sent, results, strict=False)
                if name is not None and result.status == ExecStatus.COMMAND_OK
            )  # fmt: skip
        transformer = adapt.Transformer.from_context(connection)
        found = [_rows(result, transformer, connection) for result in results]
        return [rows for name, rows in zip(sent, found, strict=True) if name is None]


def _send(pgconn: PGconn, calls: Sequence[Call], known: set[bytes], sent: list[bytes | None]) -> None:
    """Queue the calls, and before each the preparation that it lacks, whose name is noted in `sent`."""
    for statement, parameters in calls:
        name = statement.name
        if name not in known and name not in sent:
            pgconn.send_prepare(name, statement.sql)
            sent.append(name)
        pgconn.send_query_prepared(name, parameters, result_format=Format.BINARY)
        sent.append(None)
    pgconn.pipeline_sync()


def _receive(pgconn: PGconn, results: list[PGresult]) -> Generator[Wait, Ready | int, None]:
    """Collect everything that the server answers up to the end of the pipeline."""
    while pgconn.flush():
        if (yield Wait.RW) & Ready.R:
            pgconn.consume_input()
    while True:
        while pgconn.is_busy():
            yield Wait.R
            pgconn.consume_input()
        result = pgconn.get_result()
        if result is not None:
            if result.status == ExecStatus.PIPELINE_SYNC:
                return
            results.append(result)
        elif pgconn.status == ConnStatus.BAD:
            raise psycopg.OperationalError(pgconn.get_error_message())


def _leave(pgconn: PGconn) -> None:
    """Leave pipeline mode; what was interrupted and cannot is closed."""
    if pgconn.status == ConnStatus.BAD or pgconn.pipeline_status == PipelineStatus.OFF:
        return
    try:
        pgconn.exit_pipeline_mode()
    except psycopg.OperationalError:
        pgconn.finish()


def _rows(result: PGresult, transformer: Transformer, connection: psycopg.AsyncConnection[Any]) -> Rows:
    if result.status == ExecStatus.TUPLES_OK:
        transformer.set_pgresult(result)
        return transformer.load_rows(0, result.ntuples, tuple)
    if result.status == ExecStatus.COMMAND_OK:
        return []
    raise error_from_result(result, encoding=connection.info.encoding)


def _as_text(value: Parameter) -> bytes | None:
    if value is None or isinstance(value, bytes):
        return value
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, datetime):
        return value.isoformat().encode()
    return str(value).encode()


def array(values: Iterable[UUID]) -> bytes:
    """The text of a `uuid[]`."""
    return f"{{{','.join(map(str, values))}}}".encode()


def byte_array(values: Iterable[bytes]) -> bytes:
    """The text of a `bytea[]`."""
    return "{{{}}}".format(",".join(f'"\\\\x{value.hex()}"' for value in values)).encode()
