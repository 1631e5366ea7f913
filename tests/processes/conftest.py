"""A fleet on this test's database, its clock running fast from a Monday at ten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import SECRET
from tests.processes.fleet import Fleet


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
