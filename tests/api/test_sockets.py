"""The graphql-transport-ws protocol: its codes, and what ends a socket (design: Transport)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from helpdesk.accounts import tokens
from helpdesk.accounts.tokens import CallerRole
from helpdesk.app import Runtime
from helpdesk.schema.callers import Callers
from helpdesk.schema.transport import sessions
from tests.api.conftest import SIGNING
from tests.api.socket_client import ANY, OURS, Server, serving


@pytest.fixture(params=[OURS, ANY], ids=["our server", "any server"])
async def site(runtime: Runtime, request: pytest.FixtureRequest) -> AsyncIterator[Server]:
    """The application, served."""
    async with serving(runtime, **request.param) as found:
        yield found


INIT = {"type": "connection_init"}
NOT_MESSAGES = {
    "no JSON": "{",
    "a number": "5",
    "null": "null",
    "a list": "[]",
    "no type": "{}",
    "type is a number": '{"type": 5}',
    "unknown type": json.dumps({"type": "开始" * 200}),
    "binary": b"\x00",
    "above 1 MB": json.dumps({"type": "ping", "payload": {"x": "x" * 1_000_001}}),
    "20,000 levels": '{"type":' + "[" * 20_000,
    "10,000 digits": '{"type": "ping", "n": ' + "9" * 10_000 + "}",
    "lone surrogate": '{"type": "ping", "n": "\\ud800"}',
    "subscribe without id": '{"type": "subscribe", "payload": {"query": "{ __typename }"}}',
    "id is a list": '{"id": [], "type": "subscribe", "payload": {"query": "{ __typename }"}}',
    "empty id": '{"id": "", "type": "subscribe", "payload": {"query": "{ __typename }"}}',
    "payload is text": '{"id": "1", "type": "subscribe", "payload": "{ __typename }"}',
    "no payload": '{"id": "1", "type": "subscribe"}',
}


@pytest.mark.parametrize("frame", NOT_MESSAGES.values(), ids=NOT_MESSAGES)
async def test_what_is_no_message_of_the_protocol_closes_with_4400(site: Server, frame: str | bytes) -> None:
    async with site.socket("lin") as socket:
        await socket.send(frame)
        assert (await socket.closed())[0] == 4400


@pytest.mark.parametrize("payload", [5, "text", [], True])
async def test_an_initialisation_with_a_payload_that_is_no_object_closes_with_4400(
    site: Server, payload: Any
) -> None:
    async with site.socket() as socket:
        await socket.send({**INIT, "payload": payload})
        assert (await socket.closed())[0] == 4400


async def test_subscribing_before_the_acknowledgement_closes_with_4401(site: Server) -> None:
    async with site.socket() as socket:
        await socket.subscribe()
        assert await socket.closed() == (4401, "Unauthorized")


@pytest.mark.parametrize(
    "payload", [None, {}, {"authorization": None}, {"authorization": {}}, {"authorization": "Bearer x"}]
)
async def test_without_a_good_token_there_is_no_acknowledgement_but_4403(site: Server, payload: Any) -> None:
    async with site.socket() as socket:
        await socket.send({**INIT, "payload": payload})
        assert (await socket.closed())[0] == 4403


async def test_the_token_may_come_with_the_upgrade(site: Server) -> None:
    bearer = tokens.issue(SIGNING, subject="lin", role=CallerRole.AGENT)
    async with site.socket(additional_headers={"Authorization": f"Bearer {bearer}"}) as socket:
        await socket.send(INIT)
        assert await socket.receive() == {"type": "connection_ack"}


@pytest.mark.parametrize("offered", [None, ["graphql-ws"]])
async def test_another_subprotocol_closes_with_4406(site: Server, offered: list[str] | None) -> None:
    async with site.socket(subprotocols=offered) as socket:
        assert (await socket.closed())[0] == 4406


async def test_who_does_not_initialise_in_time_is_closed_with_4408(
    site: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "INIT_SECONDS", 0.05)
    async with site.socket() as socket:
        assert (await socket.closed())[0] == 4408


async def test_an_id_in_use_closes_with_4409_however_long_and_chinese_it_is(site: Server) -> None:
    async with site.socket("lin") as socket:
        await socket.subscribe("工单" * 100)
        await socket.subscribe("工单" * 100)
        code, reason = await socket.closed()
    assert code == 4409
    assert reason.startswith("Subscriber for 工单")


async def test_a_second_initialisation_closes_with_4429(site: Server) -> None:
    async with site.socket("lin") as socket:
        await socket.send(INIT)
        assert (await socket.closed())[0] == 4429


async def test_the_end_of_the_token_ends_the_socket_with_4401(site: Server) -> None:
    bearer = tokens.issue(SIGNING, subject="lin", role=CallerRole.AGENT, lifetime=timedelta(seconds=1.5))
    async with site.socket() as socket:
        await socket.begin(bearer)
        await socket.follow()
        assert await socket.closed() == (4401, "Token expired")


@pytest.mark.parametrize(
    ("origin", "welcome"),
    [(None, True), ("http://127.0.0.1:{port}", True), ("https://evil.example", False), ("null", False)],
)
async def test_a_page_of_another_origin_may_not_connect(
    site: Server, origin: str | None, welcome: bool
) -> None:
    page = origin and origin.format(port=site.port)
    if welcome:
        async with site.socket("lin", origin=page) as socket:
            assert await socket.quiet()
    else:
        with pytest.raises(InvalidStatus, match="403"):
            async with site.socket("lin", origin=page):
                pass


async def test_a_ping_is_answered_also_before_the_initialisation(site: Server) -> None:
    async with site.socket() as socket:
        assert await socket.quiet()
        await socket.send({"type": "pong"})
        assert await socket.quiet()


async def test_the_hundred_and_first_operation_is_refused_alone(site: Server) -> None:
    async with site.socket("lin") as socket:
        for number in range(100):
            await socket.subscribe(f"s{number}")
        await socket.subscribe("one too many")
        error = await socket.receive_of("one too many", "error")
        assert error[0]["extensions"]["code"] == "TOO_MANY_OPERATIONS"
        await socket.send({"id": "s0", "type": "complete"})
        assert await socket.quiet()
        await socket.follow("s0")


async def test_completing_what_is_not_running_changes_nothing(site: Server) -> None:
    async with site.socket("lin") as socket:
        keys: list[Any] = ["unknown", "", 5, None, []]
        for key in keys:
            await socket.send({"id": key, "type": "complete"})
        assert await socket.quiet()


async def test_an_id_may_be_used_again_once_its_end_was_told(site: Server) -> None:
    async with site.socket("lin") as socket:
        for _ in range(50):
            await socket.subscribe("same", "{ __typename }")
            await socket.receive_of("same", "complete")


@pytest.mark.parametrize(("failure", "code"), [(OSError("away"), 1013), (LookupError("bug"), 1011)])
async def test_a_failure_of_ours_closes_with_a_code_and_no_details(
    site: Server, monkeypatch: pytest.MonkeyPatch, failure: Exception, code: int
) -> None:
    async def failing(*_given: object, **_named: object) -> None:
        raise failure

    monkeypatch.setattr(Callers, "context", failing)
    async with site.socket() as socket:
        bearer = tokens.issue(SIGNING, subject="lin", role=CallerRole.AGENT)
        await socket.send({**INIT, "payload": {"Authorization": f"Bearer {bearer}"}})
        assert await socket.closed() == (code, {1013: "Try again later", 1011: "Internal error"}[code])


async def test_a_client_that_vanishes_leaves_no_task_behind(site: Server, runtime: Runtime) -> None:
    async with site.socket("lin") as socket:
        await socket.follow()
        socket.connection.transport.abort()
    async with site.socket("lin") as socket:
        assert await socket.quiet()
