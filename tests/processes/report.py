"""What runs under faults came to, as tables: docs/torture.md is one of these."""

from __future__ import annotations

import os
import platform
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from tests.processes.killer import Fault

HEAD = Path(__file__).with_name("torture.md")
START_SECONDS = 3.0
"""In what time a worker starts where nothing else keeps the processors busy; a busier machine is given more time."""
MEANING = {
    "kill api": "SIGKILL of the API",
    "kill worker": "SIGKILL of one of three workers",
    "kill backend": "SIGKILL of one PostgreSQL backend (the server ends all others and recovers)",
    "stop database": "immediate stop of PostgreSQL, and its start",
    "kill broker": "SIGKILL of RabbitMQ, and its start",
    "pause api": "SIGSTOP of the API for 1 to 4 s",
    "pause worker": "SIGSTOP of a worker for 1 to 4 s",
    "pause database": "SIGSTOP of all PostgreSQL processes for 1 to 4 s",
    "pause broker": "SIGSTOP of RabbitMQ for 1 to 4 s",
}


@dataclass(slots=True)
class Report:
    """Figures of one run; `print` by the test, kept in docs/torture.md by `make torture`."""

    broker: str
    seed: int
    seconds: float
    faults: Sequence[Fault]
    lateness: Sequence[float] = ()
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def kills(self) -> int:
        """How many died."""
        return sum(fault.is_kill for fault in self.faults)

    def recoveries(self, kind: str) -> list[float]:
        """Seconds from when those who were hit were started, or there again, until they worked."""
        return [fault.recovery for fault in self.faults if fault.kind == kind and fault.recovery is not None]

    @property
    def slowness(self) -> float:
        """How many times slower than an idle machine this one was, by how long its workers took to start."""
        started = self.recoveries("kill worker")
        return max(1.0, statistics.median(started) / START_SECONDS) if started else 1.0

    def markdown(self) -> str:
        """The tables."""
        about = (
            f"Seed {self.seed}, {self.seconds:.0f} s, {self.kills} kills and {len(self.faults) - self.kills} pauses. "
            f"A worker took {self.slowness:.1f} times the {START_SECONDS:g} s to start that an idle machine is granted."
        )
        lines = [
            f"## Broker: {self.broker}",
            "",
            about,
            "",
            "| fault | count | away, s: median / max | then working, s: median / max |",
            "|---|--:|--:|--:|",
        ]
        for kind, meaning in MEANING.items():
            if some := [fault for fault in self.faults if fault.kind == kind]:
                away = [fault.back - fault.began for fault in some if fault.back is not None]
                lines.append(
                    f"| {meaning} | {len(some)} | {_spread(away)} | {_spread(self.recoveries(kind))} |"
                )
        lines += ["", "| what | figure |", "|---|--:|"]
        lines.append(f"| warnings, breaches and levels recorded | {len(self.lateness)} |")
        lines.append(f"| their lateness, s: median / max | {_spread(self.lateness)} |")
        back = self.recoveries("kill api")
        within = sum(seconds <= START_SECONDS for seconds in back)
        lines.append(f"| measured starts of the API within {START_SECONDS:g} s | {within} of {len(back)} |")
        lines += [f"| {what} | {count} |" for what, count in self.counts.items()]
        return "\n".join(lines) + "\n"


def page(reports: Sequence[Report]) -> str:
    """The whole page."""
    git = ["/usr/bin/env", "git", "describe", "--always", "--dirty", "--exclude=*"]
    revision = subprocess.run(git, capture_output=True, text=True, check=True).stdout.strip()
    about = (
        f"{datetime.now(UTC):%Y-%m-%d}, revision {revision}, {sum(one.kills for one in reports)} kills in all; "
        f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}, "
        f"load average {os.getloadavg()[2]:.1f} over the last 15 minutes."
    )
    return (
        "\n".join(
            [HEAD.read_text(encoding="utf-8"), about, "", *(one.markdown() for one in reports)]
        ).rstrip()
        + "\n"
    )


def _spread(values: Sequence[float]) -> str:
    return f"{statistics.median(values):.2f} / {max(values):.2f}" if values else "—"
