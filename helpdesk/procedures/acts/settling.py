"""Settling an act: its answer is kept, and the step that waited for it is taken; all in one transaction.

The ticket and the act are locked by the caller.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from helpdesk.events.work import UnitOfWork
from helpdesk.platform.acts import Done, Outcome, PreconditionGone, Refused
from helpdesk.procedures import deadline, running
from helpdesk.procedures.acts.events import ActAnswered, ActStuck
from helpdesk.procedures.acts.models import PlatformAct
from helpdesk.procedures.acts.states import ActState
from helpdesk.procedures.acts.ways import pause
from helpdesk.procedures.errors import NoProcedureHere
from helpdesk.procedures.facts import Facts
from helpdesk.tickets.models import Ticket

_NO_FACTS = Facts()


async def settle(work: UnitOfWork, act: PlatformAct, answer: Outcome, *, facts: Facts = _NO_FACTS) -> None:
    """Keep what the platform answered, and go on."""
    reason: str | None = None
    note: str | None = None
    match answer:
        case Done(reference=reference, at=at):
            act.state, act.answer = ActState.DONE, {"reference": reference, "at": at.isoformat()}
            codes: tuple[str, ...] = ("DONE",)
        case Refused(message=message, dependencies=dependencies):
            act.state, reason = ActState.REFUSED, answer.reason
            act.answer = {"reason": reason, "dependencies": list(dependencies)}
            note, codes = ", ".join((message, *dependencies)), (reason, "REFUSED")
        case PreconditionGone(which=which, fields=fields):
            act.state = ActState.PRECONDITION_GONE
            act.answer = {"which": which.value, "fields": [one.value for one in fields]}
            reason, codes = which.value, (which.value, "PRECONDITION_GONE")
    _over(work, act)
    ticket = await ticket_of(work, act)
    work.record(ticket, ActAnswered(act_id=act.id, act=act.kind, state=act.state, reason=reason))
    await conclude(work, act, codes, note=note, facts=facts)


async def stick(work: UnitOfWork, act: PlatformAct, *, why: str) -> None:
    """Let a person decide about it."""
    act.state, act.next_at, act.lease_until, act.last_failure = ActState.STUCK, None, None, why
    work.record(await ticket_of(work, act), ActStuck(act_id=act.id, act=act.kind, why=why))


def retry(work: UnitOfWork, act: PlatformAct, *, doubt: bool, failure: str) -> None:
    """Look at it again after a while; whether it may have been sent is kept."""
    act.state = ActState.UNKNOWN if doubt else ActState.PENDING
    act.next_at, act.lease_until, act.last_failure = work.now + pause(act.attempts), None, failure


def withdraw(work: UnitOfWork, act: PlatformAct) -> None:
    """Its procedure ended before it was sent: it is not to be."""
    act.state = ActState.WITHDRAWN
    _over(work, act)


async def conclude(
    work: UnitOfWork, act: PlatformAct, codes: tuple[str, ...], *, note: str | None, facts: Facts = _NO_FACTS
) -> None:
    """Take the step that waits for this act, with the first of these outcomes that it has."""
    ticket = await ticket_of(work, act)
    try:
        found = await running.load(work, ticket)
        for turn in found.current:
            if turn.act_id == act.id:
                known = found.definition.by_code[turn.code].by_code
                code = next(one for one in codes if one in known)
                await running.conclude(work, found, turn, code, note=note, facts=facts)
        await _after_deadline(work, ticket)
    except NoProcedureHere:
        return


async def ticket_of(work: UnitOfWork, act: PlatformAct) -> Ticket:
    """The act's ticket, which is locked and tracked."""
    return (await work.session.scalars(select(Ticket).where(Ticket.id == act.ticket_id))).one()


async def held(work: UnitOfWork, act_id: UUID, attempt: int, act: PlatformAct | None) -> PlatformAct | None:
    """The act, if this attempt still has it in hand."""
    if act is None or act.id != act_id or act.state != ActState.CLAIMED or act.attempts != attempt:
        return None
    return act


async def _after_deadline(work: UnitOfWork, ticket: Ticket) -> None:
    """What the hard deadline left alone while this act was in doubt it declines now. Raises NoProcedureHere."""
    await work.flush()
    found = await running.load(work, ticket)
    if await deadline.has_passed(work, found):
        await deadline.passed(work, found)


def _over(work: UnitOfWork, act: PlatformAct) -> None:
    act.settled_at, act.next_at, act.lease_until = work.now, None, None
