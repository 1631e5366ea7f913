"""The relay: every committed job reaches the broker, at least once, under one id (design: Outbox and workers)."""

from __future__ import annotations

import asyncio
import threading
from collections import Counter
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import psycopg
import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from helpdesk.events.hub import running
from helpdesk.events.relay import Relay, relay
from helpdesk.events.work import Transactor, UnitOfWork
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.tracing import Origin
from tests.features.events.conftest import MakeEngine
from tests.features.events.things import until


class BrokerAway(Exception):
    """What a broker raises."""


class Broker:
    """Takes jobs, as far as it is told to; `refused` are jobs that it does not take."""

    def __init__(self) -> None:
        self.taken: list[tuple[UUID, str, Mapping[str, Any]]] = []
        self.origins: list[Origin | None] = []
        self.refused: set[str] = set()
        self._lock = threading.Lock()

    def send(self, job_id: UUID, job: str, arguments: Mapping[str, Any], origin: Origin | None) -> None:
        """Take one."""
        if job in self.refused:
            raise BrokerAway(job)
        with self._lock:
            self.taken.append((job_id, job, arguments))
            self.origins.append(origin)

    @property
    def jobs(self) -> list[str]:
        """The names of what was taken, in order."""
        return [job for _, job, _ in self.taken]


async def ask(transactor: Transactor, *jobs: str) -> None:
    """Commit jobs."""

    async def verb(work: UnitOfWork) -> None:
        for job in jobs:
            work.enqueue(job, subject=UUID(int=7))

    await transactor.run(SYSTEM, verb)


async def waiting(engine: AsyncEngine) -> list[str]:
    """The jobs in the outbox, oldest first."""
    async with engine.connect() as connection:
        return list(await connection.scalars(text("SELECT job FROM outbox ORDER BY draw")))


async def test_jobs_reach_the_broker_in_the_order_of_their_writing_and_leave_the_outbox(
    transactor: Transactor, engine: AsyncEngine
) -> None:
    broker = Broker()
    await ask(transactor, "one", "two")
    await ask(transactor, "three")
    assert await relay(engine, broker.send) == 3
    assert broker.jobs == ["one", "two", "three"]
    assert broker.taken[0][2] == {"subject": str(UUID(int=7))}
    assert await waiting(engine) == []
    assert await relay(engine, broker.send) == 0


async def test_a_job_goes_with_the_id_of_the_request_that_asked_for_it(
    transactor: Transactor, engine: AsyncEngine
) -> None:
    broker = Broker()
    with structlog.contextvars.bound_contextvars(request_id="r1", actor="agent:1"):
        await ask(transactor, "one")
    await ask(transactor, "two")
    await relay(engine, broker.send)
    assert broker.origins == [{"request_id": "r1"}, None]


async def test_a_crash_between_send_and_delete_sends_again_with_the_same_id(
    transactor: Transactor, engine: AsyncEngine, database_url: str
) -> None:
    broker = Broker()
    await ask(transactor, "one", "two")

    def send_and_die(job_id: UUID, job: str, arguments: Mapping[str, Any], origin: Origin | None) -> None:
        broker.send(job_id, job, arguments, origin)
        if job == "two":
            with psycopg.connect(database_url, autocommit=True) as connection:
                connection.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )

    with pytest.raises(DBAPIError):
        await relay(engine, send_and_die)
    await engine.dispose()
    assert await relay(engine, broker.send) == 2
    ids = [job_id for job_id, _, _ in broker.taken]
    assert ids[:2] == ids[2:]


async def test_what_the_broker_does_not_take_stays_and_what_it_took_is_not_sent_again(
    transactor: Transactor, engine: AsyncEngine
) -> None:
    broker = Broker()
    broker.refused = {"two"}
    await ask(transactor, "one", "two", "three")
    for _ in range(3):
        with pytest.raises(BrokerAway):
            await relay(engine, broker.send)
    assert broker.jobs == ["one"]
    assert await waiting(engine) == ["two", "three"]
    broker.refused = set()
    assert await relay(engine, broker.send) == 2
    assert broker.jobs == ["one", "two", "three"]


async def test_relays_side_by_side_send_each_job_once(
    transactor: Transactor, make_engine: MakeEngine, engine: AsyncEngine
) -> None:
    broker = Broker()
    names = [f"job-{number}" for number in range(60)]
    for name in names:
        await ask(transactor, name)

    async def move(own: AsyncEngine) -> None:
        while await waiting(own):
            await relay(own, broker.send, size=7)

    async with asyncio.timeout(30):
        await asyncio.gather(*(move(make_engine()) for _ in range(4)))
    assert Counter(broker.jobs) == Counter(names)


async def test_the_loop_outlives_a_broker_that_is_away(transactor: Transactor, engine: AsyncEngine) -> None:
    broker = Broker()
    broker.refused = {"one"}
    loop = Relay(engine, broker.send, pause=0.02)
    async with running(asyncio.create_task(loop.run())):
        await ask(transactor, "one")
        loop.wake()
        broker.refused = set()
        await until(lambda: broker.jobs == ["one"])


async def test_a_woken_loop_moves_jobs_at_once(transactor: Transactor, engine: AsyncEngine) -> None:
    broker = Broker()
    loop = Relay(engine, broker.send, pause=60)
    own = Transactor(engine, transactor.clock, zone=transactor.zone, on_jobs=loop.wake)
    async with running(asyncio.create_task(loop.run())):
        await ask(own, "one")
        await until(lambda: broker.jobs == ["one"])
        await ask(own, "two")
        await until(lambda: broker.jobs == ["one", "two"])
