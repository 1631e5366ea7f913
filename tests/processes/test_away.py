"""Database or broker are away for a while: callers get typed errors and try again, processes wait, and all goes on.

`make torture` lets them be away for a minute (`--away`).
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import psycopg
import pytest

from tests.processes.cluster import Cluster
from tests.processes.fleet import Fleet, eventually
from tests.processes.follower import FEED, Follower
from tests.processes.load import Accepted, Client
from tests.processes.rabbit import Rabbit
from tests.world import World, key

BACK_SECONDS = 5.0
"""How soon after database or broker are there again everything works."""
PROCESSES = {"api": "api", "worker-1": "worker", "worker-2": "worker"}
READ = "{ tickets(first: 1) { nodes { number } } }"


@pytest.fixture
def away(pytestconfig: pytest.Config) -> float:
    """For how many seconds they are away."""
    return float(pytestconfig.getoption("--away"))


async def test_processes_that_start_before_their_database_wait_for_it(
    killable: Fleet, own_cluster: tuple[Cluster, World]
) -> None:
    cluster, _ = own_cluster
    cluster.stop_at_once()
    try:
        killable.start("api", "api")
        killable.start("worker", "worker")
        for name in ("api", "worker"):
            await until(lambda name=name: "retry" in killable.log(name), f"{name} waits", seconds=30)
    finally:
        cluster.start()
    await asyncio.to_thread(killable.wait_ready)
    await until(lambda: "worker.started" in killable.log("worker"), "the worker works", seconds=30)
    assert killable.exited() == {}


async def test_a_database_that_is_gone_is_told_as_a_typed_error_and_all_goes_on_when_it_is_back(
    killable: Fleet, own_cluster: tuple[Cluster, World], away: float
) -> None:
    cluster, _ = own_cluster
    async with working(killable) as (client, follower):
        ticket = await submit(client, "before")
        await until(lambda: follower.seen != [], "the follower follows", seconds=10)
        cluster.stop_at_once()
        try:
            submitting = asyncio.create_task(submit(client, "while it is gone"))
            asked = await ask_for(client, away)
            health = await client.http.get(f"{killable.url}/healthz")
            ready = await client.http.get(f"{killable.url}/readyz")
            assert (health.status_code, ready.status_code) == (200, 503)
        finally:
            cluster.start()
        back = time.monotonic()
        assert asked > 0
        assert set(client.refused) <= {"503 UNAVAILABLE", "UNAVAILABLE", "TRY_AGAIN"}, client.refused
        assert client.improper == []
        assert await client.ask("wang", READ) is not None, "reading did not go on"
        later = await submitting
        database_url = killable.environment["HELPDESK_DATABASE_URL"]
        await until(lambda: events(database_url, later, "clock.warned") == 1, "it is warned", seconds=30)
        await until(lambda: events(database_url, ticket, "clock.breached") == 1, "it is broken", seconds=30)
        await until(lambda: sequenced(database_url) <= set(follower.seen), "the follower saw all", seconds=10)
        assert len(follower.seen) == len(set(follower.seen))
        assert time.monotonic() - back <= BACK_SECONDS + 4, "what was due while it was gone came too late"
        assert killable.exited() == {}


@pytest.mark.parametrize("rabbit", [pytest.param("rabbitmq", marks=pytest.mark.servers)], indirect=True)
async def test_a_broker_that_is_gone_is_noticed_by_nobody_who_calls_and_what_was_due_is_done_when_it_is_back(
    killable: Fleet, rabbit: Rabbit, away: float
) -> None:
    async with working(killable) as (client, follower):
        rabbit.kill()
        try:
            tickets = [await submit(client, f"{number}") for number in range(3)]
            await asyncio.sleep(away)
        finally:
            rabbit.start()
        back = time.monotonic()
        assert client.refused == {}, "the broker is none of the callers' business"
        url = killable.environment["HELPDESK_DATABASE_URL"]
        await until(
            lambda: all(events(url, ticket, "clock.breached") == 1 for ticket in tickets),
            "all broken",
            seconds=30,
        )
        assert time.monotonic() - back <= BACK_SECONDS, "what was due while it was gone came too late"
        await until(lambda: sequenced(url) <= set(follower.seen), "the follower saw all", seconds=10)
        assert killable.exited() == {}
        assert "claims.failed" not in killable.log("worker-1") + killable.log("worker-2"), (
            "that is no fault of ours"
        )


async def submit(client: Client, title: str) -> Accepted:
    """A ticket that nobody answers."""
    given = {
        "serviceItemId": f"svc_{key('product-use').hex}",
        "title": title,
        "idempotencyKey": title,
    }
    found = (await client.change("store:S001", "submitTicket", **given))["ticket"]
    return Accepted(found["id"], str(found["number"]), title, "NEGLECTED")


async def ask_for(client: Client, seconds: float) -> int:
    """Read again and again; how often there was no answer but a typed error, which `client` looks at."""
    until_then = time.monotonic() + seconds
    refused = 0
    while time.monotonic() < until_then:
        began = time.monotonic()
        body = await client.ask("wang", READ)
        assert time.monotonic() - began < 11, "who asks must not be left waiting"
        assert body is None or body["errors"][0]["extensions"]["retryable"], body
        refused += 1
        await asyncio.sleep(0.2)
    return refused


@asynccontextmanager
async def working(fleet: Fleet) -> AsyncIterator[tuple[Client, Follower]]:
    """Everything runs, with a client and a follower that goes on following."""
    for name, command in PROCESSES.items():
        fleet.start(name, command)
    await asyncio.to_thread(fleet.wait_ready)
    for name in ("worker-1", "worker-2"):
        await until(lambda name=name: "worker.started" in fleet.log(name), f"{name} works", seconds=30)
    follower = Follower(fleet.url.replace("http", "ws") + "/graphql", FEED)
    following = asyncio.create_task(follower.run())
    await follower.following.wait()
    async with httpx.AsyncClient(timeout=12) as http:
        yield Client(fleet.url, http), follower
    following.cancel()
    await asyncio.gather(following, return_exceptions=True)


def events(database_url: str, ticket: Accepted, kind: str) -> int:
    """How many events of a kind the ticket's first clock has."""
    query = "SELECT count(*) FROM events WHERE subject_id = %s AND kind = %s AND data->>'metric' = 'FIRST_RESPONSE'"
    return int(_rows(database_url, query, ticket.uuid, kind)[0][0])


def sequenced(database_url: str) -> set[str]:
    """Events about tickets."""
    return {
        f"evt_{key.hex}"
        for (key,) in _rows(database_url, "SELECT id FROM events WHERE subject_kind = 'ticket'")
    }


def _rows(database_url: str, query: str, *values: Any) -> list[Any]:
    with psycopg.connect(database_url) as database:
        return database.execute(query, values).fetchall()


async def until(holds: Callable[[], bool], what: str, *, seconds: float) -> None:
    """Look again and again until it holds."""
    await asyncio.to_thread(eventually, holds, what, seconds=seconds)
