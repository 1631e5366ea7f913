"""What is said on a ticket, and what saying it does to its status and clocks."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import ActorKind, Permission
from helpdesk.kit.errors import InvalidValue
from helpdesk.tickets import comments, documents, intake, lifecycle, phrasing, promises, repository
from helpdesk.tickets.models import Comment, Ticket
from helpdesk.tickets.phrasing import Chosen
from helpdesk.tickets.status import ACTIVE, TicketStatus


class Awaited(StrEnum):
    """Who is asked."""

    REQUESTER = "REQUESTER"
    THIRD_PARTY = "THIRD_PARTY"


async def reply(
    work: UnitOfWork,
    *,
    ticket_id: UUID,
    body: str | None = None,
    phrase: Chosen | None = None,
    attachment_ids: Sequence[UUID] = (),
) -> tuple[Ticket, Comment]:
    """Write a public reply, with the actor's uploaded files: free text, or a standard phrase for agents.

    An agent's answers the requester: the response clocks are met. The requester's wakes the ticket, or
    reopens it when it was solved within the window; on a closed ticket it opens a linked follow-up, which is
    what is returned. Raises TicketIsClosed on a declined or cancelled one, PhraseIncomplete.
    """
    work.actor.require(Permission.TICKET_REPLY)
    if (body is None) is (phrase is None):
        raise InvalidValue("body", "Give body or phrase.", "请提供 body 或 phrase 其中之一。")
    if phrase is not None and comments.by_requester(work):
        raise InvalidValue("phrase", "Standard phrases are for agents.", "标准用语仅供客服使用。")
    ticket = await repository.lock(work, ticket_id)
    text = await phrasing.compose(work, ticket, phrase, at="phrase") if phrase else body or ""
    ticket, comment = await _said(work, ticket, text)
    comment.phrase_code = phrase.code if phrase else None
    await documents.attach(work, ticket, attachment_ids, comment_id=comment.id)
    return ticket, comment


async def _said(work: UnitOfWork, ticket: Ticket, body: str) -> tuple[Ticket, Comment]:
    if not comments.by_requester(work):
        repository.require_open(ticket)
        return ticket, await _answer(work, ticket, body)
    if ticket.status == TicketStatus.SOLVED and lifecycle.window_passed(work, ticket):
        await lifecycle.end(work, ticket, TicketStatus.CLOSED, why="REOPEN_WINDOW_PASSED")
    if ticket.status == TicketStatus.CLOSED and ticket.merged_into_id is None:
        ticket = await intake.follow_up(work, ticket, description=comments.clean_body(body, field="body"))
        return ticket, await comments.add_public(work, ticket, body, field="body")
    repository.require_open(ticket)
    return ticket, await _ask_again(work, ticket, body)


async def add_internal_note(work: UnitOfWork, *, ticket_id: UUID, body: str) -> tuple[Ticket, Comment]:
    """Write a note that only the departments see. It is no answer: no clock is met."""
    work.actor.require(Permission.TICKET_NOTE)
    ticket = await repository.lock(work, ticket_id)
    return ticket, comments.add_internal(work, ticket, body, field="body")


async def request_information(
    work: UnitOfWork, *, ticket_id: UUID, question: str, of: Awaited, expected_version: int | None = None
) -> tuple[Ticket, Comment]:
    """Ask the requester (or note what a third party was asked) and wait.

    Waiting on the requester stops the resolution clock, up to the policy's limit in total; beyond it the
    clock keeps running. Waiting on a third party never stops it.
    """
    work.actor.require(Permission.TICKET_WORK)
    ticket = await repository.lock_open(work, ticket_id, expected_version=expected_version)
    repository.require_status(ticket, ACTIVE)
    if of is Awaited.THIRD_PARTY:
        await promises.go_on(work, ticket)
        comment = comments.add_internal(work, ticket, question, field="question")
        await lifecycle.change_status(
            work, ticket, TicketStatus.WAITING_ON_THIRD_PARTY, why="ASKED_THIRD_PARTY"
        )
        ticket.awaiting = Awaited.THIRD_PARTY
        return ticket, comment
    return ticket, await ask_requester(work, ticket, question)


async def ask_requester(work: UnitOfWork, ticket: Ticket, question: str) -> Comment:
    """Put a public question on a locked ticket and wait for its answer; a person's is a reply as well."""
    comment = await comments.add_public(work, ticket, question, field="question")
    if work.actor.kind is not ActorKind.SYSTEM:
        await promises.answered(work, ticket)
    await lifecycle.change_status(work, ticket, TicketStatus.WAITING_ON_REQUESTER, why="ASKED_REQUESTER")
    ticket.awaiting = Awaited.REQUESTER
    ticket.wake_at = await promises.hold(work, ticket)
    return comment


async def _answer(work: UnitOfWork, ticket: Ticket, body: str) -> Comment:
    comment = await comments.add_public(work, ticket, body, field="body")
    await promises.answered(work, ticket)
    if ticket.status in {TicketStatus.NEW, TicketStatus.SNOOZED}:
        await lifecycle.activate(work, ticket, why="ANSWERED")
    return comment


async def _ask_again(work: UnitOfWork, ticket: Ticket, body: str) -> Comment:
    comment = await comments.add_public(work, ticket, body, field="body")
    if ticket.status == TicketStatus.SOLVED:
        await lifecycle.reopened(work, ticket)
    elif ticket.status in {TicketStatus.WAITING_ON_REQUESTER, TicketStatus.SNOOZED}:
        await lifecycle.activate(work, ticket, why="REQUESTER_REPLIED")
    await promises.asked_again(work, ticket)
    return comment
