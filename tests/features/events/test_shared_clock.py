"""The moved clock that all processes share in demo and test mode (design: What a user runs)."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncEngine

from helpdesk.events import shared_clock
from helpdesk.events.hub import running
from helpdesk.events.shared_clock import keep_in_step, load, move
from helpdesk.kit.clock import ClockSetting, RunningClock
from tests.features.events.things import until

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)


async def moved(
    engine: AsyncEngine, offset: timedelta | datetime, speed: float, stated: str = ""
) -> ClockSetting:
    """Move the clock in a transaction of its own."""
    async with engine.begin() as connection:
        return await move(connection, offset, speed, stated=stated)


async def found(engine: AsyncEngine) -> ClockSetting | None:
    """The setting as committed."""
    async with engine.connect() as connection:
        return await load(connection)


async def test_nobody_moved_it_and_it_shows_the_systems_time(engine: AsyncEngine) -> None:
    assert await found(engine) is None
    assert abs(RunningClock(None).now() - datetime.now(UTC)) < timedelta(seconds=1)


async def test_an_offset_moves_it_and_a_speed_makes_it_run(engine: AsyncEngine) -> None:
    setting = await moved(engine, timedelta(hours=2), 60)
    assert setting == await found(engine)
    assert setting.shown - setting.anchor == timedelta(hours=2)
    assert setting.at(setting.anchor + timedelta(seconds=1)) == setting.shown + timedelta(minutes=1)


async def test_an_instant_sets_it(engine: AsyncEngine) -> None:
    assert (await moved(engine, NOON, 1)).shown == NOON


async def test_a_second_process_with_the_same_setting_does_not_turn_it_back(engine: AsyncEngine) -> None:
    first = await moved(engine, NOON, 60, "noon,60")
    assert await moved(engine, NOON, 60, "noon,60") == first


async def test_processes_that_start_at_once_with_the_same_setting_agree(engine: AsyncEngine) -> None:
    settings = await asyncio.gather(*(moved(engine, NOON, 60, "noon,60") for _ in range(8)))
    assert set(settings) == {await found(engine)}


async def test_another_setting_and_an_unstated_move_replace_it(engine: AsyncEngine) -> None:
    await moved(engine, NOON, 60, "noon,60")
    second = await moved(engine, timedelta(0), 1, "PT0S,1")
    assert await found(engine) == second
    third = await moved(engine, NOON, 1)
    assert await found(engine) == third != await moved(engine, NOON, 1)


async def test_a_clock_moved_elsewhere_moves_here_too_and_outlives_a_database_that_is_away(
    engine: AsyncEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = RunningClock(None)
    failures: list[Exception] = [PoolTimeout("no connection"), OSError("away")]

    async def shaky(connection: object) -> ClockSetting | None:
        if failures:
            raise failures.pop()
        return await load(connection)

    setting = await moved(engine, NOON, 60)
    monkeypatch.setattr(shared_clock, "load", shaky)
    async with running(asyncio.create_task(keep_in_step(engine, clock, pause=0.01))):
        await until(lambda: clock.setting == setting)
