"""A client of the graphql-transport-ws protocol over a real server, for tests."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, Final

import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from helpdesk.app import Runtime, create_app
from helpdesk.commands.heads import HttpProtocol
from helpdesk.commands.sockets import SocketProtocol
from helpdesk.schema.transport.following import Following
from tests.api.conftest import token

PROTOCOL = "graphql-transport-ws"
UPDATES = """subscription($filter: TicketUpdatesFilter, $after: String) {
  ticketUpdates(filter: $filter, after: $after) {
    cursor changeType ticketId event { kind revision data } ticket { id number status group { code } } } }"""


class Server:
    """The application behind uvicorn on a free port."""

    def __init__(self, port: int, following: Following) -> None:
        self.port = port
        self.following = following

    def followers(self) -> int:
        """How many subscriptions have caught up and wait for the log to go on."""
        return self.following.followers

    @asynccontextmanager
    async def socket(self, role: str | None = None, **options: Any) -> AsyncIterator[Socket]:
        """A socket, initialised for a role."""
        options = {"subprotocols": [PROTOCOL], **options}
        async with connect(f"ws://127.0.0.1:{self.port}/graphql", proxy=None, **options) as connection:
            socket = Socket(connection, self.followers)
            if role is not None:
                await socket.begin(token(role))
            yield socket


class Socket:
    """Sends and sorts messages; every wait ends after five seconds."""

    def __init__(self, connection: ClientConnection, followers: Callable[[], int]) -> None:
        self.connection = connection
        self._followers = followers
        self._waiting: list[dict[str, Any]] = []

    async def send(self, *messages: dict[str, Any] | str | bytes) -> None:
        """Send messages, or raw frames, as they are."""
        for message in messages:
            await self.connection.send(json.dumps(message) if isinstance(message, dict) else message)

    async def begin(self, bearer: str) -> None:
        """Authenticate."""
        await self.send({"type": "connection_init", "payload": {"authorization": f"Bearer {bearer}"}})
        assert await self.receive() == {"type": "connection_ack"}

    async def subscribe(self, key: str = "1", query: str = UPDATES, **variables: Any) -> None:
        """Begin an operation."""
        payload = {"query": query, "variables": variables}
        await self.send({"id": key, "type": "subscribe", "payload": payload})

    async def follow(self, key: str = "1", **variables: Any) -> None:
        """Begin to follow tickets, and return once the server follows."""
        before = self._followers()
        await self.subscribe(key, **variables)
        async with asyncio.timeout(5):
            while self._followers() <= before:  # noqa: ASYNC110 - the protocol acknowledges no subscription
                await asyncio.sleep(0.002)

    async def receive(self) -> dict[str, Any]:
        """The next message."""
        if self._waiting:
            return self._waiting.pop(0)
        return await self._read()

    async def receive_of(self, key: str, kind: str = "next") -> Any:
        """The payload of the next message of an operation; others wait."""
        passed: list[dict[str, Any]] = []
        while True:
            message = await self.receive()
            if message.get("id") != key:
                passed.append(message)
            elif message["type"] == kind:
                self._waiting = passed + self._waiting
                return message.get("payload")
            else:
                assert message["type"] == "next", message

    async def updates(self, count: int, key: str = "1") -> list[dict[str, Any]]:
        """The next updates of a subscription."""
        return [(await self.receive_of(key))["data"]["ticketUpdates"] for _ in range(count)]

    async def quiet(self) -> bool:
        """Whether nothing came before the answer to a ping: what was delivered by now has arrived."""
        await self.send({"type": "ping"})
        return not self._waiting and await self._read() == {"type": "pong"}

    async def closed(self) -> tuple[int, str]:
        """The code and reason with which the server closes."""
        async with asyncio.timeout(5):
            with suppress(ConnectionClosed):
                while True:
                    await self.connection.recv()
        return self.connection.close_code or 0, self.connection.close_reason or ""

    async def _read(self) -> dict[str, Any]:
        async with asyncio.timeout(5):
            found: dict[str, Any] = json.loads(await self.connection.recv())
        return found


OURS: Final[dict[str, Any]] = {"http": HttpProtocol, "ws": SocketProtocol, "ws_per_message_deflate": False}
"""How `helpdesk api` serves."""
ANY: Final[dict[str, Any]] = {"ws": "websockets-sansio"}
"""As a host's server does, which knows nothing of us."""


@asynccontextmanager
async def serving(runtime: Runtime, **options: Any) -> AsyncIterator[Server]:
    """Serve the application on a free port inside the block, as `helpdesk api` does unless told otherwise."""
    app = create_app(runtime.settings, runtime=runtime)
    config = uvicorn.Config(app, port=0, log_config=None, **(options or OURS))
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    try:
        async with asyncio.timeout(10):
            while not server.started:  # noqa: ASYNC110 - uvicorn tells by no event
                await asyncio.sleep(0.005)
        yield Server(server.servers[0].sockets[0].getsockname()[1], app.state.following)
    finally:
        server.should_exit = True
        await task
