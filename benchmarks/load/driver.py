"""The load generator as the benchmark uses it: one process for the whole run, one call a slice."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

import orjson

from benchmarks import machine
from benchmarks.servers import ROOT

CONNECTIONS = 16
LEAST = 4 * CONNECTIONS
"""Answers in a slice: a slow server's come in bursts, of which a slice must see some."""


@dataclass(frozen=True, slots=True)
class Load:
    """What one slice came to. `latencies` in milliseconds are those within `seconds`; `answered` counts all."""

    answered: int
    latencies: list[float]
    seconds: float

    @property
    def per_second(self) -> float:
        """Requests a second."""
        return len(self.latencies) / self.seconds


class Generator:
    """Sends load from a process of its own on the second core."""

    def __init__(self, pid: int, asks: IO[bytes], answers: IO[bytes]) -> None:
        self._pid = pid
        self._asks = asks
        self._answers = answers

    def cpu_seconds(self) -> float:
        """What it has used so far."""
        return machine.cpu_seconds(self._pid)

    def run(
        self,
        port: int,
        bodies: Sequence[Mapping[str, Any]],
        *,
        seconds: float,
        headers: Mapping[str, str],
        wanted: str = "",
        once: bool = False,
        lead: float = 0.2,
    ) -> Load:
        """Keep 16 connections busy with these bodies in turn; each is sent at most once where that matters.

        Ends the benchmark when an answer has errors or lacks the text that is `wanted` in each.
        """
        asked = {
            "port": port, "bodies": [orjson.dumps(body).decode() for body in bodies], "seconds": seconds,
            "headers": dict(headers), "wanted": wanted, "once": once, "lead": lead,
            "connections": CONNECTIONS, "least": LEAST,
        }  # fmt: skip
        self._asks.write(orjson.dumps(asked) + b"\n")
        self._asks.flush()
        answer = orjson.loads(self._answers.readline())
        if answer["failure"]:
            raise SystemExit(f"A request failed:\n{answer['failure']}")
        return Load(answer["answered"], answer["latencies"], answer["seconds"])


@contextmanager
def generator() -> Iterator[Generator]:
    """The generator, its process ended at the end."""
    with machine.pinned(machine.cores()[1]):
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.load.generator"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        yield Generator(process.pid, process.stdin, process.stdout)
    finally:
        process.stdin.close()
        process.wait(10)
