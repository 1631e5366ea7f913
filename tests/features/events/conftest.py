"""Tests of the log start where the template's log ends."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from helpdesk.events.cursors import Head, head
from helpdesk.events.work import Transactor
from helpdesk.kit.database import create_engine

MakeEngine = Callable[..., AsyncEngine]


@pytest.fixture
async def start(engine: AsyncEngine) -> Head:
    """The log's head before the test."""
    async with engine.connect() as connection:
        return await head(connection)


@pytest.fixture
async def make_engine(database_url: str) -> AsyncIterator[MakeEngine]:
    """Engines of further processes on this test's database."""
    made: list[AsyncEngine] = []

    def make(**options: object) -> AsyncEngine:
        made.append(create_engine(database_url, **options))
        return made[-1]

    yield make
    for engine in made:
        await engine.dispose()


@pytest.fixture
def other(make_engine: MakeEngine, transactor: Transactor) -> Transactor:
    """A second process's units of work."""
    return Transactor(make_engine(), transactor.clock, zone=transactor.zone)
