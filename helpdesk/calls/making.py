"""Making a call: recording an attempt with what came of it, and putting one off within its window."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from helpdesk.calls import missing, refusing, repository
from helpdesk.calls.errors import CallIsOver, CallTooEarly, NotAPhoneCall
from helpdesk.calls.events import CallAttempted, CallPostponed
from helpdesk.calls.models import CallAttempt, PlannedCall
from helpdesk.calls.outcomes import AGAIN, OPEN, CallOutcome, CallState, Standing, after
from helpdesk.calls.plans import CALL_PLAN, CallChannel, CallPlan
from helpdesk.calls.scripts import CALL_SCRIPT, Said, ScriptAnswer, walk
from helpdesk.configuration.kinds import Snapshot
from helpdesk.configuration.versions import Configurations
from helpdesk.customers import phones
from helpdesk.customers.models import Customer
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Permission
from helpdesk.kit.channel import Channel
from helpdesk.kit.errors import InvalidValue
from helpdesk.kit.ids import new_id
from helpdesk.kit.text import clean
from helpdesk.tickets import intake, relations
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.relations import LinkKind
from helpdesk.tickets.submissions import DESCRIPTION_LENGTH, TITLE_LENGTH, Submission

NOTES_LENGTH = 2_000


@dataclass(frozen=True, slots=True)
class Report:
    """What an agent tells of a call. The path through the script says what came of it."""

    path: Sequence[Said]
    notes: str = ""
    named_time: datetime | None = None
    recording_reference: str | None = None


async def record(
    work: UnitOfWork, *, call_id: UUID, report: Report, expected_version: int | None = None
) -> PlannedCall:
    """Record an attempt: the call is done, to be made again, or missed once the attempts are used up.

    "Not received" and "damaged" open a courier check that must answer the customer; "do not call" ends the
    customer's routine calls, the notes being the reason. Raises NotFound, StaleVersion, CallIsOver,
    CallTooEarly, NotAPhoneCall, PathRefused, InvalidValue.
    """
    work.actor.require(Permission.CALLS_MAKE)
    call = await repository.lock(work, call_id, expected_version=expected_version)
    _require_makeable(work, call)
    snapshot = await work.resource(Configurations).get(work.session, call.configuration_version)
    plan = snapshot.of(CALL_PLAN)[call.plan_id]
    answer = _answer(snapshot, plan, report.path)
    outcome = answer.outcome or CallOutcome.REACHED
    notes = clean(
        report.notes, field="notes", at_most=NOTES_LENGTH, required=outcome is CallOutcome.DO_NOT_CALL
    )
    standing = _standing(work, call, plan, outcome, report.named_time)
    attempt = _attempt(work, call, report, outcome, notes)
    opened = await _opened(work, call, plan, answer, notes)
    _settle(work, call, outcome, standing)
    call.opened_ticket_id = None if opened is None else opened.id
    work.record(call, CallAttempted(attempt.id, outcome, standing.state, call.opened_ticket_id))
    if standing.state is CallState.MISSED:
        await missing.tell(work, call, why="NOT_REACHED")
    if outcome is CallOutcome.DO_NOT_CALL:
        await refusing.do_not_call(work, customer_id=call.customer_id, reason=notes)
    return call


async def postpone(
    work: UnitOfWork, *, call_id: UUID, until: datetime, expected_version: int | None = None
) -> PlannedCall:
    """Put a call off within its window; only the customer's own wish stretches that (`record`).

    Raises NotFound, StaleVersion, CallIsOver, NotAPhoneCall, InvalidValue.
    """
    work.actor.require(Permission.CALLS_MAKE)
    call = await repository.lock(work, call_id, expected_version=expected_version)
    _require_open(work, call)
    if not max(work.now, call.not_before) < until < call.due:
        raise InvalidValue(
            "until",
            "The time must lie ahead, within the call's window.",
            "时间必须在今后，并在回访窗口之内。",
        )
    call.state, call.not_before, call.agent_id = CallState.POSTPONED, until, work.actor.agent_id
    work.record(call, CallPostponed(until, call.due, "AGENT"))
    return call


def _require_open(work: UnitOfWork, call: PlannedCall) -> None:
    if call.state not in OPEN:
        raise CallIsOver(field="callId", state=call.state)
    if call.due <= work.now:  # no worker has looked at it yet
        raise CallIsOver(field="callId", state=CallState.MISSED)
    if call.channel != CallChannel.PHONE:
        raise NotAPhoneCall(field="callId")


def _require_makeable(work: UnitOfWork, call: PlannedCall) -> None:
    """After a first attempt the customer may be tried again at any time; before, not ahead of the window."""
    _require_open(work, call)
    if call.attempts == 0 and call.state == CallState.DUE and work.now < call.not_before:
        raise CallTooEarly(field="callId", not_before=call.not_before)


def _answer(snapshot: Snapshot, plan: CallPlan, path: Sequence[Said]) -> ScriptAnswer:
    if plan.script_id is None:
        raise NotAPhoneCall(field="callId")
    return walk(snapshot.of(CALL_SCRIPT)[plan.script_id], path)


def _standing(
    work: UnitOfWork, call: PlannedCall, plan: CallPlan, outcome: CallOutcome, named: datetime | None
) -> Standing:
    return after(
        outcome, Standing(CallState(call.state), call.not_before, call.due), attempts=call.attempts + 1,
        persistence=plan.persistence, named=named if outcome in AGAIN else None, now=work.now, zone=work.zone,
    )  # fmt: skip


def _attempt(
    work: UnitOfWork, call: PlannedCall, report: Report, outcome: CallOutcome, notes: str
) -> CallAttempt:
    reference = report.recording_reference
    attempt = CallAttempt(
        id=new_id(), call_id=call.id, at=work.now, agent_id=work.actor.agent_id,
        path=[list(said) for said in report.path], outcome=outcome, notes=notes, named_time=report.named_time,
        recording_reference=reference and clean(reference, field="recordingReference", at_most=200),
    )  # fmt: skip
    work.session.add(attempt)
    return attempt


async def _opened(
    work: UnitOfWork, call: PlannedCall, plan: CallPlan, answer: ScriptAnswer, notes: str
) -> Ticket | None:
    """The ticket that the outcome opens for the customer, linked with the one that earned the call."""
    if answer.opens_item_id is None:
        return None
    customer = await work.session.get_one(Customer, call.customer_id)
    ticket = await intake.submit(
        work,
        Submission(
            service_item_id=answer.opens_item_id,
            title=f"{plan.name.zh}：{answer.label.zh}"[:TITLE_LENGTH],
            description=notes[:DESCRIPTION_LENGTH],
            channel=Channel.PHONE,
            order_code=call.order_code,
            member_code=customer.member_code,
            phone=None if customer.member_code else await phones.opened(work, customer),
            store_code=customer.store_code,
        ),
    )
    await work.flush()
    if call.ticket_id is not None:
        await relations.tie(work, ticket, call.ticket_id, LinkKind.CAUSED_BY)
    return ticket


def _settle(work: UnitOfWork, call: PlannedCall, outcome: CallOutcome, standing: Standing) -> None:
    call.attempts += 1
    call.agent_id = work.actor.agent_id
    call.outcome = outcome
    call.state, call.not_before, call.due = standing.state, standing.not_before, standing.due
    call.ended_at = None if standing.state in OPEN else work.now
