"""A database of the session's own, and people to fill it with."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import psycopg
import pytest
from sqlalchemy import create_engine as create_sync_engine
from sqlalchemy import insert, select
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from helpdesk.accounts.models import Agent, AgentGroup, GroupMember, Leave, OrganisationUnit, Role, Shift
from helpdesk.accounts.roles import DEFAULT_ROLES
from helpdesk.events.log import COLUMNS, LoggedEvent, from_row
from helpdesk.events.models import EventRow, LogHead, OutboxRow
from helpdesk.events.work import Transactor
from helpdesk.kit.actor import Actor, ActorKind, Permission
from helpdesk.kit.clock import StoppedClock
from helpdesk.kit.database import Table, create_engine, driver_url
from helpdesk.kit.ids import new_id

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """A new database with every table, dropped at the end."""
    server = os.environ.get("HELPDESK_TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
    name = f"accounts_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    engine = create_sync_engine(driver_url(url))
    with engine.begin() as connection:
        Table.metadata.create_all(connection)
    engine.dispose()
    yield url
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
async def engine(database_url: str) -> AsyncIterator[AsyncEngine]:
    """An engine on the empty database."""
    engine = create_engine(database_url, pool_size=5)
    async with engine.begin() as connection:
        for table in reversed(Table.metadata.sorted_tables):
            await connection.execute(table.delete())
        await connection.execute(
            insert(LogHead).values(id=1, epoch=uuid4(), database_identity="test", position=0, kept_after=0)
        )
        await connection.execute(insert(Role), DEFAULT_ROLES)
    yield engine
    await engine.dispose()


@pytest.fixture
def clock() -> StoppedClock:
    """It is 10:00 in Shanghai, on a Friday."""
    return StoppedClock(NOW)


@pytest.fixture
def transactor(engine: AsyncEngine, clock: StoppedClock) -> Transactor:
    """Opens units of work on the test's database."""
    return Transactor(engine, clock, zone=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def admin() -> Actor:
    """May everything and sees everything."""
    return Actor(ActorKind.AGENT, f"agent:{uuid4().hex}", frozenset(Permission), sees_all=True)


@pytest.fixture
def stranger() -> Actor:
    """May nothing."""
    return Actor(ActorKind.AGENT, f"agent:{uuid4().hex}", agent_id=uuid4())


class Make:
    """Makes rows as they stand, without verbs; each method returns the new id."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    async def row(self, model: type[Table], **values: Any) -> None:
        """One row of any table."""
        async with self._engine.begin() as connection:
            await connection.execute(insert(model).values(**values))

    async def agent(self, *, groups: tuple[UUID, ...] = (), **values: Any) -> UUID:
        """An active agent who is offline; `groups` is where they work."""
        agent_id = new_id()
        usual = {
            "id": agent_id, "external_key": f"sub-{agent_id.hex}", "name": "林晓", "roles": ["AGENT"],
            "skills": [], "capacity": 5, "presence": "OFFLINE", "active": True, "language": "zh-CN",
            "created_at": NOW, "revision": 0, "last_event_at": NOW,
        }  # fmt: skip
        await self.row(Agent, **(usual | values))
        for group_id in groups:
            await self.row(GroupMember, group_id=group_id, agent_id=agent_id)
        return agent_id

    async def unit(self, **values: Any) -> UUID:
        """A department without anybody in charge."""
        unit_id = new_id()
        usual = {
            "id": unit_id, "kind": "DEPARTMENT", "code": f"D-{unit_id.hex}", "name_zh": "客服部",
            "name_en": "Customer service", "revision": 0, "last_event_at": NOW,
        }  # fmt: skip
        await self.row(OrganisationUnit, **(usual | values))
        return unit_id

    async def group(self, **values: Any) -> UUID:
        """A group without anybody in charge."""
        group_id = new_id()
        usual = {
            "id": group_id, "code": f"G-{group_id.hex}", "name_zh": "热线组", "name_en": "Hotline",
            "active": True, "revision": 0, "last_event_at": NOW,
        }  # fmt: skip
        await self.row(AgentGroup, **(usual | values))
        return group_id

    async def shift(self, agent_id: UUID, begins: float = -1, ends: float = 1) -> UUID:
        """A shift, in hours from now."""
        return await self._interval(Shift, agent_id, begins, ends)

    async def leave(self, agent_id: UUID, begins: float = -1, ends: float = 1) -> UUID:
        """A leave, in hours from now."""
        return await self._interval(Leave, agent_id, begins, ends, reason="手术")

    async def _interval(
        self, model: type[Shift] | type[Leave], agent_id: UUID, begins: float, ends: float, **values: Any
    ) -> UUID:
        interval_id = new_id()
        starts_at, ends_at = NOW + timedelta(hours=begins), NOW + timedelta(hours=ends)
        await self.row(
            model, id=interval_id, agent_id=agent_id, starts_at=starts_at, ends_at=ends_at, **values
        )
        return interval_id


@pytest.fixture
def make(engine: AsyncEngine) -> Make:
    """Makes the rows that a test begins with."""
    return Make(engine)


@pytest.fixture
def told(engine: AsyncEngine) -> Callable[[], Awaitable[list[LoggedEvent]]]:
    """The committed events, oldest first."""

    async def read() -> list[LoggedEvent]:
        async with engine.connect() as connection:
            return [
                from_row(row) for row in await connection.execute(select(*COLUMNS).order_by(EventRow.draw))
            ]

    return read


@pytest.fixture
def jobs(engine: AsyncEngine) -> Callable[[], Awaitable[list[tuple[str, dict[str, Any]]]]]:
    """The committed jobs, oldest first."""

    async def read() -> list[tuple[str, dict[str, Any]]]:
        async with engine.connect() as connection:
            rows = await connection.execute(
                select(OutboxRow.job, OutboxRow.arguments).order_by(OutboxRow.draw)
            )
            return [(row.job, row.arguments) for row in rows]

    return read
