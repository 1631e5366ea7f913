"""GraphQL over HTTP: media types, methods, status codes, tokens and limits (design: GraphQL conventions)."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import jwt
import pytest
from asgi_lifespan import LifespanManager
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpdesk.app import Runtime, create_app
from tests.api.conftest import Api, token
from tests.conftest import SECRET, settings_of

GRAPHQL = "application/graphql-response+json"
JSON = "application/json"
QUERY = {"query": "{ __typename }"}


@pytest.fixture
def post(api: Api) -> Callable[..., Any]:
    """Sends a body as it is, as store S001."""

    async def send(content: Any = None, **headers: str) -> httpx.Response:
        given_as = {"Authorization": f"Bearer {token('store:S001')}", "Content-Type": JSON}
        given_as |= {name.replace("_", "-"): value for name, value in headers.items()}
        body = content if isinstance(content, bytes) else json.dumps(content).encode()
        return await api.client.post("/graphql", content=body, headers=given_as)

    return send


def code_of(response: httpx.Response) -> str:
    """The code of the first error."""
    code: str = response.json()["errors"][0]["extensions"]["code"]
    return code


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("", GRAPHQL), (" ", GRAPHQL), ("*/*", JSON), (JSON, JSON), (GRAPHQL, GRAPHQL), (f"{GRAPHQL}, {JSON}", GRAPHQL),
        (f"{JSON}, {GRAPHQL}", GRAPHQL), (f"{GRAPHQL};q=0.5, {JSON}", JSON), (f"{GRAPHQL};q=0, */*", JSON),
        (f"{JSON};q=0.1, {GRAPHQL}; charset=utf-8; q=0.9", GRAPHQL), (f"{JSON};q=0, */*", GRAPHQL),
        (GRAPHQL.upper(), GRAPHQL), ("application/*", JSON), (f"application/*;q=0.2, {GRAPHQL};q=0.1", JSON),
        (f"text/html, */*;q=0.8, {GRAPHQL};Q=0.9", GRAPHQL), ("text/html,application/xhtml+xml,*/*;q=0.8", JSON),
        (f"{GRAPHQL}; charset=utf-8, {JSON}; charset=utf-8", GRAPHQL), (f"{JSON}, */*", JSON),
        (f"{GRAPHQL};q=2, {JSON};q=0.001", JSON),
    ],
)  # fmt: skip
async def test_the_answer_has_the_media_type_that_the_caller_prefers(
    post: Callable[..., Any], accept: str, wanted: str
) -> None:
    response = await post(QUERY, Accept=accept)
    assert response.status_code == 200
    assert response.headers["content-type"] == f"{wanted}; charset=utf-8"
    assert response.json() == {"data": {"__typename": "Query"}}


@pytest.mark.parametrize(
    "accept",
    [
        "text/html",
        f"{JSON};q=0",
        f"{GRAPHQL};q=x",
        "text/*, image/png",
        f"{JSON};q=0, {GRAPHQL};q=0.0, */*;q=0",
    ],
)
async def test_who_takes_neither_type_is_answered_406_and_nothing_is_run(
    post: Callable[..., Any], accept: str
) -> None:
    response = await post(QUERY, Accept=accept)
    assert (response.status_code, code_of(response)) == (406, "BAD_REQUEST")
    assert response.headers["content-type"] == f"{JSON}; charset=utf-8"


async def test_the_types_of_two_headers_are_one_list(api: Api) -> None:
    headers = [("authorization", f"Bearer {token('lin')}"), ("accept", f"{JSON};q=0.1"), ("accept", GRAPHQL)]
    response = await api.client.post("/graphql", json=QUERY, headers=headers)
    assert response.headers["content-type"].startswith(GRAPHQL)


@pytest.mark.parametrize(
    ("document", "strict_status"),
    [
        pytest.param({"query": "{ nothing }"}, 400, id="not valid"),
        pytest.param({"query": "{"}, 400, id="does not parse"),
        pytest.param(
            {"query": "query A { __typename } query B { __typename }"}, 400, id="operation not named"
        ),
        pytest.param({"query": "query A { __typename }", "operationName": "C"}, 400, id="no such operation"),
        pytest.param({"query": "query($a: Int!) { ticket(number: $a) { id } }"}, 400, id="variable missing"),
        pytest.param({"query": '{ ticket(id: "x") { id } }'}, 200, id="a field's failure"),
    ],
)
async def test_a_document_that_cannot_run_is_400_in_the_new_type_and_200_in_the_old(
    post: Callable[..., Any], document: dict[str, Any], strict_status: int
) -> None:
    strict, old = await post(document, Accept=GRAPHQL), await post(document, Accept=JSON)
    assert (strict.status_code, old.status_code) == (strict_status, 200)
    assert strict.json()["errors"][0]["message"] == old.json()["errors"][0]["message"]
    assert ("data" in old.json()) == (strict_status == 200)


async def test_one_of_several_operations_runs_when_it_is_named(post: Callable[..., Any]) -> None:
    both = "query A { a: __typename } query B { b: __typename }"
    response = await post({"query": both, "operationName": "B"})
    assert response.json() == {"data": {"b": "Query"}}
    assert code_of(await post({"query": both, "operationName": ""})) == "BAD_REQUEST"


DEEP = b'{"query":"{ __typename }","variables":' + b'{"a":' * 20_000 + b"1" + b"}" * 20_001


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"7", b'"text"', b"[]", b'[{"query":"{__typename}"}]', b"{", b"\xff\xfe", b"{}", DEEP,
        b'{"query":"\xc3"}', b'{"query":"{ __typename }","variables":{"n":' + b"9" * 10_000 + b"}}",
        b'{"query":5}', b'{"query":null}', b'{"query":""}', b'{"query":"{a}","variables":[]}', b'{"query":"\\ud800"}',
        b'{"query":"{a}","variables":"x"}', b'{"query":"{a}","operationName":5}', b"NaN",
        b'{"query":"{a}","extensions":[]}', b'{"query":"{a}","extensions":"x"}', b'{"query":"{a}","extensions":7}',
        b'{"query":"{a}","variables":NaN}',
    ],
    ids=lambda body: repr(body[:40]),
)  # fmt: skip
async def test_a_body_that_is_no_request_is_400_and_json(post: Callable[..., Any], body: bytes) -> None:
    response = await post(body)
    assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize(
    "kind",
    ["", "text/plain", "application/graphql", "multipart/form-data", "jsonp", "application/x-www-form-urlencoded",
     f"{JSON}; charset=utf-16", f"{JSON};charset=latin-1", f"{JSON}, {JSON}", GRAPHQL],
)  # fmt: skip
async def test_only_json_is_taken(post: Callable[..., Any], kind: str) -> None:
    response = await post(QUERY, Content_Type=kind)
    assert (response.status_code, response.headers["accept-post"]) == (415, JSON)


@pytest.mark.parametrize("kind", [JSON, f"{JSON}; charset=utf-8", f'{JSON} ;Charset="UTF-8"', JSON.upper()])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"], ids=["plain", "with a byte order mark"])
async def test_json_is_utf_8_also_where_that_is_said(
    post: Callable[..., Any], kind: str, mark: bytes
) -> None:
    body = json.dumps(
        {"query": "\ufeff{ __typename } # 工单", "extensions": {}, "variables": None}, ensure_ascii=False
    )
    response = await post(mark + body.encode(), Content_Type=kind)
    assert response.json() == {"data": {"__typename": "Query"}}


async def test_a_compressed_body_is_not_taken(post: Callable[..., Any]) -> None:
    response = await post(gzip.compress(json.dumps(QUERY).encode()), Content_Encoding="gzip")
    assert (response.status_code, response.headers["accept-encoding"]) == (415, "identity")


async def test_a_body_above_one_megabyte_is_413_also_without_a_stated_length(api: Api) -> None:
    headers = {"Authorization": f"Bearer {token('store:S001')}", "Content-Type": JSON}

    async def chunks() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 60_000

    for content in (b" " * 1_000_001, chunks()):
        response = await api.client.post("/graphql", content=content, headers=headers)
        assert (response.status_code, code_of(response)) == (413, "BODY_TOO_LARGE")
    for stated in ("1000001", "9" * 400):
        response = await api.client.post(
            "/graphql", content=b"{}", headers={**headers, "Content-Length": stated}
        )
        assert (response.status_code, code_of(response)) == (413, "BODY_TOO_LARGE")


async def test_queries_may_come_by_get_and_mutations_may_not(api: Api) -> None:
    headers = {"Authorization": f"Bearer {token('store:S001')}"}

    async def get(**parameters: str) -> httpx.Response:
        return await api.client.get("/graphql", params=parameters, headers=headers)

    asked = await get(query="query($n: Int) { ticket(number: $n) { id } }", variables='{"n": 1}')
    assert asked.json() == {"data": {"ticket": None}}
    before = await api.counts()
    refused = await get(query='mutation { urgeTicket(input: {ticketId: "x"}) { ticket { id } } }')
    assert (refused.status_code, refused.headers["allow"]) == (405, "POST")
    assert await api.counts() == before
    for wrong in ({}, {"query": ""}, {"query": "{a}", "variables": "{"}, {"query": "{a}", "variables": "[]"},
                  {"query": "{a}", "extensions": "7"}, {"query": "{a}", "extensions": ""}):  # fmt: skip
        assert (await get(**wrong)).status_code == 400
    for name in ("", "A"):
        named = await get(
            query="query A { __typename }", operationName=name, extensions="{}", variables="null"
        )
        assert named.json() == {"data": {"__typename": "Query"}}
    assert (await get(query="{ __typename }#" + "x" * 40_000)).status_code == 414
    followed = await get(query="subscription { ticketUpdates { cursor } }")
    assert followed.status_code == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "TRACE"])
async def test_other_methods_are_405_and_told_which_are_allowed(api: Api, method: str) -> None:
    response = await api.client.request(method, "/graphql")
    assert response.status_code == 405
    assert {"GET", "POST"} <= {name.strip() for name in response.headers["allow"].split(",")}


def signed(secret: str = SECRET, algorithm: str = "HS256", **claims: Any) -> str:
    """A token of which only the given claims differ from a good one; None leaves a claim out."""
    good = {
        "sub": "m", "role": "store_manager", "store_code": "S001", "aud": "helpdesk", "iss": "platform",
        "exp": datetime.now(UTC) + timedelta(hours=1),
    }  # fmt: skip
    payload = {name: value for name, value in (good | claims).items() if value is not None}
    return jwt.encode(payload, secret if algorithm != "none" else None, algorithm)


def unsigned(algorithm: str) -> str:
    """A good token whose header names another algorithm."""
    header = jwt.utils.base64url_encode(json.dumps({"alg": algorithm, "typ": "JWT"}).encode()).decode()
    return f"{header}.{signed().partition('.')[2]}"


BAD_TOKENS = {
    "none at all": "", "no scheme": signed(), "another scheme": f"Basic {signed()}", "empty": "Bearer ",
    "garbage": "Bearer x.y.z", "not ASCII": "Bearer \xe9", "another secret": f"Bearer {signed('y' * 48)}",
    "audience": f"Bearer {signed(aud='other')}", "no audience": f"Bearer {signed(aud=None)}",
    "issuer": f"Bearer {signed(iss='other')}", "no issuer": f"Bearer {signed(iss=None)}",
    "algorithm none": f"Bearer {signed(algorithm='none')}", "HS512": f"Bearer {signed(SECRET * 2, 'HS512')}",
    "RS256": f"Bearer {unsigned('RS256')}",
    "no expiry": f"Bearer {signed(exp=None)}", "expired": f"Bearer {signed(exp=1_700_000_000)}",
    "expiry beyond time": f"Bearer {signed(exp=10**30)}", "unknown role": f"Bearer {signed(role='king')}",
    "no store": f"Bearer {signed(store_code=None)}", "NUL in the store": f"Bearer {signed(store_code=chr(0))}",
    "unknown agent": f"Bearer {signed(role='agent', sub='nobody')}",
}  # fmt: skip


@pytest.mark.parametrize("authorization", BAD_TOKENS.values(), ids=BAD_TOKENS)
async def test_a_token_that_is_not_wholly_right_is_401_before_anything_is_read(
    post: Callable[..., Any], authorization: str
) -> None:
    response = await post(b"\xff", Authorization=authorization.encode("latin-1"))
    assert (response.status_code, response.headers["www-authenticate"]) == (401, "Bearer")
    assert code_of(response) in {"TOKEN_MISSING", "TOKEN_INVALID", "TOKEN_EXPIRED", "UNKNOWN_CALLER"}


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("{ a" * 3_000 + " }" * 3_000, id="deeper than the parser goes"),
        pytest.param("{ ticket " * 300 + "{ id }" + " }" * 300, id="300 levels"),
        pytest.param("{ node(id: 1) { id " + "... on Ticket { " * 400 + "id" + " }" * 402, id="inline fragments"),
        pytest.param("{" + " __typename" * 2_001 + "}", id="2,001 tokens"),
        pytest.param("{" + " __typename" * 1_900 + "}", id="one field 1,900 times"),
        pytest.param("{" + " a:__typename" * 60_000 + "}", id="180,000 tokens"),
        pytest.param(
            "{ ...F0 } " + " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(26))
            + " fragment F26 on Query { __typename }",
            id="26 fragments that double",
        ),
        pytest.param("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", id="a ring of fragments"),
        pytest.param("{ tickets(filter: " + "[" * 900 + "]" * 900 + ") { nodes { id } } }", id="deep value"),
    ],
)  # fmt: skip
async def test_a_document_without_measure_is_refused_fast(post: Callable[..., Any], query: str) -> None:
    began = time.perf_counter()
    response = await post({"query": query}, Accept=GRAPHQL)
    assert time.perf_counter() - began < 2
    assert (response.status_code, code_of(response)) == (400, "BAD_REQUEST")


async def test_the_widest_document_that_is_taken_is_judged_fast(post: Callable[..., Any]) -> None:
    began = time.perf_counter()
    response = await post({"query": "{" + " ".join(f"a{number}: __typename" for number in range(100)) + "}"})
    assert time.perf_counter() - began < 2
    assert len(response.json()["data"]) == 100


@pytest.fixture
async def production(runtime: Runtime, database_url: str) -> AsyncIterator[Api]:
    """The same application in production mode."""
    app = create_app(settings_of(database_url, mode="production"), runtime=runtime)
    transport = httpx.ASGITransport(app)
    async with (
        LifespanManager(app),
        httpx.AsyncClient(transport=transport, base_url="http://helpdesk") as client,
    ):
        yield Api(client, runtime)


async def test_production_answers_no_introspection_and_suggests_no_names(production: Api) -> None:
    for query in (
        "{ __schema { types { name } } }", '{ __type(name: "Ticket") { name } }', "{ tickeT { id } }",
        "{ tickets(frist: 1) { nodes { id } } }", "{ tickets(filter: {stauts: NEW}) { nodes { id } } }",
        "{ tickets(orderBy: CREATED_AT) { nodes { id } } }", "query($a: Tickt) { __typename }",
        "{ tickets }", "{ viewer @skp(if: true) { key } }", "{ viewer @skip(iff: true) { key } }", "{ ...F }",
        "{ ... on Qery { __typename } }", "query($a: Presence = ONLINEE) { __typename }",
    ):  # fmt: skip
        body = await production("store:S001", query)
        assert "data" not in body
        assert "Did you mean" not in json.dumps(body)
    asked = "query($f: TicketsFilter) { tickets(filter: $f) { nodes { id } } }"
    assert "Did you mean" not in json.dumps(await production("store:S001", asked, f={"stauts": "NEW"}))
    assert await production("store:S001", "{ __typename }") == {"data": {"__typename": "Query"}}


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=8,
)
DOCUMENTS = st.sampled_from(
    [
        "{ __typename }",
        "query($id: ID!) { node(id: $id) { id } }",
        "query($f: TicketsFilter, $n: Int) { tickets(filter: $f, first: $n) { nodes { id } } }",
        "mutation($input: SubmitTicketInput!) { submitTicket(input: $input) { userErrors { code } } }",
        "mutation($input: SetFlagInput!) { setFlag(input: $input) { userErrors { code } } }",
    ]
)
VARIABLES = st.fixed_dictionaries(
    {}, optional={"f": ANY_JSON, "n": ANY_JSON, "id": ANY_JSON, "input": ANY_JSON, "a": ANY_JSON}
)
REQUESTS = st.fixed_dictionaries(
    {"query": DOCUMENTS | st.text()}, optional={"variables": VARIABLES | ANY_JSON, "operationName": ANY_JSON}
)
BODIES = st.binary() | (ANY_JSON | REQUESTS).map(lambda value: json.dumps(value).encode())


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=BODIES)
async def test_whatever_is_sent_the_answer_is_json_and_no_fault(
    post: Callable[..., Any], body: bytes
) -> None:
    response = await post(body)
    assert response.status_code < 500, response.text
    assert response.headers["content-type"].startswith(JSON)
    answer = response.json()
    assert isinstance(answer, dict)
    assert all(error["extensions"]["code"] != "INTERNAL" for error in answer.get("errors", ())), answer
