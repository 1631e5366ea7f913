"""What a refused call answers, with proof that nothing was written; documents that such tests share."""

from __future__ import annotations

from typing import Any

from tests.api.conftest import Api

TICKET = "query($id: ID!) { ticket(id: $id) { id title description } }"
LIST = "query($f: TicketsFilter, $n: Int, $a: String) { tickets(filter: $f, first: $n, after: $a) { nodes { id } } }"


async def refusal(
    api: Api, role: str, name: str, fields: str = "__typename", /, **given: Any
) -> tuple[str, str | None]:
    """Code and field of a mutation's first user error; nothing was written."""
    before = await api.counts()
    payload = await api.mutate(role, name, fields, **given)
    assert payload["userErrors"], "it was done"
    assert await api.counts() == before
    first = payload["userErrors"][0]
    assert first["message"]
    return first["code"], first["field"]


async def query_refusal(api: Api, query: str, **variables: Any) -> tuple[str, str | None]:
    """Code and field of a query's first error."""
    before = await api.counts()
    body = await api("lin", query, **variables)
    assert await api.counts() == before
    extensions = body["errors"][0]["extensions"]
    return extensions["code"], extensions.get("field")
