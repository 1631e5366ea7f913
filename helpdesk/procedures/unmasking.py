"""Showing one sealed value of what was filled in under a step, and deleting them (docs/domain.md §1)."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from helpdesk.catalog import sensitive
from helpdesk.configuration.versions import Configurations
from helpdesk.events.work import UnitOfWork
from helpdesk.kit import ids
from helpdesk.kit.actor import Permission
from helpdesk.kit.errors import NotFound
from helpdesk.privacy.errors import UnmaskingRefused
from helpdesk.procedures import running, sight
from helpdesk.procedures.definition import PROCEDURE
from helpdesk.procedures.models import Procedure, ProcedureStep
from helpdesk.tickets import repository, unmasking
from helpdesk.tickets.models import Ticket, Unmasking


async def unmask(
    work: UnitOfWork, *, ticket_id: UUID, step_id: UUID, path: str, reason: str
) -> tuple[Ticket, Unmasking]:
    """Put on record that the actor is shown a value of a turn's fields, and why.

    Raises NotFound, NotAllowed, UnmaskingRefused, InvalidValue without a reason, NotSealed, ValueErased.
    """
    work.actor.require(Permission.FIELD_UNMASK)
    why = unmasking.stated_reason(reason)
    ticket = await repository.lock(work, ticket_id, or_where=running.has_a_step_of(work.actor))
    turn = await work.session.get(ProcedureStep, step_id)
    if turn is None or turn.ticket_id != ticket.id:
        raise NotFound(field="stepId", what="step", id=ids.encode("stp", step_id))
    procedure = await work.session.get_one(Procedure, turn.procedure_id)
    snapshot = await work.resource(Configurations).get(work.session, procedure.configuration_version)
    definition = snapshot.of(PROCEDURE).get(procedure.definition_id)
    if not sight.may_unmask(work.actor, definition, turn.group_id, path.split(".", maxsplit=1)[0]):
        raise UnmaskingRefused(field="stepId")
    value = unmasking.value_at(turn.fields, path)
    return ticket, unmasking.record(work, ticket, value, path=f"steps.{turn.place}.{path}", reason=why)


async def erased(work: UnitOfWork, ticket: Ticket, values: frozenset[UUID]) -> None:
    """Let nothing be left in the steps of a ticket of what was shown of deleted values."""
    turns = await work.session.scalars(
        select(ProcedureStep).where(ProcedureStep.ticket_id == ticket.id, ProcedureStep.fields.is_not(None))
    )
    for turn in turns:
        turn.fields = sensitive.without(turn.fields, values)
