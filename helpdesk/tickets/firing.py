"""Many due timers in one transaction: what they cost one by one would bound how many can escalate at a time.

Together go those whose crossing is told and nothing else, on tickets that nobody holds; the others are left for
`escalation.fire`. Either way each crossing is judged under the ticket's lock and recorded once. A ticket that somebody
holds is not waited for: often it is another job with the same timers, and waiting would keep both from going on. Its
timers stay due until their lease runs out, in seconds, and are claimed again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from helpdesk.events.work import UnitOfWork
from helpdesk.sla import repository, timers
from helpdesk.sla.models import SlaTimer
from helpdesk.sla.open_hours import OpenHours
from helpdesk.sla.state import Crossing, CrossingKind
from helpdesk.sla.terms import OWNED, Terms
from helpdesk.tickets import escalation, promises
from helpdesk.tickets.escalation import Holders, Told
from helpdesk.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Fired:
    """What was told, and the timers that must be fired one by one; what is in neither was done, or is held."""

    told: Sequence[Told]
    left: Sequence[UUID]


async def fire_together(work: UnitOfWork, *, timer_ids: Sequence[UUID]) -> Fired:
    """Do all that is due on these timers; levels, events and notifications of all of them in one transaction."""
    tickets = await _lock_free(work, timer_ids)
    found = await repository.lock_some(work, timer_ids, tickets)
    ahead = {ticket.id for ticket in tickets.values() if ticket.last_event_at > work.now}
    left = [timer.id for timer in found if timer.subject_id in ahead]
    found = [timer for timer in found if timer.subject_id not in ahead]
    for ticket in tickets.values():
        if ticket.id not in ahead:  # else all the others would go by its time
            work.track(ticket)
    holders, hours = Holders(work), await _hours(work, tickets)
    told: list[Told] = []
    with work.session.no_autoflush:
        for timer in found:
            ticket = tickets[timer.subject_id]
            while (crossing := timers.due(work, timer)) is not None:
                if not _is_only_told(timer, crossing):
                    left.append(timer.id)
                    break
                timers.cross_locked(work, hours[ticket.configuration_version], ticket, timer)
                told.append(await escalation.tell(work, ticket, timer, crossing, holders))
            else:
                timer.lease_until = None
    return Fired(told, left)


async def _lock_free(work: UnitOfWork, timer_ids: Sequence[UUID]) -> dict[UUID, Ticket]:
    """Lock the timers' tickets that nobody holds."""
    concerned = select(SlaTimer.subject_id).where(SlaTimer.id.in_(timer_ids))
    found = await work.session.scalars(
        select(Ticket).where(Ticket.id.in_(concerned)).order_by(Ticket.id).with_for_update(skip_locked=True)
    )
    return {ticket.id: ticket for ticket in found}


async def _hours(work: UnitOfWork, tickets: dict[UUID, Ticket]) -> dict[int, OpenHours]:
    """The open hours of each version that decided about one of the tickets."""
    by_version = {ticket.configuration_version: ticket for ticket in tickets.values()}
    return {version: (await promises.of(work, one)).hours for version, one in by_version.items()}


def _is_only_told(timer: SlaTimer, crossing: Crossing) -> bool:
    """Whether no owner hears of the crossing, and it neither reassigns nor raises the priority."""
    if timer.metric in OWNED:
        return False
    if crossing.kind is not CrossingKind.LEVEL:
        return True
    level = Terms.model_validate(timer.terms).escalation[crossing.level - 1]
    return not (level.reassign or level.raise_priority)
