"""Comments as rows: written here, whoever writes them and for whatever reason."""

from __future__ import annotations

from typing import Literal

from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import ActorKind
from helpdesk.kit.ids import new_id
from helpdesk.kit.text import clean
from helpdesk.tickets import discretion, search
from helpdesk.tickets.events import CommentAdded
from helpdesk.tickets.models import Comment, Ticket

BODY_LENGTH = 20_000
Visibility = Literal["PUBLIC", "INTERNAL"]


def by_requester(work: UnitOfWork) -> bool:
    """Whether the actor stands on the requester's side."""
    return work.actor.kind in {ActorKind.MEMBER, ActorKind.STORE_MANAGER, ActorKind.INTEGRATION}


async def add_public(work: UnitOfWork, ticket: Ticket, body: str, *, field: str) -> Comment:
    """Write a public reply; it can be searched for. Raises InvalidValue and PrivateData naming `field`."""
    await discretion.check(work, body, field=field)
    comment = _add(work, ticket, body, "PUBLIC", field)
    search.index(ticket, comment.body)
    return comment


def add_internal(work: UnitOfWork, ticket: Ticket, body: str, *, field: str) -> Comment:
    """Write an internal note. It is not in the search index, which requesters use too."""
    return _add(work, ticket, body, "INTERNAL", field)


def clean_body(body: str, *, field: str) -> str:
    """What a comment can hold. Raises InvalidValue naming `field`."""
    return clean(body, field=field, at_most=BODY_LENGTH)


def _add(work: UnitOfWork, ticket: Ticket, body: str, visibility: Visibility, field: str) -> Comment:
    actor = work.actor
    comment = Comment(
        id=new_id(),
        ticket_id=ticket.id,
        visibility=visibility,
        author_kind=actor.kind.value,
        author_key=actor.key,
        author_id=actor.agent_id,
        body=clean_body(body, field=field),
        phrase_code=None,
        at=work.now,
    )
    work.session.add(comment)
    by = "REQUESTER" if by_requester(work) else "AGENT"
    work.record(ticket, CommentAdded(comment_id=comment.id, visibility=visibility, by=by))
    return comment
