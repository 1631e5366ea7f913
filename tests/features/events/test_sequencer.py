"""Positions: given after commit, contiguous, never missed, never twice, never out of order (design: Event log)."""

from __future__ import annotations

import asyncio
import random
from collections import defaultdict
from uuid import UUID, uuid4

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine

from helpdesk.events import log, sequencer
from helpdesk.events.cursors import Head
from helpdesk.events.hub import running
from helpdesk.events.log import LoggedEvent
from helpdesk.events.sequencer import Sequencer, sequence
from helpdesk.events.work import Transactor
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.pipeline import Prepared
from tests.features.events.conftest import MakeEngine
from tests.features.events.things import (
    insert_raw,
    logged,
    note,
    note_locked,
    sequence_all,
    until,
)

OPEN_WRITE = "CREATE TEMP TABLE held (n int); INSERT INTO held VALUES (1)"


async def numbered(engine: AsyncEngine, start: Head) -> None:
    """Return once something has a position."""
    async with asyncio.timeout(5):
        while not await logged(engine, start.position):  # noqa: ASYNC110 - the database tells by no event
            await asyncio.sleep(0.005)


async def test_an_open_write_in_another_database_holds_nothing_up(
    server: str, transactor: Transactor, engine: AsyncEngine
) -> None:
    with psycopg.connect(server) as foreign:
        foreign.execute(OPEN_WRITE)
        await note(transactor)
        assert await sequence(engine) == 1


async def test_an_open_write_in_the_same_database_holds_nothing_up(
    database_url: str, transactor: Transactor, engine: AsyncEngine
) -> None:
    with psycopg.connect(database_url) as foreign:
        foreign.execute(OPEN_WRITE)
        await note(transactor)
        assert await sequence(engine) == 1


async def test_an_open_event_does_not_hold_up_later_ones_and_is_not_missed_when_it_commits(
    transactor: Transactor, engine: AsyncEngine, start: Head
) -> None:
    async with engine.connect() as first:
        late = await insert_raw(first)
        thing = await note(transactor)
        assert await sequence_all(engine) == 1
        seen = await logged(engine, start.position)
        assert [event.subject_id for event in seen] == [thing.id]
        await first.commit()
    assert await sequence_all(engine) == 1
    rest = await logged(engine, seen[-1].position or 0)
    assert [(event.subject_id, event.position) for event in rest] == [(late, start.position + 2)]


async def test_an_event_that_is_rolled_back_leaves_no_gap(
    transactor: Transactor, engine: AsyncEngine, start: Head
) -> None:
    async with engine.connect() as first:
        await insert_raw(first)
        await first.rollback()
    await note(transactor, times=2)
    await sequence_all(engine)
    positions = [event.position for event in await logged(engine, start.position)]
    assert positions == [start.position + 1, start.position + 2]


async def test_only_one_process_numbers_at_a_time(transactor: Transactor, engine: AsyncEngine) -> None:
    await note(transactor)
    async with engine.connect() as busy:
        await busy.execute(text("SELECT FROM log_head FOR UPDATE"))
        assert await sequence(engine) is None
    assert await sequence(engine) == 1


async def test_a_sequencer_that_dies_midway_leaves_the_numbering_to_the_next(
    transactor: Transactor, engine: AsyncEngine, start: Head, monkeypatch: pytest.MonkeyPatch
) -> None:
    await note(transactor, times=3)
    with monkeypatch.context() as broken:
        killing = Prepared("SELECT pg_terminate_backend(pg_backend_pid()) WHERE $1 <> ''")
        broken.setattr(sequencer, "_TELL", killing)
        with pytest.raises(Exception, match="terminat"):
            await sequence(engine)
    await engine.dispose()
    assert await sequence_all(engine) == 3
    positions = [event.position for event in await logged(engine, start.position)]
    assert positions == list(range(start.position + 1, start.position + 4))


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_many_writers_and_three_sequencers_make_one_log_that_a_reader_follows_whole(
    seed: int, make_engine: MakeEngine, transactor: Transactor, start: Head, engine: AsyncEngine
) -> None:
    chance = random.Random(seed)
    subjects = [uuid4() for _ in range(6)]
    done = asyncio.Event()

    async def write(writer: Transactor) -> None:
        for _ in range(12):
            await writer.run(SYSTEM, lambda work: note_locked(work, chance.choice(subjects)))

    async def number(own: AsyncEngine) -> None:
        while not done.is_set() or await sequence(own, size=chance.randint(1, 9)):
            await sequence(own, size=chance.randint(1, 9))

    async def read() -> list[LoggedEvent]:
        seen: list[LoggedEvent] = []
        while len(seen) < 96:
            async with engine.connect() as connection:
                position = seen[-1].position if seen else start.position
                seen += await log.after(connection, position or 0, limit=chance.randint(1, 20))
        return seen

    sequencers = [asyncio.create_task(number(make_engine())) for _ in range(3)]
    async with asyncio.timeout(60):
        reader = asyncio.create_task(read())
        await asyncio.gather(*(write(transactor) for _ in range(8)))
        done.set()
        seen = await reader
        await asyncio.gather(*sequencers)
    positions = [event.position for event in seen]
    assert positions == list(range(start.position + 1, start.position + 97))
    by_subject: dict[UUID, list[int]] = defaultdict(list)
    for event in seen:
        by_subject[event.subject_id].append(event.revision)
    assert all(revisions == list(range(1, len(revisions) + 1)) for revisions in by_subject.values())


async def test_the_loop_numbers_at_once_what_was_committed_here(
    transactor: Transactor, engine: AsyncEngine, start: Head
) -> None:
    loop = Sequencer(engine, pause=60)
    own = Transactor(engine, transactor.clock, zone=transactor.zone, on_events=loop.wake)
    async with running(asyncio.create_task(loop.run())):
        await note(own)
        await numbered(engine, start)


async def test_the_loop_numbers_what_other_processes_committed_within_its_pause(
    transactor: Transactor, engine: AsyncEngine, start: Head
) -> None:
    async with running(asyncio.create_task(Sequencer(engine, pause=0.05).run())):
        await note(transactor)
        await numbered(engine, start)


async def test_the_loop_outlives_a_database_that_is_away_and_a_pool_that_is_empty(
    transactor: Transactor, engine: AsyncEngine, start: Head, monkeypatch: pytest.MonkeyPatch
) -> None:
    failures: list[Exception] = [PoolTimeout("no connection"), OSError("away"), TimeoutError()]
    real = sequencer.sequence

    async def shaky(engine: AsyncEngine, *, size: int = 1000) -> int | None:
        if failures:
            raise failures.pop()
        return await real(engine, size=size)

    monkeypatch.setattr(sequencer, "sequence", shaky)
    async with running(task := asyncio.create_task(Sequencer(engine, pause=0.01).run())):
        await note(transactor)
        await until(lambda: not failures)
        await numbered(engine, start)
        assert not task.done()
