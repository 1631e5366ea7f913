"""What must hold after the faults, in SQL over the whole database and over GraphQL for what clients were told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import select

from helpdesk.events.log import history
from helpdesk.events.work import Transactor, UnitOfWork
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.clock import ClockSetting
from helpdesk.sla import repository
from helpdesk.sla.clocks import apply, fold
from helpdesk.sla.events import KINDS, Breached, Dated, Escalated, Warned, by_clock
from helpdesk.sla.open_hours import OpenHours
from helpdesk.sla.terms import Metric
from helpdesk.tickets import promises
from helpdesk.tickets import repository as tickets
from helpdesk.tickets.models import Ticket
from tests.processes.killer import BROKER, DATABASE, WORKERS, Fault
from tests.processes.load import Accepted, Client

Connection = psycopg.Connection[Any]
CROSSINGS = (Warned, Breached, Escalated)
REPEATED = {
    "a crossing": """
        SELECT subject_id, kind, data->>'metric', data->>'instance', data->>'level', count(*) FROM events
         WHERE kind IN ('clock.warned', 'clock.breached', 'clock.escalated') GROUP BY 1, 2, 3, 4, 5
        HAVING count(*) > 1""",
    "an escalation's notice": """
        SELECT subject_id, data->>'metric', data->>'instance', data->>'crossing', data->>'level', count(*) FROM events
         WHERE kind = 'ticket.escalation_notified' GROUP BY 1, 2, 3, 4, 5 HAVING count(*) > 1""",
    "a notification": """
        SELECT event_id, recipient_key, count(*) FROM notifications GROUP BY 1, 2 HAVING count(*) > 1""",
    "a routing decision": """
        SELECT subject_id, revision, count(*) FROM routing_decisions GROUP BY 1, 2 HAVING count(*) > 1""",
    "a ticket's routing": """
        SELECT subject_id, count(*) FROM events WHERE kind = 'ticket.routed' GROUP BY 1 HAVING count(*) > 1""",
    "a comment": """
        SELECT ticket_id, body, count(*) FROM comments GROUP BY 1, 2 HAVING count(*) > 1""",
    "a position": """
        SELECT position, count(*) FROM events GROUP BY 1 HAVING count(*) > 1""",
}
"""What happens once at most."""
MISSING = {
    "notices of levels": """
        SELECT e.subject_id, e.data FROM events e WHERE e.kind = 'clock.escalated' AND NOT EXISTS (
            SELECT FROM events n WHERE n.kind = 'ticket.escalation_notified' AND n.subject_id = e.subject_id
               AND n.data->>'metric' = e.data->>'metric' AND n.data->>'instance' = e.data->>'instance'
               AND n.data->>'crossing' = 'LEVEL' AND n.data->>'level' = e.data->>'level')""",
    "notifications of notices": """
        SELECT e.id, r.agent FROM events e, jsonb_array_elements_text(e.data->'recipients') AS r (agent)
         WHERE e.kind = 'ticket.escalation_notified' AND NOT EXISTS (
            SELECT FROM notifications n WHERE n.event_id = e.id
               AND n.recipient_key = 'agent:' || replace(r.agent, '-', ''))""",
    "routing": """
        SELECT t.id FROM tickets t WHERE NOT EXISTS (
            SELECT FROM routing_decisions d WHERE d.subject_id = t.id) OR NOT EXISTS (
            SELECT FROM events e WHERE e.subject_id = t.id AND e.kind = 'ticket.routed')""",
    "levels below": """
        SELECT id, level FROM sla_timers t WHERE level <> (
            SELECT count(*) FROM events e WHERE e.subject_id = t.subject_id AND e.kind = 'clock.escalated'
               AND e.data->>'metric' = t.metric AND (e.data->>'instance')::bigint = t.instance)""",
}
"""What must be there, each query naming what is not."""
EMPTY = {
    "outbox": "SELECT id, job FROM outbox",
    "leases of timers": "SELECT id FROM sla_timers WHERE lease_until IS NOT NULL AND next_at IS NULL",
    "leases of acts": "SELECT id FROM platform_acts WHERE lease_until IS NOT NULL OR next_at IS NOT NULL",
    "unnumbered events": "SELECT id FROM events WHERE position IS NULL",
    "gaps of the log": """
        SELECT position FROM (SELECT position, lag(position) OVER (ORDER BY position) AS before FROM events) AS p
         WHERE position <> before + 1""",
}
TICKET = """query($id: ID!) { ticket(id: $id) {
  number title status comments(first: 100) { nodes { body } } timers { metric escalationLevel }
  timeline(first: 100) { nodes { kind data } }
} }"""


def broken(database: Connection) -> dict[str, list[Any]]:
    """The rules that SQL alone can tell, with what breaks them."""
    found = {}
    for what, queries in (("repeated", REPEATED), ("missing", MISSING), ("left", EMPTY)):
        for name, query in queries.items():
            if rows := database.execute(query).fetchall():
                found[f"{what}: {name}"] = rows
    return found


def lost(database: Connection, accepted: Sequence[Accepted]) -> dict[str, set[str]]:
    """Tickets that were accepted and are not there, or are there and were not accepted."""
    there = {str(number) for (number,) in database.execute("SELECT number FROM tickets").fetchall()}
    told = {ticket.number for ticket in accepted}
    assert len(told) == len(accepted), "one number was told of two tickets"
    return {name: rows for name, rows in (("missing", told - there), ("unasked", there - told)) if rows}


async def require_told(client: Client, accepted: Sequence[Accepted]) -> None:
    """Over GraphQL: each ticket has all that was accepted about it, once, and nothing else."""
    for ticket in accepted:
        body = await client.ask("lin", TICKET, id=ticket.id)
        assert body is not None, ticket
        found = body["data"]["ticket"]
        assert str(found["number"]) == ticket.number
        if ticket.fate == "DELETED":
            continue
        assert found["title"] == ticket.title
        assert sorted(row["body"] for row in found["comments"]["nodes"]) == sorted(ticket.said), ticket
        changes = Counter(
            row["data"]["after"]
            for row in found["timeline"]["nodes"]
            if row["kind"] == "ticket.status_changed"
        )
        assert changes["WAITING_ON_REQUESTER"] == ticket.asked, (ticket, changes)
        assert changes["SOLVED"] == ticket.solved, (ticket, changes)
        kinds = Counter(row["kind"] for row in found["timeline"]["nodes"])
        assert kinds["clock.paused"] == kinds["clock.resumed"] == ticket.asked, (ticket, kinds)
        if ticket.fate == "NEGLECTED":
            levels = {row["metric"]: row["escalationLevel"] for row in found["timers"]}
            assert levels["FIRST_RESPONSE"] == 3, (ticket, levels)


@dataclass(frozen=True, slots=True)
class Crossed:
    """A crossing's instants by the wall clock, in seconds: when it was due and when it was recorded."""

    ticket_id: UUID
    what: str
    due: float
    at: float


@dataclass(slots=True)
class Clocks:
    """All clocks made again from the log: whether the stored state is the fold, and when each crossing was due."""

    wall: ClockSetting
    differing: list[Any] = field(default_factory=list)
    crossed: list[Crossed] = field(default_factory=list)

    async def read(self, transactor: Transactor) -> None:
        """Fold every clock of every ticket."""
        async with transactor.begin(SYSTEM) as work:
            for ticket_id in (await work.session.scalars(select(Ticket.id))).all():
                await self._read(work, ticket_id)

    async def _read(self, work: UnitOfWork, ticket_id: UUID) -> None:
        ticket = await tickets.lock(work, ticket_id)
        hours = (await promises.of(work, ticket)).hours
        told = by_clock(await history(work.session, "ticket", ticket_id, kinds=tuple(KINDS)))
        timers = await repository.lock_all(work, ticket)
        if {(Metric(timer.metric), timer.instance) for timer in timers} != set(told):
            self.differing.append((ticket_id, "other clocks"))
        for timer in timers:
            events = told[Metric(timer.metric), timer.instance]
            self._cross(ticket_id, events, hours)
            if repository.state_of(timer) != fold(events, hours):
                self.differing.append((ticket_id, timer.metric, timer.instance))

    def _cross(self, ticket_id: UUID, events: Sequence[Dated], hours: OpenHours) -> None:
        state = None
        for at, event in events:
            if isinstance(event, CROSSINGS) and state is not None and state.next is not None:
                name = f"{event.metric} {event.kind}"
                self.crossed.append(Crossed(ticket_id, name, self._real(state.next.at), self._real(at)))
            state = apply(state, event, at, hours)

    def _real(self, shown: datetime) -> float:
        passed: timedelta = (shown - self.wall.shown) / self.wall.speed
        return (self.wall.anchor + passed).timestamp()


def lateness(crossed: Sequence[Crossed], faults: Sequence[Fault]) -> list[tuple[float, Crossed]]:
    """Seconds from the due instant, or from when the system was back if that is later, to the event; longest first.

    Away is the system while database or broker are, while who may hold the ticket's lock is stopped, and while no
    worker is up. That one worker of several dies is no excuse: another one takes over from it.
    """
    away = [
        (fault.began, fault.back or fault.began)
        for fault in faults
        if fault.target in {DATABASE, BROKER} or fault.kind == "pause worker"
    ] + _without_workers(faults)
    late = []
    for one in crossed:
        back = max((min(end, one.at) for began, end in away if began <= one.at), default=0)
        late.append((one.at - max(one.due, back), one))
    return sorted(late, key=lambda pair: pair[0], reverse=True)


def _without_workers(faults: Sequence[Fault]) -> list[tuple[float, float]]:
    """When all workers were down at once."""
    down = {
        name: [
            (one.began, (one.back or one.began) + (one.recovery or 0)) for one in faults if one.target == name
        ]
        for name in WORKERS
    }
    return [
        (began, end)
        for began in sorted(began for spans in down.values() for began, _ in spans)
        if (end := min(max((e for b, e in spans if b <= began), default=0) for spans in down.values()))
        > began
    ]


def clock_of(database: Connection) -> ClockSetting:
    """How the shared clock was moved."""
    row = database.execute("SELECT anchor, shown, speed FROM clock").fetchone()
    assert row is not None
    return ClockSetting(row[0].astimezone(UTC), row[1].astimezone(UTC), row[2])


def acts(database: Connection, platform: Connection) -> Mapping[str, Any]:
    """How acts ended here, what the platform answered under how many keys, and orders deleted there."""
    ended = Counter(state for (state,) in database.execute("SELECT state FROM platform_acts").fetchall())
    kept = platform.execute("SELECT operation, answer->>'is' FROM reference_platform.acts").fetchall()
    deleted = platform.execute(
        "SELECT code FROM reference_platform.orders WHERE deleted_at IS NOT NULL ORDER BY code"
    ).fetchall()
    return {"ended": dict(ended), "answered": dict(Counter(kept)), "deleted": [code for (code,) in deleted]}
