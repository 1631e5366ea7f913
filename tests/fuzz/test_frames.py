"""WebSocket: any frames, messages and operations; a socket ends by the protocol's codes or lives (issue: fuzz)."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.fuzz.drawing import ANY_JSON, RANDOM, request
from tests.fuzz.target import ROLES, Target

PROTOCOL = Subprotocol("graphql-transport-ws")
BY_PROTOCOL = {4400, 4401, 4403, 4408, 4409, 4429, 1000, 1002, 1003, 1007, 1009}
TYPES = (
    "connection_init",
    "ping",
    "pong",
    "subscribe",
    "complete",
    "connection_ack",
    "next",
    "error",
    "started",
    "",
)
IDS = st.sampled_from(["1", "2", "工单", "x" * 500]) | ANY_JSON
MESSAGES = st.fixed_dictionaries(
    {"type": st.sampled_from(TYPES)}, optional={"id": IDS, "payload": ANY_JSON, "more": ANY_JSON}
)
OPERATIONS = st.fixed_dictionaries(
    {"type": st.just("subscribe"), "id": IDS},
    optional={
        "payload": st.fixed_dictionaries(
            {},
            optional=dict.fromkeys(
                ("query", "variables", "operationName", "extensions", "documentId"), ANY_JSON
            ),
        )
    },
)
FRAMES = st.lists(
    (MESSAGES | OPERATIONS).map(json.dumps) | ANY_JSON.map(json.dumps) | st.text() | st.binary(max_size=200),
    max_size=8,
)
RAW = st.sampled_from(
    [
        b"\x81\x80\0\0\0\0", b"\x81\xfe\xff\xff", b"\x81\xff\x7f" + b"\xff" * 7 + b"\0" * 4, b"\x01\x81\0\0\0\0{",
        b"\x80\x80\0\0\0\0", b"\x89\xfd\0\0\0\0", b"\x88\x82\0\0\0\0\x03\xe8", b"\x88\x81\0\0\0\0x", b"\x81\x05hello",
        b"\xf1\x80\0\0\0\0", b"\x8a\x80\0\0\0\0",
    ]
)  # fmt: skip
"""Frames of RFC 6455: empty, cut off, too long, in pieces, with reserved bits, unmasked, closing badly."""


@contextmanager
def opened(target: Target, role: str | None) -> Iterator[ClientConnection]:
    """A socket; initialised for a role, or not."""
    host, port = target.address
    with connect(
        f"ws://{host}:{port}/graphql", subprotocols=[PROTOCOL], proxy=None, open_timeout=10
    ) as found:
        if role is not None:
            found.send(
                json.dumps(
                    {"type": "connection_init", "payload": {"authorization": f"Bearer {target.tokens[role]}"}}
                )
            )
            assert json.loads(found.recv(10)) == {"type": "connection_ack"}
        yield found


def until(found: ClientConnection, is_last: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]] | int:
    """Messages up to the one that is waited for, or the code with which the server closed."""
    seen = []
    try:
        while True:
            seen.append(json.loads(found.recv(10)))
            if is_last(seen[-1]):
                return seen
    except ConnectionClosed:
        return found.close_code or 0


@given(frames=FRAMES, role=st.sampled_from([*ROLES, None]))
def test_any_messages(target: Target, frames: list[str | bytes], role: str | None) -> None:
    def send() -> list[dict[str, Any]] | int:
        with opened(target, role) as found:
            with suppress(ConnectionClosed):
                for frame in frames:
                    found.send(frame)
                found.send('{"type": "ping"}')
            pings = sum(1 for frame in frames if _is_ping(frame))
            pongs = iter(range(pings + 1))
            return until(found, lambda message: message["type"] == "pong" and next(pongs, pings) == pings)

    answer = target.soon(send)
    if isinstance(answer, int):
        assert answer in BY_PROTOCOL
    else:
        for message in answer:
            _require_no_fault(message)


@given(random=RANDOM, role=st.sampled_from(ROLES))
def test_any_operation_leaves_its_socket_alive(target: Target, random: Random, role: str) -> None:
    payloads = [request(random, target.ids) for _ in range(3)]

    def send() -> list[dict[str, Any]] | int:
        with opened(target, role) as found:
            for number, payload in enumerate(payloads):
                found.send(json.dumps({"id": str(number), "type": "subscribe", "payload": payload}))
            for number in range(3):
                found.send(json.dumps({"id": str(number), "type": "complete"}))
            found.send(
                json.dumps({"id": "last", "type": "subscribe", "payload": {"query": "{ __typename }"}})
            )
            return until(found, lambda message: message.get("id") == "last" and message["type"] == "complete")

    answer = target.soon(send)
    assert isinstance(answer, list), answer
    for message in answer:
        _require_no_fault(message)


@given(sent=st.binary(max_size=300) | st.lists(RAW, max_size=6).map(b"".join))
def test_any_bytes_instead_of_frames(target: Target, sent: bytes) -> None:
    def send() -> bytes:
        with socket.create_connection(target.address, timeout=10) as connection:
            connection.sendall(_handshake())
            answer = b""
            while b"\r\n\r\n" not in answer:
                answer += connection.recv(65_536)
            answer = answer.partition(b"\r\n\r\n")[2]
            with suppress(ConnectionError):
                connection.sendall(sent)
                connection.shutdown(socket.SHUT_WR)
                while piece := connection.recv(65_536):
                    answer += piece
            return answer

    code = _close_code(target.soon(send))
    assert code is None or code in BY_PROTOCOL


def _is_ping(frame: str | bytes) -> bool:
    with suppress(ValueError):
        message = json.loads(frame)
        return isinstance(frame, str) and isinstance(message, dict) and message.get("type") == "ping"
    return False


def _require_no_fault(message: dict[str, Any]) -> None:
    payload = message.get("payload")
    errors = payload if isinstance(payload, list) else (payload or {}).get("errors", ())
    assert len(errors) <= 5
    for error in errors:
        assert error["extensions"]["code"] != "INTERNAL", message
        assert "Did you mean" not in error["message"]


def _handshake() -> bytes:
    lines = (
        "GET /graphql HTTP/1.1", "Host: h", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==", f"Sec-WebSocket-Protocol: {PROTOCOL}",
    )  # fmt: skip
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode()


def _close_code(answer: bytes) -> int | None:
    """The code of the close frame among a server's short frames."""
    while len(answer) >= 2:
        length = answer[1] & 0x7F
        if answer[0] == 0x88:
            return int.from_bytes(answer[2:4], "big") if length >= 2 else 1000
        start = 2 + {126: 2, 127: 8}.get(length, 0)
        size = int.from_bytes(answer[2:start], "big") if start > 2 else length
        answer = answer[start + size :]
    return None
