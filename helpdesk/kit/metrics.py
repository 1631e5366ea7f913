"""What this process counts and times, by prometheus_client. Names, labels and units are told in docs/operations.md.

They are the process's own, in a registry of their own: a host in which the helpdesk is mounted may have another.
Labels hold what the code knows beforehand (kinds, names of mutations and jobs), never what a caller sent. None is
called `job` or `instance`, which Prometheus takes for itself.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

QUICK: Final = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)
"""Seconds, for what should take milliseconds."""
SLOW: Final = (0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 7200)
"""Seconds, for what is to happen by a promised time."""
LOOK_SECONDS = 0.5

REGISTRY = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

OPERATIONS = Histogram(
    "helpdesk_operation_seconds",
    "GraphQL operations over HTTP and WebSocket, by kind and outcome; a subscription until it follows.",
    ["kind", "outcome"],
    buckets=QUICK,
    registry=REGISTRY,
)
RESPONSES = Counter(
    "helpdesk_http_responses", "Answers of /graphql by status code.", ["status"], registry=REGISTRY
)
MUTATIONS = Counter(
    "helpdesk_mutations",
    "Mutation fields by name: done, refused (userErrors), failed.",
    ["mutation", "outcome"],
    registry=REGISTRY,
)
STATEMENTS = Counter(
    "helpdesk_statements",
    "SQL statements: read (queries), pipeline (sent together), session (entities and loops).",
    ["way"],
    registry=REGISTRY,
)
ROUND_TRIPS = Histogram(
    "helpdesk_database_seconds",
    "Round trips to the database; one of the pipeline holds several statements.",
    ["way"],
    buckets=QUICK,
    registry=REGISTRY,
)
SOCKETS = Gauge("helpdesk_sockets", "Open WebSockets.", registry=REGISTRY)
JOBS = Histogram(
    "helpdesk_job_seconds",
    "Jobs that a worker ran, by name: done, failed (and tried again).",
    ["name", "outcome"],
    buckets=(*QUICK, 60),
    registry=REGISTRY,
)
LATENESS = Histogram(
    "helpdesk_escalation_lateness_seconds",
    "From the instant at which a warning, breach or level was due to its commit.",
    ["crossing"],
    buckets=SLOW,
    registry=REGISTRY,
)
RELAYED = Counter("helpdesk_jobs_relayed", "Jobs that the broker took from the outbox.", registry=REGISTRY)
CLAIMED = Counter("helpdesk_timers_claimed", "Due timers that were leased and handed out.", registry=REGISTRY)
TURNED = Gauge(
    "helpdesk_loop_turned_timestamp_seconds",
    "When a background loop last came round without a fault, in Unix time.",
    ["loop"],
    registry=REGISTRY,
)
LOOP_LAG = Histogram(
    "helpdesk_event_loop_lag_seconds",
    "How much later than asked the process's event loop gave a task its turn.",
    buckets=QUICK,
    registry=REGISTRY,
)


class Outcome:
    """What an operation came to: `ok`, `errors` (some were told to the caller), `refused` or `failed`."""

    __slots__ = ("name",)

    def __init__(self) -> None:
        self.name = "ok"


@contextmanager
def operation(kind: str) -> Iterator[Outcome]:
    """Time an operation; one that raises counts as failed unless the block said otherwise."""
    outcome, begun = Outcome(), time.perf_counter()
    try:
        yield outcome
    except Exception:
        outcome.name = "failed" if outcome.name == "ok" else outcome.name
        raise
    except BaseException:
        outcome.name = "gone"
        raise
    finally:
        OPERATIONS.labels(kind, outcome.name).observe(time.perf_counter() - begun)


@contextmanager
def job(name: str) -> Iterator[None]:
    """Time a job; one that raises counts as failed."""
    outcome, begun = "failed", time.perf_counter()
    try:
        yield
        outcome = "done"
    finally:
        JOBS.labels(name, outcome).observe(time.perf_counter() - begun)


class Way:
    """One way to the database: its statements and round trips."""

    __slots__ = ("_round_trips", "_statements")

    def __init__(self, name: str) -> None:
        self._statements = STATEMENTS.labels(name)
        self._round_trips = ROUND_TRIPS.labels(name)

    def took(self, begun: float, statements: int = 1) -> None:
        """A round trip ended that began at an instant of `time.perf_counter`."""
        self._statements.inc(statements)
        self._round_trips.observe(time.perf_counter() - begun)


READ, PIPELINE, SESSION = Way("read"), Way("pipeline"), Way("session")


async def watch_loop() -> None:
    """Time how late this event loop gives turns, until cancelled."""
    while True:
        asked = time.perf_counter() + LOOK_SECONDS
        await asyncio.sleep(LOOK_SECONDS)
        LOOP_LAG.observe(max(0.0, time.perf_counter() - asked))
