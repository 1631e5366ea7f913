"""Values for arguments: those that exist in the world, and those that do not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import psycopg

from helpdesk.kit import paging
from tests.oracle.labels import Labels
from tests.oracle.world.making import Made

TABLES = {
    "tkt": "tickets", "cmt": "comments", "agt": "agents", "grp": "agent_groups", "unt": "organisation_units",
    "itg": "integrations", "itk": "integration_tokens", "cus": "customers", "shf": "shifts", "lev": "leaves",
    "evt": "events", "ntf": "notifications", "dec": "routing_decisions", "tmr": "sla_timers", "flg": "ticket_flags",
    "dft": "configuration_drafts", "pcl": "planned_calls", "prc": "procedures", "stp": "procedure_steps",
    "act": "platform_acts", "dlv": "deliveries", "rvk": "token_revocations",
}  # fmt: skip
KINDS = {
    "svc": "service_item", "dsk": "desk", "mnu": "menu", "rul": "routing_rule", "pol": "sla_policy", "cal": "calendar",
    "prd": "procedure", "phr": "phrase",
    "cpl": "call_plan", "csc": "call_script",
}  # fmt: skip
ID_OF = {
    "Query.ticket.id": "tkt", "Query.configurationDraft.id": "dft", "Query.serviceItems.parentId": "svc",
    "Query.agents.groupId": "grp", "Query.roster.agentId": "agt", "Query.roster.groupId": "grp",
    "Query.stepsDue.groupId": "grp", "Query.ticketPhrases.ticketId": "tkt",
    "TicketsFilter.groupId": "grp", "TicketsFilter.assigneeId": "agt", "TicketsFilter.serviceItemId": "svc",
    "TicketsFilter.customerId": "cus", "Query.callsDue.agentId": "agt", "Query.callsDue.groupId": "grp",
    "Query.callPlanCoverage.planId": "cpl", "Query.integrationTokens.integrationId": "itg",
}  # fmt: skip
"""Which ids an argument wants; others want any."""
NO_IDS = ("", "tkt_", "junk", "tkt_" + "0" * 32, "agt_" + "0" * 32, "zzz_" + "1" * 32, "TKT_" + "0" * 32)
DAYS = ("2026-11-16", "2026-11-19", "2026-11-27", "2026-12-31", "2027-01-01", "0001-01-01", "9999-12-31")
NO_CURSORS = ("", "junk", "W10", "MTIz", "汉字", "WzEsMiwzXQ", "A" * 32, "WyJ4IiwieSJd", "W3RydWVd")
SIZES = (1, 2, 3, 5, 20, 100)
NO_SIZES = (0, -1, 101, 2_147_483_647)
TEXTS = (
    "已处理",
    "urgent",
    "refund 10",
    "S001",
    "D1",
    "50%_off",
    "x" * 300,
    "",
    " ",
    "'",
    "\\",
    "\U0001f600",
    "\x00",
)
_CURSORS = {
    "Query.tickets": "SELECT created_at, id FROM tickets UNION ALL SELECT last_event_at, id FROM tickets ORDER BY 1, 2",
    "Customer.tickets": "SELECT created_at, id FROM tickets ORDER BY 1, 2",
    "Ticket.comments": "SELECT at, id FROM comments ORDER BY 1, 2",
    "Ticket.timeline": "SELECT DISTINCT revision FROM events WHERE subject_kind = 'ticket' ORDER BY 1",
    "Query.stepsDue": "SELECT began_at, id FROM procedure_steps ORDER BY 1, 2",
    "Query.stuckActs": "SELECT created_at, id FROM platform_acts ORDER BY 1, 2",
    "Query.agents": "SELECT id FROM agents ORDER BY 1",
    "Query.integrationTokens": "SELECT id FROM integration_tokens ORDER BY 1",
    "Query.tokenRevocations": "SELECT id FROM token_revocations ORDER BY 1",
    "Query.configurationVersions": "SELECT number FROM configuration_versions ORDER BY 1",
    "Query.callsDue": "SELECT due, id FROM planned_calls ORDER BY 1, 2",
    "Query.undeliveredNotifications": "SELECT due_at, id FROM deliveries ORDER BY 1, 2",
    "Query.notifications": "SELECT at, id FROM notifications ORDER BY 1, 2",
}
_TEXTS = {
    "serviceItems.code": "SELECT DISTINCT document->>'code' FROM configuration_entries WHERE kind = 'service_item'",
    "phone": "VALUES ('+8613800138000'), ('138 0013 8000'), ('13700000000')",
    "memberCode": "SELECT member_code FROM customers WHERE member_code IS NOT NULL",
    "storeCode": "SELECT DISTINCT store_code FROM tickets WHERE store_code IS NOT NULL",
    "orderCode": "SELECT DISTINCT order_code FROM tickets WHERE order_code IS NOT NULL",
    "externalId": "SELECT external_id FROM tickets WHERE external_id IS NOT NULL",
    "tags": "SELECT DISTINCT unnest(tags) FROM tickets",
    "kinds": "SELECT DISTINCT kind FROM events",
    "subjectKind": "SELECT DISTINCT subject_kind FROM events",
}


@dataclass(frozen=True, slots=True, repr=False)
class Pools:
    """What exists, in an order that is the same in every run."""

    ids: Mapping[str, Sequence[str]]
    cursors: Mapping[str, Sequence[str]]
    texts: Mapping[str, Sequence[str]]
    numbers: Sequence[int]
    instants: Sequence[str]

    @classmethod
    def of(cls, made: Made, labels: Labels) -> Pools:
        """Read from the database."""
        with psycopg.connect(made.url) as connection:

            def rows(statement: str) -> list[tuple[Any, ...]]:
                return connection.execute(statement.encode()).fetchall()

            ids = {prefix: rows(f"SELECT id FROM {table}") for prefix, table in TABLES.items()}  # noqa: S608
            entries = "SELECT DISTINCT key FROM configuration_entries WHERE kind = "
            ids |= {prefix: rows(f"{entries}'{kind}'") for prefix, kind in KINDS.items()}
            cursors = {name: [paging.encode(row) for row in rows(one)] for name, one in _CURSORS.items()}
            texts = {name: sorted(row[0] for row in rows(one)) for name, one in _TEXTS.items()}
            instants = [row[0] for row in rows("SELECT created_at FROM tickets ORDER BY number")]
            numbers = [row[0] for row in rows("SELECT number FROM tickets ORDER BY number")]
        named = {prefix: _named(prefix, [row[0] for row in found], labels) for prefix, found in ids.items()}
        cursors["Query.events"] = [labels.feed(position) for position in range(0, 400, 13)]
        return cls(named, cursors, texts, numbers, [*_written(instants)])


def _named(prefix: str, keys: Sequence[UUID], labels: Labels) -> list[str]:
    """Public ids in the order of their names."""
    return [f"{prefix}_{key.hex}" for key in sorted(keys, key=lambda one: labels.names.get(one, one.hex))]


def _written(instants: Sequence[datetime]) -> list[str]:
    """Instants as clients write them: some in UTC, some with other offsets, a little before and after."""
    east = timezone(timedelta(hours=8))
    return [
        *(at.isoformat() for at in instants[::3]),
        *((at + timedelta(microseconds=1)).astimezone(east).isoformat() for at in instants[1::3]),
        "2026-11-10T00:00:00+08:00", "2026-11-16T00:00:00Z", "2026-11-18T12:00:00-05:30", "2026-12-31T00:00:00Z",
        "2027-12-31T23:59:59.999999Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "yesterday",
    ]  # fmt: skip
