"""The demo's child processes: started with one environment, watched, stopped gracefully."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

GRACE_SECONDS = 20.0


class ChildDied(Exception):
    """A process of the demo ended by itself."""


@dataclass(slots=True)
class Children:
    """Processes of the demo; what they say goes to files under `logs`."""

    environment: Mapping[str, str]
    logs: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(self, name: str, module: str, *arguments: str, extra: Mapping[str, str] | None = None) -> None:
        """Start `python -m module arguments` in a session of its own, so that Ctrl-C reaches only us."""
        self.logs.mkdir(parents=True, exist_ok=True)
        with self.log_of(name).open("wb") as log:
            self.running[name] = subprocess.Popen(  # noqa: S603 - our own modules
                [sys.executable, "-m", module, *arguments],
                env={**self.environment, **(extra or {})},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    def log_of(self, name: str) -> Path:
        """Where a process writes to."""
        return self.logs / f"{name}.log"

    def require_alive(self) -> None:
        """Raise ChildDied with the end of its log when a process ended by itself."""
        for name, process in self.running.items():
            code = process.poll()
            if code is not None:
                raise ChildDied(f"The {name} ended with code {code}:\n{_tail(self.log_of(name))}")

    @staticmethod
    def pause(seconds: float) -> None:
        """Wait a moment before looking again."""
        time.sleep(seconds)

    def stop(self) -> None:
        """Ask all to stop, wait for them, and end those that do not."""
        for process in self.running.values():
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        for process in self.running.values():
            try:
                process.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        self.running.clear()


def is_free(host: str, port: int) -> bool:
    """Whether a port can be listened on."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        if os.name == "posix":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _tail(path: Path, lines: Sequence[str] = ()) -> str:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return "\n".join(f"  {line}" for line in lines[-15:])
