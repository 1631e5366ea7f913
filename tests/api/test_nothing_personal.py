"""No event, frame, notification, job, decision, answer or log line holds a phone, ID or card number (§1)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Iterator
from io import StringIO
from typing import Any

import httpx
import pytest
import structlog
from sqlalchemy import text

from helpdesk.app import Runtime
from helpdesk.kit import logging
from tests.api.conftest import Api
from tests.api.personal import BANK_CARD, CALLER, ID_NUMBER, PHONE, SECRETS, traces
from tests.api.socket_client import Server, serving
from tests.world import World

FORM = {
    "orderCode": "D1",
    "phone": PHONE,
    "people": [{"role": "buyer", "idNumber": ID_NUMBER}],
    "bankCard": BANK_CARD,
}
FOLLOWED = """subscription { ticketUpdates { changeType event { kind data }
  ticket { title form ownForm customer { phone } timeline { nodes { kind data } } } } }"""
DETAIL = """query($id: ID!) { ticket(id: $id) { title form ownForm customer { phone }
  timeline { nodes { kind data } } routingDecision { why } } }"""


@pytest.fixture
async def site(runtime: Runtime) -> AsyncIterator[Server]:
    """The application, served."""
    async with serving(runtime) as found:
        yield found


@pytest.fixture
async def api(site: Server, runtime: Runtime) -> AsyncIterator[Api]:
    """Documents sent to that server."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{site.port}", trust_env=False) as client:
        yield Api(client, runtime)


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """Everything that is logged, down to DEBUG."""
    stream = StringIO()
    logging.configure("DEBUG", stream=stream)
    yield stream
    structlog.reset_defaults()


async def test_what_is_sealed_is_found_nowhere_else(
    api: Api, site: Server, world: World, lines: StringIO
) -> None:
    answers: list[Any] = []
    async with site.socket("wang") as socket:
        before = site.followers()
        await socket.subscribe(query=FOLLOWED)
        while site.followers() <= before:
            await socket.quiet()
        ticket = await api.submit(
            "store:S001", world.items["shipment"], form=FORM, memberCode="M1", idempotencyKey="once"
        )
        called = {"requester": {"phone": CALLER}, "form": FORM}
        answers.append(await api.submit("wang", world.items["shipment"], **called))
        answers.append(await api.mutate("wang", "identifyCaller", "customer { phone }", phone=CALLER))
        answers.append(await api.mutate("wang", "replyToTicket", ticketId=ticket["id"], body="请稍候"))
        wrong = {
            "serviceItemId": f"svc_{world.items['shipment'].hex}",
            "title": "错",
            "form": {"phone": PHONE, "x": ID_NUMBER},
        }
        refused = await api.mutate("store:S001", "submitTicket", **wrong)
        answers.append(refused)
        unmasked = await api.mutate(
            "wang", "unmaskField", "value", ticketId=ticket["id"], path="phone", reason="回电核实"
        )
        solved = await api.mutate("lin", "solveTicket", ticketId=ticket["id"], resolution="已处理")
        frames = [json.dumps(await socket.receive_of("1")) for _ in range(8)]
    answers.append(solved)
    answers += [await api.data(role, DETAIL, id=ticket["id"]) for role in ("wang", "store:S001", "admin")]
    answers.append(await api.data("admin", "{ events { nodes { kind data actorKey } } }"))
    assert unmasked["value"] == PHONE
    assert refused["userErrors"]
    logged = lines.getvalue().splitlines()
    assert len(logged) > 5
    came_out = {"answers": map(json.dumps, answers), "frames": frames, "log": logged}
    assert await traces(api.runtime.engine, came_out) == []


async def test_the_member_concerned_alone_reads_their_own(api: Api, world: World) -> None:
    ticket = await api.submit("store:S001", world.items["shipment"], form=FORM, memberCode="M1")
    own = await api.data("member:M1", DETAIL, id=ticket["id"])
    assert own["ticket"]["ownForm"] == FORM
    assert PHONE not in json.dumps(own["ticket"]["form"])
    for role in ("store:S001", "wang", "admin", "integration"):
        body = json.dumps(await api(role, DETAIL, id=ticket["id"]))
        assert not any(secret in body for secret in SECRETS)


async def test_a_trace_is_found(api: Api) -> None:
    """The search itself: what is planted in a table, or comes out, is told."""
    async with api.runtime.engine.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO outbox (id, job, arguments, at) VALUES (gen_random_uuid(), 'x', :arguments, now())"
            ),
            {"arguments": json.dumps({"to": f"+86{PHONE}"})},
        )
    assert await traces(api.runtime.engine, {"frames": [f"…{ID_NUMBER}…"]}) == ["frames", "outbox"]
