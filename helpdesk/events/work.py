"""The unit of work: one transaction with its actor, its clock, what it tells and what it asks for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import stamina
from psycopg import errors as pg
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession
from sqlalchemy.orm import make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from helpdesk.events.log import Event, LoggedEvent, Subject, plain
from helpdesk.events.models import EventRow, OutboxRow
from helpdesk.events.rows import Row, insertion, insertions
from helpdesk.kit import tracing
from helpdesk.kit.actor import Actor
from helpdesk.kit.clock import Clock
from helpdesk.kit.database import Table
from helpdesk.kit.errors import Busy, HelpdeskError, StaleVersion
from helpdesk.kit.ids import new_id
from helpdesk.kit.pipeline import Call, Rows
from helpdesk.kit.transaction import Transaction, transaction

Outcome = TypeVar("Outcome")
Resource = TypeVar("Resource")
Projection = Callable[["UnitOfWork", Sequence[LoggedEvent]], Awaitable[None]]
Check = Callable[[Sequence[Rows]], Awaitable[None]]
COLLISIONS = (pg.SerializationFailure, pg.DeadlockDetected)


@dataclass(slots=True)
class _Tracked:
    subject: Subject
    before: dict[str, Any] | None
    after: dict[str, Any] | None = None


class UnitOfWork:
    """The one way to change something. Verbs lock, check, change and tell; only an edge commits.

    What is loaded and changed goes through `session`. What is only asked goes through `exchange`, and what is
    only written through `add`, `insert` and `later`: they wait for the next exchange, at the latest for the
    one that commits, so that a verb that does without the session costs as many round trips as it has
    questions, and one more.
    """

    def __init__(
        self,
        opened: Transaction,
        actor: Actor,
        clock: Clock,
        *,
        zone: ZoneInfo,
        resources: Mapping[type, object],
    ) -> None:
        self.actor = actor
        self._transaction = opened
        self._resources = resources
        self._zone = zone
        self._clock = clock
        self._now = clock.now()
        self._tracked: dict[tuple[str, UUID], _Tracked] = {}
        self._events: list[tuple[_Tracked, tuple[Any, ...]]] = []
        self._jobs: list[Row] = []
        self._first: list[tuple[Sequence[Call], Check]] = []
        self._added: list[Table] = []
        self._rows: dict[type[Table], list[Row]] = {}
        self._later: list[Call] = []
        self._refusals: dict[str, HelpdeskError] = {}

    @property
    def now(self) -> datetime:
        """The instant of this change: never before the last event of any subject that it locked."""
        return self._now

    @property
    def zone(self) -> ZoneInfo:
        """The platform's time zone."""
        return self._zone

    @property
    def today(self) -> date:
        """The calendar day of *now* in the platform's time zone."""
        return self._now.astimezone(self._zone).date()

    @property
    def session(self) -> AsyncSession:
        """The session of this transaction, for entities. What `first` put in front must have been sent."""
        if self._first:
            raise LookupError("the first exchange is still to come: `await work.open()`")
        return self._transaction.session

    @property
    def sent(self) -> Sequence[int]:
        """How many statements each exchange so far had; what went through the session is not counted."""
        return self._transaction.sent

    def resource(self, kind: type[Resource]) -> Resource:
        """What the process was wired with: the configuration's cache, the holiday table …"""
        found = self._resources[kind]
        assert isinstance(found, kind)  # noqa: S101 - the wiring is under `kind`
        return found

    def track(self, subject: Subject, *, expected_version: int | None = None, new: bool = False) -> None:
        """Take a locked (or new) subject into this change. Raises StaleVersion.

        *now* is read again here, after the lock was waited for, so that no change overtakes another.
        """
        if expected_version is not None and subject.revision != expected_version:
            raise StaleVersion(field="expectedVersion", stated=expected_version, actual=subject.revision)
        key = (subject.subject_kind, subject.id)
        if key not in self._tracked:
            self._tracked[key] = _Tracked(subject, None if new else subject.facets())
        self._now = max(self._now, self._clock.now())
        if not new:
            self._now = max(self._now, subject.last_event_at)

    def record(self, subject: Subject, event: Event) -> UUID:
        """Tell that something happened to a tracked subject; raises its revision. Returns the event's id."""
        tracked = self._tracked[subject.subject_kind, subject.id]
        subject.revision += 1
        subject.last_event_at = self._now
        event_id = new_id()
        told = (
            event_id, None, event.kind, subject.subject_kind, subject.id, subject.revision,
            self.actor.kind.value, self.actor.key, self._now, event.data(),
        )  # fmt: skip
        self._events.append((tracked, told))
        return event_id

    def enqueue(self, job: str, **arguments: object) -> None:
        """Ask for a job, to be handed to the broker once this change is committed."""
        asked = {"id": new_id(), "job": job, "arguments": plain(arguments), "at": self._now}
        self._jobs.append({**asked, "origin": tracing.origin()})

    def add(self, entity: Table, **refusals: HelpdeskError) -> None:
        """Write a new entity as it will be then; a unique constraint that is named here raises its refusal."""
        self._added.append(entity)
        self._refusals.update(refusals)

    def insert(self, table: type[Table], rows: Sequence[Row]) -> None:
        """Write new rows, all with the same columns; those of one table go in one statement."""
        self._rows.setdefault(table, []).extend(rows)

    def later(self, call: Call) -> None:
        """Run a statement after what was added, whose answer nobody waits for."""
        self._later.append(call)

    def first(self, calls: Sequence[Call], check: Check) -> None:
        """Send statements in front of the first exchange; `check` sees their rows before its caller sees any."""
        self._first.append((calls, check))

    async def open(self) -> None:
        """Send what `first` put in front, if nothing did so yet."""
        await self.ask()

    async def exchange(self, *calls: Call) -> list[Rows]:
        """Run statements in one round trip, with all that waits to be written before them; the rows of each.

        What the session holds is flushed beforehand. Raises DBAPIError, and what the first checks raise.
        """
        await self._written()
        if self._transaction.has_session:
            await self._transaction.session.flush()
        return await self.ask(*calls)

    async def flush(self, **refusals: HelpdeskError) -> None:
        """Write what is pending; a unique constraint that is named here raises its refusal."""
        self._refusals.update(refusals)
        await self._written()
        with self._refusing():
            await self.session.flush()

    async def write_out(self, projections: Sequence[Projection], *, commit: bool = False) -> tuple[int, int]:
        """Write events, their projections and jobs into the transaction; how many of each.

        The first event of a subject carries how it looked before; each carries how it looks after the
        whole change, so that a follower can tell entering a filter from leaving it without any memory.
        With `commit` the same round trip commits it all.
        """
        await self.open()
        if self._transaction.has_session:
            await self.flush()
        events = self._finished()
        if events:
            for projection in projections:
                await projection(self, events)
            self.insert(EventRow, [event.stored() for event in events])
        if self._jobs:
            self.insert(OutboxRow, self._jobs)
        with self._refusing():
            if commit:
                await self._transaction.commit(self._writes())
            else:
                await self._transaction.exchange(self._writes())
        return len(events), len(self._jobs)

    async def ask(self, *calls: Call) -> list[Rows]:
        """As `exchange`, leaving what waits to be written and what the session holds alone."""
        checks, self._first = self._first, []
        in_front = [call for first, _ in checks for call in first]
        if not in_front and not calls:
            return []
        answers = await self._transaction.exchange([*in_front, *calls])
        place = 0
        for first, check in checks:
            await check(answers[place : place + len(first)])
            place += len(first)
        return answers[place:]

    async def _written(self) -> None:
        """Write what waits for it; entities among it are the session's from then on."""
        if not (self._added or self._rows or self._later):
            return
        await self.open()
        added, writes = self._added, self._writes()
        with self._refusing():
            await self._transaction.exchange(writes)
        self._added, self._rows, self._later = [], {}, []
        for entity in added:
            for column in entity.__table__.columns:
                if column.key not in entity.__dict__:
                    set_committed_value(entity, column.key, None)
            make_transient_to_detached(entity)
            self._transaction.session.add(entity)

    def _writes(self) -> list[Call]:
        rows = [insertion(table, found) for table, found in self._rows.items()]
        return [*insertions(self._added), *rows, *self._later]

    @contextmanager
    def _refusing(self) -> Iterator[None]:
        """Raise the refusal of a unique constraint that was named for it."""
        try:
            yield
        except IntegrityError as error:
            if isinstance(error.orig, pg.UniqueViolation):
                refusal = self._refusals.get(error.orig.diag.constraint_name or "")
                if refusal is not None:
                    raise refusal from error
            raise

    def _finished(self) -> list[LoggedEvent]:
        finished = []
        for tracked, told in self._events:
            before, after = tracked.after, tracked.after
            if after is None:
                before, after = tracked.before, tracked.subject.facets()
                tracked.after = after
            finished.append(LoggedEvent(*(*told, before, after)))
        return finished


class Transactor:
    """Opens units of work on one engine and tells the log's followers when something was committed."""

    def __init__(
        self,
        engine: AsyncEngine,
        clock: Clock,
        *,
        zone: ZoneInfo,
        resources: Sequence[object] = (),
        projections: Sequence[Projection] = (),
        on_events: Callable[[], None] = lambda: None,
        on_jobs: Callable[[], None] = lambda: None,
    ) -> None:
        self.engine = engine
        self.clock = clock
        self.zone = zone
        self.resources = {type(resource): resource for resource in resources}
        self.projections = projections
        self.on_events = on_events
        self.on_jobs = on_jobs

    @asynccontextmanager
    async def begin(self, actor: Actor) -> AsyncIterator[UnitOfWork]:
        """One transaction: committed at the end, rolled back whole on any exception.

        Raises Busy when a lock could not be had in time; the caller may try again.
        """
        async with transaction(self.engine) as opened:
            work = UnitOfWork(opened, actor, self.clock, zone=self.zone, resources=self.resources)
            try:
                yield work
                events, jobs = await work.write_out(self.projections, commit=True)
            except DBAPIError as error:
                if isinstance(error.orig, pg.LockNotAvailable):
                    raise Busy from error
                raise
        if events:
            self.on_events()
        if jobs:
            self.on_jobs()

    @asynccontextmanager
    async def look(self, actor: Actor) -> AsyncIterator[UnitOfWork]:
        """A unit of work in which verbs' own rules can be asked; nothing of it is kept."""
        async with transaction(self.engine) as opened:
            yield UnitOfWork(opened, actor, self.clock, zone=self.zone, resources=self.resources)

    async def run(self, actor: Actor, verb: Callable[[UnitOfWork], Awaitable[Outcome]]) -> Outcome:
        """Run a verb in its own unit of work, again when it collided with another (bounded)."""

        async def once() -> Outcome:
            async with self.begin(actor) as work:
                return await verb(work)

        return await persistently(once)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reading; nothing done on it is kept."""
        async with self.engine.connect() as connection:
            yield connection


async def persistently(change: Callable[[], Awaitable[Outcome]]) -> Outcome:
    """Do a change that may collide with others, in tries: five, soon after another, not in step."""
    try:
        return await change()  # hardly any collides, and what tries again costs more than many a statement
    except DBAPIError as error:
        if not collided(error):
            raise
    async for attempt in stamina.retry_context(
        on=collided, attempts=4, wait_initial=0.02, wait_max=0.5, wait_jitter=0.05
    ):
        with attempt:
            return await change()
    raise AssertionError("stamina returns or raises")


def collided(error: Exception) -> bool:
    """Whether PostgreSQL gave up this transaction in favour of another, so that it can be run again."""
    return isinstance(error, DBAPIError) and isinstance(error.orig, COLLISIONS)
