"""`make bench`: ours beside the peers, on one database, in one run; the figures go to results/latest.json."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
from collections.abc import Callable

from benchmarks import database, machine, operations, scale, servers, timers
from benchmarks.fanout import fan_out
from benchmarks.load.driver import Generator, generator
from benchmarks.operations import Measurement
from benchmarks.report import Report
from benchmarks.seeding import organisation, volume
from helpdesk.kit.settings import load

OPERATIONS: dict[str, Callable[[Measurement, argparse.Namespace], None]] = {
    "inbox": lambda run, _: operations.inbox(run),
    "agent-inbox": lambda run, _: operations.agent_inbox(run),
    "detail": lambda run, _: operations.detail(run),
    "submit": lambda run, _: operations.submit(run),
    "fan-out": lambda run, asked: fan_out(run, asked.subscribers),
}


def main() -> None:
    """Read the arguments, seed, start, measure, keep."""
    asked = _arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # servers are ended on the way out
    if asked.timers is not None:
        _timers(asked)
        return
    os.sched_setaffinity(0, machine.cores()[1])
    machine.raise_file_limit()
    servers.install_peers()
    report = Report()
    with database.server() as postgresql, generator() as load:
        (_grow if asked.scale else _beside_peers)(asked, postgresql, load, report)
        sizes = {name: getattr(asked, name) for name in ("tickets", "rounds", "seconds", "subscribers")}
        if asked.only == [*OPERATIONS]:
            report.write(sizes, postgresql.version, part="scale" if asked.scale else None)
        else:
            print("Not kept: only a whole run is.")


def _timers(asked: argparse.Namespace) -> None:
    report = Report()
    with database.server(set(machine.USABLE)) as postgresql:
        timers.measure(postgresql, report, count=asked.timers, workers=asked.workers)
        report.write({"timers": asked.timers, "workers": asked.workers}, postgresql.version, part="timers")


def _beside_peers(
    asked: argparse.Namespace, postgresql: database.Server, load: Generator, report: Report
) -> None:
    url = seeded(postgresql, asked.tickets)
    with servers.running(operations.READERS, url) as started:
        run = Measurement(started, postgresql, url, load, report, asked.rounds, asked.seconds)
        for name in asked.only:
            OPERATIONS[name](run, asked)


def _grow(asked: argparse.Namespace, postgresql: database.Server, load: Generator, report: Report) -> None:
    urls = {size: seeded(postgresql, size) for size in (scale.SMALL, asked.tickets)}
    run = Measurement({}, postgresql, "", load, report, asked.rounds, asked.seconds)
    scale.grow(run, urls)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument(
        "--tickets", type=int, help="Tickets in the database: 200,000, for --scale 1,000,000."
    )
    parser.add_argument("--rounds", type=int, default=7, help="Slices of each server and operation.")
    parser.add_argument("--seconds", type=float, default=1.5, help="Length of a slice.")
    parser.add_argument("--subscribers", type=int, default=5000, help="WebSocket subscribers of the fan-out.")
    parser.add_argument(
        "--only", nargs="+", choices=[*OPERATIONS], default=[*OPERATIONS], help="Some operations."
    )
    parser.add_argument("--scale", action="store_true", help="Ours alone: growth from 10,000 tickets on.")
    parser.add_argument(
        "--timers", type=int, nargs="?", const=1_000_000, help="Ours alone: escalation among so many timers."
    )
    parser.add_argument("--workers", type=int, default=2, help="Workers that escalate, for --timers.")
    asked = parser.parse_args()
    asked.tickets = asked.tickets or (scale.LARGE if asked.scale else 200_000)
    return asked


def seeded(postgresql: database.Server, tickets: int) -> str:
    """A database with so many tickets; its URL."""
    print(f"Seeding {tickets:,} tickets …", flush=True)
    url = database.migrated(postgresql, f"helpdesk_{tickets}")
    settings = load(database_url=url, platform="none", token_secret=servers.SECRET,
        sealing_keys=servers.KEY, lookup_keys=servers.KEY,
    )  # fmt: skip
    made = asyncio.run(organisation.make(settings, url))
    volume.fill(url, made, tickets=tickets)
    return url


if __name__ == "__main__":
    main()
