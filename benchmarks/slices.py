"""Alternating slices: every server a slice in turn, round after round, so that a busy machine troubles all alike."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from benchmarks.database import Server as Database
from benchmarks.load.driver import Generator, Load
from benchmarks.servers import Server

Bodies = Callable[[], Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Contender:
    """A server in one comparison: what it is sent, and between two of its slices what is put right again."""

    server: Server
    bodies: Bodies
    headers: Mapping[str, str] = field(default_factory=dict)
    wanted: str = ""
    once: bool = False
    after: Callable[[], None] = lambda: None


@dataclass(slots=True)
class Figures:
    """What a server came to: by round requests a second, median ms and CPU milliseconds a request; all latencies."""

    rates: list[float] = field(default_factory=list)
    medians: list[float] = field(default_factory=list)
    latencies: list[float] = field(default_factory=list)
    server_cpu: list[float] = field(default_factory=list)
    database_cpu: list[float] = field(default_factory=list)
    generator_cpu: list[float] = field(default_factory=list)

    @property
    def costs(self) -> tuple[list[float], list[float], list[float]]:
        """CPU milliseconds a request of the server, the database and the generator."""
        return self.server_cpu, self.database_cpu, self.generator_cpu

    def summary(self) -> dict[str, float]:
        """Medians, and the 99th percentile of all latencies."""
        cut = statistics.quantiles(self.latencies, n=100)
        return {
            "requests_per_second": round(statistics.median(self.rates), 1),
            "p50_ms": round(cut[49], 2),
            "p99_ms": round(cut[98], 2),
            "server_cpu_ms": round(statistics.median(self.server_cpu), 3),
            "database_cpu_ms": round(statistics.median(self.database_cpu), 3),
            "generator_cpu_ms": round(statistics.median(self.generator_cpu), 3),
        }


def alternate(
    contenders: Mapping[str, Contender],
    generator: Generator,
    database: Database,
    *,
    rounds: int,
    seconds: float,
) -> dict[str, Figures]:
    """Warm every server up, then measure `rounds` rounds of one slice each, beginning with another each time."""
    for contender in contenders.values():
        _slice(contender, generator, seconds)
        contender.after()
    found = {name: Figures() for name in contenders}
    names = list(contenders)
    for turn in range(rounds):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            contender, figures = contenders[name], found[name]
            before = contender.server.cpu_seconds(), database.cpu_seconds(), generator.cpu_seconds()
            load = _slice(contender, generator, seconds)
            after = contender.server.cpu_seconds(), database.cpu_seconds(), generator.cpu_seconds()
            each = [(one - other) * 1000 / load.answered for one, other in zip(after, before, strict=True)]
            for kept, cost in zip(figures.costs, each, strict=True):
                kept.append(cost)
            figures.rates.append(load.per_second)
            figures.medians.append(statistics.median(load.latencies))
            figures.latencies += load.latencies
            contender.after()
    return found


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median over the rounds of ours to theirs in the same round."""
    return statistics.median(one / other for one, other in zip(ours, theirs, strict=True))


def _slice(contender: Contender, generator: Generator, seconds: float) -> Load:
    return generator.run(
        contender.server.port, contender.bodies(), seconds=seconds, headers=contender.headers,
        wanted=contender.wanted, once=contender.once,
    )  # fmt: skip
