"""A subscriber that is cut off and resumes with its cursor, over the real protocol."""

from __future__ import annotations

import asyncio
import json
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from helpdesk.accounts import tokens
from helpdesk.accounts.tokens import CallerRole
from tests.api.conftest import SIGNING

FEED = tokens.issue(
    SIGNING, subject="feed", role=CallerRole.INTEGRATION, everything=True,
    permissions=["ticket.read", "ticket.read_internal"],
)  # fmt: skip
"""A token that follows everything."""
DOCUMENT = "subscription($after: String) { ticketUpdates(after: $after) { cursor event { id kind } } }"


@dataclass(slots=True)
class Follower:
    """Keeps what it saw, in order, over any number of connections."""

    url: str
    token: str
    seen: list[str] = field(default_factory=list)
    cursor: str | None = None
    connections: int = 0
    following: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Follow until cancelled; connect again whenever the server goes away."""
        while True:
            with suppress(WebSocketException, OSError, asyncio.IncompleteReadError):
                await self._follow()
            await asyncio.sleep(0.05)

    async def _follow(self) -> None:
        async with connect(self.url, subprotocols=[Subprotocol("graphql-transport-ws")]) as socket:
            await self._say(socket, type="connection_init", payload={"authorization": f"Bearer {self.token}"})
            assert json.loads(await socket.recv())["type"] == "connection_ack"
            payload = {"query": DOCUMENT, "variables": {"after": self.cursor}}
            await self._say(socket, id="1", type="subscribe", payload=payload)
            self.connections += 1
            self.following.set()
            async for text in socket:
                message = json.loads(text)
                if message["type"] == "error" and all(
                    one["extensions"]["retryable"] for one in message["payload"]
                ):
                    return  # told to come again
                assert message["type"] == "next", message
                assert "errors" not in message["payload"], message
                update = message["payload"]["data"]["ticketUpdates"]
                self.seen.append(update["event"]["id"])
                self.cursor = update["cursor"]

    @staticmethod
    async def _say(socket: Any, **message: Any) -> None:
        await socket.send(json.dumps(message))
