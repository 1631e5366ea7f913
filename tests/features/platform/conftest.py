"""A real reference platform in its own process, on a database of its own, with fresh data for each test."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import httpx
import psycopg
import pytest
from psycopg import sql
from psycopg.rows import dict_row
from pydantic import SecretStr
from sqlalchemy.engine import make_url

from helpdesk.kit.settings import Settings
from helpdesk.platform import graphql, reference
from helpdesk.platform.circuit import Circuit
from helpdesk.platform.graphql import Book, GraphqlPlatform, transport
from helpdesk.platform.mapping import load
from helpdesk.platform.port import Capability, Platform
from helpdesk.platform.switches import Switches
from helpdesk.platform.values import Order
from reference_platform.demo.seed import forget, plant

ROOT = Path(__file__).parents[3]
LEGACY = Path(__file__).with_name("legacy.toml")
NOW = datetime.fromisoformat("2026-11-15T10:00:00+08:00")
Adapter = Callable[..., GraphqlPlatform]
Pick = Callable[..., Awaitable[Order]]


@pytest.fixture(scope="session")
def platform_database(server: str) -> Iterator[str]:
    """The URL of a database that lives as long as the session."""
    name = f"reference_platform_{uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def platform_address(platform_database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a platform started by its own command."""
    port = free_port()
    log = tmp_path_factory.mktemp("reference_platform") / "stderr.log"
    command = [
        sys.executable,
        "-m",
        "reference_platform",
        "serve",
        "--port",
        str(port),
        "--now",
        NOW.isoformat(),
    ]
    environment = {**os.environ, "REFERENCE_PLATFORM_DATABASE_URL": platform_database}
    with (
        log.open("wb") as stderr,
        subprocess.Popen(command, env=environment, stderr=stderr, cwd=ROOT) as process,
    ):
        try:
            wait_until_healthy(f"http://127.0.0.1:{port}/healthz", process, log)
            yield f"http://127.0.0.1:{port}/graphql"
        finally:
            process.terminate()


def free_port() -> int:
    """A port that nobody listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for /healthz, at most 20 seconds."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if httpx.get(url, trust_env=False).status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise AssertionError(f"the platform did not start: {log.read_text()}")


@pytest.fixture
def settings(platform_address: str) -> Settings:
    """Settings that name the running platform."""
    return Settings(mode="test", platform_url=platform_address)


@pytest.fixture
async def switches(settings: Settings, platform_database: str) -> AsyncIterator[Switches]:
    """The platform as planted at NOW, its clock at NOW, no fault on."""
    async with await psycopg.AsyncConnection.connect(
        platform_database, row_factory=dict_row, options="-c search_path=reference_platform"
    ) as connection:
        await forget(connection)
        await plant(connection, NOW)
    async with Switches(settings) as switches:
        await switches.clear_faults()
        await switches.set_clock(NOW)
        yield switches


@pytest.fixture(params=["reference", "legacy"])
def there(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """Settings by which the product speaks to the platform, in each of its dialects."""
    if request.param == "reference":
        return settings
    url = settings.platform_url.replace("/graphql", "/legacy/graphql")
    return settings.model_copy(
        update={"platform": "graphql", "platform_mapping": LEGACY, "platform_url": url}
    )


def connect(settings: Settings) -> Platform:
    """The adapter that the settings name."""
    if settings.platform == "graphql":
        return graphql.connect(settings)
    return reference.connect(settings)


@pytest.fixture
async def platform(there: Settings, switches: Switches) -> AsyncIterator[Platform]:
    """The adapter as the product connects it."""
    platform = connect(there)
    yield platform
    await platform.aclose()


@pytest.fixture
async def adapter(there: Settings, switches: Switches) -> AsyncIterator[Adapter]:
    """Adapters with a time-out, a circuit, a capability of the test's choice."""
    made: list[GraphqlPlatform] = []
    book = Book(load(there.platform_mapping or reference.MAPPING))

    def make(
        *,
        timeout: float = 3.0,
        threshold: int = 100,
        ttl: float = 60.0,
        capability: Capability | None = None,
        url: str = there.platform_url,
        token: str = there.platform_token.get_secret_value(),
    ) -> GraphqlPlatform:
        circuit = Circuit(threshold=threshold, ttl=ttl)
        address = there.model_copy(update={"platform_url": url, "platform_token": SecretStr(token)})
        connection = transport(address, book.mapping, timeout=timeout, circuit=circuit)
        platform = GraphqlPlatform(book, connection, capability=capability)
        made.append(platform)
        return platform

    yield make
    for platform in made:
        await platform.aclose()


@pytest.fixture
def pick(platform: Platform) -> Pick:
    """Find an order of the demo data by what it is."""

    async def find(
        *, shipped: bool, kind: str = "PURCHASE", is_open: bool = True, other_than: str = ""
    ) -> Order:
        for store in await platform.stores():
            for order in await platform.orders_of_store(store.code):
                looks = (order.shipped, order.kind, order.settlement_period.is_open_at(NOW))
                if looks == (shipped, kind, is_open) and order.code != other_than:
                    return order
        raise AssertionError("the demo data holds no such order")

    return find


async def eventually(holds: Callable[[], Awaitable[bool]], *, seconds: float = 10.0) -> None:
    """Wait until a condition holds."""
    async with asyncio.timeout(seconds):
        while not await holds():  # noqa: ASYNC110 - what is waited for is in another process
            await asyncio.sleep(0.02)


@pytest.fixture(name="eventually")
def _eventually() -> Callable[..., Awaitable[None]]:
    return eventually
