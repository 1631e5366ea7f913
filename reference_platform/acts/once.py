"""Once per key: the key is taken, the act done and its answer kept in one transaction."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Any, Protocol

from psycopg.types.json import Jsonb

from reference_platform import clock
from reference_platform.acts.answers import Answer, from_document, to_document
from reference_platform.database import Connection, Pool, fetch_one
from reference_platform.problems import Problem

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Act = Callable[[Connection, Any, datetime], Awaitable[Answer]]
"""Locks what it touches, reads the clock after that, checks, changes. Never commits."""

Tell = Callable[[Connection, object, Answer], Awaitable[None]]


class Doing(Protocol):
    """Where an act is done, and who keeps the notice of it, if anybody is told."""

    @property
    def pool(self) -> Pool: ...

    @property
    def tells(self) -> Tell | None: ...


_LOCK = "select pg_advisory_xact_lock(hashtextextended(%s, 0))"
_LOCK_SHARED = "select pg_advisory_xact_lock_shared(hashtextextended(%s, 0))"


async def perform(context: Doing, operation: str, key: str, stated: DataclassInstance, act: Act) -> Answer:
    """Do the act, or give the answer that its key already has. A concurrent twin waits for the first.

    Refusals are kept too: another attempt takes another key. Raises Problem KEY_REUSED when the key was
    used for another operation or input, BAD_REQUEST when it is blank or longer than 200 characters.
    """
    if not 0 < len(key.strip()) <= 200:
        raise Problem("BAD_REQUEST", "The idempotency key must have 1 to 200 characters.")
    digest = _digest(operation, stated)
    async with context.pool.connection() as connection:
        await connection.execute(_LOCK, (key,))
        known = await fetch_one(connection, "select digest, answer from acts where key = %s", key)
        if known is not None:
            if known["digest"] != digest:
                raise Problem("KEY_REUSED", "This idempotency key was used for another input.")
            return from_document(known["answer"])
        answer = await act(connection, stated, await clock.now(connection))
        await connection.execute(
            "insert into acts (key, operation, digest, answer, at) values (%s, %s, %s, %s, %s)",
            (key, operation, digest, Jsonb(to_document(answer)), await clock.now(connection)),
        )
        if context.tells is not None:
            await context.tells(connection, stated, answer)
        return answer


async def outcome_of(pool: Pool, key: str) -> Answer | None:
    """What the act under this key answered; waits for one that is being done. None: never done so far."""
    async with pool.connection() as connection:
        await connection.execute(_LOCK_SHARED, (key,))
        known = await fetch_one(connection, "select answer from acts where key = %s", key)
        return None if known is None else from_document(known["answer"])


def _digest(operation: str, stated: DataclassInstance) -> str:
    document = json.dumps([operation, asdict(stated)], sort_keys=True, default=_plain)
    return hashlib.sha256(document.encode()).hexdigest()


def _plain(value: object) -> str:
    return str(value.value) if isinstance(value, Enum) else str(value)
