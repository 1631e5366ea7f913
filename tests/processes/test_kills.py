"""API and two workers, killed again and again: nothing is lost, nothing happens twice."""

from __future__ import annotations

import asyncio
import os
import random
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest
from sqlalchemy import select

from helpdesk.accounts import tokens
from helpdesk.accounts.tokens import CallerRole
from helpdesk.events.log import history
from helpdesk.events.work import Transactor
from helpdesk.kit.actor import SYSTEM
from helpdesk.sla import repository
from helpdesk.sla.clocks import fold
from helpdesk.sla.events import KINDS, by_clock
from helpdesk.sla.terms import Metric
from helpdesk.tickets import promises
from helpdesk.tickets import repository as tickets
from helpdesk.tickets.models import Ticket
from tests.api.conftest import SIGNING, SUBMIT, token
from tests.processes.fleet import Fleet, eventually
from tests.processes.follower import Follower
from tests.world import World

TICKETS = 100
SUBMITTERS = 4
KILLS = ["worker-1", "api", "worker-2", "api", "worker-1"]
FEED = tokens.issue(
    SIGNING, subject="feed", role=CallerRole.INTEGRATION, everything=True,
    permissions=["ticket.read", "ticket.read_internal"],
)  # fmt: skip
RABBITMQ = os.environ.get("HELPDESK_TEST_BROKER_URL", "amqp://guest:guest@127.0.0.1:5672")
COMMANDS = {"api": "api", "worker-1": "worker", "worker-2": "worker"}


@pytest.mark.parametrize(
    "broker", ["the database", pytest.param("rabbitmq", marks=pytest.mark.servers, id="rabbitmq")]
)
async def test_kills_lose_nothing_and_do_nothing_twice(
    fleet: Fleet, database_url: str, world: World, transactor: Transactor, round_number: int, broker: str
) -> None:
    if broker == "rabbitmq":
        fleet.environment["HELPDESK_BROKER_URL"] = RABBITMQ
    for name, command in COMMANDS.items():
        fleet.start(name, command)
    await asyncio.to_thread(fleet.wait_ready)
    with psycopg.connect(database_url, autocommit=True) as database:
        begun = _one(database, "SELECT position FROM log_head")
        follower = Follower(fleet.url.replace("http", "ws") + "/graphql", FEED)
        following = asyncio.create_task(follower.run())
        await follower.following.wait()
        async with asyncio.TaskGroup() as group:
            submitting = group.create_task(_submit_all(fleet, world))
            group.create_task(asyncio.to_thread(_kill_in_turn, fleet, database_url, round_number))
        accepted = submitting.result()
        await asyncio.to_thread(_wait_for_everything, database)
        end = _one(database, "SELECT position FROM log_head")
        await _eventually(lambda: _sequenced(database, follower, end), "the follower caught up")
        following.cancel()

        assert len(accepted) == TICKETS
        assert sorted(accepted) == [
            str(row) for row in _column(database, "SELECT number FROM tickets ORDER BY number")
        ]
        assert follower.connections > 1, "the follower was never cut off"
        logged = _column(
            database,
            "SELECT id FROM events WHERE subject_kind = 'ticket' AND position BETWEEN %s + 1 AND %s ORDER BY position",
            begun,
            end,
        )
        assert follower.seen[: len(logged)] == [f"evt_{key.hex}" for key in logged]
        assert len(set(follower.seen)) == len(follower.seen)
        assert _repeated_crossings(database) == []
        assert _notified(database) == {"WARNED": TICKETS, "BREACHED": TICKETS, "LEVEL": 3 * TICKETS}
        assert _one(database, "SELECT count(*) FROM outbox") == 0
        await _require_folds(transactor)


async def _submit_all(fleet: Fleet, world: World) -> list[str]:
    """Submit with idempotency keys, a few at a time, again after every lost answer; what was accepted."""
    places = iter(range(TICKETS))
    accepted: list[str] = []
    headers = {"Authorization": f"Bearer {token('store:S001')}"}
    async with httpx.AsyncClient(headers=headers, timeout=10) as client, asyncio.TaskGroup() as group:
        for _ in range(SUBMITTERS):
            group.create_task(_submit_each(client, fleet, world, places, accepted))
    return accepted


async def _submit_each(
    client: httpx.AsyncClient, fleet: Fleet, world: World, places: Iterator[int], accepted: list[str]
) -> None:
    for place in places:
        wanted = {
            "serviceItemId": f"svc_{world.items['product-use'].hex}",
            "title": f"第 {place} 张",
            "idempotencyKey": f"kill-{place}",
        }
        accepted.append(await _submit(client, fleet, wanted))


async def _submit(client: httpx.AsyncClient, fleet: Fleet, wanted: dict[str, Any]) -> str:
    while True:
        try:
            response = await client.post(
                f"{fleet.url}/graphql", json={"query": SUBMIT, "variables": {"input": wanted}}
            )
            body = response.json()
        except (httpx.HTTPError, ValueError):
            await asyncio.sleep(0.05)
            continue
        payload = (body.get("data") or {}).get("submitTicket") or {}
        if payload.get("ticket"):
            return str(payload["ticket"]["number"])
        errors = payload.get("userErrors") or [error["extensions"] for error in body["errors"]]
        assert all(error["retryable"] for error in errors), body


def _kill_in_turn(fleet: Fleet, database_url: str, seed: int) -> None:
    """Kill one process after another, each when some more of the work was done, and start it again."""
    chance = random.Random(seed)
    with psycopg.connect(database_url, autocommit=True) as database:
        for turn, name in enumerate(KILLS, 1):
            goal = turn * 15 + chance.randrange(10)
            eventually(
                lambda goal=goal: _one(database, "SELECT count(*) FROM tickets") >= goal,
                f"{goal} tickets",
                seconds=60,
            )
            fleet.kill(name)
            fleet.start(name, COMMANDS[name])


def _wait_for_everything(database: psycopg.Connection[Any]) -> None:
    query = "SELECT count(*) FROM sla_timers WHERE metric = 'FIRST_RESPONSE' AND level = 3"
    eventually(lambda: _one(database, query) == TICKETS, "every ticket at level 3", seconds=90)
    eventually(lambda: _one(database, "SELECT count(*) FROM outbox") == 0, "an empty outbox", seconds=30)
    waiting = "SELECT count(*) FROM events WHERE position IS NULL"
    eventually(lambda: _one(database, waiting) == 0, "everything sequenced", seconds=10)


def _sequenced(database: psycopg.Connection[Any], follower: Follower, end: int) -> bool:
    query = "SELECT id FROM events WHERE subject_kind = 'ticket' AND position <= %s ORDER BY position DESC LIMIT 1"
    last = _column(database, query, end)
    return f"evt_{last[0].hex}" in follower.seen


def _repeated_crossings(database: psycopg.Connection[Any]) -> list[Any]:
    return database.execute(
        """SELECT subject_id, kind, data->>'metric', data->>'instance', data->>'level', count(*) FROM events
            WHERE kind IN ('clock.warned', 'clock.breached', 'clock.escalated') GROUP BY 1, 2, 3, 4, 5
           HAVING count(*) > 1"""
    ).fetchall()


def _notified(database: psycopg.Connection[Any]) -> dict[str, int]:
    return dict(
        database.execute(
            """SELECT data->>'crossing', count(*) FROM events WHERE kind = 'ticket.escalation_notified'
                AND data->>'metric' = 'FIRST_RESPONSE' GROUP BY 1"""
        ).fetchall()
    )


async def _require_folds(transactor: Transactor) -> None:
    """Each stored clock is what its events come to."""
    async with transactor.begin(SYSTEM) as work:
        for ticket_id in (await work.session.scalars(select(Ticket.id))).all():
            ticket = await tickets.lock(work, ticket_id)
            hours = (await promises.of(work, ticket)).hours
            told = by_clock(await history(work.session, "ticket", ticket_id, kinds=tuple(KINDS)))
            for timer in await repository.lock_all(work, ticket):
                clock = told[Metric(timer.metric), timer.instance]
                assert repository.state_of(timer) == fold(clock, hours), timer.id


async def _eventually(holds: Any, what: str) -> None:
    await asyncio.to_thread(eventually, holds, what, seconds=30)


def _one(database: psycopg.Connection[Any], query: str, *values: Any) -> Any:
    row = database.execute(query, values).fetchone()
    return row[0] if row else pytest.fail(query)


def _column(database: psycopg.Connection[Any], query: str, *values: Any) -> list[UUID]:
    return [row[0] for row in database.execute(query, values)]
