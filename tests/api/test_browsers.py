"""What browsers are told: headers of every answer, and which other origins may call (design: Transport)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager
from starlette.applications import Starlette
from starlette.routing import Mount

from helpdesk.app import Runtime, create_app
from tests.api.conftest import token
from tests.conftest import settings_of

DESK = "https://desk.example"
ASKED = {
    "Origin": DESK,
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type",
}
CALLER = {"Authorization": f"Bearer {token('lin')}"}


@pytest.fixture(params=["alone", "mounted"])
async def client(
    runtime: Runtime, database_url: str, request: pytest.FixtureRequest
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application in demo mode, with one origin allowed; also mounted in a host."""
    settings = settings_of(database_url, mode="demo", allowed_origins=f"{DESK}, http://localhost:5173")
    app = create_app(settings, runtime=runtime)
    host = app if request.param == "alone" else Starlette(routes=[Mount("/desk", app)])
    base = "http://helpdesk" if request.param == "alone" else "http://helpdesk/desk"
    async with (
        LifespanManager(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(host), base_url=base) as found,
    ):
        yield found


ANSWERS: dict[str, tuple[str, str, dict[str, Any], int]] = {
    "an answer": ("POST", "/graphql", {"json": {"query": "{ __typename }"}, "headers": CALLER}, 200),
    "a refusal": ("POST", "/graphql", {"json": {"query": "{"}, "headers": CALLER}, 200),
    "nobody": ("POST", "/graphql", {"json": {"query": "{ __typename }"}}, 401),
    "no JSON": ("POST", "/graphql", {"content": b"x", "headers": CALLER}, 415),
    "another method": ("DELETE", "/graphql", {}, 405),
    "health": ("GET", "/healthz", {}, 200),
    "readiness": ("GET", "/readyz", {}, 200),
    "no such path": ("GET", "/nothing", {}, 404),
    "no such file": ("GET", "/attachments/x", {}, 403),
    "the page": ("GET", "/graphiql", {}, 200),
    "a file of the page": ("GET", "/assets/x", {}, 404),
    "the demo's tokens": ("GET", "/graphiql/tokens", {}, 200),
    "a preflight": ("OPTIONS", "/graphql", {"headers": ASKED}, 200),
}


async def test_every_answer_says_what_browsers_may_do_with_it(client: httpx.AsyncClient) -> None:
    for name, (method, path, given, status) in ANSWERS.items():
        response = await client.request(method, path, **given)
        assert response.status_code == status, name
        said = response.headers
        assert said["x-content-type-options"] == "nosniff", name
        assert said["referrer-policy"] == "no-referrer", name
        assert "default-src 'none'" in said["content-security-policy"], name
        assert "no-store" in said["cache-control"], name
        assert "server" not in said, name
        assert "access-control-allow-credentials" not in said, name
        if path != "/attachments/x":
            assert "frame-ancestors 'none'" in said["content-security-policy"], name


async def test_a_page_of_an_allowed_origin_may_ask_and_call(client: httpx.AsyncClient) -> None:
    preflight = await client.options("/graphql", headers=ASKED)
    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == DESK
    assert {"GET", "POST", "PUT"} == set(preflight.headers["access-control-allow-methods"].split(", "))
    allowed = {name.lower() for name in preflight.headers["access-control-allow-headers"].split(", ")}
    assert {"authorization", "content-type", "accept-language"} <= allowed
    assert "Origin" in preflight.headers["vary"]
    called = await client.post(
        "/graphql", json={"query": "{ __typename }"}, headers={"Origin": DESK, **CALLER}
    )
    assert called.json() == {"data": {"__typename": "Query"}}
    assert called.headers["access-control-allow-origin"] == DESK
    assert "X-Request-Id" in called.headers["access-control-expose-headers"]
    refused = await client.post("/graphql", json={"query": "{ __typename }"}, headers={"Origin": DESK})
    assert (refused.status_code, refused.headers["access-control-allow-origin"]) == (401, DESK)


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "https://desk.example.evil", "http://desk.example"]
)
async def test_a_page_of_another_origin_may_not(client: httpx.AsyncClient, origin: str) -> None:
    preflight = await client.options("/graphql", headers={**ASKED, "Origin": origin})
    assert preflight.status_code == 400
    called = await client.post(
        "/graphql", json={"query": "{ __typename }"}, headers={"Origin": origin, **CALLER}
    )
    for response in (preflight, called):
        assert "access-control-allow-origin" not in response.headers


async def test_without_allowed_origins_no_page_of_another_may_call(runtime: Runtime) -> None:
    app = create_app(runtime.settings, runtime=runtime)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://helpdesk") as alone:
        preflight = await alone.options("/graphql", headers=ASKED)
    assert preflight.status_code == 405
    assert not [name for name in preflight.headers if name.startswith("access-control")]
