"""Faults of ours tell nobody how we are made (issue: no traceback ever)."""

from __future__ import annotations

import httpx
import pytest
from asgi_lifespan import LifespanManager

from helpdesk.app import Runtime, create_app
from helpdesk.events import performing
from helpdesk.schema.callers import Callers
from helpdesk.schema.projection.plans import QueryPlan
from tests.api.conftest import Api, token
from tests.conftest import settings_of

SECRET = "psycopg connected as postgres with a password"
URGE = 'mutation { urgeTicket(input: {ticketId: "tkt_01890189018901890189018901890189"}) { userErrors { code } } }'


@pytest.mark.parametrize(
    ("place", "name", "query", "status"),
    [
        pytest.param(Callers, "context", "{ __typename }", 500, id="before the document"),
        pytest.param(QueryPlan, "answer", "{ viewer { key } }", 500, id="while reading"),
        pytest.param(performing, "perform", URGE, 200, id="within a change"),
    ],
)
@pytest.mark.parametrize("language", ["en", "zh-CN"])
async def test_a_fault_tells_its_id_and_nothing_else(
    api: Api,
    monkeypatch: pytest.MonkeyPatch,
    place: object,
    name: str,
    query: str,
    status: int,
    language: str,
) -> None:
    async def failing(*_given: object, **_named: object) -> None:
        raise LookupError(SECRET)

    monkeypatch.setattr(place, name, failing)
    headers = {"Authorization": f"Bearer {token('admin')}", "Accept-Language": language}
    response = await api.client.post("/graphql", json={"query": query}, headers=headers)
    assert response.status_code == status
    error = response.json()["errors"][0]
    assert error["message"] == {"en": "Internal error.", "zh-CN": "内部错误。"}[language]
    assert error["extensions"]["code"] == "INTERNAL"
    assert error["extensions"]["requestId"]
    for trace in (SECRET, "psycopg", "Traceback", "LookupError", ".py"):
        assert trace not in response.text


async def test_production_has_no_page_and_no_tokens(runtime: Runtime, database_url: str) -> None:
    app = create_app(settings_of(database_url, mode="production"), runtime=runtime)
    async with (
        LifespanManager(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://h") as client,
    ):
        for path in (
            "/",
            "/graphiql",
            "/graphiql/tokens",
            "/assets/graphiql/graphiql.min.js",
            "/docs",
            "/openapi.json",
        ):
            assert (await client.get(path)).status_code == 404, path
