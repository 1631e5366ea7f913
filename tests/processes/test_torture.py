"""Everything that the helpdesk runs on is killed at random under load: nothing is lost, nothing happens twice.

`make test` has ten kills, `make torture` some hundred (`--kills`, `--seed`).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes.cluster import Cluster
from tests.processes.fleet import Fleet
from tests.processes.rabbit import Rabbit
from tests.processes.report import Report, page
from tests.processes.torture import Torture
from tests.world import World

MOST_LATE_SECONDS = 5.0


@pytest.fixture(scope="session")
def reports(pytestconfig: pytest.Config) -> Iterator[list[Report]]:
    """What the runs came to, written down at the end where `--report` says."""
    made: list[Report] = []
    yield made
    if (path := pytestconfig.getoption("--report")) and made:
        Path(path).write_text(page(made), encoding="utf-8")


async def test_nothing_is_lost_or_done_twice_whatever_is_killed(
    killable: Fleet,
    own_cluster: tuple[Cluster, World],
    rabbit: Rabbit | None,
    server: str,
    reports: list[Report],
    pytestconfig: pytest.Config,
) -> None:
    cluster, world = own_cluster
    torture = Torture(killable, cluster, rabbit, world, server, pytestconfig.getoption("--seed"))
    await torture.run(pytestconfig.getoption("--kills"))
    report = torture.report()
    reports.append(report)
    print(report.markdown())  # noqa: T201 - what the run is for
    late, crossed = torture.late[0]
    assert late <= MOST_LATE_SECONDS * report.slowness, crossed
