"""`make bench`: ours beside the peers, on one database, in one run; the figures go to results/latest.json."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from benchmarks import database, machine, operations, servers
from benchmarks.load.driver import generator
from benchmarks.operations import Measurement
from benchmarks.report import Report
from benchmarks.seeding import organisation, volume
from helpdesk.kit.settings import load

OPERATIONS = {
    "inbox": operations.inbox,
    "agent-inbox": operations.agent_inbox,
    "detail": operations.detail,
    "submit": operations.submit,
}


def main() -> None:
    """Read the arguments and run."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--tickets", type=int, default=200_000, help="How many tickets the database holds.")
    parser.add_argument("--rounds", type=int, default=7, help="Slices of each server and operation.")
    parser.add_argument("--seconds", type=float, default=1.5, help="Length of a slice.")
    parser.add_argument("--only", nargs="*", choices=[*OPERATIONS], default=[*OPERATIONS])
    asked = parser.parse_args()
    machine.raise_file_limit()
    servers.install_peers()
    with database.server() as postgresql:
        url = seeded(postgresql, asked.tickets)
        report = Report()
        with generator() as load_generator, servers.running(operations.READERS, url) as started:
            run = Measurement(started, postgresql, url, load_generator, report, asked.rounds, asked.seconds)
            for name in asked.only:
                OPERATIONS[name](run)
        report.write({"tickets": asked.tickets, "rounds": asked.rounds}, postgresql.version)


def seeded(postgresql: database.Server, tickets: int) -> str:
    """A database with so many tickets; its URL."""
    print(f"Seeding {tickets:,} tickets …", flush=True)
    url = database.migrated(postgresql, f"helpdesk_{tickets}")
    settings = load(database_url=url, platform="none", token_secret=servers.SECRET)
    made = asyncio.run(organisation.make(settings, url))
    volume.fill(url, made, tickets=tickets)
    return url


if __name__ == "__main__":
    main()
