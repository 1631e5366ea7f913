"""Who works a ticket: decided by the routing engine, changed by people, drained from queues."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from helpdesk.accounts import availability as accounts_availability
from helpdesk.accounts.models import Agent, AgentGroup, GroupMember, Leave, Presence, Shift
from helpdesk.catalog.tree import Catalog
from helpdesk.configuration.kinds import Snapshot
from helpdesk.configuration.versions import Configurations
from helpdesk.events.work import UnitOfWork
from helpdesk.kit import ids
from helpdesk.kit.actor import Permission
from helpdesk.kit.errors import NotFound
from helpdesk.kit.pipeline import Call, Rows
from helpdesk.kit.text import clean
from helpdesk.routing import decisions, engine
from helpdesk.routing.assignment import Availability, Candidate, choose
from helpdesk.routing.engine import Decision
from helpdesk.routing.subject import RoutingSubject
from helpdesk.tickets import comments, lifecycle, relations, repository
from helpdesk.tickets.errors import AgentNotInGroup
from helpdesk.tickets.events import TicketAssigned, TicketMoved, TicketRouted
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.status import LOADING

BY_HAND = "ASSIGNED_BY_HAND"
REASON_LENGTH = 500


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision with what it was made on."""

    decision: Decision
    subject: RoutingSubject
    availability: Availability


async def simulate(work: UnitOfWork, snapshot: Snapshot, subject: RoutingSubject) -> Decided:
    """As `tried`, for an item that takes tickets. Raises NotFound, ItemNotOffered."""
    Catalog.of(snapshot).submittable(subject.item_id, field="serviceItemId")
    return await tried(work, snapshot, subject)


async def tried(work: UnitOfWork, snapshot: Snapshot, subject: RoutingSubject) -> Decided:
    """The decision about a request as things are now, locking nobody and changing nothing."""
    route = engine.route(snapshot, subject)
    looked_at = await _peeked(work, route.group_id)
    return Decided(engine.decided(route, looked_at), subject, looked_at)


def settle(work: UnitOfWork, ticket: Ticket, decision: Decision) -> None:
    """Write a decision into a new ticket."""
    route = decision.route
    ticket.group_id = route.group_id
    ticket.priority = route.priority
    ticket.tags = relations.clean_tags([*ticket.tags, *route.tags])
    ticket.assignee_id = decision.agent_id
    lifecycle.stand_in_line(work, ticket)


def tell(work: UnitOfWork, ticket: Ticket, decided: Decided) -> None:
    """Keep the decision about a ticket and tell of it."""
    row = decisions.store(
        work, decided.decision, subject_kind="ticket", subject_id=ticket.id, revision=ticket.revision + 1,
        subject=decided.subject, availability=decided.availability,
    )  # fmt: skip
    work.record(
        ticket,
        TicketRouted(
            decision_id=row.id,
            configuration_version=row.configuration_version,
            before=None,
            after=row.group_id,
        ),
    )
    choice = decided.decision.choice
    if choice.agent_id is not None:
        accounts_availability.mark_assigned(work, choice.agent_id)
    work.record(ticket, TicketAssigned(before=None, after=choice.agent_id, why=choice.why))


async def assign(
    work: UnitOfWork, *, ticket_id: UUID, assignee_id: UUID | None, expected_version: int | None = None
) -> Ticket:
    """Give a ticket to a member of its group, or back to the queue. Done twice it tells once."""
    work.actor.require(Permission.TICKET_ASSIGN)
    ticket = await repository.lock_open(work, ticket_id, expected_version=expected_version)
    if assignee_id is not None and not await _is_member(work, ticket.group_id, assignee_id):
        raise AgentNotInGroup(field="assigneeId")
    await give(work, ticket, assignee_id, why=BY_HAND)
    return ticket


async def move(
    work: UnitOfWork, *, ticket_id: UUID, group_id: UUID, reason: str, expected_version: int | None = None
) -> Ticket:
    """Give a ticket to another group; whoever of it can take work gets it, else it queues there."""
    work.actor.require(Permission.TICKET_MOVE)
    ticket = await repository.lock_open(work, ticket_id, expected_version=expected_version)
    if not await work.session.scalar(select(exists().where(AgentGroup.id == group_id, AgentGroup.active))):
        raise NotFound(field="groupId", what="agent group", id=ids.encode("grp", group_id))
    reason = clean(reason, field="reason", at_most=REASON_LENGTH)
    if ticket.group_id != group_id:
        note = comments.add_internal(work, ticket, reason, field="reason")
        await hand_over(work, ticket, group_id, note_id=note.id)
    return ticket


async def hand_over(work: UnitOfWork, ticket: Ticket, group_id: UUID, *, note_id: UUID | None = None) -> None:
    """Make another group responsible for a locked ticket; whoever of it can take work gets it."""
    if ticket.group_id == group_id:
        return
    work.record(ticket, TicketMoved(before=ticket.group_id, after=group_id, comment_id=note_id))
    ticket.group_id = group_id
    candidates = (await availability(work, group_id)).of(group_id)
    choice = choose(candidates, await _skills(work, _kind_of(ticket)))
    await give(work, ticket, choice.agent_id, why=choice.why)


async def take_over(work: UnitOfWork, ticket: Ticket) -> None:
    """Give the ticket to another of its group who can take it.

    With no other, an assignee on duty keeps it; from one who is away it goes back into the queue.
    """
    candidates = (await availability(work, ticket.group_id)).of(ticket.group_id)
    others = [one for one in candidates if one.agent_id != ticket.assignee_id]
    choice = choose(others, await _skills(work, _kind_of(ticket)))
    if choice.agent_id is not None or not any(
        one.on_duty for one in candidates if one.agent_id == ticket.assignee_id
    ):
        await give(work, ticket, choice.agent_id, why=choice.why)


async def drain_one(work: UnitOfWork, *, group_id: UUID) -> bool:
    """Give the oldest ticket of a group's queue that somebody can take to that somebody; whether one was.

    Agents are locked first here and tickets first elsewhere, so a ticket that somebody holds is passed over
    rather than waited for: the next turn finds it.
    """
    candidates = (await availability(work, group_id)).of(group_id)
    choices = {
        kind: choose(candidates, await _skills(work, kind))
        for kind in await repository.queued_kinds(work, group_id)
    }
    takeable = [kind for kind, choice in choices.items() if choice.agent_id is not None]
    ticket = await repository.lock_oldest_queued(work, group_id, takeable)
    if ticket is None:
        return False
    choice = choices[_kind_of(ticket)]
    await give(work, ticket, choice.agent_id, why=choice.why)
    return True


async def give(work: UnitOfWork, ticket: Ticket, assignee_id: UUID | None, *, why: str) -> None:
    """Set the assignee of a locked ticket and tell; nothing when it is that already."""
    if ticket.assignee_id == assignee_id:
        return
    before = ticket.assignee_id
    work.record(ticket, TicketAssigned(before=before, after=assignee_id, why=why))
    ticket.assignee_id = assignee_id
    lifecycle.stand_in_line(work, ticket)
    if ticket.status in LOADING:
        await lifecycle.freed(work, before)
    if assignee_id is not None:
        accounts_availability.mark_assigned(work, assignee_id)


async def drainable(connection: AsyncConnection, now: datetime) -> Sequence[UUID]:
    """Groups with a queue and somebody on shift, present and with room: their queues can drain."""
    load = (
        select(func.count())
        .where(Ticket.assignee_id == Agent.id, Ticket.status.in_(LOADING))
        .scalar_subquery()
    )
    able = exists().where(
        GroupMember.group_id == AgentGroup.id,
        GroupMember.agent_id == Agent.id,
        Agent.active,
        Agent.presence == Presence.ONLINE,
        accounts_availability.covers(Shift, now),
        ~accounts_availability.covers(Leave, now),
        load < Agent.capacity,
    )
    queued = exists().where(
        Ticket.group_id == AgentGroup.id, Ticket.assignee_id.is_(None), Ticket.status.in_(LOADING)
    )
    return (await connection.scalars(select(AgentGroup.id).where(queued, able))).all()


async def availability(work: UnitOfWork, group_id: UUID) -> Availability:
    """Who of a group can take work now and how much they have; they stay locked."""
    return seen(work, group_id, await work.exchange(*look(work, group_id)))


def look(work: UnitOfWork, group_id: UUID) -> tuple[Call, ...]:
    """The questions of `availability`, for who has others to ask in the same round trip."""
    return *accounts_availability.look(work, [group_id]), repository.LOADS(group_id)


def seen(work: UnitOfWork, group_id: UUID, answers: Sequence[Rows]) -> Availability:
    """What the answers to `look` say."""
    locked, facts, loads = answers
    return _candidates(work, group_id, accounts_availability.seen(locked, facts), loads)


async def _peeked(work: UnitOfWork, group_id: UUID) -> Availability:
    found = await accounts_availability.peek(work, [group_id])
    [loads] = await work.exchange(repository.LOADS(group_id))
    return _candidates(work, group_id, found, loads)


def _candidates(
    work: UnitOfWork, group_id: UUID, found: Sequence[accounts_availability.Availability], loads: Rows
) -> Availability:
    load_of: dict[UUID, int] = dict(loads)
    candidates = [
        Candidate(
            agent_id=one.agent_id,
            load=load_of.get(one.agent_id, 0),
            capacity=one.capacity,
            present=one.presence is Presence.ONLINE,
            on_shift=one.on_shift,
            on_leave=one.on_leave,
            active=one.active,
            skills=one.skills,
            last_assigned_at=one.last_assigned_at,
        )
        for one in found
    ]
    return Availability(work.now, {group_id: candidates})


def _kind_of(ticket: Ticket) -> repository.QueuedKind:
    return repository.QueuedKind(ticket.service_item_id, ticket.configuration_version)


async def _skills(work: UnitOfWork, kind: repository.QueuedKind) -> tuple[str, ...]:
    snapshot = await work.resource(Configurations).get(work.session, kind.configuration_version)
    held = Catalog.of(snapshot).effective(kind.service_item_id).skills
    return held.value if held else ()


async def _is_member(work: UnitOfWork, group_id: UUID, agent_id: UUID) -> bool:
    found = select(
        exists().where(
            GroupMember.group_id == group_id,
            GroupMember.agent_id == Agent.id,
            Agent.id == agent_id,
            Agent.active,
        )
    )
    return bool(await work.session.scalar(found))
