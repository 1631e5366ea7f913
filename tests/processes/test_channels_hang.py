"""A mail server that hangs keeps neither escalations nor other channels waiting (issue: a failing channel)."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import psycopg

from helpdesk.events.work import Transactor
from helpdesk.kit.clock import StoppedClock
from tests.conftest import LOOKUP_KEYS, SEALING_KEYS
from tests.features.notify import servers
from tests.features.notify.build import ADDRESS, TellingDesk
from tests.processes.fleet import Fleet, eventually
from tests.world import World

NUMBER = "13912345678"
BODY = json.dumps({"to": "{to}", "text": "{text}"})
TICKETS = 12
LEVELS = (
    "SELECT count(*) FROM events WHERE kind = 'ticket.escalation_notified'"
    " AND data->>'metric' = 'RESOLUTION' AND data->>'level' = '1'"
)
LATEST = (
    "SELECT max(extract(epoch FROM e.at - t.due_at)) FROM events AS e"
    " JOIN sla_timers AS t ON t.id = (e.data->>'timer_id')::uuid"
    " WHERE e.kind = 'ticket.escalation_notified' AND e.data->>'metric' = 'RESOLUTION' AND e.data->>'level' = '1'"
)
MAILED = "SELECT count(*) FROM deliveries WHERE channel = 'EMAIL' AND state = 'SENT'"


async def test_escalations_and_sms_go_on_while_mail_hangs(
    fleet: Fleet, database_url: str, transactor: Transactor, world: World, clock: StoppedClock
) -> None:
    desk = TellingDesk(transactor, world, clock)
    await desk.contact("lin", email=ADDRESS, mobile=NUMBER)
    for _ in range(TICKETS):
        await desk.submit()
    async with servers.silence() as hanging, servers.web() as gateway:
        fleet.environment |= {
            "HELPDESK_CLOCK": "2026-11-16T13:59:50+08:00,1",  # they are due at two o'clock
            "HELPDESK_SEALING_KEYS": SEALING_KEYS,
            "HELPDESK_LOOKUP_KEYS": LOOKUP_KEYS,
            "HELPDESK_SMTP_URL": f"smtp+plain://127.0.0.1:{hanging.port}",
            "HELPDESK_SMTP_FROM": "helpdesk@example.com",
            "HELPDESK_SMS_URL": gateway.url,
            "HELPDESK_SMS_BODY": BODY,
            "HELPDESK_NOTIFY_TIMEOUT": "30",
        }
        fleet.start("worker", "worker")
        with psycopg.connect(database_url, autocommit=True) as database:

            def count(statement: str) -> Any:
                found = database.execute(statement).fetchone()
                return found and found[0]

            await asyncio.to_thread(eventually, lambda: count(LEVELS) >= TICKETS, "all escalated", seconds=60)
            await asyncio.to_thread(
                eventually, lambda: len(gateway.requests) >= TICKETS, "all texted", seconds=20
            )
            assert hanging.connections > 0
            assert count(MAILED) == 0
            assert count(LATEST) < 5
            assert count("SELECT count(*) FROM deliveries WHERE state = 'FAILED'") == 0
        said = (fleet.logs / "worker.log").read_text("utf-8")
    assert {body["to"] for body in gateway.bodies} == {f"+86{NUMBER}"}
    assert ADDRESS not in said
    assert NUMBER not in said
