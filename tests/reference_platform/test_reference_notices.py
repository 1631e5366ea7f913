"""The platform tells what happened here, signed, again until it is taken, and nothing that did not happen."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import httpx
import psycopg
import pytest
import uvicorn
from asgi_lifespan import LifespanManager
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from helpdesk.kit.signatures import key_of, verify
from helpdesk.platform import notices
from reference_platform.app import create_app
from reference_platform.notices import Receiver

NOW = datetime.fromisoformat("2026-11-15T10:00:00+08:00")
SECRET = "whsec_" + "QUJD" * 10


@dataclass
class Listener:
    """Takes messages as the helpdesk does; the first `refuses` ones are answered by 503."""

    refuses: int = 0
    heard: list[dict[str, Any]] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)

    async def take(self, request: Request) -> Response:
        """One message, verified and read as the helpdesk does it."""
        body = await request.body()
        headers = request.headers
        verify(
            [key_of(SECRET)], message_id=headers["webhook-id"], timestamp=headers["webhook-timestamp"],
            signatures=headers["webhook-signature"], body=body, now=datetime.now(UTC),
        )  # fmt: skip
        assert notices.read(body) is not None
        self.ids.append(headers["webhook-id"])
        if self.refuses:
            self.refuses -= 1
            return Response(status_code=503)
        self.heard.append(json.loads(body))
        return Response(status_code=202)

    async def hears(self, count: int) -> list[dict[str, Any]]:
        """What was heard once it is so much, in the order of kinds."""
        async with asyncio.timeout(15):
            while len(self.heard) < count:  # noqa: ASYNC110 - the platform has its own pace
                await asyncio.sleep(0.02)
        return self.heard


@pytest.fixture
async def listener() -> AsyncIterator[tuple[Listener, str]]:
    """A listener on a port of its own."""
    heard = Listener()
    server = uvicorn.Server(
        uvicorn.Config(
            Starlette(routes=[Route("/", heard.take, methods=["POST"])]), log_config=None, lifespan="off"
        )
    )
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        serving = asyncio.create_task(server.serve(sockets=[bound]))
        yield heard, f"http://127.0.0.1:{bound.getsockname()[1]}/"
        server.should_exit = True
        await serving


@pytest.fixture
async def ask(empty_database: str, listener: tuple[Listener, str]) -> AsyncIterator[Any]:
    """Asks a platform that tells the listener."""
    receiver = Receiver(listener[1], SECRET)
    app = create_app(empty_database, token="secret", now=NOW, fresh=True, receiver=receiver)
    async with LifespanManager(app) as manager:
        headers = {"authorization": "Bearer secret"}
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(manager.app), base_url="http://platform", headers=headers
        ) as client:

            async def asked(query: str) -> Any:
                body = (await client.post("/graphql", json={"query": query})).json()
                assert "errors" not in body, body
                return body["data"]

            await asked(f'mutation {{ setClock(instant: "{NOW.isoformat()}") }}')
            yield asked


def ship(order: str, parcel: str) -> str:
    return (
        f'mutation {{ shipOrder(input: {{orderCode: "{order}", number: "{parcel}"}}, key: "ship-{parcel}")'
        " { __typename } }"
    )


async def test_acts_that_were_done_are_told_and_refused_ones_are_not(
    ask: Any, listener: tuple[Listener, str]
) -> None:
    await ask(ship("D99999", "SF0"))
    await ask(ship("D00042", "SF1"))
    fee = '{orderCode: "D00042", reference: "FEE-1", amount: "12.50"}'
    await ask(f'mutation {{ recordFeePayment(input: {fee}, key: "fee") {{ __typename }} }}')
    heard = await listener[0].hears(2)
    assert {one["type"]: one["data"] for one in heard} == {
        "order.shipped": {"orderCode": "D00042", "reference": "SF1"},
        "fee.paid": {"orderCode": "D00042", "reference": "FEE-1", "amount": "12.50"},
    }


def deliver(parcel: str) -> str:
    return f'mutation {{ deliverParcel(input: {{number: "{parcel}"}}, key: "{parcel}") {{ __typename }} }}'


async def test_an_order_is_received_once_its_last_parcel_was_signed_for(
    ask: Any, listener: tuple[Listener, str]
) -> None:
    for parcel in ("SF1", "SF2"):
        await ask(ship("D00042", parcel))
    assert (await ask(deliver("SF9")))["deliverParcel"]["__typename"] == "Refused"
    await ask(deliver("SF1"))
    await ask(ship("D00043", "SF3"))  # told after whatever was told of SF1
    kinds = [one["type"] for one in await listener[0].hears(3)]
    assert kinds == ["order.shipped"] * 3
    await ask(deliver("SF2"))
    *_, told = await listener[0].hears(4)
    member = (await ask('{ order(code: "D00042") { memberCode } }'))["order"]["memberCode"]
    assert (told["type"], told["data"]) == ("order.received", {"orderCode": "D00042", "memberCode": member})


async def test_what_was_not_taken_is_sent_again_under_its_id(
    ask: Any, listener: tuple[Listener, str]
) -> None:
    listener[0].refuses = 2
    await ask(ship("D00042", "SF1"))
    assert len(await listener[0].hears(1)) == 1
    assert len(listener[0].ids) == 3
    assert len(set(listener[0].ids)) == 1


async def test_a_period_that_closes_or_moves_is_told(
    ask: Any, listener: tuple[Listener, str], empty_database: str
) -> None:
    async with await psycopg.AsyncConnection.connect(empty_database, autocommit=True) as connection:
        async with asyncio.timeout(10):
            while True:
                seen = await connection.execute("select from reference_platform.periods_seen")
                if seen.rowcount == 6:
                    break
                await asyncio.sleep(0.02)
    moved = (await ask('mutation { moveSettlementDay(storeCode: "S001", day: 28) }'))["moveSettlementDay"]
    assert datetime.fromisoformat(moved) == datetime.fromisoformat("2026-11-28T00:00:00+08:00")
    [told] = await listener[0].hears(1)
    assert (told["type"], told["data"]["storeCode"], told["data"]["periodCode"]) == (
        "period.moved",
        "S001",
        "2026-10",
    )
    assert datetime.fromisoformat(told["data"]["closesAt"]) == datetime.fromisoformat(moved)
    await ask('mutation { setClock(instant: "2026-11-28T00:00:00+08:00") }')
    async with asyncio.timeout(15):
        while not [one for one in listener[0].heard if one["data"]["storeCode"] == "S001"][1:]:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
    closed = next(one for one in listener[0].heard if one["data"]["storeCode"] == "S001" and one is not told)
    assert (closed["type"], closed["data"]["periodCode"]) == ("period.closed", "2026-10")
