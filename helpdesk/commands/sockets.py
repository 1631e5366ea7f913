"""uvicorn's WebSocket protocol, offering the application its wire as an ASGI extension.

A message then goes to the transport without a coroutine or a task, the application sees at once whether the
client keeps up, and a client that stopped reading does not outlive its unanswered ping.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from struct import Struct
from typing import Any

from uvicorn._types import ASGIReceiveEvent
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.http11 import Request
from websockets.protocol import Protocol, Side

from helpdesk.schema.transport.wires import EXTENSION

TEXT = 0x81
"""First byte of a whole text message in one frame (RFC 6455, 5.2)."""
_MEDIUM = Struct("!BBH").pack
_LONG = Struct("!BBQ").pack


def frame(message: bytes) -> bytes:
    """A server's text message as it goes over the wire."""
    length = len(message)
    if length < 126:
        return bytes((TEXT, length)) + message
    head = _MEDIUM(TEXT, 126, length) if length < 65_536 else _LONG(TEXT, 127, length)
    return head + message


class TransportWire:
    """The wire of one connection; see helpdesk.schema.transport.wires.Wire."""

    __slots__ = ("_protocol", "on_ready", "ready")

    def __init__(self, protocol: WebSocketsSansIOProtocol) -> None:
        self._protocol = protocol
        self.on_ready: Callable[[], None] = _nothing
        self.ready = True
        """Until the transport holds more than its high-water mark of 64 KiB."""

    def write(self, message: bytes) -> None:
        """Hand a text message to the transport, unless the closing handshake has begun."""
        protocol = self._protocol
        if not (protocol.close_sent or protocol.disconnected or protocol.transport.is_closing()):
            protocol.transport.write(frame(message))

    async def room(self) -> None:
        """Wait until the client has read most of what waits, or went away."""
        await self._protocol.writable.wait()

    async def flush(self) -> None:
        """What was written is with the transport already."""

    def close(self) -> None:
        """Call nobody any more."""
        self.on_ready = _nothing


class Inbox:
    """The part of asyncio.Queue that uvicorn uses, for one reader, at a tenth of its size."""

    __slots__ = ("_events", "_waiter")

    def __init__(self) -> None:
        self._events: list[ASGIReceiveEvent] = []
        self._waiter: asyncio.Future[None] | None = None

    def put_nowait(self, event: ASGIReceiveEvent) -> None:
        """Add an event for the application."""
        self._events.append(event)
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def get(self) -> ASGIReceiveEvent:
        """The next event."""
        while not self._events:
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter
        self._waiter = None
        return self._events.pop(0)

    def empty(self) -> bool:
        """Whether no event waits."""
        return not self._events


class SocketProtocol(WebSocketsSansIOProtocol):
    """For `uvicorn.Config(ws=SocketProtocol, ws_per_message_deflate=False)`."""

    queue: Inbox  # type: ignore[assignment]
    wire: TransportWire | None = None
    is_early = False
    """Whether the client sent something before its handshake was answered: its parser may be within a frame."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.queue = Inbox()

    def data_received(self, data: bytes) -> None:
        """Bytes of the client."""
        if self.handshake_initiated and not self.handshake_complete:
            self.is_early = True
        super().data_received(data)

    def handle_connect(self, event: Request) -> None:
        """Begin the application's scope, with the wire in it."""
        super().handle_connect(event)
        if not self.handshake_complete:  # it was not refused
            self.wire = TransportWire(self)
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[EXTENSION] = self.wire

    def start_keepalive(self) -> None:
        """The handshake is over: let go of what only it needed, its parser with its copy of the headers too."""
        super().start_keepalive()
        del self.request, self.response
        if not self.is_early:
            max_size, logger = self.config.ws_max_size, self.conn.logger
            self.conn = Protocol(Side.SERVER, max_size=max_size, logger=logger)  # type: ignore[assignment]

    def pause_writing(self) -> None:
        """The client reads more slowly than we write."""
        super().pause_writing()
        if self.wire is not None:
            self.wire.ready = False

    def resume_writing(self) -> None:
        """The client has read most of what waited."""
        super().resume_writing()
        if self.wire is not None:
            self.wire.ready = True
            self.wire.on_ready()

    def keepalive_timeout(self) -> None:
        """A ping was not answered. What the client did not read would keep the connection for ever."""
        is_stuck = self.transport.get_write_buffer_size() > 0
        super().keepalive_timeout()
        if is_stuck:
            self.transport.abort()

    def on_task_complete(self, task: asyncio.Task[None]) -> None:
        """The application is done with the socket: the client has some time to read the rest."""
        super().on_task_complete(task)
        if not self.disconnected:
            self.loop.call_later(self.close_timeout, self.transport.abort)


def _nothing() -> None:
    return
