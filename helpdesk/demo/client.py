"""The API as a client sees it: documents over HTTP, subscriptions over WebSocket."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import urljoin

import httpx
import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

PROTOCOL = Subprotocol("graphql-transport-ws")
Update = Mapping[str, Any]


class DidNotHappen(Exception):
    """What the scenario waited for or asserted and did not find."""


@dataclass(frozen=True, slots=True)
class Api:
    """Where the API is."""

    host: str
    port: int

    @property
    def http(self) -> str:
        """The GraphQL address."""
        return f"http://{self.host}:{self.port}/graphql"

    @property
    def readiness(self) -> str:
        """Where it says whether it is ready."""
        return f"http://{self.host}:{self.port}/readyz"

    @property
    def socket(self) -> str:
        """The same for subscriptions."""
        return f"ws://{self.host}:{self.port}/graphql"


class Caller:
    """One party with its token. An asynchronous context manager."""

    def __init__(self, api: Api, token: str) -> None:
        self.api = api
        self.token = token
        self._http = httpx.AsyncClient(headers={"Authorization": f"Bearer {token}"}, timeout=15.0)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._http.aclose()

    async def ask(self, document: str, **variables: Any) -> dict[str, Any]:
        """The data of a query. Raises DidNotHappen with the errors."""
        answer = await self._http.post(self.api.http, json={"query": document, "variables": variables})
        body = answer.json()
        if body.get("errors"):
            raise DidNotHappen("; ".join(error["message"] for error in body["errors"]))
        data: dict[str, Any] = body["data"]
        return data

    async def do(self, mutation: str, document: str, **given: Any) -> dict[str, Any]:
        """The payload of a mutation. Raises DidNotHappen with its user errors."""
        payload: dict[str, Any] = (await self.ask(document, input=given))[mutation]
        if payload["userErrors"]:
            raise DidNotHappen(
                f"{mutation}: " + "; ".join(error["message"] for error in payload["userErrors"])
            )
        return payload

    async def put(self, link: str, content: bytes) -> None:
        """Put a file where a link says, which may be relative. Raises DidNotHappen."""
        answer = await self._http.put(urljoin(self.api.http, link), content=content)
        if answer.status_code != httpx.codes.CREATED:
            raise DidNotHappen(f"the file was not taken: {answer.text}")

    async def get(self, link: str) -> bytes:
        """What is under a link, which may be relative."""
        return (await self._http.get(urljoin(self.api.http, link))).raise_for_status().content


@dataclass(slots=True)
class Follower:
    """A subscription that can be cut off and taken up again with its cursor.

    `seen` holds every update once delivered, with the moment at which it arrived.
    """

    caller: Caller
    document: str
    variables: Mapping[str, Any]
    seen: list[tuple[float, Update]] = field(default_factory=list)
    cursor: str | None = None
    _socket: ClientConnection | None = None
    _reading: asyncio.Task[None] | None = None
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)
    _trouble: str | None = None

    async def open(self) -> None:
        """Subscribe, after the last cursor where there is one."""
        self._socket = await connect(self.caller.api.socket, subprotocols=[PROTOCOL], max_size=2_000_000)
        await self._send(
            {"type": "connection_init", "payload": {"authorization": f"Bearer {self.caller.token}"}}
        )
        acknowledged = orjson.loads(await self._socket.recv())
        if acknowledged["type"] != "connection_ack":
            raise DidNotHappen(f"the socket was not acknowledged: {acknowledged}")
        variables = {**self.variables, "after": self.cursor}
        await self._send(
            {"id": "1", "type": "subscribe", "payload": {"query": self.document, "variables": variables}}
        )
        self._reading = asyncio.create_task(self._read(self._socket))

    def cut(self) -> None:
        """Break the connection as a network does: nobody says goodbye."""
        if self._socket is not None:
            self._socket.transport.abort()

    async def close(self) -> None:
        """End the subscription."""
        if self._socket is not None:
            with contextlib.suppress(ConnectionClosed, OSError):
                await self._socket.close()
        if self._reading is not None:
            self._reading.cancel()
            await asyncio.gather(self._reading, return_exceptions=True)

    async def wait_for(
        self, what: str, matches: Callable[[Update], bool], *, seconds: float
    ) -> tuple[float, Update]:
        """The first update that matches, and when it arrived. Raises DidNotHappen after the time given."""
        try:
            async with asyncio.timeout(seconds), self._news:
                while True:
                    for at, update in self.seen:
                        if matches(update):
                            return at, update
                    if self._trouble:
                        raise DidNotHappen(f"{what}: the subscription ended with {self._trouble}")
                    await self._news.wait()
        except TimeoutError:
            raise DidNotHappen(f"{what} did not arrive within {seconds:g} s") from None

    async def _send(self, message: Mapping[str, Any]) -> None:
        assert self._socket is not None  # noqa: S101 - opened before
        await self._socket.send(orjson.dumps(message).decode())

    async def _read(self, socket: ClientConnection) -> None:
        with contextlib.suppress(ConnectionClosed, OSError):
            async for text in socket:
                await self._take(orjson.loads(text))

    async def _take(self, message: Mapping[str, Any]) -> None:
        at = time.perf_counter()
        async with self._news:
            if message["type"] == "next" and not message["payload"].get("errors"):
                update = message["payload"]["data"]["ticketUpdates"]
                self.cursor = update["cursor"]
                self.seen.append((at, update))
            elif message["type"] in {"next", "error"}:
                self._trouble = str(message["payload"])
            self._news.notify_all()
