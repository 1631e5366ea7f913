"""One PostgreSQL for all servers of a run: the embedded one, under a temporary home, on the second core."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy.engine import make_url

from benchmarks import machine
from helpdesk import migrations
from helpdesk.kit import embedded

SETTINGS = {
    "shared_buffers": "'1GB'",
    "max_wal_size": "'8GB'",
    "checkpoint_timeout": "'30min'",
    "maintenance_work_mem": "'512MB'",
    "max_connections": "200",
    "track_commit_timestamp": "on",  # when an escalation was committed, beside when it was due
}
"""A server of ordinary size. Durability is PostgreSQL's default: every commit waits for the disk."""


@dataclass(frozen=True, slots=True)
class Server:
    """The running server."""

    url: str
    pid: int
    version: str

    def url_of(self, database: str) -> str:
        """The URL of one of its databases."""
        return make_url(self.url).set(database=database).render_as_string(hide_password=False)

    def cpu_seconds(self) -> float:
        """What the server and all of its backends have used so far."""
        return machine.family_cpu_seconds(self.pid)


@contextmanager
def server(cores: set[int] | None = None) -> Iterator[Server]:
    """A PostgreSQL of this run's own, on the second core unless others are named; gone with all its data at the end."""
    cores = cores or machine.cores()[1]
    with tempfile.TemporaryDirectory(prefix="helpdesk-bench-", ignore_cleanup_errors=True) as name:
        home = Path(name)
        home.chmod(0o755)  # the embedded server may run as another user
        with machine.pinned(cores):
            url = make_url(embedded.start(home)).set(database="postgres")
        try:
            text = url.render_as_string(hide_password=False)
            _configure(text)
            embedded.stop(home)
            with machine.pinned(cores):
                embedded.start(home)
            yield Server(text, _pid(home), _version(text))
        finally:
            embedded.stop(home)


def migrated(server: Server, name: str) -> str:
    """A new database with the product's own schema; its URL."""
    url = server.url_of(name)
    migrations.create_database(url)
    migrations.upgrade(url)
    return url


def _configure(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        for name, value in SETTINGS.items():
            connection.execute(f"ALTER SYSTEM SET {name} = {value}".encode())


def _pid(home: Path) -> int:
    return int((home / "postgresql" / "postmaster.pid").read_text(encoding="ascii").split()[0])


def _version(url: str) -> str:
    with psycopg.connect(url) as connection:
        found = connection.execute("SHOW server_version").fetchone()
    return str(found[0]) if found else ""
