"""Haste: the priority, and a requester who asks for it."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Permission
from helpdesk.kit.priority import Priority
from helpdesk.tickets import promises, repository
from helpdesk.tickets.errors import UrgedRecently
from helpdesk.tickets.events import TicketPriorityChanged, TicketUrged
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.status import ACTIVE

URGE_PAUSE = timedelta(minutes=10)


async def change_priority(
    work: UnitOfWork, *, ticket_id: UUID, priority: Priority, expected_version: int | None = None
) -> Ticket:
    """Give a ticket another priority; its running clocks keep what has elapsed and get the new target."""
    work.actor.require(Permission.TICKET_PRIORITISE)
    ticket = await repository.lock_open(work, ticket_id, expected_version=expected_version)
    await set_priority(work, ticket, priority, why="CHANGED")
    return ticket


async def set_priority(work: UnitOfWork, ticket: Ticket, priority: Priority, *, why: str) -> None:
    """Set the priority of a locked ticket and tell; nothing when it is that already."""
    if ticket.priority == priority:
        return
    work.record(ticket, TicketPriorityChanged(before=ticket.priority, after=priority, why=why))
    ticket.priority = priority
    await promises.reprioritised(work, ticket)


async def urge(work: UnitOfWork, *, ticket_id: UUID) -> Ticket:
    """Ask for haste: the assignee and the group's manager are told. Raises UrgedRecently within 10 minutes."""
    work.actor.require(Permission.TICKET_URGE)
    ticket = await repository.lock_open(work, ticket_id)
    repository.require_status(ticket, ACTIVE)
    if ticket.urged_at is not None and work.now < ticket.urged_at + URGE_PAUSE:
        raise UrgedRecently(field="ticketId", minutes=int(URGE_PAUSE.total_seconds() // 60))
    ticket.urged += 1
    ticket.urged_at = work.now
    work.record(ticket, TicketUrged(times=ticket.urged))
    return ticket
