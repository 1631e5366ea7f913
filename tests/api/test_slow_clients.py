"""Clients that do not get on: what they hold of the server is bounded in time and size (stack: slow headers)."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest

from helpdesk.app import Runtime
from helpdesk.commands import heads
from helpdesk.schema.transport import http
from tests.api.conftest import token
from tests.api.socket_client import Server, serving

HEAD = b"POST /graphql HTTP/1.1\r\nHost: h\r\n"
QUERY = b'{"query": "{ __typename }"}'


@pytest.fixture
async def site(runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Server]:
    """The application as `helpdesk api` serves it, with less patience."""
    monkeypatch.setattr(heads, "HEAD_SECONDS", 0.3)
    monkeypatch.setattr(http, "BODY_SECONDS", 0.3)
    async with serving(runtime) as found:
        yield found


def head(length: int) -> bytes:
    """A whole head."""
    lines = f"Authorization: Bearer {token('lin')}\r\nContent-Length: {length}\r\n\r\n"
    return HEAD + b"Content-Type: application/json\r\n" + lines.encode()


async def answered(site: Server, *pieces: bytes, pause: float = 0) -> bytes:
    """All that comes until the server closes the connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    try:
        async with asyncio.timeout(10):
            for piece in pieces:
                writer.write(piece)
                await asyncio.sleep(pause)
            return await reader.read()
    finally:
        writer.close()


async def test_who_says_nothing_is_let_go(site: Server) -> None:
    assert await answered(site) == b""


@pytest.mark.parametrize(
    "pieces", [[HEAD], [b"P"], [b"\r\n\r\n"], [HEAD, b"A: b\r\n", b"C: d\r\n"]], ids=repr
)
async def test_a_head_that_is_not_finished_ends_with_408(site: Server, pieces: list[bytes]) -> None:
    assert (await answered(site, *pieces, pause=0.05)).startswith(b"HTTP/1.1 408 ")


async def test_a_head_of_a_later_request_has_as_long(site: Server) -> None:
    found = await answered(site, head(len(QUERY)) + QUERY, HEAD, pause=0.5)
    assert found.startswith(b"HTTP/1.1 200 ")
    assert b"HTTP/1.1 408 " in found


@pytest.mark.parametrize(
    "line", [b"X: " + b"y" * 70_000, b"X: y\r\n" * 12_000], ids=["one line", "many lines"]
)
async def test_a_head_above_64_kib_is_431(site: Server, line: bytes) -> None:
    assert (await answered(site, HEAD + line)).startswith(b"HTTP/1.1 431 ")


async def test_a_body_that_comes_too_slowly_is_408_and_a_large_one_at_once_is_not(site: Server) -> None:
    assert (await answered(site, head(len(QUERY)), QUERY[:5])).startswith(b"HTTP/1.1 408 ")
    padded = QUERY + b" " * 900_000
    reader, writer = await asyncio.open_connection("127.0.0.1", site.port)
    writer.write(head(len(padded)) + padded)
    async with asyncio.timeout(10):
        assert (await reader.readline()).startswith(b"HTTP/1.1 200 ")
    writer.close()


async def test_a_socket_outlives_the_patience_for_heads(site: Server) -> None:
    async with site.socket("lin") as socket:
        await asyncio.sleep(0.6)
        assert await socket.quiet()
