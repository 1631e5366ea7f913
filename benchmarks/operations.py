"""The operations over HTTP: inbox, the inbox of an agent, a ticket's detail, a whole submission."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import psycopg

from benchmarks import answers, documents, servers
from benchmarks.database import Server as Database
from benchmarks.load.driver import Generator
from benchmarks.report import Report
from benchmarks.seeding.configuration import STORES, store_code
from benchmarks.seeding.organisation import admin_key, agent_key
from benchmarks.servers import Server
from benchmarks.slices import Bodies, Contender, alternate

READERS = ["ours", "mercurius", "postgraphile", "strawberry", "hand-written"]
DETAILS = 200
AGENT = 42
CHECKED = 3
"""How many of an operation's bodies are compared before it is measured."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """What an operation needs: running servers on a seeded database, a generator, where to report, how long."""

    servers: Mapping[str, Server]
    database: Database
    url: str
    generator: Generator
    report: Report
    rounds: int
    seconds: float

    def rows(self, statement: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows of the seeded database."""
        with psycopg.connect(self.url) as connection:
            return connection.execute(statement.encode(), values).fetchall()

    def read(self, operation: str, bodies: Mapping[str, Sequence[documents.Body]], subject: str) -> None:
        """Compare the servers' answers, then measure them; `subject` is whose token we are asked with."""
        headers = {"ours": {"Authorization": f"Bearer {servers.agent_token(subject)}"}}
        for index in range(min(CHECKED, len(bodies["ours"]))):
            said = {
                name: ask(self.servers[name], asked[index], headers.get(name))
                for name, asked in bodies.items()
            }
            answers.require_equal(operation, said)
        contenders = {
            name: Contender(self.servers[name], same(asked), headers.get(name, {}))
            for name, asked in bodies.items()
        }
        found = alternate(contenders, self.generator, self.database, rounds=self.rounds, seconds=self.seconds)
        self.report.throughput(operation, found)


def ask(server: Server, body: documents.Body, headers: Mapping[str, str] | None = None) -> Any:
    """One answer as JSON."""
    url = f"http://127.0.0.1:{server.port}/graphql"
    return httpx.post(url, json=body, headers=dict(headers or {}), timeout=30).json()


def inbox(run: Measurement) -> None:
    """50 tickets with their relations, newest change first, for an administrator who sees all."""
    run.read("inbox", {name: [documents.inbox(name)] for name in READERS}, admin_key(0))


def agent_inbox(run: Measurement) -> None:
    """The same of an agent of two groups, of the tickets that they work on."""
    agent_id = run.rows("SELECT id FROM agents WHERE external_key = %s", agent_key(AGENT))[0][0]
    groups = [row[0] for row in run.rows("SELECT group_id FROM group_members WHERE agent_id = %s", agent_id)]
    scope = documents.AgentScope(agent_id, groups)
    run.read("agent-inbox", {name: [documents.inbox(name, scope)] for name in READERS}, agent_key(AGENT))


def detail(run: Measurement) -> None:
    """One ticket with its relations and its first 20 comments, another ticket each time."""
    found = busy_tickets(run)
    bodies = {name: [documents.detail(name, ticket_id) for ticket_id in found] for name in READERS}
    run.read("ticket-detail", bodies, admin_key(0))


def busy_tickets(run: Measurement, *, at_least: int = 20) -> list[UUID]:
    """Tickets with so many comments or more, some of all ages."""
    return [
        row[0]
        for row in run.rows(
            "SELECT t.id FROM tickets t JOIN comments c ON c.ticket_id = t.id GROUP BY t.id HAVING count(*) >= %s"
            " ORDER BY md5(t.id::text) LIMIT %s",
            at_least,
            DETAILS,
        )
    ]


def submit(run: Measurement) -> None:
    """Our whole submission beside Mercurius' bare row. What was submitted is closed after each slice, so that
    agents have as much room as before."""
    group_id = run.rows("SELECT id FROM agent_groups ORDER BY code LIMIT 1")[0][0]
    ours, theirs = itertools.count(1), itertools.count(1)
    most = int(6000 * run.seconds)
    store = store_code(STORES // 2)
    contenders = {
        "ours": Contender(
            run.servers["ours"],
            lambda: [documents.submit(next(ours)) for _ in range(most)],
            {"Authorization": f"Bearer {servers.store_token(store)}"},
            wanted='"userErrors":[]',
            once=True,
            after=lambda: _close_submitted(run),
        ),
        "mercurius": Contender(
            run.servers["mercurius"], lambda: [documents.create(next(theirs), group_id) for _ in range(most)]
        ),
    }
    found = alternate(contenders, run.generator, run.database, rounds=run.rounds, seconds=run.seconds)
    _require_whole(run)
    run.report.throughput("submit-ticket", found)


def _close_submitted(run: Measurement) -> None:
    with psycopg.connect(run.url) as connection:
        connection.execute(
            "UPDATE tickets SET status = 'CLOSED' WHERE status IN ('NEW', 'OPEN') AND title LIKE %s",
            [f"{documents.SUBMITTED}%"],
        )


def _require_whole(run: Measurement) -> None:
    """Every ticket that was submitted has all that a submission leaves, or the figure says nothing."""
    submitted, whole = run.rows(
        "SELECT count(*), count(*) FILTER (WHERE"
        " (SELECT count(*) FROM sla_timers s WHERE s.subject_id = t.id AND s.due_at IS NOT NULL) >= 2"
        " AND (SELECT count(*) FROM events e WHERE e.subject_kind = 'ticket' AND e.subject_id = t.id) >= 5"
        " AND EXISTS (SELECT FROM routing_decisions d WHERE d.subject_kind = 'ticket' AND d.subject_id = t.id))"
        " FROM tickets t WHERE title LIKE %s",
        f"{documents.SUBMITTED}%",
    )[0]
    keys = run.rows("SELECT count(*) FROM idempotency_keys WHERE outcome IS NOT NULL")[0][0]
    if not submitted == whole == keys:
        raise SystemExit(f"submit: of {submitted} tickets {whole} are whole, with {keys} idempotency keys")


def same(bodies: Sequence[documents.Body]) -> Bodies:
    """The same bodies in every slice."""
    return lambda: bodies
