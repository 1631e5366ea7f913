"""Thousands of WebSocket subscribers in one process: graphql-transport-ws on bare sockets and epoll.

Reads JSON lines from stdin: first whom to connect to and how often, then `{"wait": n}` for each event; answers on
stdout. A WebSocket library would cost more for a frame than the faster servers do.
"""

from __future__ import annotations

import os
import select
import socket
import sys
import time
from dataclasses import dataclass
from typing import Any

import orjson

WINDOW = 100
"""How many connections are being opened at a time."""
UPGRADE = (
    "GET /graphql HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n"
)
TEXT, CLOSE, PING, PONG = 0x81, 0x88, 0x89, 0x8A


@dataclass(slots=True)
class Subscriber:
    """One socket; `seen` counts its events, None until it has subscribed."""

    socket: socket.socket
    token: str
    received: bytes = b""
    upgraded: bool = False
    seen: int | None = None


class Crowd:
    """All subscribers of one server."""

    def __init__(self, port: int, count: int, tokens: list[str], query: str) -> None:
        self._port = port
        self._tokens = tokens
        self._subscribe = {"id": "1", "type": "subscribe", "payload": {"query": query}}
        self._epoll = select.epoll()
        self._epoll.register(sys.stdin.fileno(), select.EPOLLIN)
        self._by_file: dict[int, Subscriber] = {}
        self._count = count
        self._subscribed = 0
        self.delivered = 0
        self.last_at = 0.0
        self.sample = b""

    def connect(self) -> None:
        """Open every connection and subscribe."""
        while self._subscribed < self._count:
            while len(self._by_file) < min(self._count, self._subscribed + WINDOW):
                self._open()
            self.turn()

    def turn(self) -> bool:
        """Handle what arrived; whether there is something to read on stdin."""
        asked = False
        for file, _ in self._epoll.poll(1.0, 512):
            subscriber = self._by_file.get(file)
            if subscriber is None:
                asked = True
            else:
                self._read(subscriber)
        return asked

    def everyone_has(self, events: int) -> bool:
        """Whether each subscriber got exactly so many."""
        return all(one.seen == events for one in self._by_file.values())

    def _open(self) -> None:
        token = self._tokens[len(self._by_file) % len(self._tokens)] if self._tokens else ""
        subscriber = Subscriber(socket.create_connection(("127.0.0.1", self._port)), token)
        subscriber.socket.sendall(UPGRADE.encode())
        self._by_file[subscriber.socket.fileno()] = subscriber
        self._epoll.register(subscriber.socket.fileno(), select.EPOLLIN)

    def _read(self, subscriber: Subscriber) -> None:
        data = subscriber.received + subscriber.socket.recv(1 << 16)
        if not data:
            raise SystemExit("the server closed a subscriber's connection")
        if not subscriber.upgraded:
            head, ends, data = data.partition(b"\r\n\r\n")
            if not ends:
                subscriber.received = head
                return
            if not head.startswith(b"HTTP/1.1 101"):
                raise SystemExit(f"no WebSocket: {head!r}")
            subscriber.upgraded = True
            payload = {"authorization": f"Bearer {subscriber.token}"} if subscriber.token else {}
            _send(subscriber, {"type": "connection_init", "payload": payload})
        while (cut := _frame(data)) is not None:
            begin, end = cut
            self._handle(subscriber, data[0], data[begin:end])
            data = data[end:]
        subscriber.received = data

    def _handle(self, subscriber: Subscriber, kind: int, content: bytes) -> None:
        if kind == TEXT and subscriber.seen is not None and b'"next"' in content:
            subscriber.seen += 1
            self.delivered += 1
            self.last_at = time.perf_counter()
            self.sample = content
        elif kind == TEXT and b'"connection_ack"' in content:
            _send(subscriber, self._subscribe)
            subscriber.seen = 0
            self._subscribed += 1
        elif kind == PING:
            _send_frame(subscriber, PONG, content)
        elif kind == CLOSE or b'"error"' in content:
            raise SystemExit(f"a subscriber was refused: {content!r}")


def _frame(data: bytes) -> tuple[int, int] | None:
    """Where the content of the first frame begins and ends; None while it is not whole."""
    if len(data) < 2:
        return None
    length, begin = data[1] & 127, 2
    if length >= 126:
        begin = 4 if length == 126 else 10
        length = int.from_bytes(data[2:begin], "big")
    return (begin, begin + length) if len(data) >= begin + length else None


def _send(subscriber: Subscriber, message: dict[str, Any]) -> None:
    _send_frame(subscriber, TEXT, orjson.dumps(message))


def _send_frame(subscriber: Subscriber, kind: int, content: bytes) -> None:
    """A client's frame is masked; a mask of zeros leaves the content as it is."""
    size = len(content)
    head = bytes([kind, 0x80 | size]) if size < 126 else bytes([kind, 0x80 | 126]) + size.to_bytes(2, "big")
    subscriber.socket.sendall(head + bytes(4) + content)


def main() -> None:
    """Connect, then tell of each event when its last frame came."""
    lines = sys.stdin.buffer
    asked = orjson.loads(lines.readline())
    crowd = Crowd(asked["port"], asked["count"], asked["tokens"], asked["query"])
    crowd.connect()
    _tell({"connected": asked["count"]})
    events = 0
    while True:
        if not crowd.turn():
            continue
        if not lines.readline():
            return
        events += 1
        while crowd.delivered < events * asked["count"]:
            crowd.turn()
        _tell({
            "last_at": crowd.last_at, "sample": crowd.sample.decode(), "whole": crowd.everyone_has(events)
        })  # fmt: skip


def _tell(said: dict[str, Any]) -> None:
    os.write(sys.stdout.fileno(), orjson.dumps(said) + b"\n")


if __name__ == "__main__":
    main()
