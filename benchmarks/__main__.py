"""`make bench`: the inbox and intake beside their hand-written limits, on one database in one run."""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import httpx
import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from benchmarks.slices import Comparison, Work, compare
from helpdesk import migrations
from helpdesk.app import Runtime, create_app
from helpdesk.kit import embedded
from helpdesk.kit.clock import StoppedClock
from tests import world as worlds
from tests.api.conftest import SUBMIT, token
from tests.conftest import MONDAY, settings_of

RESULTS = Path(__file__).parent / "results" / "latest.json"
INBOX = """query { tickets(first: 50) { nodes { id number title status priority channel createdAt updatedAt
  version storeCode tags urged requester { kind key } assignee { id name } group { id code }
  serviceItem { id code } timers { id metric state { __typename ... on Running { dueAt } } } } } }"""
HAND_INBOX = text(
    """SELECT t.id, t.number, t.title, t.status, t.priority, t.channel, t.created_at, t.last_event_at, t.revision,
              t.store_code, t.tags, t.urged, t.requester_kind, t.requester_key, a.id, a.name, g.id, g.code,
              t.service_item_id,
              (SELECT json_agg(json_build_array(s.id, s.metric, s.phase, s.due_at)) FROM sla_timers s
                WHERE s.subject_kind = 'ticket' AND s.subject_id = t.id)
         FROM tickets t JOIN agent_groups g ON g.id = t.group_id LEFT JOIN agents a ON a.id = t.assignee_id
        ORDER BY t.created_at DESC, t.id DESC LIMIT 50"""
)
BARE_INSERT = text("INSERT INTO bare (title, at) VALUES ('一张工单', now())")


async def main(tickets: int) -> None:
    """Fill a database, measure, print and keep."""
    with tempfile.TemporaryDirectory(prefix="helpdesk-bench-", ignore_cleanup_errors=True) as home:
        await asyncio.to_thread(Path(home).chmod, 0o755)
        url = embedded.start(Path(home))
        try:
            migrations.create_database(url)
            migrations.upgrade(url)
            world = await asyncio.to_thread(worlds.make, url, settings_of(url), MONDAY)
            found = await _measure(
                Runtime.build(settings_of(url), url, clock=StoppedClock(MONDAY)), world, tickets
            )
        finally:
            embedded.stop(Path(home))
    for comparison in found:
        print(comparison.line())  # noqa: T201 - the benchmark's output
    await asyncio.to_thread(_keep, tickets, found)


def _keep(tickets: int, found: list[Comparison]) -> None:
    kept = [{**asdict(one), "ratio": round(one.ratio, 4)} for one in found]
    RESULTS.write_text(
        json.dumps({"tickets": tickets, "comparisons": kept}, indent=2) + "\n", encoding="utf-8"
    )


async def _measure(runtime: Runtime, world: worlds.World, tickets: int) -> list[Comparison]:
    app = create_app(runtime.settings, runtime=runtime)
    transport = httpx.ASGITransport(app)
    async with (
        runtime.running(),
        httpx.AsyncClient(transport=transport, base_url="http://helpdesk") as client,
    ):
        submit = {"serviceItemId": f"svc_{world.items['product-use'].hex}", "title": "一张工单"}
        ours = _call(client, "store:S001", SUBMIT, {"input": submit})
        for _ in range(tickets):
            await ours()
        async with runtime.engine.begin() as connection:
            await connection.execute(
                text("CREATE TABLE bare (id bigserial PRIMARY KEY, title text, at timestamptz)")
            )
            await connection.execute(text("ANALYZE"))
        return [
            await compare(
                "inbox-50", _call(client, "admin", INBOX, {}), "hand-written-sql", _hand(runtime.engine),
                calls=20, slices=5,
            ),
            await compare(
                "submitTicket", ours, "bare-one-row-insert", _insert(runtime.engine), calls=30, slices=5
            ),
        ]  # fmt: skip


def _call(client: httpx.AsyncClient, role: str, query: str, variables: Mapping[str, Any]) -> Work:
    headers = {"Authorization": f"Bearer {token(role)}"}

    async def call() -> None:
        response = await client.post(
            "/graphql", json={"query": query, "variables": variables}, headers=headers
        )
        assert "errors" not in response.json(), response.text

    return call


def _hand(engine: AsyncEngine) -> Work:
    async def call() -> bytes:
        async with engine.connect() as connection:
            rows = (await connection.execute(HAND_INBOX)).all()
        return orjson.dumps([list(row) for row in rows])

    return call


def _insert(engine: AsyncEngine) -> Work:
    async def call() -> None:
        async with engine.begin() as connection:
            await connection.execute(BARE_INSERT)

    return call


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tickets", type=int, default=1000, help="How many tickets the database holds.")
    asyncio.run(main(parser.parse_args().tickets))
