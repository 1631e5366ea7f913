"""What the platform's endpoint takes and refuses; what its start makes; its command."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import psycopg
import pytest
from asgi_lifespan import LifespanManager
from psycopg import sql
from typer.testing import CliRunner

from reference_platform.app import create_app
from reference_platform.cli import main

STORES = "{ stores { code name } }"


async def ask(client: httpx.AsyncClient, query: str, **variables: object) -> dict[str, Any]:
    answer = await client.post("/graphql", json={"query": query, "variables": variables})
    body: dict[str, Any] = answer.json()
    return body


def code_of(answer: httpx.Response) -> str:
    code: str = answer.json()["errors"][0]["extensions"]["code"]
    return code


async def test_several_starts_at_once_make_tables_and_data_once(empty_database: str) -> None:
    apps = [create_app(empty_database, token="secret") for _ in range(3)]
    managers = [LifespanManager(app) for app in apps]
    await asyncio.gather(*(manager.__aenter__() for manager in managers))
    await asyncio.gather(*(manager.__aexit__(None, None, None) for manager in managers))
    with psycopg.connect(empty_database) as connection:
        counted = [
            connection.execute(sql.SQL("select count(*) from {}").format(table)).fetchone()
            for table in (
                sql.Identifier("reference_platform", name) for name in ("stores", "members", "orders")
            )
        ]
    assert counted == [(6,), (40,), (120,)]


async def test_a_fresh_start_forgets_and_any_other_keeps(empty_database: str) -> None:
    moved = 'mutation { setClock(instant: "2030-01-01T00:00:00+08:00") }'
    years = []
    for fresh in (True, False, True):
        async with LifespanManager(create_app(empty_database, token="secret", fresh=fresh)) as manager:
            headers = {"authorization": "Bearer secret"}
            async with httpx.AsyncClient(
                transport=httpx.ASGITransport(manager.app), base_url="http://platform", headers=headers
            ) as client:
                years.append((await ask(client, "{ clock }"))["data"]["clock"][:4])
                await ask(client, moved)
    assert years[1] == "2029"
    assert "2029" not in {years[0], years[2]}


async def test_health_is_told_without_a_token(client: httpx.AsyncClient) -> None:
    answer = await client.get("/healthz", headers={"authorization": ""})
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("bearer", ["", "Bearer wrong", "Basic secret", "bearer secret", "Bearer secret2"])
async def test_a_call_without_the_token_is_refused(client: httpx.AsyncClient, bearer: str) -> None:
    answer = await client.post("/graphql", json={"query": STORES}, headers={"authorization": bearer})
    assert (answer.status_code, code_of(answer)) == (401, "UNAUTHENTICATED")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"null",
        b"[" * 20_000,
        b'{"query": 5}',
        b'{"query": "{"}',
        b'{"query": "{ stores { code } }", "variables": []}',
        b'{"query": "query a { clock } query b { clock }"}',
        b'{"query": "fragment x on Store { code }"}',
    ],
)
async def test_what_is_no_request_is_refused(client: httpx.AsyncClient, body: bytes) -> None:
    answer = await client.post("/graphql", content=body)
    assert (answer.status_code, code_of(answer)) == (400, "BAD_REQUEST")


async def test_only_post_is_taken(client: httpx.AsyncClient) -> None:
    assert (await client.get("/graphql")).status_code == 405


async def test_a_document_that_does_not_fit_the_schema_is_a_bad_request(client: httpx.AsyncClient) -> None:
    for query in ("{ nothing }", "query($code: Int) { store(code: $code) { code } }"):
        answer = await client.post("/graphql", json={"query": query})
        assert code_of(answer) == "BAD_REQUEST"


async def test_a_text_that_the_database_cannot_keep_is_a_bad_request(client: httpx.AsyncClient) -> None:
    answer = await client.post(
        "/graphql",
        json={"query": "query($c: String!) { store(code: $c) { code } }", "variables": {"c": "S\u0000"}},
    )
    assert code_of(answer) == "BAD_REQUEST"


async def test_the_clock_can_be_moved_sped_up_and_put_back(client: httpx.AsyncClient) -> None:
    shown = await ask(client, 'mutation { setClock(instant: "2030-01-01T00:00:00+08:00", speed: 60) }')
    assert shown["data"]["setClock"].startswith("2029-12-31T16:00")
    assert (await ask(client, "{ clock }"))["data"]["clock"].startswith("2029-12-31T16:0")
    await ask(client, "mutation { setClock }")
    assert not (await ask(client, "{ clock }"))["data"]["clock"].startswith("2029")


@pytest.mark.parametrize(
    "mutation",
    [
        'setClock(instant: "2030-01-01T00:00:00+08:00", speed: 0)',
        'setClock(instant: "2030-01-01T00:00:00")',
        "setFault(input: {kind: SLOW, rate: 1.5}) { kind }",
        "setFault(input: {kind: SLOW, delayMs: -1}) { kind }",
        "setFault(input: {kind: SLOW, count: -1}) { kind }",
    ],
)
async def test_a_switch_is_not_turned_to_an_impossible_position(
    client: httpx.AsyncClient, mutation: str
) -> None:
    body = await ask(client, f"mutation {{ {mutation} }}")
    assert body["errors"][0]["extensions"]["code"] == "BAD_REQUEST"


async def test_a_fault_strikes_its_operation_its_number_of_times_and_is_readable(
    client: httpx.AsyncClient,
) -> None:
    await ask(
        client, 'mutation { setFault(input: {kind: HTTP_ERROR, operation: "stores", count: 2}) { kind } }'
    )
    statuses = [(await client.post("/graphql", json={"query": STORES})).status_code for _ in range(3)]
    assert statuses == [500, 500, 200]
    faults = (await ask(client, "{ faults { kind operation remaining struck } }"))["data"]["faults"]
    assert faults == [{"kind": "HTTP_ERROR", "operation": "stores", "remaining": 0, "struck": 2}]
    assert (await ask(client, "mutation { clearFaults }"))["data"] == {"clearFaults": 1}


async def test_a_rate_strikes_a_share_of_the_calls_and_never_the_switches(client: httpx.AsyncClient) -> None:
    await ask(client, "mutation { setFault(input: {kind: GRAPHQL_ERROR, rate: 0.5}) { kind } }")
    struck = sum(["errors" in await ask(client, STORES) for _ in range(60)])
    assert 10 < struck < 50
    assert (await ask(client, "{ faults { struck } }"))["data"]["faults"] == [{"struck": struck}]


def test_serving_without_a_database_says_what_is_wanted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REFERENCE_PLATFORM_DATABASE_URL", raising=False)
    result = CliRunner().invoke(main, ["serve"])
    assert result.exit_code == 2
    assert "REFERENCE_PLATFORM_DATABASE_URL" in result.output


@pytest.mark.parametrize("now", ["yesterday", "2026-11-20T10:00:00"])
def test_an_instant_without_its_offset_is_refused(now: str) -> None:
    result = CliRunner().invoke(main, ["serve", "--database-url", "postgresql://nowhere", "--now", now])
    assert result.exit_code == 2
    assert "--now" in result.output
