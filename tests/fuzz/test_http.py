"""HTTP: any bytes, JSON, headers and documents have a typed answer below 500, soon (issue: fuzz)."""

from __future__ import annotations

import socket
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.drawing import ANY_JSON, RANDOM, request, written
from tests.fuzz.target import ROLES, Target, require_typed

TEXTS = st.text(st.characters(min_codepoint=0x20, max_codepoint=0xFF, exclude_categories=["Cc"]), max_size=40)
HEADERS = st.fixed_dictionaries(
    {},
    optional={
        name: st.sampled_from(known) | TEXTS.map(str.strip)
        for name, known in {
            "Accept": ("", "*/*", "text/html", "application/graphql-response+json;q=0.1, */*"),
            "Accept-Language": ("zh", "en;q=x", "zh-CN,en;q=0.9"),
            "Authorization": ("", "Bearer", "Bearer x.y.z", "Basic YTpi"),
            "Content-Type": ("application/json", "application/json; charset=utf-16", "text/plain"),
            "Content-Encoding": ("gzip", "identity"),
            "Origin": ("null", "https://evil.example"),
        }.items()
    },
)
PARTS = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(("query", "variables", "operationName", "extensions", "documentId"), ANY_JSON),
)
LINES = st.sampled_from(
    [
        b"POST /graphql HTTP/1.1\r\n", b"GET /graphql?query={__typename} HTTP/1.1\r\n", b"PRI * HTTP/2.0\r\n",
        b"Host: h\r\n", b"\r\n", b"\n", b"\0", b"Content-Length: 5\r\n", b"Content-Length: -1\r\n",
        b"Transfer-Encoding: chunked\r\n", b"5\r\n{a}  \r\n", b"0\r\n\r\n", b"ffffffffffffffff\r\n",
        b"Expect: 100-continue\r\n", b"Upgrade: websocket\r\nConnection: Upgrade\r\n", b"X: " + b"y" * 9_000 + b"\r\n",
        b"Content-Type: application/json\r\n",
    ]
)  # fmt: skip


@given(body=st.binary(max_size=2_000) | ANY_JSON.map(written) | PARTS.map(written), headers=HEADERS)
def test_any_body_and_headers(target: Target, body: bytes, headers: dict[str, str]) -> None:
    require_typed(target.post(body, headers=headers))


@given(random=RANDOM, role=st.sampled_from(ROLES))
def test_any_document_with_any_variables(target: Target, random: Random, role: str) -> None:
    body = require_typed(target.post(written(request(random, target.ids)), role))
    assert "data" in body or body["errors"]


@given(random=RANDOM, role=st.sampled_from(ROLES), parts=PARTS)
def test_any_query_in_a_url(target: Target, random: Random, role: str, parts: dict[str, object]) -> None:
    made = request(random, target.ids) if random.random() < 0.7 else parts
    given_as = {
        name: value if isinstance(value, str) else written(value).decode() for name, value in made.items()
    }
    headers = {"Authorization": f"Bearer {target.tokens[role]}"}
    given_as = {name: value[:4_000].encode(errors="replace").decode() for name, value in given_as.items()}
    require_typed(target.soon(lambda: target.client.get("/graphql", params=given_as, headers=headers)))


@given(sent=st.lists(LINES | st.binary(max_size=200), max_size=12).map(b"".join))
def test_any_bytes_instead_of_http(target: Target, sent: bytes) -> None:
    """What the server makes of them is its own; it answers no fault and goes on."""

    def send() -> bytes:
        with socket.create_connection(target.address, timeout=10) as connection:
            connection.sendall(sent)
            connection.shutdown(socket.SHUT_WR)
            answer = b""
            try:
                while piece := connection.recv(65_536):
                    answer += piece
            except ConnectionResetError:  # it does not care for the rest
                pass
            return answer

    answer = target.soon(send)
    assert b" 500 " not in answer.partition(b"\r\n")[0]
    assert b"Traceback" not in answer
