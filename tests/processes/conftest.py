"""A fleet on this test's database, its clock running fast from a Monday at ten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from tests.conftest import MONDAY, SECRET
from tests.processes.cluster import Cluster
from tests.processes.fleet import Fleet
from tests.processes.rabbit import Rabbit
from tests.world import World


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Repeat what asks for a round."""
    if "round_number" in metafunc.fixturenames:
        metafunc.parametrize("round_number", range(metafunc.config.getoption("--rounds")))


@pytest.fixture
def fleet(database_url: str, tmp_path: Path) -> Iterator[Fleet]:
    """Nothing is started yet; whatever was is killed at the end."""
    made = Fleet(
        {
            "HELPDESK_MODE": "test",
            "HELPDESK_DATABASE_URL": database_url,
            "HELPDESK_DATABASE_POOL": "8",
            "HELPDESK_TOKEN_SECRET": SECRET,
            "HELPDESK_CLOCK": "2026-11-16T10:00:00+08:00,200",
            "HELPDESK_PLATFORM": "none",
            "HELPDESK_LEASE_SECONDS": "2",
            "HELPDESK_LOG_LEVEL": "INFO",
        },
        tmp_path,
    )
    yield made
    made.end()


@pytest.fixture(scope="session")
def own_cluster() -> Iterator[tuple[Cluster, World]]:
    """A cluster that may be killed, with a template, and the world in that."""
    made = Cluster.make()
    try:
        made.start()
        yield made, made.make_template()
    finally:
        made.end()


@pytest.fixture(params=["the database", pytest.param("rabbitmq", marks=pytest.mark.servers)])
def rabbit(request: pytest.FixtureRequest) -> Iterator[Rabbit | None]:
    """A broker that may be killed; none where the database is the broker."""
    if request.param == "the database":
        yield None
        return
    made = Rabbit.make()
    try:
        made.start()
        yield made
    finally:
        made.end()


@pytest.fixture
def killable(own_cluster: tuple[Cluster, World], rabbit: Rabbit | None, tmp_path: Path) -> Iterator[Fleet]:
    """A fleet on what may be killed with it; nothing is started yet."""
    cluster, _ = own_cluster
    url = cluster.clone(f"torture_{uuid4().hex}")
    fleet = Fleet(
        {
            "HELPDESK_MODE": "test",
            "HELPDESK_DATABASE_URL": url,
            "HELPDESK_DATABASE_POOL": "8",
            "HELPDESK_PLATFORM": "none",
            "HELPDESK_TOKEN_SECRET": SECRET,
            "HELPDESK_HOME": str(tmp_path),
            "HELPDESK_CLOCK": f"{MONDAY.isoformat()},120",
            "HELPDESK_LOG_LEVEL": "INFO",
        },
        tmp_path,
    )
    if rabbit is not None:
        fleet.environment["HELPDESK_BROKER_URL"] = rabbit.url
    yield fleet
    fleet.end()
