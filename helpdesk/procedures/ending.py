"""How a procedure ends: its ticket is solved, declined or withdrawn, and the submitter is told why at once."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from sqlalchemy import delete

from helpdesk.procedures import entering, registry
from helpdesk.procedures.definition import Answer, End
from helpdesk.procedures.events import ProcedureEnded
from helpdesk.procedures.models import ProcedureClaim, ProcedureStep
from helpdesk.procedures.taking import Taking
from helpdesk.tickets import comments, lifecycle
from helpdesk.tickets.status import TicketStatus

DONE: Final = End.DONE
CANCELLED: Final = "CANCELLED"
_DONE = Answer(zh="您的申请已办理完成。", en="Your request has been carried out.")
_DECLINED = Answer(zh="您的申请未予办理。", en="Your request was declined.")


async def end(taking: Taking, how: End, *, reason: str | None, others: Iterable[ProcedureStep]) -> None:
    """End a procedure and its ticket; what else was current is left."""
    work, ticket = taking.work, taking.ticket
    await stop(taking, how.value, reason=reason, others=others)
    answer = answer_for(taking, how, reason)
    await comments.add_public(work, ticket, f"{answer.zh}\n{answer.en}", field="note")
    if how is End.DONE:
        await lifecycle.finish(work, ticket)
    else:
        await lifecycle.end(work, ticket, TicketStatus.DECLINED, why=reason or "DECLINED")


async def stop(taking: Taking, state: str, *, reason: str | None, others: Iterable[ProcedureStep]) -> None:
    """Let a procedure be over, and free what it held alone; the ticket is the caller's affair."""
    work, procedure = taking.work, taking.procedure
    for turn in others:
        await entering.leave(taking, turn, why=state)
    if state != End.DONE:
        await registry.bring_about(replace(taking, reason=reason), taking.definition.unless_done)
    procedure.state, procedure.reason, procedure.ended_at = state, reason, work.now
    await work.session.execute(delete(ProcedureClaim).where(ProcedureClaim.procedure_id == procedure.id))
    work.record(
        taking.ticket,
        ProcedureEnded(procedure_id=procedure.id, code=procedure.code, state=state, reason=reason),
    )


def answer_for(taking: Taking, how: End, reason: str | None) -> Answer:
    """What the submitter is told: the definition's answer for the reason, with the note of who decided."""
    definition = taking.definition
    found = definition.answers.get(reason or how.value) or definition.answers.get(how.value)
    answer = found or (_DONE if how is End.DONE else _DECLINED)
    if taking.note is None:
        return answer
    return Answer(zh=f"{answer.zh}（{taking.note}）"[:2000], en=f"{answer.en} ({taking.note})"[:2000])
