"""The unit of work: one transaction, its clock, what it tells (design: Unit of work)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from helpdesk.events import log
from helpdesk.events.work import Transactor, UnitOfWork
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.clock import StoppedClock
from helpdesk.kit.database import create_engine
from helpdesk.kit.errors import Busy, StaleVersion
from helpdesk.tickets import priorities, repository
from helpdesk.tickets.intake import submit
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.submissions import Submission
from tests.actors import store_manager
from tests.conftest import MONDAY
from tests.features.events.things import Noted, Thing, note, note_locked
from tests.world import World

COUNTS = text(
    "SELECT (SELECT count(*) FROM events), (SELECT count(*) FROM outbox), (SELECT count(*) FROM tickets)"
)


async def counts(engine: AsyncEngine) -> tuple[int, ...]:
    """Rows of the tables that a change writes."""
    async with engine.connect() as connection:
        return tuple((await connection.execute(COUNTS)).one())


async def submitted(transactor: Transactor, world: World) -> Ticket:
    """A ticket of store S001."""
    async with transactor.begin(store_manager("S001")) as work:
        return await submit(work, Submission(service_item_id=world.items["product-use"], title="一"))


async def history(engine: AsyncEngine, thing_id: UUID) -> list[log.LoggedEvent]:
    """What was told of a thing."""
    async with engine.connect() as connection:
        return await log.history(connection, "thing", thing_id)


async def test_each_event_raises_its_subjects_revision_by_one(
    transactor: Transactor, engine: AsyncEngine
) -> None:
    thing = await note(transactor, times=3)
    await note(transactor, thing, times=2)
    assert [event.revision for event in await history(engine, thing.id)] == [1, 2, 3, 4, 5]


async def test_writers_at_once_leave_no_gap_and_no_double_revision(
    transactor: Transactor, other: Transactor, engine: AsyncEngine
) -> None:
    thing = Thing()
    await asyncio.gather(
        *(
            one.run(SYSTEM, lambda work: note_locked(work, thing.id))
            for _ in range(10)
            for one in (transactor, other)
        )
    )
    assert [event.revision for event in await history(engine, thing.id)] == list(range(1, 21))


async def test_now_is_never_before_the_subjects_last_event(
    transactor: Transactor, clock: StoppedClock, engine: AsyncEngine
) -> None:
    thing = await note(transactor)
    clock.advance(-timedelta(hours=1))
    await note(transactor, thing)
    assert [event.at for event in await history(engine, thing.id)] == [MONDAY, MONDAY]


async def test_now_is_read_again_after_the_lock_was_waited_for(
    transactor: Transactor, clock: StoppedClock
) -> None:
    async with transactor.begin(SYSTEM) as work:
        later = clock.advance(timedelta(seconds=30))
        work.track(Thing(), new=True)
        assert work.now == later


async def test_the_first_event_tells_the_look_before_and_each_the_look_after_the_whole_change(
    transactor: Transactor, engine: AsyncEngine
) -> None:
    thing = Thing(look={"colour": "red"})
    await note(transactor, thing)
    async with transactor.begin(SYSTEM) as work:
        work.track(thing)
        work.record(thing, Noted(1))
        thing.look["colour"] = "blue"
        work.record(thing, Noted(2))
    told = [(event.facets_before, event.facets_after) for event in await history(engine, thing.id)]
    red, blue = {"colour": "red"}, {"colour": "blue"}
    assert told == [(None, red), (red, blue), (blue, blue)]


async def test_a_stated_version_that_is_old_is_a_conflict_that_names_both(transactor: Transactor) -> None:
    thing = await note(transactor, times=2)
    with pytest.raises(StaleVersion) as refused:
        async with transactor.begin(SYSTEM) as work:
            work.track(thing, expected_version=1)
    assert refused.value.field == "expectedVersion"
    assert refused.value.params == {"stated": 1, "actual": 2}


async def test_a_change_that_fails_leaves_nothing(
    transactor: Transactor, engine: AsyncEngine, world: World
) -> None:
    async def failing(work: UnitOfWork) -> None:
        await submit(work, Submission(service_item_id=world.items["product-use"], title="一"))
        work.enqueue("drain", group_id=world.groups["hotline"])
        raise LookupError

    before = await counts(engine)
    with pytest.raises(LookupError):
        await transactor.run(store_manager("S001"), failing)
    assert await counts(engine) == before


async def test_followers_are_told_after_the_commit_and_only_of_what_there_is(
    engine: AsyncEngine, transactor: Transactor
) -> None:
    told: list[str] = []
    watched = Transactor(
        engine, transactor.clock, zone=transactor.zone,
        on_events=lambda: told.append("events"), on_jobs=lambda: told.append("jobs"),
    )  # fmt: skip

    async def asking(work: UnitOfWork) -> None:
        work.enqueue("drain", group_id=None)

    async def failing(work: UnitOfWork) -> None:
        await asking(work)
        raise LookupError

    async with watched.begin(SYSTEM):
        pass
    assert told == []
    await note(watched)
    await watched.run(SYSTEM, asking)
    with pytest.raises(LookupError):
        await watched.run(SYSTEM, failing)
    assert told == ["events", "jobs"]


async def test_a_deadlock_is_run_again_until_both_changes_are_made(
    transactor: Transactor, other: Transactor, engine: AsyncEngine, world: World
) -> None:
    pair = [(await submitted(transactor, world)).id for _ in range(2)]
    met = asyncio.Barrier(2)
    tries: list[UUID] = []

    async def cross(work: UnitOfWork, first: UUID, second: UUID) -> None:
        tries.append(first)
        await repository.lock(work, first)
        if len(tries) <= 2:
            await met.wait()
        await repository.lock(work, second)
        await priorities.urge(work, ticket_id=first)

    await asyncio.gather(
        transactor.run(SYSTEM, lambda work: cross(work, pair[0], pair[1])),
        other.run(SYSTEM, lambda work: cross(work, pair[1], pair[0])),
    )
    assert len(tries) == 3
    async with engine.connect() as connection:
        urged = (await connection.scalars(select(Ticket.urged).where(Ticket.id.in_(pair)))).all()
    assert urged == [1, 1]


async def test_a_lock_that_is_not_had_in_time_is_busy_and_can_be_tried_again(
    transactor: Transactor, database_url: str, world: World
) -> None:
    ticket = await submitted(transactor, world)
    hurried = create_engine(database_url, lock_timeout=0.1)
    impatient = Transactor(hurried, transactor.clock, zone=transactor.zone)
    with psycopg.connect(database_url) as holder:
        holder.execute("SELECT FROM tickets WHERE id = %s FOR UPDATE", [ticket.id])
        with pytest.raises(Busy) as refused:
            async with impatient.begin(SYSTEM) as work:
                await repository.lock(work, ticket.id)
    assert refused.value.retryable
    await hurried.dispose()


async def test_no_unit_of_work_waits_for_a_lock_for_ever(engine: AsyncEngine) -> None:
    async with engine.connect() as connection:
        assert await connection.scalar(text("SHOW lock_timeout")) == "5s"
