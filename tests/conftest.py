"""A real PostgreSQL for every test: migrated and filled once per worker, cloned for each test.

Without HELPDESK_TEST_DATABASE_URL the embedded server is started, as `make demo` does, and stopped at the end.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import hypothesis
import psycopg
import pytest
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine

from helpdesk import migrations
from helpdesk.app import Runtime
from helpdesk.events.work import Transactor
from helpdesk.kit import embedded, keys
from helpdesk.kit.clock import StoppedClock
from helpdesk.kit.settings import Settings
from tests import world as worlds
from tests.world import World

SERVER = "HELPDESK_TEST_DATABASE_URL"
MONDAY = datetime.fromisoformat("2026-11-16T10:00:00+08:00")
"""A working day in office hours; what tests call now."""
SECRET = "a secret that only the tests know, long enough"
SEALING_KEYS = keys.made("test")
LOOKUP_KEYS = keys.made("test")
"""Made anew for each run: no test goes by what they are."""

hypothesis.settings.register_profile(
    "steady", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile(
    "thorough", max_examples=2000, deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("steady")  # a busy machine is no fault of a rule

_home: tempfile.TemporaryDirectory[str] | None = None


def pytest_addoption(parser: pytest.Parser) -> None:
    """`make torture` asks for more rounds than `make test` has time for; golden answers are kept on demand."""
    parser.addoption("--rounds", type=int, default=1, help="How often the fault runs are repeated.")
    parser.addoption(
        "--kills", type=int, default=10, help="How many kills each run under faults has at least."
    )
    parser.addoption(
        "--away", type=float, default=4, help="For how many seconds database and broker are away."
    )
    parser.addoption("--seed", type=int, default=1, help="What the runs under faults draw their faults by.")
    parser.addoption("--report", help="Where the runs under faults write down what they came to.")
    parser.addoption("--regenerate", action="store_true", help="Keep what is answered now as golden answers.")


def pytest_configure(config: pytest.Config) -> None:
    """Start the embedded server once, before workers are forked off."""
    global _home  # noqa: PLW0603 - pytest's hooks share nothing else
    if SERVER in os.environ or hasattr(config, "workerinput"):
        return
    _home = tempfile.TemporaryDirectory(prefix="helpdesk-test-", ignore_cleanup_errors=True)
    Path(_home.name).chmod(0o755)
    url = server_of(embedded.start(Path(_home.name)))
    with psycopg.connect(url, autocommit=True) as connection:
        for setting in (
            "fsync = off",
            "synchronous_commit = off",
            "full_page_writes = off",
            "max_connections = 300",
        ):
            connection.execute(f"ALTER SYSTEM SET {setting}")
    embedded.stop(Path(_home.name))
    os.environ[SERVER] = server_of(embedded.start(Path(_home.name)))


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop what was started."""
    if _home is not None:
        embedded.stop(Path(_home.name))
        os.environ.pop(SERVER, None)
        _home.cleanup()


def server_of(url: str) -> str:
    """The URL of the server's own database."""
    return make_url(url).set(database="postgres").render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def server() -> str:
    """The server's URL."""
    return os.environ[SERVER]


@pytest.fixture(scope="session")
def template(server: str) -> Iterator[tuple[str, World]]:
    """A migrated database with the tests' world in it, and that world."""
    name = f"template_{uuid4().hex}"
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    migrations.create_database(url)
    try:
        migrations.upgrade(url)
        made = worlds.make(url, settings_of(url), MONDAY)
        yield name, made
    finally:
        drop(server, name)


@pytest.fixture
def database_url(server: str, template: tuple[str, World]) -> Iterator[str]:
    """This test's own copy of the template."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template[0]}" STRATEGY file_copy')
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    drop(server, name)


@pytest.fixture
def restored_url(server: str) -> Iterator[str]:
    """The URL of a database that a test may make."""
    name = f"restored_{uuid4().hex}"
    yield make_url(server).set(database=name).render_as_string(hide_password=False)
    drop(server, name)


def drop(server: str, name: str) -> None:
    """Drop a database, whoever is still connected."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def settings_of(url: str, **values: object) -> Settings:
    """Settings of a process under test."""
    return Settings.model_validate(
        {
            "mode": "test",
            "database_url": url,
            "token_secret": SECRET,
            "sealing_keys": SEALING_KEYS,
            "lookup_keys": LOOKUP_KEYS,
            "database_pool": 12,
            "platform": "none",
            **values,
        }
    )


@pytest.fixture
def clock() -> StoppedClock:
    """A clock that stands at Monday ten o'clock until told."""
    return StoppedClock(MONDAY)


@pytest.fixture
def world(template: tuple[str, World]) -> World:
    """Who and what there is."""
    return template[1]


@pytest.fixture
async def runtime(database_url: str, clock: StoppedClock) -> AsyncIterator[Runtime]:
    """A process put together on this test's database; its loops do not run."""
    built = Runtime.build(settings_of(database_url), database_url, clock=clock)
    yield built
    await built.engine.dispose()


@pytest.fixture
def engine(runtime: Runtime) -> AsyncEngine:
    """The process's engine."""
    return runtime.engine


@pytest.fixture
def transactor(runtime: Runtime) -> Transactor:
    """The process's units of work."""
    return runtime.transactor
