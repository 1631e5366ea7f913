"""Trusted documents by id, over POST, GET and WebSocket; and what a document may cost."""

from __future__ import annotations

from collections.abc import AsyncIterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager
from graphql import FragmentDefinitionNode, get_operation_ast, parse

from helpdesk.app import Runtime, create_app
from helpdesk.kit.settings import SettingsError
from helpdesk.schema.build import build, core
from helpdesk.schema.cost import cost, excess_cost
from tests.api.conftest import Api, token
from tests.api.socket_client import serving

OPERATIONS = Path("frontend_contract/operations")
INBOX = (OPERATIONS / "inbox.graphql").read_text(encoding="utf-8")
INBOX_ID = f"sha256:{sha256(INBOX.encode()).hexdigest()}"


def trusting(runtime: Runtime, *, only: bool) -> Runtime:
    """The runtime with the contract's operations as trusted documents."""
    given = {"trusted_documents": OPERATIONS, "trusted_only": only}
    runtime.settings = runtime.settings.model_copy(update=given)
    return runtime


@pytest.fixture
async def client(runtime: Runtime) -> AsyncIterator[httpx.AsyncClient]:
    """A client of an application that runs trusted documents alone."""
    app = create_app(trusting(runtime, only=True).settings, runtime=runtime)
    headers = {"Authorization": f"Bearer {token('admin')}"}
    async with (
        LifespanManager(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://h", headers=headers) as client,
    ):
        yield client


async def test_a_trusted_document_is_run_by_its_id_and_by_its_text(client: httpx.AsyncClient) -> None:
    by_id = (await client.post("/graphql", json={"documentId": INBOX_ID, "variables": {"first": 1}})).json()
    by_text = (await client.post("/graphql", json={"query": INBOX, "variables": {"first": 1}})).json()
    by_get = (
        await client.get("/graphql", params={"documentId": INBOX_ID, "variables": '{"first": 1}'})
    ).json()
    assert by_id["data"]["tickets"]["nodes"] == []
    assert by_id == by_text == by_get


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"query": "{ viewer { key } }"}, "DOCUMENT_NOT_TRUSTED"),
        ({"documentId": "sha256:00"}, "DOCUMENT_UNKNOWN"),
        ({"documentId": 5}, "DOCUMENT_UNKNOWN"),
        ({"documentId": INBOX_ID, "query": INBOX}, "BAD_REQUEST"),
    ],
)  # fmt: skip
async def test_other_documents_are_refused_with_a_typed_error(
    client: httpx.AsyncClient, body: dict[str, Any], code: str
) -> None:
    response = await client.post("/graphql", json=body)
    assert response.status_code == 400
    assert response.json()["errors"][0]["extensions"]["code"] == code


async def test_a_socket_takes_trusted_documents_alone_too(runtime: Runtime) -> None:
    async with serving(trusting(runtime, only=True)) as site, site.socket("admin") as socket:
        await socket.send({"id": "1", "type": "subscribe", "payload": {"query": "{ viewer { key } }"}})
        error = (await socket.receive_of("1", "error"))[0]
        assert error["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED"
        await socket.send({"id": "2", "type": "subscribe", "payload": {"documentId": INBOX_ID}})
        assert (await socket.receive_of("2", "next"))["data"]["tickets"]["nodes"] == []


def test_a_folder_without_documents_is_told_at_the_start(runtime: Runtime, tmp_path: Path) -> None:
    runtime.settings = runtime.settings.model_copy(update={"trusted_documents": tmp_path})
    with pytest.raises(SettingsError, match="HELPDESK_TRUSTED_DOCUMENTS"):
        create_app(runtime.settings, runtime=runtime)


async def test_page_sizes_are_multiplied_down_the_tree(api: Api) -> None:
    wide = (
        "{ tickets(first: 100) { nodes { customer { tickets(first: 100) { nodes { id number title } } } } } }"
    )
    refused = await api("admin", wide)
    assert refused["errors"][0]["extensions"]["code"] == "QUERY_TOO_COSTLY"
    assert "data" not in refused
    by_variable = (
        "query($n: Int) { tickets(first: $n) { nodes { customer { tickets(first: $n) { nodes { id } } } } } }"
    )
    assert (await api("admin", by_variable.replace("id }", "id number title status }"), n=100)).get("errors")
    assert not (await api("admin", by_variable, n=10)).get("errors")


async def test_the_cost_of_what_was_answered_is_told(client: httpx.AsyncClient) -> None:
    one, ten = [
        await client.post("/graphql", json={"documentId": INBOX_ID, "variables": {"first": first}})
        for first in (1, 10)
    ]
    assert 0 < int(one.headers["x-query-cost"]) < int(ten.headers["x-query-cost"]) < 30_000


@pytest.mark.parametrize("path", sorted(OPERATIONS.glob("*.graphql")), ids=lambda path: path.stem)
def test_no_operation_of_the_contract_is_too_costly_at_its_largest_pages(path: Path) -> None:
    schema = core(build())
    document = parse(path.read_text(encoding="utf-8"))
    fragments = {
        one.name.value: one for one in document.definitions if isinstance(one, FragmentDefinitionNode)
    }
    operation = get_operation_ast(document)
    assert operation is not None
    assert excess_cost(cost(schema, operation, fragments, {"first": 100, "last": 100})) is None
