"""Hostile requests: each is answered with a bounded answer, and none keeps others waiting (issue: limits)."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from asgi_lifespan import LifespanManager

from helpdesk.app import Runtime, create_app
from tests.api.conftest import Api, token
from tests.api.holding import LONGEST, Held
from tests.conftest import settings_of
from tests.world import World

STATUSES = "query($v: [TicketStatus!]) { tickets(filter: {status: $v}) { nodes { id } } }"
FILTER = "query($v: TicketsFilter) { tickets(filter: $v) { nodes { id } } }"
TAGS = "query($v: [String!]) { tickets(filter: {tags: $v}) { nodes { id } } }"
TEXT = "query($v: String) { tickets(filter: {text: $v}) { nodes { id } } }"
ID = "query($v: ID!) { ticket(id: $v) { id } }"
SUBMIT = "mutation($v: SubmitTicketInput!) { submitTicket(input: $v) { userErrors { code field } } }"
UPLOAD = (
    "mutation($v: CreateAttachmentUploadInput!) { createAttachmentUpload(input: $v) { userErrors { code } } }"
)
RULE = "mutation($v: SaveRoutingRuleInput!) { saveRoutingRule(input: $v) { userErrors { code } } }"
GROUP = "grp_" + "0189" * 8


def many(count: int, form: str) -> str:
    """A text so many times, each with its number for `{n}`."""
    return " ".join(form.replace("{n}", str(number)) for number in range(count))


def nested(levels: int) -> Any:
    """A list in a list …"""
    found: list[Any] = []
    for _ in range(levels):
        found = [found]
    return found


DOCUMENTS = {
    "one field with many arguments' values": f"{{ {many(100, 'tickets(first: {n}) { nodes { id } }')} }}",
    "one field through inline fragments": f"{{ {many(200, '... { viewer { key } }')} }}",
    "one field through fragments": (
        f"{{ {many(100, '...F{n}')} }}" + many(100, "fragment F{n} on Query { viewer { key } }")
    ),
    "one field below the same many times": (
        f"{{ {many(24, 'tickets { nodes { ' + 'customer { name } ' * 10 + '} }')} }}"
    ),
    "as many pairs as are taken": f"{{ {many(70, 'ticket(number: 1) { id }')} }}",
    "as many pairs of fragments as are taken": (
        f"{{ {many(55, '...F{n}')} }}" + many(55, "fragment F{n} on Query { ticket(number: 1) { id } }")
    ),
    "fragments that double": (
        "{ ...F0 }" + many(30, "fragment F{n} on Query { ...G{n} ...G{n} } fragment G{n} on Query { ...F{n}0 }")
    ),
    "as many aliases of a relation as are taken": (
        f"{{ tickets(first: 2) {{ nodes {{ {many(100, 'a{n}: customer { name }')} }} }} }}"
    ),
    "as many aliases of a list as are taken": f"{{ {many(100, 'a{n}: tickets(first: 1) { nodes { id } }')} }}",
    "many operations": many(240, "query A{n} { viewer { key } }"),
    "many operations without a name": many(600, "{ viewer { key } }"),
    "many operations over one fragment": (
        many(60, "query A{n}($v: Int) { ...F }") + f"fragment F on Query {{ {many(30, 'ticket(number: $v) { id }')} }}"
    ),
    "many variables": f"query({many(480, '$v{n}: Int')}) {{ viewer {{ key }} }}",
    "many variables of unknown types": f"query({many(480, '$v{n}: Tickte')}) {{ viewer {{ key }} }}",
    "many unknown fields": f"{{ {many(1_900, 'ticke{n}')} }}",
    "many unknown types": f"{{ {many(90, '... on Ticke{n} { id }')} }}",
    "many unknown arguments": f"{{ tickets({many(600, 'frst{n}: 1')}) {{ nodes {{ id }} }} }}",
    "many unknown input fields": f"{{ tickets(filter: {{{many(240, 'stat{n}: {b: 1}')}}}) {{ nodes {{ id }} }} }}",
    "many unknown values": f"{{ tickets(filter: {{status: [{many(1_900, 'NEWW{n}')}]}}) {{ nodes {{ id }} }} }}",
    "one argument many times": f"{{ ticket({many(600, 'number: 1')}) {{ id }} }}",
    "introspection below itself": "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }",
    "introspection of all": (
        "{ __schema { types { ...T fields { args { type { ...T } } type { ...T } } possibleTypes { ...T } } } }"
        "fragment T on __Type { name description ofType { name ofType { name ofType { name } } } }"
    ),
    "a value 180 levels deep": f"{{ tickets(filter: {{status: {'[' * 180}{']' * 180}}}) {{ nodes {{ id }} }} }}",
    "a number of 5,000 digits": f"{{ ticket(number: {'9' * 5_000}) {{ id }} }}",
    "a number of 90,000 digits and a fraction": f"{{ ticket(number: {'9' * 90_000}.5e9) {{ id }} }}",
    "a text of 99,000 characters": f'{{ ticket(id: "{"x" * 99_000}") {{ id }} }}',
    "a text of lines": f'{{ ticket(id: """{chr(10) * 99_000}""") {{ id }} }}',
    "900,000 line ends and a mistake": "\n" * 900_000 + "{",
    "a name of 900,000 characters": f"{{ {'a' * 900_000} }}",
    "a comment of 900,000 characters": f"#{'a' * 900_000}",
}  # fmt: skip
VARIABLES: dict[str, tuple[str, Any]] = {
    "a long list": (STATUSES, ["NEW"] * 140_000),
    "a long list of what is no value": (STATUSES, ["NEWW"] * 120_000),
    "a long list of nothing": (STATUSES, [None] * 190_000),
    "a list as long as is taken": (TAGS, ["x"] * 9_990),
    "a list of what is no value, as long as is taken": (STATUSES, ["NEWW"] * 9_990),
    "ids as many as are taken": (FILTER, {"groupId": [GROUP] * 9_990}),
    "many keys": (FILTER, {f"status{number}": 1 for number in range(60_000)}),
    "as many keys as are taken": (FILTER, {f"status{number}": 1 for number in range(9_990)}),
    "a key of 900,000 characters": (FILTER, {"s" * 900_000: 1}),
    "a list in a list 900 times": (ID, nested(900)),
    "lists in a list": (ID, [[]] * 300_000),
    "a text of 900,000 characters": (ID, "x" * 900_000),
    "900,000 digits": (ID, "9" * 900_000),
    "a text of words": (TEXT, "x y " * 240_000),
    "a text of Chinese": (TEXT, "字" * 300_000),
    "a value of 900,000 characters": (STATUSES, ["N" * 900_000]),
    "a form of many values": (
        SUBMIT, {"serviceItemId": "svc_" + "0189" * 8, "title": "x", "form": {str(n): n for n in range(9_900)}},
    ),
    "a form 900 levels deep": (SUBMIT, {"serviceItemId": "x", "title": "x", "form": {"a": nested(900)}}),
    "a long name of a file": (UPLOAD, {"fileName": "字 " * 220_000, "contentType": "image/png", "size": 1}),
    "a condition of many values": (
        RULE, {"code": "x", "when": {"field": {"path": "x", "value": [{}] * 9_900}}, "then": {}},
    ),
}  # fmt: skip


@pytest.fixture(params=["production", "test"])
async def client(
    runtime: Runtime, database_url: str, request: pytest.FixtureRequest
) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the application, with its suggestions and without."""
    app = create_app(settings_of(database_url, mode=request.param), runtime=runtime)
    headers = {"Authorization": f"Bearer {token('admin')}", "Accept": "application/graphql-response+json"}
    transport = httpx.ASGITransport(app)
    async with (
        LifespanManager(app),
        httpx.AsyncClient(transport=transport, base_url="http://h", headers=headers) as found,
    ):
        yield found


async def test_no_hostile_request_keeps_others_waiting(client: httpx.AsyncClient) -> None:
    requests: dict[str, dict[str, Any]] = {name: {"query": query} for name, query in DOCUMENTS.items()}
    requests |= {
        name: {"query": query, "variables": {"v": given}} for name, (query, given) in VARIABLES.items()
    }
    requests["undeclared variables"] = {
        "query": "{ __typename }",
        "variables": {str(n): n for n in range(80_000)},
    }
    requests["extensions of many values"] = {
        "query": "{ __typename }",
        "extensions": {"a": [0] * 400_000},
    }
    for name, body in requests.items():
        content = json.dumps(body, ensure_ascii=False).encode()
        async with Held() as held:
            response = await client.post(
                "/graphql", content=content, headers={"Content-Type": "application/json"}
            )
        assert held.worst < LONGEST, name
        assert response.status_code < 500, (name, response.text[:500])
        told = response.json().get("errors", [])
        assert len(told) <= 5, name
        assert all(error["extensions"]["code"] != "INTERNAL" for error in told), (name, told)
        assert len(response.content) < 20_000 or "data" in response.json(), name


async def test_errors_are_short_whatever_they_repeat(api: Api) -> None:
    long = "x" * 90_000
    for query in (
        f'{{ tickets(filter: {{status: "{long}"}}) {{ nodes {{ id }} }} }}',
        f'{{ ticket(number: "{long}") {{ id }} }}',
    ):
        error = (await api("admin", query))["errors"][0]
        assert len(error["message"]) <= 501
    repeated = f"{{ ticket({many(200, 'number: 1')}) {{ id }} }}"
    assert len((await api("admin", repeated))["errors"][0]["locations"]) <= 5


async def test_no_answer_is_larger_than_can_be_written_at_once(api: Api, world: World) -> None:
    long = {"title": "题" * 200, "description": "字" * 20_000}
    for _ in range(30):
        await api.submit("store:S001", world.items["product-use"], **long)
    many_titles = f"{{ tickets(first: 30) {{ nodes {{ {many(99, 'a{n}: title')} }} }} }}"
    many_texts = f"{{ tickets(first: 30) {{ nodes {{ {many(33, 'a{n}: description')} }} }} }}"
    for query in (many_titles, many_texts):
        async with Held() as held:
            assert "errors" not in await api("admin", query)
        assert held.worst < LONGEST
    refused = await api("admin", many_texts.replace("first: 30", "first: 40"))
    assert refused["errors"][0]["extensions"]["code"] == "QUERY_TOO_COSTLY"
