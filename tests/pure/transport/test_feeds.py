"""A feed and its followers: one frame for all, gaps for none, and a bound for who is slow."""

from __future__ import annotations

import gc
import json
import weakref
from collections.abc import AsyncGenerator, Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.events.hub import Track
from helpdesk.schema.transport import feeds
from helpdesk.schema.transport.feeds import Feed, Follower


class Pipe:
    """A wire whose client reads when it is told to."""

    def __init__(self, *, ready: bool = True) -> None:
        self.on_ready: Callable[[], None] = lambda: None
        self.ready = ready
        self.written: list[bytes] = []

    def write(self, message: bytes) -> None:
        self.written.append(message)

    async def room(self) -> None:
        assert self.ready

    async def flush(self) -> None:
        return

    def close(self) -> None:
        return

    def read_on(self) -> None:
        """The client reads again."""
        self.ready = True
        self.on_ready()

    @property
    def messages(self) -> list[dict[str, Any]]:
        """What was written."""
        return [json.loads(one) for one in self.written]

    @property
    def seen(self) -> list[int]:
        """The bodies that came."""
        return [one["payload"]["n"] for one in self.messages if one["type"] == "next"]


def told(error: Exception) -> list[dict[str, Any]]:
    """An error as the feed tells it."""
    return [{"message": type(error).__name__}]


class Source:
    """A run of a subscription that is moved by hand."""

    def __init__(self, since: int = 0) -> None:
        self.emptied = 0
        self.over = False
        self.feed = Feed(since, told, self._count)

    def _count(self, _feed: Feed) -> None:
        self.emptied += 1

    async def tell(self, *numbers: int, size: int = 0) -> None:
        """Frames at these positions of the log."""
        for number in numbers:
            body = {"n": number, "x": "x" * size}
            await self.feed._publish(feeds.Frame(feeds.next_tail(body), number))

    async def run(self, *numbers: int, error: Exception | None) -> None:
        """A whole run: bodies at these positions, then its end."""
        track = Track()

        async def bodies() -> AsyncGenerator[Any, None]:
            for track.position in numbers:
                yield {"n": track.position}
            if error is not None:
                raise error

        await self.feed.run(bodies(), track, self._end)

    def _end(self) -> None:
        self.over = True

    def join(self, pipe: Pipe, operation: str = "1", since: int = 0) -> Follower:
        """Somebody follows."""
        follower = Follower(operation, pipe, lambda _one: None)
        pipe.on_ready = follower.catch_up
        self.feed.join(follower, since)
        return follower


async def test_all_who_share_get_the_very_same_bytes_under_the_same_id() -> None:
    source, pipes = Source(), [Pipe() for _ in range(600)]
    for pipe in pipes:
        source.join(pipe)
    await source.tell(1, 2)
    assert pipes[0].seen == [1, 2]
    for number in range(2):
        assert len({id(pipe.written[number]) for pipe in pipes}) == 1


@pytest.mark.parametrize("operation", ["1", "工单", 'a"b\\', "\U0001f600"])
async def test_each_gets_its_own_id(operation: str) -> None:
    source, one, other = Source(), Pipe(), Pipe()
    source.join(one, operation)
    source.join(other, "other")
    await source.tell(1)
    assert [pipe.messages[0]["id"] for pipe in (one, other)] == [operation, "other"]


async def test_who_joins_late_gets_what_is_after_its_position_and_nothing_before() -> None:
    source, first, late = Source(), Pipe(), Pipe()
    source.join(first)
    await source.tell(3, 5, 8)
    source.join(late, since=5)
    await source.tell(9)
    assert (first.seen, late.seen) == ([3, 5, 8, 9], [8, 9])


async def test_what_is_told_of_a_position_that_a_follower_had_already_is_passed_over() -> None:
    source, ahead = Source(), Pipe()
    source.join(ahead, since=7)  # it caught up by itself while the feed lagged
    await source.tell(6, 7, 8)
    assert ahead.seen == [8]


async def test_a_feed_covers_only_what_it_has_not_let_go() -> None:
    source = Source(since=4)
    source.join(Pipe())
    assert (source.feed.covers(3), source.feed.covers(4)) == (False, True)
    await source.tell(*range(5, 5 + feeds.KEPT_FRAMES + 3))
    assert (source.feed.covers(6), source.feed.covers(7)) == (False, True)


async def test_who_reads_slowly_holds_up_nobody_and_gets_all_once_it_reads_on() -> None:
    source, quick, slow = Source(), Pipe(), Pipe(ready=False)
    source.join(quick)
    source.join(slow)
    await source.tell(*range(1, 101))
    assert (quick.seen, slow.seen) == (list(range(1, 101)), [])
    slow.read_on()
    assert slow.seen == list(range(1, 101))
    await source.tell(101)
    assert slow.seen[-1] == 101


async def test_who_falls_out_is_told_so_and_nobody_else_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeds, "KEPT_BYTES", 10_000)
    source, quick, slow = Source(), Pipe(), Pipe()
    source.join(quick)
    source.join(slow)
    await source.tell(1)
    slow.ready = False
    await source.tell(*range(2, 200), size=100)
    assert slow.messages[-1] == {"id": "1", "type": "error", "payload": [{"message": "FellBehind"}]}
    assert slow.seen == [1]
    assert quick.seen == list(range(1, 200))
    assert (len(source.feed), source.feed.behind) == (1, set())


STEPS = st.lists(
    st.tuples(st.integers(0, 2), st.integers(0, 255), st.integers(0, 255)), min_size=1, max_size=60
)
"""How many join before an event, and which of those there are stop reading or go on, as bits."""


@given(STEPS, st.integers(200, 2_000))
async def test_whatever_pauses_there_are_each_has_all_up_to_where_it_fell_out(
    steps: list[tuple[int, int, int]], kept: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(feeds, "KEPT_BYTES", kept)
        patch.setattr(feeds, "TURN", 1)
        source, pipes = Source(), []
        for number, (joining, stopping, going) in enumerate(steps, 1):
            for _ in range(joining):
                pipes.append((Pipe(), number))
                source.join(pipes[-1][0], since=number - 1)
            for place, (pipe, _) in enumerate(pipes):
                if stopping >> place % 8 & 1:
                    pipe.ready = False
                if going >> place % 8 & 1:
                    pipe.read_on()
            await source.tell(number)
            assert source.feed._size <= kept or len(source.feed._frames) == 1
    for pipe, first in pipes:
        fell = any(one["type"] == "error" for one in pipe.messages)
        pipe.read_on()
        seen = list(range(first, first + len(pipe.seen)))
        assert pipe.seen == seen
        assert fell or seen[-1] == len(steps)


@pytest.mark.parametrize(("error", "kind"), [(None, "complete"), (LookupError(), "error")])
async def test_the_end_comes_last_and_once_also_to_who_is_behind(error: Exception | None, kind: str) -> None:
    source, quick, slow = Source(), Pipe(), Pipe(ready=False)
    source.join(quick, "q")
    source.join(slow, "s")
    await source.run(1, 2, error=error)
    assert source.over
    assert (quick.seen, slow.seen) == ([1, 2], [])
    slow.read_on()
    for pipe, key in ((quick, "q"), (slow, "s")):
        assert pipe.seen == [1, 2]
        assert [(one["id"], one["type"]) for one in pipe.messages[2:]] == [(key, kind)]
    assert source.emptied == 1


async def test_the_last_one_leaving_is_told_and_nothing_holds_on_to_who_left() -> None:
    source, quick, slow = Source(), Pipe(), Pipe(ready=False)
    followers = [source.join(quick), source.join(slow)]
    await source.tell(1)
    for follower in followers:
        assert source.emptied == 0
        follower.leave()
    assert source.emptied == 1
    gone = [weakref.ref(quick), weakref.ref(slow)]
    del followers, follower, quick, slow
    gc.collect()
    assert [one() for one in gone] == [None, None]
