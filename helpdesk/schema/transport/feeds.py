"""Feeds: one run of a subscription, made into frames once, for all who share it.

A feed keeps its newest frames. A follower is only a place among them: whoever reads slowly stays behind
there, and who falls out is told to come back with their last cursor. So nobody's slowness costs memory or
holds up others.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import aclosing
from typing import Any

import orjson

from helpdesk.events.hub import Track
from helpdesk.schema.errors import FellBehind
from helpdesk.schema.transport.wires import Wire

KEPT_FRAMES = 16
"""Kept when nobody is behind, for those who are about to join."""
KEPT_BYTES = 1_000_000
"""Kept at most when somebody is behind."""
TURN = 250
"""Followers to whom a frame is written before others have their turn of the loop."""
COMPLETE = b',"type":"complete"}'

Told = Callable[[Exception], Sequence[dict[str, Any]]]


def next_tail(body: object) -> bytes:
    """A `next` message without its id."""
    return b',"type":"next","payload":' + orjson.dumps(body, default=str) + b"}"


def error_tail(errors: Sequence[dict[str, Any]]) -> bytes:
    """An `error` message without its id."""
    return b',"type":"error","payload":' + orjson.dumps(errors, default=str) + b"}"


class Frame:
    """A message less its id, and the position of the log that it tells of."""

    __slots__ = ("_head", "_message", "is_last", "position", "tail")

    def __init__(self, tail: bytes, position: int | None, *, is_last: bool = False) -> None:
        self.tail = tail
        self.position = position
        self.is_last = is_last
        self._head = self._message = b""

    def message(self, head: bytes) -> bytes:
        """The whole message. Most clients give their operation the same id: those get the same bytes."""
        if head != self._head:
            self._head, self._message = head, head + self.tail
        return self._message


class Follower:
    """One operation of one socket. `on_end` is called before its last message is written."""

    __slots__ = ("_feed", "_head", "_is_over", "_next", "_on_end", "_since", "_wire", "operation")

    def __init__(self, operation: str, wire: Wire, on_end: Callable[[Follower], None]) -> None:
        self.operation = operation
        self._head = b'{"id":' + orjson.dumps(operation)
        self._wire = wire
        self._on_end = on_end
        self._feed: Feed | None = None
        self._is_over = False
        self._next = 0
        self._since = 0

    @property
    def is_over(self) -> bool:
        """Whether it ended or was left."""
        return self._is_over

    async def tell(self, body: object) -> None:
        """Send a body that is for this one only, once the client has read what came before."""
        await self._wire.room()
        if not self._is_over:
            self._wire.write(self._head + next_tail(body))

    async def end(self, tail: bytes = COMPLETE) -> None:
        """Send the last message, once the client has read what came before."""
        await self._wire.room()
        self.finish(tail)

    def finish(self, tail: bytes) -> None:
        """Send the last message now."""
        if not self._is_over:
            self.leave()
            self._on_end(self)
            self._wire.write(self._head + tail)

    def leave(self) -> None:
        """Get nothing more, also where it is about to join."""
        self._is_over = True
        feed, self._feed = self._feed, None
        if feed is not None:
            feed.left(self)

    def sit(self, feed: Feed, place: int, since: int) -> None:
        """Take a feed's frames from this number on, save those that are not after a position of the log."""
        self._next, self._since = place, since
        if self._is_over:
            feed.left(self)
        else:
            self._feed = feed
            self.catch_up()

    def offer(self, number: int, frame: Frame) -> None:
        """Take the newest frame, unless others or the client's reading come first."""
        if self._feed is None or self._next != number:
            return
        if self._wire.ready:
            self._take(frame)
        else:
            self._feed.behind.add(self)

    def catch_up(self) -> None:
        """Take what came while the client was behind, as far as it reads."""
        while (feed := self._feed) is not None:
            frame = feed.frame(self._next)
            if frame is None:
                feed.behind.discard(self)
                return
            if not self._wire.ready:
                feed.behind.add(self)
                return
            self._take(frame)

    def lacks(self, number: int) -> bool:
        """Whether it has still to take a frame below this number."""
        return self._next < number

    def _take(self, frame: Frame) -> None:
        self._next += 1
        if frame.is_last:
            self.finish(frame.tail)
        elif frame.position is None or frame.position > self._since:
            self._wire.write(frame.message(self._head))


class Feed:
    """Frames by running number, and who takes them. `on_empty` is called when the last follower left."""

    def __init__(self, since: int, told: Told, on_empty: Callable[[Feed], None]) -> None:
        self.behind: set[Follower] = set()
        self._followers: set[Follower] = set()
        self._told = told
        self._on_empty = on_empty
        self._frames: deque[Frame] = deque()
        self._first = 0
        self._size = 0
        self._dropped = since

    def __len__(self) -> int:
        return len(self._followers)

    def covers(self, position: int) -> bool:
        """Whether it has, or will have, every frame after a position of the log."""
        return position >= self._dropped

    def join(self, follower: Follower, since: int) -> None:
        """Let a follower have every frame after a position that the feed covers."""
        self._followers.add(follower)
        follower.sit(self, self._first, since)

    def left(self, follower: Follower) -> None:
        """A follower went away."""
        self._followers.discard(follower)
        self.behind.discard(follower)
        if not self._followers:
            self._on_empty(self)

    def frame(self, number: int) -> Frame | None:
        """A frame by its number; None while it is not there yet."""
        index = number - self._first
        return self._frames[index] if index < len(self._frames) else None

    async def run(self, bodies: AsyncGenerator[Any, None], track: Track, on_over: Callable[[], None]) -> None:
        """Make frames of a subscription's bodies until it ends. `on_over` is called before that is told."""
        try:
            async with aclosing(bodies):
                async for body in bodies:
                    await self._publish(Frame(next_tail(body), track.position))
            tail = COMPLETE
        except Exception as error:  # noqa: BLE001 - told to all who share it
            tail = error_tail(self._told(error))
        on_over()
        await self._publish(Frame(tail, None, is_last=True))

    async def _publish(self, frame: Frame) -> None:
        number = self._first + len(self._frames)
        self._frames.append(frame)
        self._size += len(frame.tail)
        for count, follower in enumerate(tuple(self._followers), 1):
            follower.offer(number, frame)
            if count % TURN == 0:
                await asyncio.sleep(0)
        self._trim()

    def _trim(self) -> None:
        while self._has_too_many():
            frame = self._frames.popleft()
            self._first += 1
            self._size -= len(frame.tail)
            self._dropped = max(self._dropped, frame.position or 0)
            self._cut_off()

    def _has_too_many(self) -> bool:
        if self._size > KEPT_BYTES:
            return len(self._frames) > 1
        return len(self._frames) > KEPT_FRAMES and not self.behind

    def _cut_off(self) -> None:
        """End those who have not taken what was let go."""
        late = [follower for follower in self.behind if follower.lacks(self._first)]
        if late:
            tail = error_tail(self._told(FellBehind()))
            for follower in late:
                follower.finish(tail)
