"""The load generator's process: keeps some HTTP connections busy, each with one request at a time.

Reads one JSON line a slice from stdin and answers with one on stdout. Written on uvloop's bare protocol, since a
client library would cost more than the faster servers do.
"""

from __future__ import annotations

import asyncio
import re
import sys
import time
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import orjson
import uvloop

_LENGTH = re.compile(rb"content-length: *(\d+)", re.IGNORECASE)
_HEAD_ENDS = b"\r\n\r\n"
_CHUNKS_END = b"0\r\n\r\n"


@dataclass(slots=True)
class Slice:
    """What is sent, and what came of it; instants are seconds of the monotonic clock."""

    requests: list[bytes]
    wanted: bytes
    once: bool
    begin: float
    end: float
    least: int
    sent: int = 0
    answered: int = 0
    latencies: list[float] = field(default_factory=list)
    ended_at: float | None = None
    failure: str = ""

    def next(self) -> bytes | None:
        """The next request; None when the slice is over, all are sent that may be sent once, or one failed."""
        if self.ended_at or self.failure or (self.once and self.sent == len(self.requests)):
            return None
        self.sent += 1
        return self.requests[(self.sent - 1) % len(self.requests)]

    def take(self, begun: float, answer: bytearray, size: int) -> None:
        """Count an answer. The slice is over with the first one after its time, once there are enough."""
        now = time.perf_counter()
        refused = answer.find(b'"errors"', 0, size) >= 0 or answer.find(self.wanted, 0, size) < 0
        if refused or not answer.startswith(b"HTTP/1.1 200"):
            self.failure = answer[: min(size, 2000)].decode(errors="replace")
        self.answered += 1
        if self.begin <= now and self.ended_at is None:
            self.latencies.append((now - begun) * 1000)
            if now >= self.end and len(self.latencies) >= self.least:
                self.ended_at = now


class Connection(asyncio.BufferedProtocol):
    """One connection: sends, waits for the whole answer, sends again. Answers are read into one buffer."""

    def __init__(self, slice_: Slice, ended: asyncio.Future[None]) -> None:
        self._slice = slice_
        self._ended = ended
        self._buffer = bytearray(1 << 18)
        self._filled = 0
        self._size = 0
        self._begun = 0.0
        self._transport: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._send()

    def get_buffer(self, sizehint: int) -> memoryview:
        if len(self._buffer) - self._filled < 1 << 16:
            self._buffer = self._buffer + bytearray(len(self._buffer))
        return memoryview(self._buffer)[self._filled :]

    def buffer_updated(self, nbytes: int) -> None:
        self._filled += nbytes
        if self._size == 0:
            self._size = self._expected()
        is_whole = (
            self._filled >= self._size
            if self._size > 0
            else self._size < 0 and self._buffer.endswith(_CHUNKS_END, 0, self._filled)
        )
        if is_whole:
            self._slice.take(self._begun, self._buffer, self._filled)
            self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self._ended.done():
            self._slice.failure = self._slice.failure or f"the server closed a connection: {exc}"
            self._ended.set_result(None)

    def _expected(self) -> int:
        """The length of the whole answer; -1 when it comes in chunks, 0 while its head is not whole."""
        head = self._buffer.find(_HEAD_ENDS, 0, self._filled)
        if head < 0:
            return 0
        found = _LENGTH.search(self._buffer, 0, head + 2)
        return head + 4 + int(found[1]) if found else -1

    def _send(self) -> None:
        request = self._slice.next()
        if request is None:
            self._ended.set_result(None)
            self._transport.close()
            return
        self._filled = 0
        self._size = 0
        self._begun = time.perf_counter()
        self._transport.write(request)


async def run(asked: dict[str, Any]) -> dict[str, Any]:
    """Run one slice: `seconds` of counted load, and `least` answers, after `lead` seconds that do not count."""
    loop = asyncio.get_running_loop()
    requests = [_request(asked["headers"], body) for body in asked["bodies"]]
    begin = time.perf_counter() + asked["lead"]
    slice_ = Slice(
        requests, asked["wanted"].encode(), asked["once"], begin, begin + asked["seconds"], asked["least"]
    )
    endings: list[asyncio.Future[None]] = []
    for _ in range(asked["connections"]):
        endings.append(loop.create_future())
        await loop.create_connection(partial(Connection, slice_, endings[-1]), "127.0.0.1", asked["port"])
    await asyncio.gather(*endings)
    counted = (slice_.ended_at or time.perf_counter()) - begin
    return {
        "answered": slice_.answered, "latencies": slice_.latencies, "seconds": counted, "failure": slice_.failure
    }  # fmt: skip


def _request(headers: dict[str, str], body: str) -> bytes:
    content = body.encode()
    lines = [
        "POST /graphql HTTP/1.1", "Host: 127.0.0.1", "Content-Type: application/json", "Accept: application/json",
        f"Content-Length: {len(content)}", *(f"{name}: {value}" for name, value in headers.items()),
    ]  # fmt: skip
    return "\r\n".join(lines).encode() + _HEAD_ENDS + content


def main() -> None:
    """Serve slices until stdin ends."""
    for line in sys.stdin.buffer:
        answer = uvloop.run(run(orjson.loads(line)))
        sys.stdout.buffer.write(orjson.dumps(answer) + b"\n")
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
