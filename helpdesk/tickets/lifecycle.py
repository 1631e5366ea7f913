"""A ticket's life: snoozed, solved, reopened, closed, cancelled, and what time alone does to it."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from helpdesk.accounts import availability
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Permission
from helpdesk.kit.errors import InvalidValue
from helpdesk.kit.text import clean
from helpdesk.privacy.retention import Retention
from helpdesk.tickets import comments, promises, repository
from helpdesk.tickets.errors import AnswerRequired, ReopenWindowPassed
from helpdesk.tickets.events import TicketStatusChanged
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.oversight import Oversight
from helpdesk.tickets.status import ACTIVE, LOADING, TicketStatus

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
    await change_status(work, ticket, TicketStatus.SNOOZED, why="SNOOZED", until=until)
    return ticket


async def solve(
    work: UnitOfWork, *, ticket_id: UUID, resolution: str | None = None, expected_version: int | None = None
) -> Ticket:
    """Solve a ticket, with the resolution as a public reply. Raises AnswerRequired when nobody ever answered."""
    work.actor.require(Permission.TICKET_WORK)
    ticket = await repository.lock_open(work, ticket_id, expected_version=expected_version)
    repository.require_status(ticket, ACTIVE)
    await ask_before_end(work, ticket, TicketStatus.SOLVED)
    if resolution:
        await comments.add_public(work, ticket, resolution, field="resolution")
        await promises.answered(work, ticket)
    elif ticket.first_responded_at is None:
        raise AnswerRequired(field="resolution")
    await finish(work, ticket)
    return ticket


async def reopen(work: UnitOfWork, *, ticket_id: UUID, reason: str | None = None) -> Ticket:
    """Take a solved ticket up again within its window; its resolution clock continues.

    A requester who does so wants to hear again: the next response is due, as after their reply.
    Raises ReopenWindowPassed, TicketIsClosed.
    """
    work.actor.require(Permission.TICKET_REOPEN)
    ticket = await repository.lock_open(work, ticket_id)
    repository.require_status(ticket, {TicketStatus.SOLVED})
    if window_passed(work, ticket):
        raise ReopenWindowPassed(field="ticketId", number=ticket.number)
    if reason:
        await comments.add_public(work, ticket, reason, field="reason")
    await reopened(work, ticket)
    if comments.by_requester(work):
        await promises.asked_again(work, ticket)
    return ticket


async def close(work: UnitOfWork, *, ticket_id: UUID, expected_version: int | None = None) -> Ticket:
    """Close a solved ticket before its window ends."""
    work.actor.require(Permission.TICKET_REOPEN)
    ticket = await repository.lock_open(work, ticket_id, expected_version=expected_version)
    repository.require_status(ticket, {TicketStatus.SOLVED})
    await ask_before_end(work, ticket, TicketStatus.CLOSED)
    await end(work, ticket, TicketStatus.CLOSED, why="CLOSED")
    return ticket


async def cancel(
    work: UnitOfWork, *, ticket_id: UUID, reason: str, expected_version: int | None = None
) -> Ticket:
    """Withdraw a ticket that is not solved yet; its clocks are cancelled."""
    work.actor.require(Permission.TICKET_CANCEL)
    ticket = await repository.lock_open(work, ticket_id, expected_version=expected_version)
    repository.require_status(ticket, ACTIVE)
    await ask_before_end(work, ticket, TicketStatus.CANCELLED)
    await comments.add_public(
        work, ticket, clean(reason, field="reason", at_most=REASON_LENGTH), field="reason"
    )
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


async def change_status(
    work: UnitOfWork, ticket: Ticket, after: TicketStatus, *, why: str, until: datetime | None = None
) -> None:
    """Set the status, and until when, and tell; nothing when it is that already."""
    if ticket.status == after and until in {None, ticket.wake_at}:
        return
    work.record(ticket, TicketStatusChanged(before=ticket.status, after=after, why=why, until=until))
    was_loading = ticket.status in LOADING
    ticket.status = after
    ticket.wake_at = until
    ticket.awaiting = None
    stand_in_line(work, ticket)
    if was_loading and after not in LOADING:
        await freed(work, ticket.assignee_id)


async def finish(work: UnitOfWork, ticket: Ticket) -> None:
    """Let a ticket be solved: its clocks are met, and it closes when its reopen window ends."""
    await promises.solved(work, ticket)
    await change_status(work, ticket, TicketStatus.SOLVED, why="SOLVED")
    ticket.solved_at = work.now
    ticket.wake_at = work.now + await promises.reopen_window(work, ticket)
    await work.resource(Oversight).after_end(work, ticket, TicketStatus.SOLVED)


async def activate(work: UnitOfWork, ticket: Ticket, *, why: str) -> None:
    """Let the ticket wait for its agent; the resolution clock goes on with what was left."""
    await promises.go_on(work, ticket)
    await change_status(work, ticket, TicketStatus.OPEN, why=why)


async def reopened(work: UnitOfWork, ticket: Ticket) -> None:
    """Let a solved ticket be open again."""
    await change_status(work, ticket, TicketStatus.OPEN, why="REOPENED")
    ticket.solved_at = None
    await promises.reopened(work, ticket)


async def ask_before_end(work: UnitOfWork, ticket: Ticket, status: TicketStatus) -> None:
    """Let who oversees the ticket forbid that somebody solves or ends it."""
    await work.resource(Oversight).before_end(work, ticket, status)


async def end(work: UnitOfWork, ticket: Ticket, status: TicketStatus, *, why: str) -> None:
    """Let the ticket end; whatever clock still runs is cancelled. Who oversees it is told and not asked."""
    await promises.ended(work, ticket, why=why)
    await change_status(work, ticket, status, why=why)
    ticket.ended_at = work.now
    work.resource(Retention).begin(work, ticket.subject_kind, ticket.id)
    await work.resource(Oversight).after_end(work, ticket, status)


def stand_in_line(work: UnitOfWork, ticket: Ticket) -> None:
    """Keep `queued_at`: since when nobody has an active ticket. Waiting meanwhile does not lose the place."""
    nobodys = ticket.assignee_id is None and ticket.status in ACTIVE
    ticket.queued_at = (ticket.queued_at or work.now) if nobodys else None


async def freed(work: UnitOfWork, agent_id: UUID | None) -> None:
    """An agent has room again: let the queues of all their groups drain."""
    if agent_id is not None:
        await availability.drain_queues_of(work, agent_id)


def window_passed(work: UnitOfWork, ticket: Ticket) -> bool:
    """Whether a solved ticket can no longer be reopened, even when no worker has closed it yet."""
    return ticket.wake_at is not None and ticket.wake_at <= work.now
