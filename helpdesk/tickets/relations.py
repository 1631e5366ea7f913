"""What ties tickets together and marks them: merge, link, tags, flags."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from helpdesk.attachments import attaching
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Permission
from helpdesk.kit.errors import InvalidValue
from helpdesk.kit.ids import new_id
from helpdesk.kit.text import clean
from helpdesk.tickets import documents, lifecycle, repository
from helpdesk.tickets.errors import NotTheSameRequester, SameTicket
from helpdesk.tickets.events import (
    TicketAbsorbed,
    TicketFlagSet,
    TicketLinked,
    TicketMerged,
    TicketTagsChanged,
)
from helpdesk.tickets.models import Ticket, TicketFlag, TicketLink
from helpdesk.tickets.status import ACTIVE, TicketStatus

MOST_TAGS = 30


class LinkKind(StrEnum):
    """How the source relates to the target."""

    RELATES_TO = "RELATES_TO"
    FOLLOW_UP_OF = "FOLLOW_UP_OF"
    DUPLICATES = "DUPLICATES"
    CAUSED_BY = "CAUSED_BY"


class FlagColour(StrEnum):
    """Colours of the flag (旗帜备注); what each means is data of the department."""

    RED = "RED"
    YELLOW = "YELLOW"
    GREEN = "GREEN"
    CYAN = "CYAN"
    BLUE = "BLUE"
    PURPLE = "PURPLE"


async def merge(work: UnitOfWork, *, source_id: UUID, target_id: UUID) -> Ticket:
    """Merge a ticket into another of the same requester, which is returned; the source ends, its clocks too.

    The target is still worked on: what is merged into it is not lost, and files go to it.
    Raises NotTheSameRequester, SameTicket, TicketIsClosed, NotInThisStatus.
    """
    work.actor.require(Permission.TICKET_MERGE)
    source, target = await _pair(work, source_id, target_id)
    repository.require_open(source, field="sourceId")
    repository.require_open(target, field="targetId")
    repository.require_status(target, ACTIVE, field="targetId")
    if not _same_requester(source, target):
        raise NotTheSameRequester(field="targetId")
    await lifecycle.ask_before_end(work, source, TicketStatus.CLOSED)
    source.merged_into_id = target.id
    work.record(source, TicketMerged(into=target.id))
    await lifecycle.end(work, source, TicketStatus.CLOSED, why="MERGED")
    work.record(target, TicketAbsorbed(source=source.id))
    attaching.move(work, documents.KIND, source.id, target.id)
    return target


async def link(work: UnitOfWork, *, source_id: UUID, target_id: UUID, kind: LinkKind) -> Ticket:
    """Link two tickets, ended ones too; linking them again changes nothing. Raises SameTicket."""
    work.actor.require(Permission.TICKET_WORK)
    source, target = await _pair(work, source_id, target_id)
    if await add_link(work, source, target, kind):
        work.record(source, TicketLinked(other=target.id, link=kind))
        work.record(target, TicketLinked(other=source.id, link=kind))
    return source


async def tie(work: UnitOfWork, source: Ticket, target_id: UUID, kind: LinkKind) -> None:
    """Link a ticket that this change opened with the one that it came from, seen by the actor or not."""
    target = await work.session.scalar(
        select(Ticket)
        .where(Ticket.id == target_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if target is not None:
        work.track(target)
        await add_link(work, source, target, kind)
        work.record(source, TicketLinked(other=target.id, link=kind))
        work.record(target, TicketLinked(other=source.id, link=kind))


async def add_link(work: UnitOfWork, source: Ticket, target: Ticket, kind: LinkKind) -> bool:
    """Store a link; whether it is new."""
    await work.session.flush()
    stored = await work.session.scalar(
        insert(TicketLink)
        .values(id=new_id(), source_id=source.id, target_id=target.id, kind=kind, at=work.now)
        .on_conflict_do_nothing()
        .returning(TicketLink.id)
    )
    return stored is not None


async def change_tags(
    work: UnitOfWork, *, ticket_id: UUID, add: Sequence[str] = (), remove: Sequence[str] = ()
) -> Ticket:
    """Add and remove tags; order and repetition do not matter. At most 30 of 50 characters."""
    work.actor.require(Permission.TICKET_WORK)
    ticket = await repository.lock_open(work, ticket_id)
    before = list(ticket.tags)
    after = sorted({*before, *clean_tags(add)} - set(clean_tags(remove)))
    if len(after) > len(before):
        require_few(after)
    if after != before:
        ticket.tags = after
        work.record(ticket, TicketTagsChanged(before=before, after=after))
    return ticket


def clean_tags(tags: Iterable[str]) -> list[str]:
    """Tags without surrounding space, in order, each once. Raises InvalidValue."""
    return sorted({clean(tag, field=f"tags.{place}", at_most=50) for place, tag in enumerate(tags)})


def require_few(tags: Sequence[str]) -> None:
    """Raise InvalidValue when people put too many tags on a ticket; rules may add theirs beyond."""
    if len(tags) > MOST_TAGS:
        raise InvalidValue("tags", f"At most {MOST_TAGS} tags.", f"标签最多 {MOST_TAGS} 个。")


async def set_flag(
    work: UnitOfWork, *, ticket_id: UUID, colour: FlagColour | None, content: str, on_date: date | None = None
) -> Ticket:
    """Set the flag with its note (content, date, who), or take it away; earlier ones stay on record."""
    work.actor.require(Permission.TICKET_WORK)
    ticket = await repository.lock_open(work, ticket_id)
    if colour is None and ticket.flag is None:
        return ticket
    flag = TicketFlag(
        id=new_id(),
        ticket_id=ticket.id,
        colour=colour,
        content=clean(content, field="content", at_most=500, required=colour is not None),
        on_date=on_date or work.today,
        author_key=work.actor.key,
        author_id=work.actor.agent_id,
        at=work.now,
    )
    work.session.add(flag)
    work.record(ticket, TicketFlagSet(flag_id=flag.id, before=ticket.flag, after=colour))
    ticket.flag = colour
    return ticket


async def _pair(work: UnitOfWork, source_id: UUID, target_id: UUID) -> tuple[Ticket, Ticket]:
    if source_id == target_id:
        raise SameTicket(field="targetId")
    return await repository.lock_pair(work, (source_id, "sourceId"), (target_id, "targetId"))


def _same_requester(one: Ticket, other: Ticket) -> bool:
    return (one.store_code, one.member_code, one.customer_id) == (
        other.store_code,
        other.member_code,
        other.customer_id,
    )
