"""One run: processes under load while the killer does its work, then everything that must hold afterwards."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import psycopg
from pydantic import SecretStr

from helpdesk import migrations
from helpdesk.app import Runtime
from helpdesk.kit.clock import StoppedClock
from helpdesk.kit.settings import Settings
from helpdesk.platform import reference
from helpdesk.platform.switches import Switches
from tests.conftest import MONDAY, drop, settings_of
from tests.processes import invariants
from tests.processes.cluster import Cluster
from tests.processes.fleet import PLATFORM, Fleet, eventually, free_port
from tests.processes.follower import FEED, Follower
from tests.processes.invariants import Clocks, Crossed
from tests.processes.killer import COMMANDS, Killer
from tests.processes.load import STORES, Client, Load
from tests.processes.rabbit import Rabbit
from tests.processes.report import Report
from tests.world import World

FAST, SLOW = 120, 30
"""How fast the helpdesk's clock runs: a first response is due after five of its minutes, the third level after
fifteen; a long run has to be over before the hotline closes."""
FEW = 30
SIDE_BY_SIDE = 4
FAULTS = [("LOST_ANSWER", "deleteOrder", 0.3), ("HANG", "deleteOrder", 0.15), ("HTTP_ERROR", "deleteOrder", 0.2),
          ("GRAPHQL_ERROR", "outcome", 0.2)]  # fmt: skip
"""How the platform fails while it acts: the share of calls of an operation."""


@dataclass(slots=True)
class Torture:
    """Made on a database of a cluster; `run` does it all, `require` looks at what came of it."""

    fleet: Fleet
    cluster: Cluster
    rabbit: Rabbit | None
    world: World
    platform_server: str
    seed: int
    speed: int = FAST
    killer: Killer = field(init=False)
    load: Load = field(init=False)
    followers: list[Follower] = field(default_factory=list)
    late: list[tuple[float, Crossed]] = field(default_factory=list)
    begun: int = 0
    events: int = 0
    seconds: float = 0

    @property
    def database_url(self) -> str:
        """Where the processes' database is."""
        return self.fleet.environment["HELPDESK_DATABASE_URL"]

    async def run(self, kills: int) -> None:
        """Start everything, torture it, let it come to rest, and hold it to the rules."""
        self.speed = FAST if kills <= FEW else SLOW
        self.fleet.environment["HELPDESK_CLOCK"] = f"{MONDAY.isoformat()},{self.speed}"
        began = time.monotonic()
        self.killer = Killer(self.fleet, self.cluster, self.rabbit, self.seed)
        platform = await asyncio.to_thread(self._start_platform)
        try:
            for name, command in COMMANDS.items():
                self.fleet.start(name, command)
            await asyncio.to_thread(self.fleet.wait_ready)
            async with httpx.AsyncClient(timeout=12) as http:
                client = Client(self.fleet.url, http)
                await self._torture(client, platform, kills)
                await invariants.require_told(client, self.load.accepted)
            await asyncio.to_thread(self._stop)
            self.seconds = time.monotonic() - began
            await self._require(platform)
        finally:
            self.fleet.end()
            drop(self.platform_server, str(platform.database))

    def report(self) -> Report:
        """The figures."""
        counts = {
            "tickets accepted": len(self.load.accepted),
            "replies, questions and resolutions accepted": sum(len(one.said) for one in self.load.accepted),
            "clocks paused and resumed": sum(one.asked for one in self.load.accepted),
            "orders deleted on the platform": sum(one.fate == "DELETED" for one in self.load.accepted),
            "events in the log": self.events,
            "connections of the three followers": sum(one.connections for one in self.followers),
        }
        refused = self.load.client.refused
        counts |= {f"tries of clients that were told `{what}`": refused[what] for what in sorted(refused)}
        broker = "RabbitMQ" if self.rabbit else "the database (the default)"
        lateness = [seconds for seconds, _ in self.late]
        return Report(broker, self.seed, self.seconds, self.killer.faults, lateness, counts)

    async def _torture(self, client: Client, platform: _Platform, kills: int) -> None:
        head = await client.ask("integration:feed", "{ feedCursor }")
        assert head is not None, "nothing was killed yet"
        with psycopg.connect(self.database_url) as database:
            self.begun = _one(database, "SELECT position FROM log_head")
        place, cursor = self.fleet.url.replace("http", "ws") + "/graphql", head["data"]["feedCursor"]
        self.followers = [Follower(place, FEED, cursor=cursor) for _ in range(3)]
        following = [asyncio.create_task(one.run()) for one in self.followers]
        async with asyncio.timeout(60):
            await asyncio.gather(*(one.following.wait() for one in self.followers))
        orders = await platform.prepare(self.speed)
        self.load = Load(client, self.world.items["product-use"], orders, self.seed)
        working = asyncio.create_task(self.load.run(SIDE_BY_SIDE))
        working.add_done_callback(lambda _task: self.killer.stopping.set())
        try:
            await asyncio.to_thread(self.killer.run, kills)
            self.load.stopping.set()
            await working
            await asyncio.to_thread(self._wait_for_rest)
            await self._wait_for_followers(following)
        finally:
            for task in [*following, working]:
                task.cancel()
            await asyncio.gather(*following, working, return_exceptions=True)

    def _start_platform(self) -> _Platform:
        """The platform is somebody else's: its database is not ours to kill."""
        made = _Platform(self.platform_server, free_port())
        migrations.create_database(made.database_url)
        self.fleet.environment |= made.environment
        now = MONDAY.isoformat()
        self.fleet.launch("platform", PLATFORM, "serve", "--port", str(made.port), "--now", now)
        self.fleet.wait_healthy(f"http://127.0.0.1:{made.port}/healthz")
        return made

    def _wait_for_rest(self) -> None:
        """Wait until what was begun is done: levels reached, acts settled, nothing due, nothing waiting."""
        neglected = [ticket.uuid for ticket in self.load.accepted if ticket.fate == "NEGLECTED"]
        below = """SELECT count(*) FROM sla_timers
                    WHERE metric = 'FIRST_RESPONSE' AND level < 3 AND subject_id = ANY (%s)"""
        nothing = {
            "levels to be reached": (below, [neglected]),
            "acts to be settled": ("SELECT count(*) FROM platform_acts WHERE state NOT IN ('DONE', 'REFUSED')", None),
            "deletions to be ended": (
                "SELECT count(*) FROM procedures WHERE state NOT IN ('DONE', 'DECLINED', 'CANCELLED')", None,
            ),
            "jobs in the outbox": ("SELECT count(*) FROM outbox", None),
            "events without a position": ("SELECT count(*) FROM events WHERE position IS NULL", None),
        }  # fmt: skip
        with psycopg.connect(self.database_url, autocommit=True) as database:
            for what, (query, values) in nothing.items():
                eventually(lambda q=query, v=values: _one(database, q, v) == 0, f"no {what}", seconds=120)

    async def _wait_for_followers(self, following: list[asyncio.Task[None]]) -> None:
        def caught_up() -> bool:
            assert not any(task.done() for task in following), [task for task in following if task.done()]
            with psycopg.connect(self.database_url) as database:
                last = _one(
                    database,
                    "SELECT id FROM events WHERE subject_kind = 'ticket' ORDER BY position DESC LIMIT 1",
                )
            return all(f"evt_{last.hex}" in one.seen[-50:] for one in self.followers)

        await asyncio.to_thread(eventually, caught_up, "the followers caught up", seconds=30)

    def _stop(self) -> None:
        """All that was not killed runs still, and ends when it is asked to."""
        assert self.fleet.exited() == {}, "a process ended by itself"
        codes = {name: self.fleet.stop(name) for name in COMMANDS}
        assert set(codes.values()) <= {0, -15}, codes

    async def _require(self, platform: _Platform) -> None:
        """Hold it to the rules."""
        assert self.load.client.improper == []
        with psycopg.connect(self.database_url, autocommit=True) as database:
            assert invariants.lost(database, self.load.accepted) == {}
            assert invariants.broken(database) == {}
            self._require_feed(database)
            self._require_acts(database, platform)
            self.events = _one(database, "SELECT count(*) FROM events")
            clocks = Clocks(invariants.clock_of(database))
        runtime = Runtime.build(settings_of(self.database_url), self.database_url, clock=StoppedClock(MONDAY))
        await clocks.read(runtime.transactor)
        await runtime.engine.dispose()
        assert clocks.differing == []
        self.late = invariants.lateness(clocks.crossed, self.killer.faults)

    def _require_feed(self, database: invariants.Connection) -> None:
        query = "SELECT id FROM events WHERE subject_kind = 'ticket' AND position > %s ORDER BY position"
        logged = [f"evt_{key.hex}" for (key,) in database.execute(query, [self.begun]).fetchall()]
        for one in self.followers:
            assert one.connections > 1, "the follower was never cut off"
            wrong = [
                place
                for place, (saw, is_there) in enumerate(zip(one.seen, logged, strict=False))
                if saw != is_there
            ]
            assert wrong == [], (
                f"a follower saw others, or in another order, from the {wrong[0]}th of {len(logged)} on"
            )
            assert len(logged) - len(one.seen) < 50, "a follower missed what came last"

    def _require_acts(self, database: invariants.Connection, platform: _Platform) -> None:
        asked = sorted(ticket.title for ticket in self.load.accepted if ticket.fate == "DELETED")
        with psycopg.connect(platform.database_url) as there:
            found = invariants.acts(database, there)
        assert found["deleted"] == asked
        assert found["ended"] == ({"DONE": len(asked)} if asked else {})
        assert found["answered"] == ({("deleteOrder", "Done"): len(asked)} if asked else {})


@dataclass(slots=True)
class _Platform:
    server: str
    port: int
    database: str = field(default_factory=lambda: f"platform_{uuid4().hex}")

    @property
    def database_url(self) -> str:
        base, _, _ = self.server.rpartition("/postgres")
        return self.server.replace(f"{base}/postgres", f"{base}/{self.database}")

    @property
    def environment(self) -> dict[str, str]:
        return {
            "HELPDESK_PLATFORM": "graphql",
            "HELPDESK_PLATFORM_MAPPING": str(reference.MAPPING),
            "HELPDESK_PLATFORM_URL": f"http://127.0.0.1:{self.port}/graphql",
            "HELPDESK_PLATFORM_TIMEOUT": "1",
            "HELPDESK_ACT_LEASE_SECONDS": "3.6",
            "REFERENCE_PLATFORM_DATABASE_URL": self.database_url,
        }

    async def prepare(self, speed: int) -> list[tuple[str, str]]:
        """Let it show the helpdesk's time and fail while it acts; stores and orders that can be deleted."""
        there = Settings(
            mode="test", platform_url=self.environment["HELPDESK_PLATFORM_URL"],
            platform_token=SecretStr("reference-platform"),
        )  # fmt: skip
        platform = reference.connect(there)
        found = []
        for store in (f"S00{number}" for number in range(1, STORES + 1)):
            found += [
                (store, order.code) for order in await platform.orders_of_store(store)
                if not order.shipped and order.kind == "PURCHASE" and order.settlement_period.is_open_at(MONDAY)
            ]  # fmt: skip
        await platform.aclose()
        async with Switches(there) as switches:
            await switches.set_clock(MONDAY, speed=speed)
            for kind, operation, rate in FAULTS:
                await switches.set_fault(kind, operation, rate=rate)
        return found


def _one(database: invariants.Connection, query: str, values: Any = None) -> Any:
    row = database.execute(query, values).fetchone()
    assert row is not None, query
    return row[0]
