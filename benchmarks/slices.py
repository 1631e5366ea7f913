"""Alternating slices: ours, the peer, ours, the peer … so that a busy machine troubles both alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

Work = Callable[[], Awaitable[object]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Medians in milliseconds a call, and how many times as many calls a second we make as the peer."""

    operation: str
    peer: str
    ours_ms: float
    peer_ms: float
    ours_p99_ms: float

    @property
    def ratio(self) -> float:
        """Calls a second, ours to the peer's."""
        return self.peer_ms / self.ours_ms

    def line(self) -> str:
        """As it is printed."""
        return (
            f"RATIO {self.operation} {self.peer} {self.ratio:.3f}   "
            f"(ours {self.ours_ms:.2f} ms, p99 {self.ours_p99_ms:.2f} ms; peer {self.peer_ms:.2f} ms)"
        )


async def compare(
    operation: str, ours: Work, peer_name: str, peer: Work, *, calls: int, slices: int
) -> Comparison:
    """Run both by turns, `calls` times a slice, after one slice to warm up."""
    await _slice(ours, calls)
    await _slice(peer, calls)
    our_times: list[float] = []
    peer_times: list[float] = []
    for _ in range(slices):
        our_times += await _slice(ours, calls)
        peer_times += await _slice(peer, calls)
    return Comparison(
        operation,
        peer_name,
        statistics.median(our_times),
        statistics.median(peer_times),
        statistics.quantiles(our_times, n=100)[98],
    )


async def _slice(work: Work, calls: int) -> list[float]:
    times = []
    for _ in range(calls):
        begun = time.perf_counter()
        await work()
        times.append((time.perf_counter() - begun) * 1000)
    return times
