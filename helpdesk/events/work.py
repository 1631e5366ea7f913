"""The unit of work: one transaction with its actor, its clock, what it tells and what it asks for."""

from __future__ import annotations

from collections.abc import AsyncIterable, AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import ZoneInfo

import stamina
from psycopg import errors as pg
from sqlalchemy import insert
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, AsyncSession

from helpdesk.events.log import Event, LoggedEvent, Subject, plain
from helpdesk.events.models import EventRow, OutboxRow
from helpdesk.kit.actor import Actor
from helpdesk.kit.clock import Clock
from helpdesk.kit.errors import Busy, HelpdeskError, StaleVersion
from helpdesk.kit.ids import new_id

Outcome = TypeVar("Outcome")
Resource = TypeVar("Resource")
Projection = Callable[["UnitOfWork", Sequence[LoggedEvent]], Awaitable[None]]
COLLISIONS = (pg.SerializationFailure, pg.DeadlockDetected)


@dataclass(slots=True)
class _Tracked:
    subject: Subject
    before: dict[str, Any] | None


class UnitOfWork:
    """The one way to change something. Verbs lock, check, change and tell; only an edge commits."""

    def __init__(
        self,
        session: AsyncSession,
        actor: Actor,
        clock: Clock,
        *,
        zone: ZoneInfo,
        resources: Mapping[type, object],
    ) -> None:
        self.session = session
        self.actor = actor
        self._resources = resources
        self._zone = zone
        self._clock = clock
        self._now = clock.now()
        self._tracked: dict[tuple[str, UUID], _Tracked] = {}
        self._events: list[tuple[_Tracked, LoggedEvent]] = []
        self._jobs: list[dict[str, Any]] = []

    @property
    def now(self) -> datetime:
        """The instant of this change: never before the last event of any subject that it locked."""
        return self._now

    @property
    def today(self) -> date:
        """The calendar day of *now* in the platform's time zone."""
        return self._now.astimezone(self._zone).date()

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
        logged = LoggedEvent(
            id=new_id(),
            position=None,
            kind=event.kind,
            subject_kind=subject.subject_kind,
            subject_id=subject.id,
            revision=subject.revision,
            actor_kind=self.actor.kind.value,
            actor_key=self.actor.key,
            at=self._now,
            data=event.data(),
            facets_before=None,
            facets_after=None,
        )
        self._events.append((tracked, logged))
        return logged.id

    def enqueue(self, job: str, **arguments: object) -> None:
        """Ask for a job, to be handed to the broker once this change is committed."""
        self._jobs.append({"id": new_id(), "job": job, "arguments": plain(arguments), "at": self._now})

    async def flush(self, **refusals: HelpdeskError) -> None:
        """Write what is pending; a unique constraint that is named here raises its refusal."""
        try:
            await self.session.flush()
        except IntegrityError as error:
            if isinstance(error.orig, pg.UniqueViolation):
                refusal = refusals.get(error.orig.diag.constraint_name or "")
                if refusal is not None:
                    raise refusal from error
            raise

    async def write_out(self, projections: Sequence[Projection]) -> tuple[int, int]:
        """Write events, their projections and jobs into the transaction; how many of each.

        The first event of a subject carries how it looked before; each carries how it looks after the
        whole change, so that a follower can tell entering a filter from leaving it without any memory.
        """
        await self.session.flush()
        events = [self._finished(index) for index in range(len(self._events))]
        if events:
            for projection in projections:
                await projection(self, events)
            await self.session.execute(insert(EventRow), [_row(event) for event in events])
        if self._jobs:
            await self.session.execute(insert(OutboxRow), self._jobs)
        return len(events), len(self._jobs)

    def _finished(self, index: int) -> LoggedEvent:
        tracked, event = self._events[index]
        after = tracked.subject.facets()
        first = all(earlier is not tracked for earlier, _ in self._events[:index])
        return LoggedEvent(
            **{name: getattr(event, name) for name in LoggedEvent.__slots__ if not name.startswith("facets")},
            facets_before=tracked.before if first else after,
            facets_after=after,
        )


def _row(event: LoggedEvent) -> dict[str, Any]:
    return {name: getattr(event, name) for name in LoggedEvent.__slots__ if name != "position"}


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
        async with AsyncSession(self.engine, expire_on_commit=False) as session:
            work = UnitOfWork(session, actor, self.clock, zone=self.zone, resources=self.resources)
            try:
                yield work
                events, jobs = await work.write_out(self.projections)
                await session.commit()
            except DBAPIError as error:
                if isinstance(error.orig, pg.LockNotAvailable):
                    raise Busy from error
                raise
        if events:
            self.on_events()
        if jobs:
            self.on_jobs()

    async def run(self, actor: Actor, verb: Callable[[UnitOfWork], Awaitable[Outcome]]) -> Outcome:
        """Run a verb in its own unit of work, again when it collided with another (bounded)."""
        async for attempt in attempts():
            with attempt:
                async with self.begin(actor) as work:
                    return await verb(work)
        raise AssertionError("stamina returns or raises")

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        """A connection for reading; nothing done on it is kept."""
        async with self.engine.connect() as connection:
            yield connection


def attempts() -> AsyncIterable[stamina.Attempt]:
    """Tries of a transaction that may collide with others: five, soon after another, not in step."""
    return stamina.retry_context(on=collided, attempts=5, wait_initial=0.02, wait_max=0.5, wait_jitter=0.05)


def collided(error: Exception) -> bool:
    """Whether PostgreSQL gave up this transaction in favour of another, so that it can be run again."""
    return isinstance(error, DBAPIError) and isinstance(error.orig, COLLISIONS)
