"""The worker is killed between the platform's act and its settlement, again and again: each order is deleted once.

Design: Calling the platform; docs/domain.md, 3.3: an unknown outcome (time-out, crash) is asked about, or repeated
with the same key while the period is open.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import Any

import httpx
import psycopg
import pytest
from pydantic import SecretStr

from helpdesk.events.work import Transactor
from helpdesk.kit.settings import Settings
from helpdesk.platform import reference
from helpdesk.platform.switches import Switches
from tests import packs
from tests.api.conftest import token
from tests.conftest import MONDAY
from tests.processes.fleet import PLATFORM, Fleet, eventually, free_port
from tests.world import World

ORDERS = 3
STORE = "S001"
SUBMIT = """mutation($input: SubmitOrderDeletionInput!) {
  submitOrderDeletion(input: $input) { ticket { id } userErrors { code message } }
}"""
TAKE = "mutation($input: TakeStepInput!) { takeStep(input: $input) { ticket { id } userErrors { code message } } }"


@dataclass(frozen=True, slots=True)
class Manner:
    """What becomes of an act in doubt: `silent` is the operation at which the platform falls silent, kill by kill.

    A worker waits for the silent platform as long as the gap is open: `timeout` seconds, three times where it repeats.
    """

    idempotent: bool
    silent: tuple[str, ...]
    timeout: float


REPEATED = Manner(idempotent=True, silent=("deleteOrder",) * 3, timeout=1)
ASKED = Manner(idempotent=False, silent=("deleteOrder", "outcome"), timeout=2)


@pytest.mark.parametrize(
    "manner", [pytest.param(REPEATED, id="repeated"), pytest.param(ASKED, id="asked about")]
)
async def test_a_worker_killed_before_it_settled_deletes_each_order_once(
    fleet: Fleet, database_url: str, transactor: Transactor, world: World, manner: Manner, round_number: int
) -> None:
    await packs.publish(transactor, world, "direct-sales")
    there = _acting(fleet, database_url, manner)
    fleet.launch(
        "platform",
        PLATFORM,
        "serve",
        "--port",
        str(httpx.URL(there.platform_url).port),
        "--now",
        MONDAY.isoformat(),
    )
    fleet.start("api", "api")
    await asyncio.to_thread(fleet.wait_healthy, there.platform_url.replace("/graphql", "/healthz"))
    await asyncio.to_thread(fleet.wait_ready)
    with psycopg.connect(database_url, autocommit=True) as database:
        async with Switches(there) as switches:
            await switches.set_clock(MONDAY)
            codes = await _deletable(there)
            tickets = [await _check(fleet, code) for code in codes]
            for kill, operation in enumerate(manner.silent, 1):
                await switches.set_fault("HANG", operation)
                fleet.start("worker", "worker")
                await _until_silent(switches, operation)
                fleet.kill("worker")
                assert _acts(database) == [("CLAIMED", kill)] * ORDERS, "the kill fell beside the gap"
                assert _deleted(database) == codes, "the platform has not acted"
                await switches.clear_faults()
            fleet.start("worker", "worker")
            await asyncio.to_thread(eventually, lambda: _settled(database), "all settled", seconds=60)
            told = await switches.call_counts()
        assert _acts(database) == [("DONE", len(manner.silent) + 1)] * ORDERS
        if manner.idempotent:
            assert told["deleteOrder"] >= (len(manner.silent) + 1) * ORDERS
        else:
            assert told["deleteOrder"] == ORDERS
        assert _answers(database) == {("deleteOrder", "Done"): ORDERS}
        assert _deleted(database) == codes
        assert _ends(database) == sorted((f"tkt_{key}", "SOLVED", "DONE", 1) for key in map(_bare, tickets))


def _acting(fleet: Fleet, database_url: str, manner: Manner) -> Settings:
    """Let the fleet act on a platform that keeps what it does in this database; where that is."""
    address = f"http://127.0.0.1:{free_port()}/graphql"
    mapping = fleet.logs / "platform.toml"
    stated = reference.MAPPING.read_text(encoding="utf-8")
    mapping.write_text(stated.replace("idempotent = true", f"idempotent = {manner.idempotent}".lower(), 1))
    fleet.environment |= {
        "HELPDESK_CLOCK": f"{MONDAY.isoformat()},1",
        "HELPDESK_PLATFORM": "graphql",
        "HELPDESK_PLATFORM_MAPPING": str(mapping),
        "HELPDESK_PLATFORM_URL": address,
        "HELPDESK_PLATFORM_TIMEOUT": str(manner.timeout),
        "HELPDESK_ACT_LEASE_SECONDS": str(3 * manner.timeout + 0.6),
        "REFERENCE_PLATFORM_DATABASE_URL": database_url,
    }
    return Settings(mode="test", platform_url=address, platform_token=SecretStr("reference-platform"))


async def _deletable(there: Settings) -> list[str]:
    """Orders of a store that are not shipped and whose period is open, by code."""
    platform = reference.connect(there)
    found = await platform.orders_of_store(STORE)
    await platform.aclose()
    codes = [
        order.code
        for order in found
        if not order.shipped and order.kind == "PURCHASE" and order.settlement_period.is_open_at(MONDAY)
    ]
    assert len(codes) >= ORDERS
    return sorted(codes[:ORDERS])


async def _check(fleet: Fleet, code: str) -> str:
    """Ask for a deletion and check it: its act waits for a worker. The ticket's id."""
    wanted = {"orderCode": code, "reason": "下错单"}
    ticket = await _do(fleet, f"store:{STORE}", SUBMIT, "submitOrderDeletion", wanted)
    taken = {"ticketId": ticket, "step": "CHECK", "outcome": "NOT_SHIPPED"}
    return await _do(fleet, "wang", TAKE, "takeStep", taken)


async def _do(fleet: Fleet, who: str, document: str, name: str, wanted: dict[str, Any]) -> str:
    headers = {"Authorization": f"Bearer {token(who)}"}
    async with httpx.AsyncClient(headers=headers, timeout=20) as client:
        body = {"query": document, "variables": {"input": wanted}}
        answer = (await client.post(f"{fleet.url}/graphql", json=body)).json()
    assert "errors" not in answer, answer
    payload = answer["data"][name]
    assert payload["userErrors"] == [], payload
    return str(payload["ticket"]["id"])


async def _until_silent(switches: Switches, operation: str) -> None:
    """Wait until the platform has acted on, and is silent about, every order."""
    async with asyncio.timeout(60):
        while True:
            [fault] = await switches.faults()
            if fault["struck"] >= ORDERS:
                return
            await asyncio.sleep(0.02)


def _acts(database: psycopg.Connection[Any]) -> list[Any]:
    return database.execute("SELECT state, attempts FROM platform_acts ORDER BY id").fetchall()


def _settled(database: psycopg.Connection[Any]) -> bool:
    return all(state == "DONE" for state, _ in _acts(database))


def _deleted(database: psycopg.Connection[Any]) -> list[str]:
    query = "SELECT code FROM reference_platform.orders WHERE deleted_at IS NOT NULL ORDER BY code"
    return [code for (code,) in database.execute(query).fetchall()]


def _answers(database: psycopg.Connection[Any]) -> Counter[tuple[str, str]]:
    """What the platform answered under how many keys."""
    rows = database.execute("SELECT operation, answer->>'is' FROM reference_platform.acts").fetchall()
    return Counter((operation, kind) for operation, kind in rows)


def _ends(database: psycopg.Connection[Any]) -> list[Any]:
    """Each ticket, how it and its procedure ended, and how often its act was answered."""
    query = """SELECT t.id, t.status, p.state, (SELECT count(*) FROM events e
                WHERE e.subject_id = t.id AND e.kind = 'act.answered' AND e.data->>'state' = 'DONE')
                 FROM tickets t JOIN procedures p ON p.ticket_id = t.id"""
    return sorted((f"tkt_{key.hex}", *rest) for key, *rest in database.execute(query).fetchall())


def _bare(ticket: str) -> str:
    return ticket.removeprefix("tkt_")
