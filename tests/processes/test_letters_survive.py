"""The worker is killed between the sending of a letter and its settlement: it goes again, and is the same letter."""

from __future__ import annotations

import asyncio

import psycopg

from helpdesk.events.work import Transactor
from helpdesk.kit.clock import StoppedClock
from tests.conftest import LOOKUP_KEYS, SEALING_KEYS
from tests.features.notify import servers
from tests.features.notify.build import ADDRESS, TellingDesk
from tests.processes.fleet import Fleet, eventually
from tests.world import World

SENT = "SELECT count(*) FROM deliveries WHERE state = 'SENT'"
OPEN = "SELECT count(*) FROM deliveries WHERE state <> 'SENT'"
LAPSED = "UPDATE deliveries SET lease_until = lease_until - interval '1 hour' WHERE lease_until IS NOT NULL"


async def test_a_killed_worker_loses_no_letter(
    fleet: Fleet, database_url: str, transactor: Transactor, world: World, clock: StoppedClock
) -> None:
    desk = TellingDesk(transactor, world, clock)
    await desk.reach("lin")
    await desk.escalated()
    async with servers.smtp() as box:
        box.answering.clear()
        fleet.environment |= {
            "HELPDESK_CLOCK": f"{clock.now().isoformat()},1",
            "HELPDESK_SEALING_KEYS": SEALING_KEYS,
            "HELPDESK_LOOKUP_KEYS": LOOKUP_KEYS,
            "HELPDESK_SMTP_URL": f"smtp+plain://127.0.0.1:{box.port}",
            "HELPDESK_SMTP_FROM": "helpdesk@example.com",
        }
        fleet.start("worker", "worker")
        async with asyncio.timeout(60):
            await box.taken.wait()
        fleet.kill("worker")
        box.answering.set()
        with psycopg.connect(database_url, autocommit=True) as database:
            assert database.execute(SENT).fetchone() == (0,), "the kill fell beside the gap"
            database.execute(LAPSED)
            fleet.start("worker", "worker")
            await asyncio.to_thread(
                eventually, lambda: database.execute(OPEN).fetchone() == (0,), "all is settled", seconds=60
            )
        first, *others = [letter["Message-ID"] for letter in box.of(ADDRESS)]
        assert others.count(first) == 1
        assert all(others.count(one) <= 2 for one in others), "a letter went again that was settled"
    said = (fleet.logs / "worker.log").read_text("utf-8")
    assert "delivery.attempted" in said
    assert ADDRESS not in said
