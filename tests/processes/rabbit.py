"""A RabbitMQ node of the tests' own: own name, ports and data. The system's is left alone."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import pika
import pytest

from tests.processes.fleet import eventually, free_port

DEBIAN = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
"""What Debian's `rabbitmq-server` runs as its own user; we run it as whoever we are."""


@dataclass(slots=True)
class Rabbit:
    """Made by `make`; its processes are one process group."""

    home: Path
    port: int = field(default_factory=free_port)
    distribution: int = field(default_factory=free_port)
    node: subprocess.Popen[bytes] | None = None

    @classmethod
    def make(cls) -> Rabbit:
        """Prepare a directory; nothing runs yet. Fails where RabbitMQ is not installed."""
        home = Path(tempfile.mkdtemp(prefix="helpdesk-rabbit-"))
        made = cls(home)
        (home / "rabbitmq.conf").write_text(
            f"listeners.tcp.local = 127.0.0.1:{made.port}\n", encoding="utf-8"
        )
        (home / "env.conf").write_text("", encoding="utf-8")
        (home / "enabled_plugins").write_text("[].\n", encoding="utf-8")
        return made

    @property
    def url(self) -> str:
        """What HELPDESK_BROKER_URL gets."""
        return f"amqp://guest:guest@127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        self.launch()
        self.wait()

    def launch(self) -> None:
        """Start it; it takes some seconds."""
        with (self.home / "log").open("ab") as log:
            self.node = subprocess.Popen(
                [_server()],
                env=self._environment(),
                stdout=log,
                stderr=log,
                start_new_session=True,
                cwd=self.home,
            )

    def wait(self) -> None:
        """Wait until it takes connections."""
        eventually(self._answers, "RabbitMQ takes connections", seconds=60)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to all of its processes."""
        assert self.node is not None
        os.killpg(self.node.pid, number)

    def kill(self) -> None:
        """SIGKILL: no goodbye."""
        if self.node is not None:
            self.signal(signal.SIGKILL)
            self.node.wait(10)
            self.node = None

    def end(self) -> None:
        """Kill it and remove everything."""
        self.kill()
        shutil.rmtree(self.home, ignore_errors=True)

    def _answers(self) -> bool:
        assert self.node is not None
        assert self.node.poll() is None, (self.home / "log").read_text(encoding="utf-8")[-3000:]
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", self.port)):
                return False
        try:
            pika.BlockingConnection(pika.URLParameters(f"{self.url}?socket_timeout=2")).close()
        except (pika.exceptions.AMQPError, OSError):
            return False
        return True

    def _environment(self) -> dict[str, str]:
        return {
            **os.environ,
            "HOME": str(self.home),
            "RABBITMQ_NODENAME": f"torture{self.port}@localhost",
            "RABBITMQ_DIST_PORT": str(self.distribution),
            "RABBITMQ_MNESIA_BASE": str(self.home / "mnesia"),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_CONFIG_FILE": str(self.home / "rabbitmq.conf"),
            "RABBITMQ_CONF_ENV_FILE": str(self.home / "env.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(self.home / "enabled_plugins"),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_FLAGS": "-kernel inet_dist_use_interface {127,0,0,1}",
        }


def _server() -> str:
    found = str(DEBIAN) if DEBIAN.exists() else shutil.which("rabbitmq-server")
    return found or pytest.fail("rabbitmq-server is not installed; .ci/run installs it")
