"""A database of the session's own, with the callers of this feature."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import psycopg
import pytest
from sqlalchemy import create_engine as create_sync_engine
from sqlalchemy import func, insert, select
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from helpdesk.customers.models import Customer
from helpdesk.events.log import COLUMNS, LoggedEvent, from_row
from helpdesk.events.models import EventRow, LogHead
from helpdesk.events.work import Transactor
from helpdesk.kit import keys
from helpdesk.kit.actor import Actor, ActorKind, Permission
from helpdesk.kit.clock import StoppedClock
from helpdesk.kit.database import Table, create_engine, driver_url
from helpdesk.privacy.keyring import Keyring
from helpdesk.privacy.vault import Vault

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """A new database with every table, dropped at the end."""
    server = os.environ.get("HELPDESK_TEST_DATABASE_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
    name = f"customers_{uuid4().hex}"
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
    engine = create_engine(database_url, pool_size=10)
    async with engine.begin() as connection:
        for table in reversed(Table.metadata.sorted_tables):
            await connection.execute(table.delete())
        await connection.execute(
            insert(LogHead).values(id=1, epoch=uuid4(), database_identity="test", position=0, kept_after=0)
        )
    yield engine
    await engine.dispose()


@pytest.fixture
def clock() -> StoppedClock:
    """It is 10:00 in Shanghai, on a Friday."""
    return StoppedClock(NOW)


@pytest.fixture
def vault() -> Vault:
    """Seals phones under keys that nothing else has."""
    return Vault(Keyring(keys.read(keys.made("seal")), keys.read(keys.made("look"))))


@pytest.fixture
def transactor(engine: AsyncEngine, clock: StoppedClock, vault: Vault) -> Transactor:
    """Opens units of work on the test's database."""
    return Transactor(engine, clock, zone=ZoneInfo("Asia/Shanghai"), resources=[vault])


@pytest.fixture
def agent() -> Actor:
    """Reads and writes customers."""
    rights = frozenset({Permission.CUSTOMER_READ, Permission.CUSTOMER_WRITE})
    return Actor(ActorKind.AGENT, f"agent:{uuid4().hex}", rights)


@pytest.fixture
def program() -> Actor:
    """An integration that submits for others and reads no customers."""
    return Actor(ActorKind.INTEGRATION, "integration:erp", frozenset({Permission.TICKET_SUBMIT_FOR_OTHERS}))


@pytest.fixture
def member() -> Actor:
    """The member M1."""
    return Actor(ActorKind.MEMBER, "member:M1", frozenset({Permission.TICKET_SUBMIT}), member_code="M1")


@pytest.fixture
def store() -> Actor:
    """The manager of the store S1."""
    return Actor(ActorKind.STORE_MANAGER, "store:S1", frozenset({Permission.TICKET_SUBMIT}), store_code="S1")


@pytest.fixture
def stranger() -> Actor:
    """May nothing."""
    return Actor(ActorKind.AGENT, f"agent:{uuid4().hex}")


@pytest.fixture
def told(engine: AsyncEngine) -> Callable[[], Awaitable[list[LoggedEvent]]]:
    """The committed events, oldest first."""

    async def read() -> list[LoggedEvent]:
        async with engine.connect() as connection:
            rows = await connection.execute(select(*COLUMNS).order_by(EventRow.draw))
            return [from_row(row) for row in rows]

    return read


@pytest.fixture
def profiles_kept(engine: AsyncEngine) -> Callable[[], Awaitable[int]]:
    """How many profiles there are."""

    async def count() -> int:
        async with engine.connect() as connection:
            return await connection.scalar(select(func.count()).select_from(Customer)) or 0

    return count
