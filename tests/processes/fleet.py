"""Real processes of the product, started, killed and started again by a test."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import httpx

HELPDESK = Path(sys.executable).parent / "helpdesk"
PLATFORM = Path(sys.executable).parent / "reference-platform"


@dataclass(slots=True)
class Fleet:
    """An API and workers on one database; each runs under a name and can be killed by it."""

    environment: dict[str, str]
    logs: Path
    port: int = field(default_factory=lambda: free_port())  # noqa: PLW0108 - defined below
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """Where the API answers."""
        return f"http://127.0.0.1:{self.port}"

    def start(self, name: str, command: str) -> None:
        """Start `helpdesk <command>` under a name; its output goes to a file of that name."""
        self.launch(name, HELPDESK, command)

    def launch(self, name: str, *command: str | Path) -> None:
        """Start a command under a name, in a session of its own as under a supervisor; its output goes to a file."""
        with (self.logs / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                env={**os.environ, **self.environment, "HELPDESK_PORT": str(self.port)},
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    def kill(self, name: str) -> None:
        """SIGKILL: no goodbye."""
        process = self.running.pop(name)
        process.send_signal(signal.SIGKILL)
        process.wait(10)

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a signal, as SIGSTOP and SIGCONT."""
        self.running[name].send_signal(number)

    def exited(self) -> dict[str, int]:
        """Who ended by itself, and how."""
        return {name: code for name, process in self.running.items() if (code := process.poll()) is not None}

    def log(self, name: str) -> str:
        """All that ran under a name wrote."""
        return (self.logs / f"{name}.log").read_text(encoding="utf-8")

    def stop(self, name: str) -> int:
        """SIGTERM, and the exit code of a graceful stop."""
        process = self.running.pop(name)
        process.terminate()
        return process.wait(30)

    def end(self) -> None:
        """Kill whatever still runs."""
        for name in list(self.running):
            self.kill(name)

    def wait_ready(self) -> None:
        """Wait until the API says that it can do its work."""
        eventually(self.is_ready, "the API is ready", seconds=120)

    def wait_healthy(self, url: str) -> None:
        """Wait until a process that is no helpdesk answers."""
        eventually(lambda: _answers(url), f"{url} answers", seconds=60)

    def is_ready(self) -> bool:
        """Whether the API says that it can do its work."""
        return _answers(f"{self.url}/readyz")


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=2).status_code == 200
    except httpx.HTTPError:
        return False


def eventually(holds: Callable[[], bool], what: str, *, seconds: float) -> None:
    """Look again and again until it holds; fail saying what never did."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, f"not within {seconds} s: {what}"
        time.sleep(0.05)


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
