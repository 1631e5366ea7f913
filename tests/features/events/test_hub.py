"""The hub: one reading of the log for all of a process's subscribers (design: Event log)."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator

import psycopg
import pytest
import structlog
from sqlalchemy.ext.asyncio import AsyncEngine

from helpdesk.events import log, sequencer
from helpdesk.events.cursors import Head
from helpdesk.events.hub import Hub, running
from helpdesk.events.log import LoggedEvent
from helpdesk.events.sequencer import sequence
from helpdesk.events.work import Transactor
from tests.features.events.things import logged, note, sequence_all, until


@contextlib.asynccontextmanager
async def hub_of(
    engine: AsyncEngine, *, keep: int = 10_000, pause: float = 1.0, batch: int = 500
) -> AsyncIterator[Hub]:
    """A hub that follows."""
    hub = Hub(engine, keep=keep, pause=pause, batch=batch)
    async with running(asyncio.create_task(hub.run())):
        await until(lambda: hub.position is not None)
        yield hub


async def take(hub: Hub, after: int, count: int) -> list[int]:
    """The next positions that a follower gets."""
    seen: list[int] = []
    async with asyncio.timeout(20), contextlib.aclosing(hub.follow(after)) as batches:
        async for batch in batches:
            seen += [event.position or 0 for event in batch]
            if len(seen) >= count:
                break
    return seen


async def write(transactor: Transactor, times: int) -> None:
    """Committed and numbered events."""
    await note(transactor, times=times)
    await sequence_all(transactor.engine)


def after(start: Head, count: int) -> list[int]:
    """The next positions of the log."""
    return list(range(start.position + 1, start.position + count + 1))


async def test_a_follower_gets_each_event_once_and_in_order(
    transactor: Transactor, engine: AsyncEngine, start: Head
) -> None:
    async with hub_of(engine) as hub:
        follower = asyncio.create_task(take(hub, start.position, 9))
        for _ in range(3):
            await write(transactor, 3)
        assert await follower == after(start, 9)


async def test_the_ring_and_the_database_tell_the_same(
    transactor: Transactor, engine: AsyncEngine, start: Head
) -> None:
    await write(transactor, 10)
    async with hub_of(engine, keep=7, batch=3) as hub:
        await write(transactor, 10)
        await until(lambda: hub.position == start.position + 20)
        stored = await logged(engine, start.position)
        for begin in range(20):
            got: list[LoggedEvent] = []
            async for batch in hub.follow(start.position + begin):
                got += batch
                if len(got) == 20 - begin:
                    break
            assert got == stored[begin:]


@pytest.mark.parametrize("keep", [4, 100], ids=["from the database", "from the ring"])
async def test_a_follower_may_end_at_a_position_also_one_that_is_not_reached_yet(
    transactor: Transactor, engine: AsyncEngine, start: Head, keep: int
) -> None:
    async def up_to(hub: Hub, last: int) -> list[int]:
        batches = [batch async for batch in hub.follow(start.position, until=start.position + last)]
        return [event.position or 0 for batch in batches for event in batch]

    async with hub_of(engine, keep=keep, batch=3) as hub, asyncio.timeout(10):
        await write(transactor, 8)
        await until(lambda: hub.position == start.position + 8)
        for last in range(9):
            assert await up_to(hub, last) == after(start, last)
        ahead = asyncio.create_task(up_to(hub, 10))
        await write(transactor, 3)
        assert await ahead == after(start, 10)


async def test_a_slow_follower_that_fell_out_of_the_ring_misses_nothing(
    transactor: Transactor, engine: AsyncEngine, start: Head
) -> None:
    async with hub_of(engine, keep=4, batch=4) as hub:
        slow = aiter(hub.follow(start.position))
        await write(transactor, 2)
        seen = [event.position for event in await anext(slow)]
        await write(transactor, 30)
        await until(lambda: hub.position == start.position + 32)
        while len(seen) < 32:
            seen += [event.position for event in await anext(slow)]
    assert seen == after(start, 32)


async def test_a_thousand_followers_all_get_all(
    transactor: Transactor, engine: AsyncEngine, start: Head
) -> None:
    async with hub_of(engine) as hub:
        followers = [asyncio.create_task(take(hub, start.position, 50)) for _ in range(1000)]
        for _ in range(10):
            await write(transactor, 5)
        assert await asyncio.gather(*followers) == [after(start, 50)] * 1000


async def test_a_follower_that_came_before_the_hubs_first_look_is_not_left_waiting(
    transactor: Transactor, engine: AsyncEngine, start: Head
) -> None:
    hub = Hub(engine, pause=60)
    early = asyncio.create_task(take(hub, start.position, 1))
    await until(lambda: bool(hub._turned._waiters))
    await write(transactor, 1)
    async with running(asyncio.create_task(hub.run())):
        assert await early == after(start, 1)


async def test_a_killed_listener_is_replaced_and_nothing_is_missed(
    transactor: Transactor, engine: AsyncEngine, start: Head, database_url: str
) -> None:
    async with hub_of(engine, pause=0.05) as hub:
        follower = asyncio.create_task(take(hub, start.position, 6))
        for _ in range(3):
            await write(transactor, 1)
            await kill_listener(database_url)
            await write(transactor, 1)
        assert await follower == after(start, 6)


async def test_without_any_notification_the_hub_looks_by_itself(
    transactor: Transactor, engine: AsyncEngine, start: Head, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sequencer, "LOG_CHANNEL", "another_channel")
    async with hub_of(engine, pause=0.05) as hub:
        follower = asyncio.create_task(take(hub, start.position, 2))
        await write(transactor, 2)
        assert await follower == after(start, 2)


async def test_with_a_notification_the_hub_does_not_wait_for_its_next_look(
    transactor: Transactor, engine: AsyncEngine, start: Head, database_url: str
) -> None:
    async with hub_of(engine, pause=60) as hub:
        follower = asyncio.create_task(take(hub, start.position, 1))
        await listening(database_url)
        await note(transactor)
        assert await sequence(engine) == 1
        assert await follower == after(start, 1)


async def test_the_hub_outlives_looks_at_the_log_that_fail(
    transactor: Transactor, engine: AsyncEngine, start: Head, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    real = log.AFTER

    class Shaky:
        def encode(self) -> bytes:
            asked.append(real)
            return b"SELECT 1 / 0"

    async with hub_of(engine, pause=0.05) as hub:
        monkeypatch.setattr(log, "AFTER", Shaky())
        await until(lambda: len(asked) > 2)
        monkeypatch.setattr(log, "AFTER", real)
        follower = asyncio.create_task(take(hub, start.position, 1))
        await write(transactor, 1)
        assert await follower == after(start, 1)


async def test_a_loop_that_dies_is_told_in_the_log_at_once() -> None:
    async def dying() -> None:
        raise LookupError

    with structlog.testing.capture_logs() as lines:
        async with running(asyncio.create_task(dying(), name="sequencer")):
            await until(lambda: bool(lines))
    assert [(line["event"], line["loop"]) for line in lines] == [("loop.died", "sequencer")]


LISTENERS = (
    "FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'helpdesk-listener'"
)


async def listening(database_url: str) -> None:
    """Return once the hub listens."""
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as connection:
        async with asyncio.timeout(5):
            while True:
                found = await (await connection.execute(f"SELECT pid {LISTENERS}")).fetchall()
                if found:
                    return
                await asyncio.sleep(0.005)


async def kill_listener(database_url: str) -> None:
    """End the hub's LISTEN connection from the server's side."""
    await listening(database_url)
    async with await psycopg.AsyncConnection.connect(database_url, autocommit=True) as connection:
        await connection.execute(f"SELECT pg_terminate_backend(pid) {LISTENERS}")
