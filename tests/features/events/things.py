"""A subject for tests of the log: a thing with a look, of no table, serialised by an advisory lock."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from helpdesk.events import log
from helpdesk.events.log import Event, LoggedEvent
from helpdesk.events.sequencer import sequence
from helpdesk.events.work import Transactor, UnitOfWork
from helpdesk.kit.actor import SYSTEM


@dataclass
class Thing:
    """A subject."""

    id: UUID = field(default_factory=uuid4)
    revision: int = 0
    last_event_at: datetime | None = None
    look: dict[str, Any] = field(default_factory=dict)
    subject_kind: str = "thing"

    def facets(self) -> dict[str, Any]:
        """How it looks now."""
        return dict(self.look)


@dataclass(frozen=True, slots=True)
class Noted(Event):
    """Something about a thing."""

    number: int = 0


Noted.kind = "thing.noted"  # set afterwards: a kind of the tests alone is not registered


async def note(transactor: Transactor, thing: Thing | None = None, *, times: int = 1) -> Thing:
    """Tell something of a thing, in a unit of work of its own."""
    found = thing or Thing()

    async def verb(work: UnitOfWork) -> None:
        work.track(found, new=found.revision == 0)
        for number in range(times):
            work.record(found, Noted(number))

    await transactor.run(SYSTEM, verb)
    return found


async def note_locked(work: UnitOfWork, thing_id: UUID) -> None:
    """Tell something of a thing that others change too."""
    await work.session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": thing_id.int % 2**62})
    revision = await work.session.scalar(
        text("SELECT coalesce(max(revision), 0) FROM events WHERE subject_id = :id"), {"id": thing_id}
    )
    thing = Thing(id=thing_id, revision=revision or 0, last_event_at=work.now)
    work.track(thing)
    work.record(thing, Noted())


RAW = text(
    "INSERT INTO events (id, kind, subject_kind, subject_id, revision, actor_kind, actor_key, at, data)"
    " VALUES (:id, 'thing.noted', 'thing', :id, 1, 'SYSTEM', 'system', now(), '{}')"
)


async def insert_raw(connection: AsyncConnection) -> UUID:
    """An event row inside an open transaction."""
    event_id = uuid4()
    await connection.execute(RAW, {"id": event_id})
    return event_id


async def sequence_all(engine: AsyncEngine) -> int:
    """Number everything that is committed; how many events that were."""
    total = 0
    while count := await sequence(engine):
        total += count
    return total


async def logged(engine: AsyncEngine, position: int = 0) -> list[LoggedEvent]:
    """The sequenced log after a position."""
    async with engine.connect() as connection:
        return await log.after(connection, position, limit=100_000)


async def until(condition: Callable[[], bool], *, within: float = 10.0) -> None:
    """Wait for a condition; fail when it does not come in time."""
    async with asyncio.timeout(within):
        while not condition():  # noqa: ASYNC110 - conditions are values of several objects, not one event
            await asyncio.sleep(0.002)
