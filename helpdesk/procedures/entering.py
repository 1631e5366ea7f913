"""Entering a step: the ticket goes to its group, its clock starts, and what it needs is set going."""

from __future__ import annotations

from dataclasses import replace
from typing import Final
from uuid import UUID

from helpdesk.events.rows import new
from helpdesk.kit.ids import new_id
from helpdesk.procedures import registry
from helpdesk.procedures.definition import Step, TakenBy
from helpdesk.procedures.events import StepBegan, StepLeft
from helpdesk.procedures.models import ProcedureStep
from helpdesk.procedures.taking import Taking
from helpdesk.sla import timers
from helpdesk.tickets import assignment, conversation, lifecycle, promises
from helpdesk.tickets.status import TicketStatus

CURRENT: Final = "CURRENT"
TAKEN: Final = "TAKEN"
LEFT: Final = "LEFT"


async def enter(taking: Taking, code: str) -> ProcedureStep:
    """Make a step of the procedure current. Returns its turn."""
    work, ticket, procedure = taking.work, taking.ticket, taking.procedure
    step = taking.definition.by_code[code]
    if step.group_id is not None:
        await assignment.hand_over(work, ticket, step.group_id)
    procedure.steps_begun += 1
    turn: ProcedureStep = new(
        ProcedureStep, id=new_id(), procedure_id=procedure.id, ticket_id=ticket.id, place=procedure.steps_begun,
        code=code, state=CURRENT, group_id=step.group_id or ticket.group_id, began_at=work.now,
    )  # fmt: skip
    work.record(
        ticket,
        StepBegan(
            procedure_id=procedure.id, step_id=turn.id, step=code, place=turn.place, group_id=turn.group_id
        ),
    )
    turn.__dict__["timer_id"] = await _start_clock(taking, step)
    work.add(turn)
    await work.flush()
    await _wait_for_whom(taking, step)
    await registry.bring_about(replace(taking, step=step, turn=turn, outcome=None), step.entering)
    return turn


async def leave(taking: Taking, turn: ProcedureStep, *, why: str) -> None:
    """Let a turn go that nobody takes any more; its clock is cancelled."""
    work = taking.work
    turn.state, turn.ended_at = LEFT, work.now
    work.record(
        taking.ticket,
        StepLeft(
            procedure_id=taking.procedure.id, step_id=turn.id, step=turn.code, place=turn.place, why=why
        ),
    )
    if turn.timer_id is not None:
        hours = (await promises.of(work, taking.ticket)).hours
        await timers.cancel_one(work, hours, taking.ticket, timer_id=turn.timer_id, reason=why)


async def _start_clock(taking: Taking, step: Step) -> UUID | None:
    if step.clock is None:
        return None
    work, ticket = taking.work, taking.ticket
    promised = await promises.of(work, ticket)
    terms = step.clock.terms(
        policy_id=taking.definition.id,
        configuration_version=taking.snapshot.version,
        default_calendar_id=promised.policy.calendar_id if promised.policy else None,
    )
    return (await timers.begin_step(work, promised.hours, ticket, terms=terms)).id


async def _wait_for_whom(taking: Taking, step: Step) -> None:
    """A requester's step is a question to them, which stops the resolution clock; any other waits for agents."""
    work, ticket = taking.work, taking.ticket
    if step.taken_by is TakenBy.REQUESTER:
        question = step.description or step.title
        await conversation.ask_requester(work, ticket, f"{question.zh}\n{question.en}")
    elif ticket.status == TicketStatus.WAITING_ON_REQUESTER:
        await lifecycle.activate(work, ticket, why="STEP_BEGAN")
