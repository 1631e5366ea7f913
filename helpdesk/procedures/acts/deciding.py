"""A person decides about an act that is stuck: ask again, repeat, or give up; always with a reason."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from helpdesk.events.work import UnitOfWork
from helpdesk.kit import ids
from helpdesk.kit.actor import Permission
from helpdesk.kit.errors import NotFound
from helpdesk.kit.text import clean
from helpdesk.procedures.acts import claiming, settling
from helpdesk.procedures.acts.asking import JOB
from helpdesk.procedures.acts.errors import ActNotStuck, TooLateToRepeat
from helpdesk.procedures.acts.events import ActDecided
from helpdesk.procedures.acts.models import PlatformAct
from helpdesk.procedures.acts.states import ActState
from helpdesk.procedures.acts.ways import Way
from helpdesk.procedures.facts import Facts
from helpdesk.tickets import comments

REASON_LENGTH: Final = 1_000
GIVE_UP: Final = "GIVE_UP"
_NO_FACTS: Final = Facts()


async def ask_again(
    work: UnitOfWork, *, act_id: UUID, reason: str, expected_version: int | None = None
) -> PlatformAct:
    """Have the platform asked what became of it. `expected_version` is the ticket's."""
    return await _again(work, await _stuck(work, act_id, expected_version), Way.ASK, reason)


async def repeat(
    work: UnitOfWork, *, act_id: UUID, reason: str, expected_version: int | None = None
) -> PlatformAct:
    """Have it sent again, under the same key. Raises TooLateToRepeat from the act's last instant on."""
    return await _again(work, await _stuck(work, act_id, expected_version), Way.SEND, reason)


async def give_up(
    work: UnitOfWork,
    *,
    act_id: UUID,
    reason: str,
    expected_version: int | None = None,
    facts: Facts = _NO_FACTS,
) -> PlatformAct:
    """Let it be as it is: its step ends as if the platform had refused, and the submitter is told.

    `facts` are for the step that follows, where the platform could be asked.
    """
    act = await _stuck(work, act_id, expected_version)
    await _note(work, act, GIVE_UP, reason)
    act.state, act.settled_at = ActState.GIVEN_UP, work.now
    await settling.conclude(work, act, ("GIVEN_UP", "REFUSED"), note=None, facts=facts)
    return act


async def _again(work: UnitOfWork, act: PlatformAct, way: Way, reason: str) -> PlatformAct:
    if way is Way.SEND and act.only_ask_from is not None and work.now >= act.only_ask_from:
        raise TooLateToRepeat(field="actId", until=act.only_ask_from)
    await _note(work, act, way.value, reason)
    act.state, act.way, act.asked, act.next_at = ActState.UNKNOWN, way.value, 0, work.now
    work.enqueue(JOB, act_id=act.id)
    return act


async def _stuck(work: UnitOfWork, act_id: UUID, expected_version: int | None) -> PlatformAct:
    work.actor.require(Permission.PROCEDURE_SETTLE)
    act = await claiming.locked(work, act_id, expected_version=expected_version)
    if act is None:
        raise NotFound(field="actId", what="act", id=ids.encode("act", act_id))
    if act.state != ActState.STUCK:
        raise ActNotStuck(field="actId", state=act.state)
    return act


async def _note(work: UnitOfWork, act: PlatformAct, decision: str, reason: str) -> None:
    ticket = await settling.ticket_of(work, act)
    why = clean(reason, field="reason", at_most=REASON_LENGTH)
    note = comments.add_internal(work, ticket, why, field="reason")
    work.record(ticket, ActDecided(act_id=act.id, act=act.kind, decision=decision, comment_id=note.id))
