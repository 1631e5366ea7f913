"""A dump that was taken while the helpdesk ran is restored into another database, and the helpdesk goes on there."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import httpx
import psycopg
from websockets.asyncio.client import connect
from websockets.typing import Subprotocol

from tests.api.conftest import SUBMIT, token
from tests.processes.fleet import Fleet, eventually
from tests.processes.follower import DOCUMENT
from tests.processes.invariants import REPEATED
from tests.restoring import dump, load
from tests.world import World

FIRED = "SELECT count(*) FROM events WHERE kind IN ('clock.warned', 'clock.breached', 'clock.escalated')"
LEFT = "SELECT count(*) FROM sla_timers WHERE next_at IS NOT NULL AND metric = 'FIRST_RESPONSE'"
TICKETS = 3


async def test_a_restored_helpdesk_tells_old_cursors_so_and_fires_nothing_twice(
    fleet: Fleet, database_url: str, restored_url: str, server: str, world: World
) -> None:
    """The clock runs 100 times as fast: warnings and levels come for 15 seconds, promises of resolution stay."""
    fleet.environment["HELPDESK_CLOCK"] = "2026-11-16T10:00:00+08:00,100"
    await asyncio.to_thread(_start, fleet)
    old = await _cursor(fleet)
    for _ in range(TICKETS):
        await _submit(fleet, world)
    await asyncio.to_thread(eventually, lambda: _scalar(database_url, FIRED) > 0, "some fired", seconds=30)
    dumped = await asyncio.to_thread(dump, server, database_url)
    fleet.end()
    await asyncio.to_thread(load, server, dumped, restored_url)
    at_dump = _scalar(restored_url, FIRED)

    fleet.environment["HELPDESK_DATABASE_URL"] = restored_url
    await asyncio.to_thread(_start, fleet)
    assert [one["extensions"]["code"] for one in await _refusal(fleet, old)] == ["CURSOR_EXPIRED"]
    assert await _cursor(fleet) != old
    await _submit(fleet, world)
    await asyncio.to_thread(
        eventually, lambda: _scalar(restored_url, LEFT) == 0, "all that was left fired", seconds=90
    )
    assert _scalar(restored_url, FIRED) == 5 * (TICKETS + 1) > at_dump
    with psycopg.connect(restored_url) as connection:
        repeated = {what: connection.execute(query).fetchall() for what, query in REPEATED.items()}
    assert {what: rows for what, rows in repeated.items() if rows} == {}


def _start(fleet: Fleet) -> None:
    fleet.start("api", "api")
    fleet.start("worker", "worker")
    fleet.wait_ready()


def _scalar(url: str, query: str) -> int:
    with psycopg.connect(url) as connection:
        found = connection.execute(query.encode()).fetchone()
    assert found is not None
    return int(found[0])


async def _call(fleet: Fleet, role: str, query: str, **variables: Any) -> Any:
    headers = {"Authorization": f"Bearer {token(role)}"}
    async with httpx.AsyncClient(base_url=fleet.url, headers=headers, trust_env=False, timeout=30) as client:
        body = (await client.post("/graphql", json={"query": query, "variables": variables})).json()
    assert "errors" not in body, body
    return body["data"]


async def _submit(fleet: Fleet, world: World) -> None:
    wanted = {"serviceItemId": f"svc_{world.items['product-use'].hex}", "title": "一张工单"}
    made = await _call(fleet, "store:S001", SUBMIT, input=wanted)
    assert made["submitTicket"]["userErrors"] == []


async def _cursor(fleet: Fleet) -> str:
    return str((await _call(fleet, "lin", "{ feedCursor }"))["feedCursor"])


async def _refusal(fleet: Fleet, cursor: str) -> list[dict[str, Any]]:
    """What a subscriber is answered who comes with a cursor."""
    url = f"{fleet.url.replace('http', 'ws')}/graphql"
    async with connect(url, subprotocols=[Subprotocol("graphql-transport-ws")], proxy=None) as socket:
        hello = {"type": "connection_init", "payload": {"authorization": f"Bearer {token('lin')}"}}
        await socket.send(json.dumps(hello))
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        payload = {"query": DOCUMENT, "variables": {"after": cursor}}
        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
        message = json.loads(await socket.recv())
    assert message["type"] == "error", message
    found: list[dict[str, Any]] = message["payload"]
    return found
