"""The command line run in this process, on databases of its own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from uuid import uuid4

import pytest
import structlog
from click.testing import Result
from sqlalchemy.engine import make_url
from typer.testing import CliRunner

from helpdesk import migrations
from helpdesk.app import Runtime
from helpdesk.cli import main
from helpdesk.demo import planting
from helpdesk.events import shared_clock
from helpdesk.kit.clock import RunningClock
from helpdesk.packs.errors import PackConflict
from tests.conftest import MONDAY, SECRET, drop, settings_of

Run = Callable[..., Result]


@pytest.fixture(autouse=True)
def _logging_as_before() -> Iterator[None]:
    """A command sets logging up for its process; the tests' process goes on with its own."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run `helpdesk …` with these variables and no others of ours."""

    def act(*arguments: str, **variables: str | None) -> Result:
        given = {"MODE": "test", "TOKEN_SECRET": SECRET} | variables
        environment = {f"HELPDESK_{name}": value for name, value in given.items()}
        return CliRunner().invoke(main, list(arguments), env=environment)

    for name in ("DATABASE_URL", "HOME", "CLOCK", "PORT", "PLATFORM", "PLATFORM_URL", "BROKER_URL"):
        monkeypatch.delenv(f"HELPDESK_{name}", raising=False)
    return act


@pytest.fixture
def unmigrated(server: str) -> Iterator[str]:
    """The URL of a database without any tables."""
    yield from _made(server)


@pytest.fixture
def migrated(server: str) -> Iterator[str]:
    """The URL of a migrated database in which nothing is."""
    for url in _made(server):
        migrations.upgrade(url)
        yield url


@pytest.fixture(scope="session")
def planted(server: str) -> Iterator[str]:
    """The URL of a database in which the demo's people work and the direct-sales pack is installed."""
    for url in _made(server):
        migrations.upgrade(url)
        asyncio.run(plant(url, MONDAY))
        yield url


async def plant(url: str, at: datetime) -> PackConflict | None:
    """Plant the demo at an instant, at which the shared clock stands from then on; what differed already."""
    clock = RunningClock()
    runtime = Runtime.build(settings_of(url), url, clock=clock)
    try:
        async with runtime.engine.begin() as connection:
            clock.setting = await shared_clock.move(connection, at, 0.001)
        return await planting.plant(runtime.transactor, days=1)
    finally:
        await runtime.engine.dispose()


def _made(server: str) -> Iterator[str]:
    name = f"commands_{uuid4().hex}"
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    migrations.create_database(url)
    try:
        yield url
    finally:
        drop(server, name)
