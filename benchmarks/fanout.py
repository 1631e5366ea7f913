"""One event to thousands of WebSocket subscribers: from sending what causes it to the last frame's arrival."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import IO, Any
from uuid import UUID

import httpx
import orjson

from benchmarks import answers, documents, machine, servers
from benchmarks.operations import Measurement
from benchmarks.seeding.organisation import ADMINS, admin_key
from benchmarks.servers import ROOT, Server
from benchmarks.slices import ratio

PEERS = ["graphql-ws", "strawberry-subscriptions"]
ROUNDS = 5
PATIENCE = 120.0
"""Seconds that a server has to come to rest, or to take an event."""


class NotDelivered(Exception):
    """A server did not bring an event to every subscriber once."""


@dataclass(slots=True)
class Crowd:
    """The subscribers of one server, in a process of their own; milliseconds and CPU milliseconds by event."""

    asks: IO[bytes]
    says: IO[bytes]
    server: Server
    times: list[float] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)

    def deliver(self, publish: Callable[[], None]) -> Any:
        """Publish one event; the frame that a subscriber got, once everybody has it."""
        self.asks.write(b"{}\n")
        used, begun = self.server.cpu_seconds(), time.perf_counter()
        publish()
        self.asks.flush()
        line = self.says.readline()
        if not line:
            raise NotDelivered(f"{self.server.name} did not deliver an event to everybody")
        said = orjson.loads(line)
        if not said["whole"]:
            raise NotDelivered(
                f"{self.server.name} delivered an event twice to some and not at all to others"
            )
        self.times.append((said["last_at"] - begun) * 1000)
        self.costs.append((self.server.cpu_seconds() - used) * 1000)
        return orjson.loads(said["sample"])["payload"]


def fan_out(run: Measurement, subscribers: int) -> None:
    """Connect all, look at the memory that idle subscribers take, then publish by turns.

    A server that does not bring an event to everybody is said to have failed and left out from then on.
    """
    with ExitStack() as stack:
        started = stack.enter_context(servers.running(["ours", *PEERS], run.url))
        crowds: dict[str, Crowd] = {}
        for name, server in started.items():
            with _failing(run, subscribers, name):
                crowds[name] = stack.enter_context(_crowd(name, server, subscribers))
        memory = {name: {"megabytes": round(_when_idle(started[name]), 1)} for name in crowds}
        _tell(
            run,
            f"idle-memory-{subscribers}",
            memory,
            {name: [one["megabytes"]] for name, one in memory.items()},
        )
        with httpx.Client(timeout=PATIENCE, trust_env=False) as client:
            _take_turns(run, subscribers, crowds, _Publishing(run, started, client))
    times = {name: crowd.times[1:] for name, crowd in crowds.items()}
    figures = {
        name: {
            "p50_ms": round(statistics.median(times[name]), 1),
            "worst_ms": round(max(times[name]), 1),
            "server_cpu_ms": round(statistics.median(crowd.costs[1:]), 1),
        }
        for name, crowd in crowds.items()
    }
    _tell(run, f"fan-out-{subscribers}", figures, times)


def _take_turns(run: Measurement, subscribers: int, crowds: dict[str, Crowd], publish: _Publishing) -> None:
    """Publish an event at each server, round after round; all frames must say the same."""
    for turn in range(ROUNDS + 1):
        said: dict[str, Any] = {}
        for name, crowd in list(crowds.items()):
            del crowds[name]
            with _failing(run, subscribers, name):
                said[name] = crowd.deliver(partial(publish, name, turn))
                crowds[name] = crowd
            if name == "ours" and name in said:
                publish.update = said[name]["data"]["ticketUpdates"]  # what peers publish next
        if "ours" in said:
            answers.require_equal("fan-out", said)


@contextmanager
def _failing(run: Measurement, subscribers: int, name: str) -> Iterator[None]:
    try:
        yield
    except (NotDelivered, httpx.HTTPError) as error:
        run.report.failed(f"fan-out-{subscribers} {name}", str(error))


def _tell(
    run: Measurement,
    operation: str,
    figures: Mapping[str, Mapping[str, float]],
    measured: Mapping[str, Sequence[float]],
) -> None:
    ours = measured.get("ours")
    ratios = {name: ratio(ours, found) for name, found in measured.items() if name != "ours"} if ours else {}
    run.report.keep(operation, figures, ratios)


class _Publishing:
    """Causes an event at a server: a tag on a ticket at ours; the same update handed to the peers' own bus."""

    def __init__(self, run: Measurement, started: Mapping[str, Server], client: httpx.Client) -> None:
        self._servers = started
        self._client = client
        self._token = servers.agent_token(admin_key(0))
        newest = "SELECT id FROM tickets WHERE status = 'OPEN' ORDER BY id DESC LIMIT 1"
        self._ticket: UUID = run.rows(newest)[0][0]
        self.update: Any = run.rows(documents.UPDATE_AS_JSON, self._ticket)[0][0]

    def __call__(self, name: str, turn: int) -> None:
        url = f"http://127.0.0.1:{self._servers[name].port}"
        if name == "ours":
            wanted = {"ticketId": f"tkt_{self._ticket.hex}", "tags": [f"turn-{turn}"]}
            body = {"query": documents.ADD_TAGS, "variables": {"input": wanted}}
            headers = {"Authorization": f"Bearer {self._token}"}
            said = self._client.post(f"{url}/graphql", json=body, headers=headers).json()
            if said.get("data", {}).get("addTags", {}).get("userErrors") != []:
                raise NotDelivered(f"ours refused the event: {said}")
        else:
            self._client.post(url, json=self.update).raise_for_status()


@contextmanager
def _crowd(name: str, server: Server, count: int) -> Iterator[Crowd]:
    tokens = [servers.agent_token(admin_key(number)) for number in range(ADMINS)] if name == "ours" else []
    asked = {"port": server.port, "count": count, "tokens": tokens, "query": documents.UPDATES}
    with machine.pinned(machine.cores()[1]):
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.load.subscribers"], cwd=ROOT,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(orjson.dumps(asked) + b"\n")
        process.stdin.flush()
        if not process.stdout.readline():
            raise NotDelivered(f"{count} subscribers could not connect to {name}")
        yield Crowd(process.stdin, process.stdout, server)
    finally:
        process.kill()
        process.wait()


def _when_idle(server: Server) -> float:
    """The memory of a server once it has nothing to do any more, in megabytes."""
    until = time.monotonic() + PATIENCE
    quiet = 0
    while quiet < 3 and time.monotonic() < until:
        before = server.cpu_seconds()
        time.sleep(0.5)
        quiet = quiet + 1 if server.cpu_seconds() - before < 0.05 else 0
    return machine.resident_megabytes(server.pid)
