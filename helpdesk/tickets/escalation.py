"""What time does to promises: warn, breach, escalate level by level; and taking it on (docs/domain.md, SLA)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select

from helpdesk.accounts import organisation
from helpdesk.events.work import Transactor, UnitOfWork
from helpdesk.kit.actor import SYSTEM, Permission
from helpdesk.kit.priority import Priority
from helpdesk.sla import recompute, timers
from helpdesk.sla.models import SlaTimer
from helpdesk.sla.state import Crossing, CrossingKind
from helpdesk.sla.terms import OWNED, Terms
from helpdesk.tickets import assignment, priorities, promises, repository
from helpdesk.tickets.errors import NothingToAcknowledge
from helpdesk.tickets.events import EscalationNotified
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.oversight import Oversight
from helpdesk.tickets.status import TicketStatus

_NAMES = {CrossingKind.WARN: "WARNED", CrossingKind.BREACH: "BREACHED", CrossingKind.LEVEL: "LEVEL"}
_POSITIONS: tuple[organisation.Level, ...] = (1, 1, 2, 3)
"""Whose position is told, by escalation level; higher levels go to the company's as well."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a due timer came to."""

    timer_id: UUID
    ticket_id: UUID
    crossing: str
    level: int
    due_at: datetime
    recipients: Sequence[UUID]


class Holders:
    """Who holds the positions above groups, asked once each within a change."""

    def __init__(self, work: UnitOfWork) -> None:
        self._work = work
        self._found: dict[tuple[UUID, organisation.Level], organisation.Holder] = {}

    async def of(self, group_id: UUID, position: organisation.Level) -> organisation.Holder:
        """Who holds one now."""
        key = group_id, position
        if key not in self._found:
            self._found[key] = await organisation.resolve_position(self._work.session, *key, self._work.now)
        return self._found[key]


async def fire(work: UnitOfWork, *, timer_id: UUID) -> Told | None:
    """Do what is due on a timer: level, event and notifications in one transaction; None when nothing is.

    Who oversees the ticket hears of the clocks that have an owner in the same transaction.

    The ticket is locked first, then the timer, and what is due is judged again under the locks: done twice,
    or by two workers, it happens once.
    """
    ticket_id = await work.session.scalar(select(SlaTimer.subject_id).where(SlaTimer.id == timer_id))
    if ticket_id is None:
        return None
    ticket = await repository.lock(work, ticket_id)
    hours = (await promises.of(work, ticket)).hours
    found = await timers.cross(work, hours, ticket, timer_id)
    if found is None:
        return None
    timer, crossing = found
    told = await tell(work, ticket, timer, crossing, Holders(work))
    await _act(work, ticket, timer, crossing)
    if timer.metric in OWNED:
        await work.resource(Oversight).crossed(work, ticket, timer, crossing)
    return told


async def tell(
    work: UnitOfWork, ticket: Ticket, timer: SlaTimer, crossing: Crossing, holders: Holders
) -> Told:
    """Tell whom a crossing that was just recorded concerns."""
    recipients, substitutions = await _people(ticket, crossing, holders)
    name = _NAMES[crossing.kind]
    work.record(
        ticket,
        EscalationNotified(
            timer_id=timer.id,
            metric=timer.metric,
            instance=timer.instance,
            crossing=name,
            level=crossing.level,
            recipients=recipients,
            substitutions=substitutions,
        ),
    )
    return Told(timer.id, ticket.id, name, crossing.level, crossing.at, recipients)


async def acknowledge(work: UnitOfWork, *, ticket_id: UUID, timer_id: UUID | None = None) -> Ticket:
    """Take on what was breached on a ticket, or on one of its clocks: no further level follows."""
    work.actor.require(Permission.ESCALATION_ACKNOWLEDGE)
    ticket = await repository.lock_open(work, ticket_id)
    hours = (await promises.of(work, ticket)).hours
    if not await timers.acknowledge(work, hours, ticket, timer_id=timer_id):
        raise NothingToAcknowledge(field="timerId" if timer_id else "ticketId")
    return ticket


async def recompute_provisional(transactor: Transactor) -> int:
    """Compute anew every clock that rested on holidays not known then, a ticket at a time; how many moved."""
    async with transactor.read() as connection:
        subjects = await recompute.provisional_subjects(connection)
    moved = 0
    for kind, subject_id in subjects:
        if kind == "ticket":
            moved += await transactor.run(SYSTEM, partial(_recompute, ticket_id=subject_id))
    return moved


async def _recompute(work: UnitOfWork, *, ticket_id: UUID) -> int:
    ticket = await repository.lock(work, ticket_id)
    hours = (await promises.of(work, ticket)).hours
    moved = await recompute.recompute(work, hours, ticket)
    if moved and ticket.status == TicketStatus.WAITING_ON_REQUESTER:
        ticket.wake_at = await promises.waiting_limit(work, ticket)
    return moved


async def _people(
    ticket: Ticket, crossing: Crossing, holders: Holders
) -> tuple[list[UUID], list[dict[str, Any]]]:
    """Who is told: the assignee until the breach, then upwards, whoever holds the position now."""
    people = [ticket.assignee_id] if ticket.assignee_id and crossing.level <= 1 else []
    substitutions: list[dict[str, Any]] = []
    if crossing.kind is CrossingKind.LEVEL or not people:
        position = _POSITIONS[min(crossing.level, 3)]
        holder = await holders.of(ticket.group_id, position)
        if holder.agent_id is not None:
            people.append(holder.agent_id)
        if holder.substituted:
            substitutions.append(holder.record())
    return list(dict.fromkeys(people)), substitutions


async def _act(work: UnitOfWork, ticket: Ticket, timer: SlaTimer, crossing: Crossing) -> None:
    """What a level does beyond telling: reassign, raise the priority."""
    if crossing.kind is not CrossingKind.LEVEL:
        return
    level = Terms.model_validate(timer.terms).escalation[crossing.level - 1]
    if level.reassign:
        await assignment.take_over(work, ticket)
    if level.raise_priority:
        higher = Priority(ticket.priority).raised
        await priorities.set_priority(work, ticket, higher, why=f"ESCALATION_LEVEL_{crossing.level}")
