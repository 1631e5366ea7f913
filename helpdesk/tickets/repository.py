"""SQL of tickets for writing and locking."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, tuple_

from helpdesk.events.work import UnitOfWork
from helpdesk.kit import ids
from helpdesk.kit.errors import NotFound
from helpdesk.kit.pipeline import Prepared
from helpdesk.tickets.errors import NotInThisStatus, TicketIsClosed
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.status import ENDED, LOADING, TicketStatus
from helpdesk.tickets.visibility import visible


async def lock(
    work: UnitOfWork,
    ticket_id: UUID,
    *,
    field: str = "ticketId",
    expected_version: int | None = None,
    or_where: ColumnElement[bool] | None = None,
) -> Ticket:
    """Lock a ticket that the actor sees, or that is so; take it into this change. Raises NotFound, StaleVersion."""
    sight = visible(work.actor)
    wanted = sight.sql if or_where is None else or_(sight.sql, or_where)
    ticket = await work.session.scalar(
        select(Ticket)
        .where(Ticket.id == ticket_id, wanted)
        .with_for_update()
        .execution_options(populate_existing=True),
        dict(sight.values),
    )
    if ticket is None:
        raise NotFound(field=field, what="ticket", id=ids.encode("tkt", ticket_id))
    work.track(ticket, expected_version=expected_version)
    return ticket


async def lock_open(
    work: UnitOfWork,
    ticket_id: UUID,
    *,
    field: str = "ticketId",
    expected_version: int | None = None,
    or_where: ColumnElement[bool] | None = None,
) -> Ticket:
    """As `lock`, for changes that an ended ticket does not take. Raises TicketIsClosed too."""
    ticket = await lock(work, ticket_id, field=field, expected_version=expected_version, or_where=or_where)
    require_open(ticket, field=field)
    return ticket


async def lock_pair(
    work: UnitOfWork, first: tuple[UUID, str], second: tuple[UUID, str]
) -> tuple[Ticket, Ticket]:
    """Lock two tickets, each given with its field, always in the same order."""
    locked = {}
    for ticket_id, field in sorted((first, second)):
        locked[ticket_id] = await lock(work, ticket_id, field=field)
    return locked[first[0]], locked[second[0]]


def require_open(ticket: Ticket, *, field: str = "ticketId") -> None:
    """Raise TicketIsClosed for an ended ticket."""
    if TicketStatus(ticket.status) in ENDED:
        raise TicketIsClosed(field=field, number=ticket.number, status=ticket.status)


def require_status(ticket: Ticket, allowed: Collection[TicketStatus], *, field: str = "ticketId") -> None:
    """Raise NotInThisStatus unless the ticket is in one of the statuses."""
    if TicketStatus(ticket.status) not in allowed:
        raise NotInThisStatus(field=field, number=ticket.number, status=ticket.status)


LOADS = Prepared(
    """
    SELECT m.agent_id,
           (SELECT count(*) FROM tickets AS t WHERE t.assignee_id = m.agent_id AND t.status IN ('NEW', 'OPEN'))
      FROM group_members AS m WHERE m.group_id = $1::uuid
    """
)
"""How many tickets wait for each agent of a group now: those in a status of LOADING, as the index has them."""


class QueuedKind(NamedTuple):
    """What decides which skills a ticket needs."""

    service_item_id: UUID
    configuration_version: int


async def queued_kinds(work: UnitOfWork, group_id: UUID) -> list[QueuedKind]:
    """The kinds of tickets in a group's queue."""
    kinds = (
        select(Ticket.service_item_id, Ticket.configuration_version).where(*_in_queue(group_id)).distinct()
    )
    return [QueuedKind(*row) for row in await work.session.execute(kinds)]


async def lock_oldest_queued(
    work: UnitOfWork, group_id: UUID, kinds: Collection[QueuedKind]
) -> Ticket | None:
    """Lock the ticket of these kinds that waited longest in a group's queue, passing over held ones."""
    ticket: Ticket | None = await work.session.scalar(
        select(Ticket)
        .where(
            *_in_queue(group_id), tuple_(Ticket.service_item_id, Ticket.configuration_version).in_(kinds)
        )
        .order_by(Ticket.queued_at, Ticket.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )  # fmt: skip
    if ticket is not None:
        work.track(ticket)
    return ticket


async def lock_next_to_wake(work: UnitOfWork) -> Ticket | None:
    """Lock the ticket whose status time alone changes next, if it is due."""
    ticket: Ticket | None = await work.session.scalar(
        select(Ticket)
        .where(Ticket.wake_at <= work.now)
        .order_by(Ticket.wake_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if ticket is not None:
        work.track(ticket)
    return ticket


def _in_queue(group_id: UUID) -> tuple[ColumnElement[bool], ...]:
    return Ticket.group_id == group_id, Ticket.assignee_id.is_(None), Ticket.status.in_(LOADING)
