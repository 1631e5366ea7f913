"""Whom a ticket waits for, and what may be done in each status (docs/domain.md, The life of a ticket)."""

from __future__ import annotations

from enum import StrEnum


class TicketStatus(StrEnum):
    """Whom the ticket waits for."""

    NEW = "NEW"
    OPEN = "OPEN"
    WAITING_ON_REQUESTER = "WAITING_ON_REQUESTER"
    WAITING_ON_THIRD_PARTY = "WAITING_ON_THIRD_PARTY"
    SNOOZED = "SNOOZED"
    SOLVED = "SOLVED"
    CLOSED = "CLOSED"
    DECLINED = "DECLINED"
    CANCELLED = "CANCELLED"


ENDED = frozenset({TicketStatus.CLOSED, TicketStatus.DECLINED, TicketStatus.CANCELLED})
"""Nothing more happens to these."""

ACTIVE = frozenset(TicketStatus) - ENDED - {TicketStatus.SOLVED}
"""Somebody still has to do something."""

LOADING = frozenset({TicketStatus.NEW, TicketStatus.OPEN})
"""What counts against an agent's capacity: tickets that wait for the agent."""
