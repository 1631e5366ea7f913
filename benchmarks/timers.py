"""Time: what an idle worker costs, how fast due timers are claimed and escalated, and how late an escalation comes.

Ours alone, among a million running timers; no peer does this.
"""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import httpx
import psycopg
from prometheus_client.parser import text_string_to_metric_families

from benchmarks import database, machine, servers
from benchmarks.report import Report
from benchmarks.seeding import organisation, timers, volume
from benchmarks.seeding.timers import Falling
from helpdesk.app import Runtime
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.settings import Settings, load
from helpdesk.sla import claim

BESIDE = 20_000
"""Ordinary tickets with their history, from which the backlog is copied."""
CLAIMS, ESCALATIONS = 100_000, 20_000
EACH_SECOND, SECONDS = 200, 60
IDLE_SECONDS = 60
LATENESS = (
    "SELECT extract(epoch FROM pg_xact_commit_timestamp(t.xmin) - d.at)::float8, pg_xact_commit_timestamp(t.xmin)"
    " FROM bench_due AS d JOIN sla_timers AS t USING (id) WHERE t.level > 0 ORDER BY 2"
)


_DONE_WITH = (
    "UPDATE sla_timers SET next_at = NULL, next_crossing = NULL, lease_until = NULL"
    " FROM bench_due WHERE bench_due.id = sla_timers.id"
)


@dataclass(frozen=True, slots=True)
class Worker:
    """A running `helpdesk worker`."""

    pid: int
    port: int

    def statements(self) -> float:
        """How many SQL statements it has sent so far."""
        text = httpx.get(
            f"http://127.0.0.1:{self.port}/metrics", headers=_SCRAPER, trust_env=False, timeout=10
        ).text
        return sum(
            sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
            if sample.name == "helpdesk_statements_total"
        )


_TOKEN = "the benchmark's own scraper"  # noqa: S105 - opens nothing but this run's figures
_SCRAPER = {"Authorization": f"Bearer {_TOKEN}"}


def measure(postgresql: database.Server, report: Report, *, count: int, workers: int) -> None:
    """All of it, on one database with `count` running timers."""
    url = _seeded(postgresql, count)
    with psycopg.connect(url, autocommit=True) as connection:
        _idle(postgresql, url, report)
        _claims(url, connection, report, min(CLAIMS, count // 8))
        with ExitStack() as stack:
            started = [stack.enter_context(_worker(url, f"worker-{number}")) for number in range(workers)]
            run = _Run(postgresql, connection, report, started)
            _throughput(run, min(ESCALATIONS, count // 8))
            _lateness(run)


@dataclass(frozen=True, slots=True)
class _Run:
    """Workers that escalate, and what they cost."""

    postgresql: database.Server
    connection: psycopg.Connection[Any]
    report: Report
    workers: list[Worker]

    @contextmanager
    def cost(self, count: int) -> Iterator[dict[str, float]]:
        """The CPU time of workers and PostgreSQL for each of so many, filled in at the block's end."""
        found: dict[str, float] = {}
        before = self._spent()
        yield found
        for name, begun, ended in zip(
            ("server_cpu_ms", "database_cpu_ms"), before, self._spent(), strict=True
        ):
            found[name] = round(1000 * (ended - begun) / count, 3)

    def keep(self, operation: str, figures: dict[str, float]) -> None:
        """Print and keep figures."""
        self.report.keep(operation, {f"{len(self.workers)} workers": figures}, {})

    def _spent(self) -> tuple[float, float]:
        return sum(machine.cpu_seconds(one.pid) for one in self.workers), self.postgresql.cpu_seconds()


def _seeded(postgresql: database.Server, count: int) -> str:
    print(f"Seeding {count:,} running timers …", flush=True)
    url = database.migrated(postgresql, "helpdesk_timers")
    made = asyncio.run(organisation.make(_settings(url), url))
    volume.fill(url, made, tickets=BESIDE)
    timers.fill(url, timers=count)
    return url


def _idle(postgresql: database.Server, url: str, report: Report) -> None:
    """One worker with nothing to do."""
    with _worker(url, "idle") as worker:
        time.sleep(10)
        before = machine.cpu_seconds(worker.pid), postgresql.cpu_seconds(), worker.statements()
        time.sleep(IDLE_SECONDS)
        after = machine.cpu_seconds(worker.pid), postgresql.cpu_seconds(), worker.statements()
    cpu, database_cpu, statements = (
        round((end - begin) * 60 / IDLE_SECONDS, 2) for begin, end in zip(before, after, strict=True)
    )
    figures = {
        "cpu_seconds_per_minute": cpu,
        "database_cpu_seconds_per_minute": database_cpu,
        "statements_per_minute": statements,
    }
    report.keep("idle-worker", {"worker": figures}, {})


def _claims(url: str, connection: psycopg.Connection[Any], report: Report, count: int) -> None:
    """Claiming alone: a lease on each of many due timers, 500 at a time."""
    timers.fall_due(connection, count, timedelta(minutes=-1), timedelta(0), Falling.LEVEL)
    seconds = asyncio.run(_claim_all(url, count))
    connection.execute(_DONE_WITH)
    report.keep("claims", {"one loop": {"per_second": round(count / seconds, 1)}}, {})


async def _claim_all(url: str, count: int) -> float:
    runtime = Runtime.build(_settings(url), url)
    begun, left = time.perf_counter(), count
    while left > 0:
        found = await runtime.transactor.run(
            SYSTEM, lambda work: claim.claim(work, lease=timedelta(minutes=30))
        )
        assert found, "due timers are left, and none is claimed"
        left -= len(found)
    seconds = time.perf_counter() - begun
    await runtime.engine.dispose()
    return seconds


def _throughput(run: _Run, count: int) -> None:
    """A level of many tickets is due at one instant: how many are escalated a second."""
    timers.fall_due(run.connection, count, timedelta(seconds=20), timedelta(0), Falling.LEVEL)
    with run.cost(count) as cost:
        _until(lambda: _escalated(run.connection) == count, "every ticket was escalated", seconds=600)
    commits = [at for _, at in run.connection.execute(LATENESS).fetchall()]
    seconds = (commits[-1] - commits[0]).total_seconds()
    run.keep("escalations", {"per_second": round(count / seconds, 1), **cost})


def _lateness(run: _Run) -> None:
    """So many fall due each second: from the due instant to the commit of the first level, which is due then."""
    count, each = EACH_SECOND * SECONDS, timedelta(seconds=1) / EACH_SECOND
    timers.fall_due(run.connection, count, timedelta(seconds=10), each, Falling.DUE)
    with run.cost(count) as cost:
        _until(
            lambda: _escalated(run.connection) == count, "every ticket was escalated", seconds=SECONDS + 300
        )
    late = sorted(1000 * seconds for seconds, _ in run.connection.execute(LATENESS).fetchall())
    figures = {
        "late_p50_ms": round(statistics.median(late), 1),
        "late_p99_ms": round(late[int(len(late) * 0.99)], 1),
        "late_worst_ms": round(late[-1], 1),
    }
    run.keep(f"lateness-{EACH_SECOND}-a-second", {**figures, **cost})


def _escalated(connection: psycopg.Connection[Any]) -> int:
    return int(
        volume.scalar(
            connection, "SELECT count(*) FROM bench_due JOIN sla_timers USING (id) WHERE sla_timers.level > 0"
        )
    )


@contextmanager
def _worker(url: str, name: str) -> Iterator[Worker]:
    port = servers.free_port()
    command = [sys.executable, "-c", "from helpdesk.cli import main; main()", "worker"]
    environment = {
        **servers.environment(port, url),
        "HELPDESK_METRICS_PORT": str(port),
        "HELPDESK_METRICS_TOKEN": _TOKEN,
    }
    with machine.pinned(set(machine.USABLE)):
        process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    worker = Worker(process.pid, port)
    try:
        _until(lambda: process.poll() is None and _answers(worker), f"{name} works", seconds=60)
        yield worker
    finally:
        process.terminate()
        process.wait(30)


def _answers(worker: Worker) -> bool:
    try:
        return worker.statements() > 0
    except httpx.HTTPError:
        return False


def _settings(url: str) -> Settings:
    return load(database_url=url, platform="none", token_secret=servers.SECRET,
        sealing_keys=servers.KEY, lookup_keys=servers.KEY,
    )  # fmt: skip


def _until(holds: Callable[[], bool], what: str, *, seconds: float) -> None:
    until = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > until:
            raise SystemExit(f"not within {seconds} s: {what}")
        time.sleep(0.5)
