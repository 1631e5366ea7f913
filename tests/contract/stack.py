"""The whole helpdesk for a while: database, API and worker as real processes, for clients that are real too.

`python -m tests.contract.stack COMMAND…` starts them on free ports under a temporary home, runs the
command with their addresses in its environment, stops them, and ends with the command's exit code.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGTERM
from uuid import uuid4

from sqlalchemy.engine import make_url

from helpdesk import migrations
from helpdesk.accounts import tokens
from helpdesk.accounts.tokens import CallerRole
from helpdesk.kit import embedded
from tests import world as worlds
from tests.api.conftest import SIGNING, token
from tests.conftest import MONDAY, SECRET, SERVER, drop, server_of, settings_of
from tests.processes.fleet import PLATFORM, Fleet, free_port
from tests.world import AGENTS, World

PEOPLE = [*AGENTS, "store:S001", "store:S002", "member:M1001", "integration"]


def main(command: list[str]) -> int:
    """Run a command beside a running helpdesk; its exit code."""
    with tempfile.TemporaryDirectory(prefix="helpdesk-contract-") as name:
        home = Path(name)
        home.chmod(0o755)  # the embedded server may run as another user
        with database(home) as url:
            made = worlds.make(url, settings_of(url), MONDAY)
            with processes(home, url) as fleet:
                told = {"CONTRACT_URL": f"{fleet.url}/graphql"} | knowledge(made)
                told["CONTRACT_PLATFORM"] = fleet.environment["HELPDESK_PLATFORM_URL"]
                environment = os.environ | fleet.environment | told
                return subprocess.run(command, env=environment, check=False).returncode


@contextmanager
def database(home: Path) -> Iterator[str]:
    """A migrated database: on the server of the tests where one is named, else on an embedded one."""
    named = os.environ.get(SERVER)
    server = named or server_of(embedded.start(home))
    name = f"contract_{uuid4().hex}"
    url = make_url(server).set(database=name).render_as_string(hide_password=False)
    try:
        migrations.create_database(url)
        migrations.upgrade(url)
        yield url
    finally:
        drop(server, name)
        if named is None:
            embedded.stop(home)


@contextmanager
def processes(home: Path, url: str) -> Iterator[Fleet]:
    """A platform, an API and a worker, ready; what they wrote is shown when one did not end well."""
    platform = free_port()
    fleet = Fleet(
        {
            "HELPDESK_MODE": "test",
            "HELPDESK_HOME": str(home),
            "HELPDESK_DATABASE_URL": url,
            "HELPDESK_TOKEN_SECRET": SECRET,
            "HELPDESK_CLOCK": f"{MONDAY.isoformat()},1",
            "HELPDESK_PLATFORM": "reference",
            "HELPDESK_PLATFORM_URL": f"http://127.0.0.1:{platform}/graphql",
            "REFERENCE_PLATFORM_DATABASE_URL": url,
        },
        home,
    )
    names = ("platform", "api", "worker")
    well = False
    try:
        now, port = MONDAY.isoformat(), str(platform)
        fleet.launch("platform", PLATFORM, "serve", "--port", port, "--now", now)
        for name in ("api", "worker"):
            fleet.start(name, name)
        fleet.wait_healthy(f"http://127.0.0.1:{platform}/healthz")
        fleet.wait_ready()
        yield fleet
        well = {fleet.stop(name) for name in names} <= {0, -SIGTERM}  # uvicorn ends by the signal it was sent
    finally:
        fleet.end()
        for name in names:
            text = (home / f"{name}.log").read_text(errors="replace")
            if not well or "Traceback" in text:
                sys.stderr.write(f"--- {name} wrote:\n{text[-8000:]}\n")


def knowledge(world: World) -> dict[str, str]:
    """What the command is told: a token per role, ids by name, what moves the clock."""
    follower = tokens.issue(
        SIGNING, subject="warehouse", role=CallerRole.INTEGRATION, everything=True,
        permissions=["ticket.read", "ticket.read_internal", "events.read"],
    )  # fmt: skip
    told = {
        "TOKENS": {who: token(who) for who in PEOPLE} | {"follower": follower},
        "ITEMS": {code: f"svc_{key.hex}" for code, key in world.items.items()},
        "AGENTS": {name: f"agt_{key.hex}" for name, key in world.agents.items()},
        "GROUPS": {code: f"grp_{key.hex}" for code, key in world.groups.items()},
        "UNITS": {code: f"unt_{key.hex}" for code, key in world.units.items()},
        "CLOCK": [sys.executable, "-m", "tests.contract.clock"],
    }
    return {f"CONTRACT_{name}": json.dumps(value) for name, value in told.items()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
