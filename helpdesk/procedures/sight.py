"""Who sees what was filled in under a step: its own group, and others only what their step declares."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select

from helpdesk.accounts.models import AgentGroup
from helpdesk.catalog import sensitive
from helpdesk.configuration.versions import Configurations
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Actor, ActorKind, Permission
from helpdesk.procedures.definition import PROCEDURE, ProcedureDocument
from helpdesk.procedures.models import Procedure, ProcedureStep
from helpdesk.tickets.models import Ticket


def belongs(actor: Actor, group_id: UUID) -> bool:
    """Whether the actor works in a group, or runs it; requesters never."""
    return actor.may(Permission.TICKET_READ_INTERNAL) and (
        actor.sees_all or group_id in actor.works_in | actor.group_ids
    )


def shown(
    actor: Actor, definition: ProcedureDocument | None, group_id: UUID, fields: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    """What the actor sees of a turn's fields, personal values masked; None where that is nothing."""
    if fields is None or not actor.may(Permission.TICKET_READ_INTERNAL):
        return None
    fields = sensitive.shown(fields)
    if belongs(actor, group_id):
        return dict(fields)
    declared = _declared(definition, lambda group: belongs(actor, group))
    return {name: value for name, value in fields.items() if name in declared} or None


def may_unmask(actor: Actor, definition: ProcedureDocument | None, group_id: UUID, name: str) -> bool:
    """Whether the actor may be shown a personal value below `name` of a turn's fields: as they see it masked.

    Who sees all sees masks; in full, who works in the group or leads it, and an integration whose token grants it.
    """
    if actor.kind is ActorKind.INTEGRATION:
        return belongs(actor, group_id)
    if not actor.may(Permission.TICKET_READ_INTERNAL):
        return False
    return group_id in actor.group_ids or name in _declared(
        definition, lambda group: group in actor.group_ids
    )


async def declared(work: UnitOfWork, ticket: Ticket) -> frozenset[str] | None:
    """What of the form the group that has the ticket may be shown, where a step handed it to another department.

    None where nothing is held back: there is no procedure, a person moved the ticket there, or the group or the actor
    belongs to the department where the procedure began.
    """
    procedure = await work.session.scalar(
        select(Procedure).where(Procedure.ticket_id == ticket.id).order_by(Procedure.began_at.desc()).limit(1)
    )
    if procedure is None:
        return None
    began = select(ProcedureStep.group_id).where(
        ProcedureStep.procedure_id == procedure.id, ProcedureStep.place == 1
    )
    home = await work.session.scalar(began)
    if home is None or home in work.actor.group_ids or await _of_one_department(work, home, ticket.group_id):
        return None
    snapshot = await work.resource(Configurations).get(work.session, procedure.configuration_version)
    definition = snapshot.of(PROCEDURE)[procedure.definition_id]
    if all(step.group_id != ticket.group_id for step in definition.steps):
        return None
    return frozenset(_declared(definition, lambda group: group == ticket.group_id))


def _declared(definition: ProcedureDocument | None, of: Callable[[UUID], bool]) -> set[str]:
    """What the steps of some groups declare."""
    steps = definition.steps if definition is not None else ()
    return {name for step in steps if step.group_id is not None and of(step.group_id) for name in step.shows}


async def _of_one_department(work: UnitOfWork, home: UUID, other: UUID) -> bool:
    if home == other:
        return True
    found = await work.session.scalars(
        select(AgentGroup.department_id).where(AgentGroup.id.in_([home, other])).distinct()
    )
    departments = found.all()
    return len(departments) == 1 and departments[0] is not None
