"""Making the call and recording what came of it; where that decides something, the procedure goes on at once."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from helpdesk.events.rows import new
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Permission
from helpdesk.kit.errors import HelpdeskError, Several
from helpdesk.kit.ids import new_id
from helpdesk.kit.text import clean
from helpdesk.privacy.vault import Vault
from helpdesk.procedures import registry, running, takers
from helpdesk.procedures.facts import Facts
from helpdesk.procedures.guards.not_the_submitter import not_the_submitter
from helpdesk.procedures.models import ProcedureStep
from helpdesk.procedures.rules import questions
from helpdesk.procedures.rules import verification as rules
from helpdesk.procedures.rules.questions import QuestionKind
from helpdesk.procedures.rules.verification import Attempt, CallOutcome, NumberKind
from helpdesk.procedures.rules.verification_errors import (
    NotEnoughAnswers,
    NothingToVerify,
    NotTheCaller,
    UnknownQuestion,
)
from helpdesk.procedures.running import Running
from helpdesk.procedures.taking import Taking
from helpdesk.procedures.verifications import standing
from helpdesk.procedures.verifications.events import CallTaken, PhoneAttempted
from helpdesk.procedures.verifications.models import PhoneAttempt, PhoneVerification
from helpdesk.procedures.verifications.standing import Verified
from helpdesk.tickets import repository
from helpdesk.tickets.models import Ticket

GUARD = "verification_says"
"""The steps at whose outcomes this guard stands are taken by calls."""
REFERENCE_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Call:
    """A call as the agent records it. `answers` are what the other side answered, as it was said."""

    number: NumberKind
    outcome: CallOutcome
    recording_reference: str | None = None
    answers: Sequence[tuple[QuestionKind, str]] = ()


async def take_call(
    work: UnitOfWork, *, ticket_id: UUID, expected_version: int | None = None
) -> PhoneVerification:
    """Make the call oneself: on record, and from then on nobody else records it. Another agent may take it over.

    Raises NotFound, NothingToVerify, NotYoursToTake, and Several OwnRequest.
    """
    found, _, verified = await theirs(work, ticket_id, expected_version)
    verified.row.caller_id = work.actor.agent_id
    work.record(found.ticket, CallTaken(verification_id=verified.row.id, number_kind=verified.number.value))
    return verified.row


async def record(
    work: UnitOfWork, call: Call, *, ticket_id: UUID, expected_version: int | None = None, facts: Facts
) -> Ticket:
    """Record a call. Where it decides, the step is taken with what it decides.

    Raises NotFound, NothingToVerify, NotYoursToTake, Several OwnRequest, NotTheCaller, and what `verification.after`
    raises for a call that was impossible.
    """
    found, turn, verified = await theirs(work, ticket_id, expected_version)
    if verified.row.caller_id != work.actor.agent_id:
        raise NotTheCaller(field="ticketId")
    right, wrong = await _marked(work, verified, call)
    if call.outcome is CallOutcome.CONFIRMED and right + wrong < verified.policy.right_answers:
        raise NotEnoughAnswers(field="answers", wanted=verified.policy.right_answers)
    attempt = rules.judged(verified.policy, Attempt(call.number, call.outcome, right, wrong))
    reference = call.recording_reference
    if reference is not None:
        reference = clean(reference, field="recordingReference", at_most=REFERENCE_LENGTH)
    await decide(found, turn, verified, attempt, work=work, facts=facts, reference=reference)
    return found.ticket


async def decide(
    found: Running,
    turn: ProcedureStep,
    verified: Verified,
    attempt: Attempt,
    *,
    work: UnitOfWork,
    facts: Facts,
    reference: str | None = None,
) -> None:
    """Add an attempt to a verification, and let the procedure go on where it stands otherwise now."""
    state = rules.after(verified.policy, verified.state, attempt)
    row: PhoneAttempt = new(
        PhoneAttempt, id=new_id(), verification_id=verified.row.id, ticket_id=found.ticket.id,
        place=len(verified.attempts) + 1, number_kind=attempt.number.value, way=attempt.way.value,
        outcome=attempt.outcome.value, agent_id=work.actor.agent_id, recording_reference=reference,
        right_count=attempt.right, wrong_count=attempt.wrong, at=work.now,
    )  # fmt: skip
    work.add(row)
    verified.row.standing = state.standing.value
    verified.row.ended_at = work.now if state.over else None
    work.record(
        found.ticket,
        PhoneAttempted(
            verification_id=verified.row.id, attempt_id=row.id, number_kind=attempt.number.value,
            way=attempt.way.value, outcome=attempt.outcome.value, right=attempt.right, wrong=attempt.wrong,
            standing=state.standing.value,
        ),
    )  # fmt: skip
    await work.flush()
    if state.standing is not verified.state.standing:
        await _go_on(found, turn, work=work, facts=facts)


async def found_call(work: UnitOfWork, ticket: Ticket) -> tuple[Running, ProcedureStep, Verified]:
    """The procedure of a locked ticket, its step that calls decide, and the verification. Raises NothingToVerify."""
    found = await running.load(work, ticket)
    verified = await standing.open_one(work, found.procedure.id)
    for turn in found.current:
        step = found.definition.by_code[turn.code]
        if any(use.name == GUARD for outcome in step.outcomes for use in outcome.guards):
            return found, turn, verified
    raise NothingToVerify(field="ticketId")


def questions_of(row: PhoneVerification) -> list[QuestionKind]:
    """The questions that were drawn; none while the registered number is called."""
    return [QuestionKind(one["kind"]) for one in row.questions]


def number_of(row: PhoneVerification) -> tuple[NumberKind, UUID | None]:
    """Which number is to be called now, as the id of a sealed value."""
    if row.standing == rules.Standing.CALL_NEW.value:
        return NumberKind.NEW, row.new_id
    return NumberKind.REGISTERED, row.registered_id


async def theirs(
    work: UnitOfWork, ticket_id: UUID, expected_version: int | None
) -> tuple[Running, ProcedureStep, Verified]:
    """The call of a ticket, if it is the actor's to make."""
    work.actor.require(Permission.PROCEDURE_TAKE_STEP)
    ticket = await repository.lock_open(
        work, ticket_id, expected_version=expected_version, or_where=running.has_a_step_of(work.actor)
    )
    found, turn, verified = await found_call(work, ticket)
    await takers.require(work, ticket, found.definition.by_code[turn.code], turn)
    if refusals := await not_the_submitter(_taking(work, found)):
        raise Several(list(refusals))
    return found, turn, verified


async def _marked(work: UnitOfWork, verified: Verified, call: Call) -> tuple[int, int]:
    """How many answers were right, and how many wrong. Raises UnknownQuestion."""
    drawn = {QuestionKind(one["kind"]): UUID(one["answers"]) for one in verified.row.questions}
    answered = [kind for kind, _ in call.answers]
    for place, kind in enumerate(answered):
        if kind not in drawn or kind in answered[:place]:
            raise UnknownQuestion(field=f"answers.{place}.question")
    opened = await work.resource(Vault).open(work, [drawn[kind] for kind in answered])
    right = sum(
        questions.written(kind, answer) in json.loads(opened[drawn[kind]] or "[]")
        for kind, answer in call.answers
    )
    return right, len(answered) - right


async def _go_on(found: Running, turn: ProcedureStep, *, work: UnitOfWork, facts: Facts) -> None:
    """Take the step with the first outcome that its guards allow now. Raises Several where there is none."""
    step = found.definition.by_code[turn.code]
    against: list[HelpdeskError] = []
    for outcome in step.outcomes:
        refusals = await registry.refusals(_taking(work, found, facts=facts, turn=turn), outcome.guards)
        if not refusals:
            await running.conclude(work, found, turn, outcome.code, facts=facts)
            return
        against.extend(refusals)
    raise Several(against)


def _taking(
    work: UnitOfWork, found: Running, *, facts: Facts | None = None, turn: ProcedureStep | None = None
) -> Taking:
    return Taking(
        work,
        found.snapshot,
        found.ticket,
        found.procedure,
        found.definition,
        turn=turn,
        facts=facts or Facts(),
    )
