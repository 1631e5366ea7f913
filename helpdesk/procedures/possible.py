"""What can come of a current step, and what forbids it now: the very rules of taking it, asked beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from helpdesk.configuration.versions import Configurations
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Permission
from helpdesk.kit.errors import HelpdeskError
from helpdesk.procedures import registry, takers
from helpdesk.procedures.definition import PROCEDURE, Outcome
from helpdesk.procedures.entering import CURRENT
from helpdesk.procedures.models import Procedure, ProcedureStep
from helpdesk.procedures.taking import Taking
from helpdesk.tickets.models import Ticket

_UNKNOWN = registry.NEEDS_PLATFORM | registry.NEEDS_FIELDS


@dataclass(frozen=True, slots=True)
class Possible:
    """An outcome. `allowed` is None where only what is filled in, or the platform, can tell."""

    outcome: Outcome
    allowed: bool | None
    refusals: tuple[HelpdeskError, ...] = ()


@dataclass(frozen=True, slots=True)
class Choice:
    """A current turn as the actor finds it: whether it is theirs, and what can come of it."""

    is_theirs: bool
    outcomes: tuple[Possible, ...]


NO_CHOICE = Choice(is_theirs=False, outcomes=())


async def choices(work: UnitOfWork, turn_ids: Sequence[UUID]) -> dict[UUID, Choice]:
    """The choice of each turn that is current; who neither takes it nor reads internals is told nothing of it."""
    return {turn_id: await _choice(work, turn_id) for turn_id in turn_ids}


async def _choice(work: UnitOfWork, turn_id: UUID) -> Choice:
    turn = await work.session.get(ProcedureStep, turn_id)
    if turn is None or turn.state != CURRENT:
        return NO_CHOICE
    ticket = await work.session.get_one(Ticket, turn.ticket_id)
    procedure = await work.session.get_one(Procedure, turn.procedure_id)
    snapshot = await work.resource(Configurations).get(work.session, procedure.configuration_version)
    definition = snapshot.of(PROCEDURE)[procedure.definition_id]
    step = definition.by_code[turn.code]
    is_theirs = work.actor.may(Permission.PROCEDURE_TAKE_STEP) and await takers.may_take(
        work, ticket, step.taken_by, turn
    )
    if not is_theirs and not work.actor.may(Permission.TICKET_READ_INTERNAL):
        return NO_CHOICE
    taking = Taking(work, snapshot, ticket, procedure, definition, step=step, turn=turn)
    return Choice(is_theirs, tuple([await _judged(taking, one, is_theirs) for one in step.outcomes]))


async def _judged(taking: Taking, outcome: Outcome, is_theirs: bool) -> Possible:
    known = [use for use in outcome.guards if use.name not in _UNKNOWN]
    refusals = await registry.refusals(taking, known) if is_theirs else []
    if refusals or not is_theirs:
        return Possible(outcome, allowed=False, refusals=tuple(refusals))
    return Possible(outcome, allowed=True if len(known) == len(outcome.guards) else None)
