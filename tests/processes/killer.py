"""The killer: one fault after another, at random by a seed, and what it takes until each is over."""

from __future__ import annotations

import os
import random
import signal
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field

from tests.processes.cluster import Cluster
from tests.processes.fleet import Fleet, eventually
from tests.processes.rabbit import Rabbit

COMMANDS = {"api": "api", "worker-1": "worker", "worker-2": "worker", "worker-3": "worker"}
WORKERS = [name for name, command in COMMANDS.items() if command == "worker"]
WEIGHTS = {
    "kill api": 4, "kill worker": 6, "kill backend": 3, "stop database": 3, "kill broker": 2,
    "pause api": 1, "pause worker": 2, "pause database": 1, "pause broker": 1,
}  # fmt: skip
"""How often each kind of fault comes, beside the others."""
PATIENCE_SECONDS = 240
"""How long a process may take to start on a machine that others keep busy; what it took is in the report."""
DATABASE, BROKER = "database", "broker"


@dataclass(slots=True)
class Fault:
    """What was done to whom; instants by the wall clock. `recovery` is None where nothing was measured."""

    kind: str
    target: str
    began: float
    back: float | None = None
    recovery: float | None = None

    @property
    def is_kill(self) -> bool:
        """Whether something died of it."""
        return not self.kind.startswith("pause")


@dataclass(slots=True)
class Killer:
    """Runs in a thread of its own; nobody is killed before it is up again.

    While the API starts, the database is spared every other time, so that there are starts to be measured.
    """

    fleet: Fleet
    cluster: Cluster
    rabbit: Rabbit | None
    seed: int
    pace: tuple[float, float] = (0.8, 1.6)
    faults: list[Fault] = field(default_factory=list)
    busy: set[str] = field(default_factory=set)
    stopping: threading.Event = field(default_factory=threading.Event)

    @property
    def kills(self) -> int:
        """How many died so far."""
        return sum(fault.is_kill for fault in self.faults)

    def run(self, kills: int) -> None:
        """Do faults until so many were killed, then wait until all is back. Every kind comes at least once."""
        chance = random.Random(self.seed)
        kinds = [kind for kind in WEIGHTS if self.rabbit is not None or BROKER not in kind]
        first = chance.sample(kinds, len(kinds))
        with ThreadPoolExecutor(8) as helpers:
            waiting: list[Future[None]] = []
            while self.kills < kills and not self.stopping.is_set():
                for one in waiting:
                    if one.done():
                        one.result()
                kind = first[-1] if first else chance.choices(kinds, [WEIGHTS[kind] for kind in kinds])[0]
                if (found := self._do(kind, chance, helpers)) is not None:
                    waiting.append(found)
                    del first[-1:]
                    time.sleep(chance.uniform(*self.pace))
                else:
                    time.sleep(0.1)
            for one in waiting:
                one.result()

    def _do(self, kind: str, chance: random.Random, helpers: ThreadPoolExecutor) -> Future[None] | None:
        """Begin one fault; None when whom it is for has not got over the last one."""
        action, what = kind.split()
        owner = DATABASE if what == "backend" else what
        free = [name for name in (WORKERS if what == "worker" else [owner]) if name not in self.busy]
        if not free:
            return None
        target = chance.choice(free)
        fault = Fault(kind, target, time.time())
        self.faults.append(fault)
        spared = (
            {DATABASE} if target == "api" and DATABASE not in self.busy and chance.random() < 0.5 else set()
        )
        self.busy |= {target} | spared
        seconds = chance.uniform(1, 4)
        act = (lambda: self._pause(fault, seconds)) if action == "pause" else self._killing(fault, chance)
        return helpers.submit(self._doing, fault, act, {target} | spared)

    def _doing(self, fault: Fault, act: Callable[[], None], held: set[str]) -> None:
        try:
            act()
        finally:
            fault.back = fault.back or time.time()
            self.busy -= held

    def _killing(self, fault: Fault, chance: random.Random) -> Callable[[], None]:
        acts = {
            "kill api": self._kill_api, "kill worker": self._kill_worker, "stop database": self._stop_database,
            "kill broker": self._kill_broker,
        }  # fmt: skip
        if fault.kind == "kill backend":
            draw = chance.random()
            return lambda: self._kill_backend(fault, draw)
        return lambda: acts[fault.kind](fault)

    def _kill_api(self, fault: Fault) -> None:
        self.fleet.kill("api")
        self.fleet.start("api", "api")
        fault.back = time.time()
        self._until_ready(fault)

    def _kill_worker(self, fault: Fault) -> None:
        started = self._starts(fault.target)
        self.fleet.kill(fault.target)
        self.fleet.start(fault.target, "worker")
        fault.back = time.time()
        eventually(
            lambda: self._starts(fault.target) > started,
            f"{fault.target} has started",
            seconds=PATIENCE_SECONDS,
        )
        fault.recovery = time.time() - fault.back

    def _starts(self, name: str) -> int:
        return self.fleet.log(name).count("worker.started")

    def _stop_database(self, fault: Fault) -> None:
        self.cluster.stop_at_once()
        self.cluster.start()
        fault.back = time.time()
        self._until_ready(fault)

    def _kill_backend(self, fault: Fault, draw: float) -> None:
        """The server ends all other backends too, and recovers."""
        self.cluster.kill_backend(draw)
        self.cluster.wait()
        fault.back = time.time()
        self._until_ready(fault)

    def _kill_broker(self, fault: Fault) -> None:
        assert self.rabbit is not None
        self.rabbit.kill()
        self.rabbit.start()

    def _until_ready(self, fault: Fault) -> None:
        """Wait for the API; measured where no fault of another fell upon it meanwhile."""
        assert fault.back is not None
        eventually(self.fleet.is_ready, "the API is ready", seconds=PATIENCE_SECONDS)
        ready = time.time()
        others = [one for one in self.faults if one is not fault and one.target in {"api", DATABASE}]
        if not any(
            one.began < ready and (one.back or ready) + (one.recovery or 0) > fault.began for one in others
        ):
            fault.recovery = ready - fault.back

    def _pause(self, fault: Fault, seconds: float) -> None:
        self._signal(fault.target, signal.SIGSTOP)
        time.sleep(seconds)
        self._signal(fault.target, signal.SIGCONT)
        fault.back = time.time()
        if fault.target in {"api", DATABASE}:
            self._until_ready(fault)

    def _signal(self, target: str, number: signal.Signals) -> None:
        if target == DATABASE:
            for pid in self.cluster.processes():
                with suppress(ProcessLookupError):
                    os.kill(pid, number)
        elif target == BROKER:
            assert self.rabbit is not None
            self.rabbit.signal(number)
        else:
            self.fleet.signal(target, number)
