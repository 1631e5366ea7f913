"""A procedure on its ticket: begun, its steps taken one by one, and ended (docs/domain.md, section 3).

The ticket is locked first, always: whoever changes the procedure holds the ticket.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, exists, select

from helpdesk.catalog import forms, schemas, sensitive
from helpdesk.configuration.kinds import Snapshot
from helpdesk.configuration.versions import Configurations
from helpdesk.events.rows import new
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import SYSTEM, Actor, ActorKind, Permission
from helpdesk.kit.errors import Several
from helpdesk.kit.ids import new_id
from helpdesk.kit.text import clean
from helpdesk.privacy.vault import Vault
from helpdesk.procedures import ending, entering, registry, takers
from helpdesk.procedures.definition import PROCEDURE, Note, Outcome, ProcedureDocument
from helpdesk.procedures.errors import (
    NoProcedureHere,
    NoteRequired,
    ProcedureOpenAlready,
    StepNotCurrent,
    UnknownOutcome,
)
from helpdesk.procedures.events import ProcedureBegan, StepTaken
from helpdesk.procedures.facts import Facts
from helpdesk.procedures.models import Procedure, ProcedureClaim, ProcedureStep
from helpdesk.procedures.taking import Taking
from helpdesk.sla import timers
from helpdesk.tickets import assignment, lifecycle, promises, repository
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.status import TicketStatus

NOTE_LENGTH = 2_000
RUNNING = "RUNNING"
_NO_FACTS = Facts()
_NOTHING = schemas.compiled({"type": "object", "additionalProperties": False})


@dataclass(frozen=True, slots=True)
class Running:
    """A procedure that runs on a locked ticket, with its definition and the turns that are current."""

    snapshot: Snapshot
    ticket: Ticket
    procedure: Procedure
    definition: ProcedureDocument
    current: Sequence[ProcedureStep]

    def turn(self, code: str, *, field: str = "step") -> ProcedureStep:
        """The current turn of that step. Raises StepNotCurrent."""
        for turn in self.current:
            if turn.code == code:
                return turn
        now = ", ".join(turn.code for turn in self.current) or "-"
        raise StepNotCurrent(field=field, step=code[:64], current=now)


async def begin(
    work: UnitOfWork,
    ticket: Ticket,
    snapshot: Snapshot,
    definition: ProcedureDocument,
    *,
    claims: Iterable[str] = (),
    knowing: Mapping[str, Any] | None = None,
    facts: Facts = _NO_FACTS,
) -> Procedure:
    """Begin a procedure on a ticket that is itself new. Raises ProcedureOpenAlready when a claim is taken."""
    procedure: Procedure = new(
        Procedure, id=new_id(), ticket_id=ticket.id, definition_id=definition.id,
        configuration_version=snapshot.version, code=definition.code, state=RUNNING, facts=dict(knowing or {}),
        steps_begun=0, began_at=work.now,
    )  # fmt: skip
    work.add(procedure)
    for key in sorted(set(claims)):
        work.add(
            new(ProcedureClaim, key=key, procedure_id=procedure.id),
            pk_procedure_claims=ProcedureOpenAlready(),
        )
    work.record(
        ticket,
        ProcedureBegan(
            procedure_id=procedure.id,
            definition_id=definition.id,
            configuration_version=snapshot.version,
            code=definition.code,
        ),
    )
    await work.flush()
    running = Running(snapshot, ticket, procedure, definition, [])
    await _enter(
        running, Taking(work, snapshot, ticket, procedure, definition, facts=facts), definition.first
    )
    return procedure


async def load(work: UnitOfWork, ticket: Ticket) -> Running:
    """The procedure that runs on a locked ticket. Raises NoProcedureHere."""
    procedure = await work.session.scalar(
        select(Procedure)
        .where(Procedure.ticket_id == ticket.id, Procedure.state == RUNNING)
        .execution_options(populate_existing=True)
    )
    if procedure is None:
        raise NoProcedureHere(field="ticketId")
    snapshot = await work.resource(Configurations).get(work.session, procedure.configuration_version)
    turns = await work.session.scalars(
        select(ProcedureStep)
        .where(ProcedureStep.procedure_id == procedure.id, ProcedureStep.state == entering.CURRENT)
        .order_by(ProcedureStep.place)
        .execution_options(populate_existing=True)
    )
    definition = snapshot.of(PROCEDURE)[procedure.definition_id]
    return Running(snapshot, ticket, procedure, definition, turns.all())


async def take(
    work: UnitOfWork,
    *,
    ticket_id: UUID,
    step: str,
    outcome: str,
    fields: Mapping[str, Any] | None = None,
    note: str | None = None,
    expected_version: int | None = None,
    facts: Facts = _NO_FACTS,
) -> Ticket:
    """Take a step with one of its outcomes, as the person that the actor is.

    Raises NotFound, TicketIsClosed, NoProcedureHere, StepNotCurrent, NotYoursToTake, UnknownOutcome, and Several
    with all that the form and the guards have against it.
    """
    work.actor.require(Permission.PROCEDURE_TAKE_STEP)
    ticket = await repository.lock_open(
        work, ticket_id, expected_version=expected_version, or_where=has_a_step_of(work.actor)
    )
    running = await load(work, ticket)
    turn = running.turn(step)
    await takers.require(work, ticket, running.definition.by_code[step], turn)
    await conclude(work, running, turn, outcome, fields=fields, note=note, facts=facts)
    return ticket


async def conclude(
    work: UnitOfWork,
    running: Running,
    turn: ProcedureStep,
    outcome: str,
    *,
    fields: Mapping[str, Any] | None = None,
    note: str | None = None,
    facts: Facts = _NO_FACTS,
) -> None:
    """Take a current turn with an outcome, whoever takes it: judge, keep, bring about, go on.

    Raises UnknownOutcome, NoteRequired, and Several.
    """
    step = running.definition.by_code[turn.code]
    found = step.by_code.get(outcome)
    if found is None:
        possible = ", ".join(step.by_code)
        raise UnknownOutcome(field="outcome", step=step.code, outcome=outcome[:64], possible=possible)
    taking = Taking(
        work, running.snapshot, running.ticket, running.procedure, running.definition,
        step=step, turn=turn, outcome=found, fields=_filled_in(found, fields), note=_noted(found, note), facts=facts,
    )  # fmt: skip
    if refusals := await registry.refusals(taking, found.guards):
        raise Several(refusals)
    await _keep(taking, turn, found)
    await registry.bring_about(taking, found.effects)
    await _go_on(running, taking, found)


def _filled_in(outcome: Outcome, fields: Mapping[str, Any] | None) -> dict[str, Any]:
    definition = _NOTHING if outcome.fields is None else schemas.compiled(outcome.fields)
    return forms.checked(definition, fields, field="fields")


def _noted(outcome: Outcome, note: str | None) -> str | None:
    if note is None or not note.strip():
        if outcome.note is Note.REQUIRED:
            raise NoteRequired(field="note")
        return None
    return clean(note, field="note", at_most=NOTE_LENGTH)


async def _keep(taking: Taking, turn: ProcedureStep, outcome: Outcome) -> None:
    work = taking.work
    turn.state, turn.outcome, turn.ended_at = entering.TAKEN, outcome.code, work.now
    turn.fields, turn.note = _sealed(taking, outcome), taking.note
    by_itself = taking.step is not None and taking.step.automatic
    turn.taken_by = SYSTEM.key if by_itself else work.actor.key
    turn.taken_by_id = None if by_itself else work.actor.agent_id
    work.record(
        taking.ticket,
        StepTaken(
            procedure_id=taking.procedure.id,
            step_id=turn.id,
            step=turn.code,
            place=turn.place,
            outcome=outcome.code,
        ),
    )
    if turn.timer_id is not None:
        hours = (await promises.of(work, taking.ticket)).hours
        await timers.meet_one(work, hours, taking.ticket, timer_id=turn.timer_id)
    if work.actor.kind is not ActorKind.SYSTEM and taking.ticket.status != TicketStatus.OPEN:
        await lifecycle.activate(work, taking.ticket, why="STEP_TAKEN")


def _sealed(taking: Taking, outcome: Outcome) -> dict[str, Any]:
    """What was filled in, with references in place of what the form marks as personal; that is sealed."""
    form, secrets = sensitive.split(outcome.fields or {}, taking.fields)
    vault = taking.work.resource(Vault)
    for secret in secrets:
        vault.seal(
            taking.work, secret.kind, secret.value, subject_kind=taking.ticket.subject_kind,
            subject_id=taking.ticket.id, value_id=secret.id,
        )  # fmt: skip
    return form


async def _go_on(running: Running, taking: Taking, outcome: Outcome) -> None:
    others = [turn for turn in running.current if turn.state == entering.CURRENT]
    if outcome.end is not None:
        await ending.end(taking, outcome.end, reason=outcome.reason, others=others)
        return
    for code in outcome.then:
        await _enter(running, taking, code)
    if outcome.closes and not others:
        await ending.end(taking, ending.DONE, reason=outcome.reason, others=())
    elif outcome.closes and running.ticket.group_id not in {turn.group_id for turn in others}:
        await assignment.hand_over(taking.work, running.ticket, others[0].group_id)


def has_a_step_of(actor: Actor) -> ColumnElement[bool]:
    """Of steps that are current at the same time in several groups each takes its own, wherever the ticket is."""
    return exists().where(
        ProcedureStep.ticket_id == Ticket.id,
        ProcedureStep.state == entering.CURRENT,
        ProcedureStep.group_id.in_(actor.works_in | actor.group_ids),
    )


async def _enter(running: Running, taking: Taking, code: str) -> None:
    """Make a step current, and where it is automatic take it: with the first outcome that its guards allow."""
    turn = await entering.enter(taking, code)
    step = running.definition.by_code[code]
    if not step.automatic:
        return
    for outcome in step.outcomes:
        judged = replace(taking, step=step, turn=turn, outcome=outcome, fields={}, note=None)
        if not await registry.refusals(judged, outcome.guards):
            now = await load(taking.work, running.ticket)
            await conclude(taking.work, now, turn, outcome.code, facts=taking.facts)
            return
