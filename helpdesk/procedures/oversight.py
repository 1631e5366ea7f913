"""What tickets ask of procedures, by the hooks of `helpdesk.tickets.oversight`."""

from __future__ import annotations

from helpdesk.catalog.tree import Catalog
from helpdesk.configuration.kinds import Snapshot
from helpdesk.events.work import UnitOfWork
from helpdesk.procedures import deadline, ending, running, sight, unmasking
from helpdesk.procedures.definition import PROCEDURE, ProcedureDocument
from helpdesk.procedures.errors import ActUnderWay, HasItsOwnIntake, NoProcedureHere, ProcedureInTheWay
from helpdesk.procedures.taking import Taking
from helpdesk.sla.models import SlaTimer
from helpdesk.sla.state import Crossing, CrossingKind
from helpdesk.sla.terms import Metric
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.oversight import FOLLOW_UP, Oversight
from helpdesk.tickets.status import TicketStatus


def definition_of(snapshot: Snapshot, ticket: Ticket) -> ProcedureDocument | None:
    """The procedure of a ticket's service item, its own or its nearest ancestor's."""
    found = Catalog.of(snapshot).effective(ticket.service_item_id).procedure
    return snapshot.of(PROCEDURE).get(found.value) if found else None


async def submitted(work: UnitOfWork, ticket: Ticket, snapshot: Snapshot, intake: str | None) -> None:
    """Begin the procedure of the item, unless a mutation of its own does so. Raises HasItsOwnIntake."""
    definition = definition_of(snapshot, ticket)
    if definition is None or intake == FOLLOW_UP:
        return
    if definition.intake != intake:
        raise HasItsOwnIntake(field="serviceItemId", intake=definition.intake or "submitTicket")
    if definition.intake is None:
        await running.begin(work, ticket, snapshot, definition)


async def before_end(work: UnitOfWork, ticket: Ticket, status: TicketStatus) -> None:
    """A ticket with a procedure is not solved or merged by hand, nor withdrawn while the platform acts."""
    found = await _running(work, ticket)
    if found is None:
        return
    if status is not TicketStatus.CANCELLED:
        raise ProcedureInTheWay(field="ticketId")
    if await deadline.in_doubt(work, found):
        raise ActUnderWay(field="ticketId")


async def after_end(work: UnitOfWork, ticket: Ticket, status: TicketStatus) -> None:
    """The ticket was withdrawn: so is its procedure."""
    found = await _running(work, ticket)
    if found is not None:
        await ending.stop(_taking(work, found), ending.CANCELLED, reason=status.value, others=found.current)


async def crossed(work: UnitOfWork, ticket: Ticket, timer: SlaTimer, crossing: Crossing) -> None:
    """The hard deadline passed: the ticket is declined, unless an effect is claimed or unknown."""
    if timer.metric != Metric.DEADLINE or crossing.kind is not CrossingKind.BREACH:
        return
    found = await _running(work, ticket)
    if found is not None:
        await deadline.passed(work, found)


OVERSIGHT = Oversight(
    submitted=submitted,
    before_end=before_end,
    after_end=after_end,
    crossed=crossed,
    declared=sight.declared,
    erased=unmasking.erased,
)


async def _running(work: UnitOfWork, ticket: Ticket) -> running.Running | None:
    try:
        return await running.load(work, ticket)
    except NoProcedureHere:
        return None


def _taking(work: UnitOfWork, found: running.Running) -> Taking:
    return Taking(work, found.snapshot, found.ticket, found.procedure, found.definition)
