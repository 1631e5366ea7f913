"""The way out of a socket: messages are handed over at once, and whoever writes can see when too much waits."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Protocol

from starlette.types import Scope, Send

EXTENSION = "helpdesk.wire"
"""Under this name of `scope["extensions"]` a server offers its own Wire; see helpdesk.commands.sockets."""
MOST_WAITING = 65_536
"""Bytes on their way to one client above which nothing more is written to it."""
SEND_SECONDS = 60.0


class Wire(Protocol):
    """Takes text messages in their order and never blocks. What is written to a closed socket is dropped."""

    on_ready: Callable[[], None]
    """Called when a wire that was not ready is ready again."""

    @property
    def ready(self) -> bool:
        """Whether the client keeps up: less waits for it than a bound."""

    def write(self, message: bytes) -> None:
        """Send one text message, encoded as UTF-8."""

    async def room(self) -> None:
        """Wait until it is ready, or closed."""

    async def flush(self) -> None:
        """Wait until all that was written went to the server, or the socket is closed."""

    def close(self) -> None:
        """Drop what waits and call nobody any more."""


def wire_of(scope: Scope, send: Send, on_lost: Callable[[], None]) -> Wire:
    """The server's own wire where it offers one, else one over ASGI's `send`."""
    offered: Wire | None = (scope.get("extensions") or {}).get(EXTENSION)
    return AsgiWire(send, on_lost) if offered is None else offered


class AsgiWire:
    """A wire over any server's `send`: a task writes while something waits.

    A client that takes nothing for SEND_SECONDS is lost: `on_lost` is called, the rest is dropped.
    """

    def __init__(self, send: Send, on_lost: Callable[[], None]) -> None:
        self.on_ready: Callable[[], None] = _nothing
        self._send = send
        self._on_lost = on_lost
        self._waiting: deque[bytes] = deque()
        self._size = 0
        self._writer: asyncio.Task[None] | None = None
        self._closed = False

    @property
    def ready(self) -> bool:
        """See Wire."""
        return self._size < MOST_WAITING

    def write(self, message: bytes) -> None:
        """See Wire."""
        if self._closed:
            return
        self._waiting.append(message)
        self._size += len(message)
        if self._writer is None:
            self._writer = asyncio.create_task(self._write_out(), name="socket-writer")

    async def room(self) -> None:
        """See Wire."""
        if not self.ready:
            await self.flush()

    async def flush(self) -> None:
        """See Wire."""
        if self._writer is not None:
            await asyncio.wait([self._writer])

    def close(self) -> None:
        """See Wire."""
        self.on_ready = self._on_lost = _nothing
        self._drop()
        if self._writer is not None:
            self._writer.cancel()

    async def _write_out(self) -> None:
        try:
            while self._waiting:
                message = self._waiting[0]
                async with asyncio.timeout(SEND_SECONDS):
                    await self._send({"type": "websocket.send", "text": message.decode()})
                self._waiting.popleft()
                was_ready = self.ready
                self._size -= len(message)
                if self.ready and not was_ready:
                    self.on_ready()
        except TimeoutError:
            self._drop()
            self._on_lost()
        except (RuntimeError, OSError):  # the socket was closed meanwhile
            self._drop()
        finally:
            self._writer = None

    def _drop(self) -> None:
        self._closed = True
        self._waiting.clear()
        self._size = 0


def _nothing() -> None:
    return
