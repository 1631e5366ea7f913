"""A ticket's life: snoozed, solved, reopened, closed, cancelled, and what time alone does to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Permission
from helpdesk.kit.errors import InvalidValue
from helpdesk.kit.text import clean
from helpdesk.tickets import comments, promises, repository
from helpdesk.tickets.errors import AnswerRequired, ReopenWindowPassed, TicketIsClosed
from helpdesk.tickets.events import TicketStatusChanged
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.status import ACTIVE, ENDED, TicketStatus

LONGEST_SNOOZE = timedelta(days=365)
REASON_LENGTH = 1000


async def snooze(
    work: UnitOfWork, *, ticket_id: UUID, until: datetime, expected_version: int | None = None
) -> Ticket:
    """Put a ticket aside until an instant; its clocks keep running."""
    work.actor.require(Permission.TICKET_WORK)
    ticket = await repository.lock_open(work, ticket_id, expected_version=expected_version)
    repository.require_status(ticket, ACTIVE)
    if not work.now < until <= work.now + LONGEST_SNOOZE:
        raise InvalidValue("until", "until must lie within the coming year.", "时间必须在未来一年之内。")
    await promises.go_on(work, ticket)
    change_status(work, ticket, TicketStatus.SNOOZED, why="SNOOZED", until=until)
    ticket.wake_at = until
    return ticket


async def solve(
    work: UnitOfWork, *, ticket_id: UUID, resolution: str | None = None, expected_version: int | None = None
) -> Ticket:
    """Solve a ticket, with the resolution as a public reply. Raises AnswerRequired when nobody ever answered."""
    work.actor.require(Permission.TICKET_WORK)
    ticket = await repository.lock_open(work, ticket_id, expected_version=expected_version)
    repository.require_status(ticket, ACTIVE)
    if resolution:
        comments.add_public(work, ticket, resolution, field="resolution")
        await promises.answered(work, ticket)
    elif ticket.first_responded_at is None:
        raise AnswerRequired(field="resolution")
    await promises.solved(work, ticket)
    change_status(work, ticket, TicketStatus.SOLVED, why="SOLVED")
    ticket.solved_at = work.now
    ticket.wake_at = work.now + await promises.reopen_window(work, ticket)
    freed(work, ticket)
    return ticket


async def reopen(work: UnitOfWork, *, ticket_id: UUID, reason: str | None = None) -> Ticket:
    """Take a solved ticket up again within its window; its resolution clock continues.

    Raises ReopenWindowPassed, TicketIsClosed.
    """
    work.actor.require(Permission.TICKET_REOPEN)
    ticket = await repository.lock_open(work, ticket_id)
    repository.require_status(ticket, {TicketStatus.SOLVED})
    if window_passed(work, ticket):
        raise ReopenWindowPassed(field="ticketId", number=ticket.number)
    if reason:
        comments.add_public(work, ticket, reason, field="reason")
    await reopened(work, ticket)
    return ticket


async def close(work: UnitOfWork, *, ticket_id: UUID, expected_version: int | None = None) -> Ticket:
    """Close a solved ticket before its window ends."""
    work.actor.require(Permission.TICKET_REOPEN)
    ticket = await repository.lock_open(work, ticket_id, expected_version=expected_version)
    repository.require_status(ticket, {TicketStatus.SOLVED})
    await end(work, ticket, TicketStatus.CLOSED, why="CLOSED")
    return ticket


async def cancel(
    work: UnitOfWork, *, ticket_id: UUID, reason: str, expected_version: int | None = None
) -> Ticket:
    """Withdraw a ticket that is not solved yet; its clocks are cancelled."""
    work.actor.require(Permission.TICKET_CANCEL)
    ticket = await repository.lock_open(work, ticket_id, expected_version=expected_version)
    repository.require_status(ticket, ACTIVE)
    comments.add_public(work, ticket, clean(reason, field="reason", at_most=REASON_LENGTH), field="reason")
    await end(work, ticket, TicketStatus.CANCELLED, why="CANCELLED")
    return ticket


async def wake_next(work: UnitOfWork) -> bool:
    """Do what time alone does to the next ticket that is due; whether there was one.

    Tickets that somebody else holds are passed over: they are looked at again on the next turn.
    """
    ticket = await repository.lock_next_to_wake(work)
    if ticket is None:
        return False
    match TicketStatus(ticket.status):
        case TicketStatus.SOLVED:
            await end(work, ticket, TicketStatus.CLOSED, why="REOPEN_WINDOW_PASSED")
        case TicketStatus.WAITING_ON_REQUESTER:
            await activate(work, ticket, why="WAITING_LIMIT_REACHED")
        case TicketStatus.SNOOZED:
            await activate(work, ticket, why="SNOOZE_ENDED")
        case _:
            ticket.wake_at = None
    return True


def change_status(
    work: UnitOfWork, ticket: Ticket, after: TicketStatus, *, why: str, until: datetime | None = None
) -> None:
    """Set the status and tell; nothing when it is that already."""
    if ticket.status == after:
        return
    work.record(ticket, TicketStatusChanged(before=ticket.status, after=after, why=why, until=until))
    ticket.status = after
    ticket.wake_at = None
    ticket.awaiting = None


async def activate(work: UnitOfWork, ticket: Ticket, *, why: str) -> None:
    """Let the ticket wait for its agent; the resolution clock goes on with what was left."""
    await promises.go_on(work, ticket)
    change_status(work, ticket, TicketStatus.OPEN, why=why)
    if ticket.assignee_id is None and ticket.queued_at is None:
        ticket.queued_at = work.now


async def reopened(work: UnitOfWork, ticket: Ticket) -> None:
    """Let a solved ticket be open again."""
    change_status(work, ticket, TicketStatus.OPEN, why="REOPENED")
    ticket.solved_at = None
    await promises.reopened(work, ticket)


async def end(work: UnitOfWork, ticket: Ticket, status: TicketStatus, *, why: str) -> None:
    """Let the ticket end; whatever clock still runs is cancelled."""
    await promises.ended(work, ticket, why=why)
    change_status(work, ticket, status, why=why)
    ticket.ended_at = work.now
    freed(work, ticket)


def freed(work: UnitOfWork, ticket: Ticket) -> None:
    """The assignee has room again: let the group's queue drain."""
    if ticket.assignee_id is not None:
        work.enqueue("drain_queues", group_ids=[ticket.group_id])


def window_passed(work: UnitOfWork, ticket: Ticket) -> bool:
    """Whether a solved ticket can no longer be reopened, even when no worker has closed it yet."""
    return ticket.wake_at is not None and ticket.wake_at <= work.now


def refuse_ended(ticket: Ticket) -> None:
    """Raise TicketIsClosed for an ended ticket."""
    if TicketStatus(ticket.status) in ENDED:
        raise TicketIsClosed(field="ticketId", number=ticket.number, status=ticket.status)
