"""Claiming an act, so that one worker at a time has it in hand, and finding those that are due."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from helpdesk.events.work import UnitOfWork
from helpdesk.platform.acts import Precondition, PreconditionGone
from helpdesk.platform.port import Capability
from helpdesk.privacy.vault import Vault
from helpdesk.procedures.acts import settling
from helpdesk.procedures.acts.kinds import ACTS, Opened
from helpdesk.procedures.acts.models import PlatformAct
from helpdesk.procedures.acts.states import ActState
from helpdesk.procedures.acts.ways import Way, way
from helpdesk.procedures.models import Procedure
from helpdesk.tickets import repository

CLAIMABLE = (ActState.PENDING, ActState.CLAIMED, ActState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Claimed:
    """An act in hand: what to do, and as which attempt. `doubt`: it may have been sent before."""

    act_id: UUID
    kind: str
    key: str
    arguments: Mapping[str, Any]
    opened: Opened
    way: Way
    attempt: int
    doubt: bool
    ticket_id: UUID


async def due(connection: AsyncConnection, now: datetime, *, most: int = 100) -> Sequence[UUID]:
    """Acts that a worker should look at now, the longest due first."""
    query = (
        select(PlatformAct.id)
        .where(PlatformAct.next_at <= now)
        .where(or_(PlatformAct.lease_until.is_(None), PlatformAct.lease_until <= func.clock_timestamp()))
        .order_by(PlatformAct.next_at)
        .limit(most)
    )
    return (await connection.scalars(query)).all()


async def claim(
    work: UnitOfWork, *, act_id: UUID, capability: Capability, lease: timedelta
) -> Claimed | None:
    """Take an act in hand for `lease` of real time; None where there is nothing to do, or somebody has it.

    One whose worker died has been sent, for all that is known. One that must not be sent any more, or whose
    procedure ended before it was, is settled here.
    """
    act = await locked(work, act_id)
    if act is None or act.state not in CLAIMABLE or (act.next_at is not None and act.next_at > work.now):
        return None
    if not await _is_free(work, act):
        return None
    doubt = act.state != ActState.PENDING
    if not doubt and await _is_over(work, act):
        settling.withdraw(work, act)
        return None
    chosen = _way(work, act, capability, doubt=doubt)
    if chosen is Way.TOO_LATE:
        await settling.settle(work, act, PreconditionGone(Precondition.PERIOD_OPEN))
        return None
    if chosen is Way.PERSON:
        await settling.stick(work, act, why="NO_ANSWER" if capability.queryable else "NOT_QUERYABLE")
        return None
    opened = await work.resource(Vault).open(work, ACTS[act.kind].sealed(act.arguments))
    act.state, act.way = ActState.CLAIMED, None
    act.attempts += 1
    act.sent += chosen is Way.SEND
    act.asked += doubt
    act.lease_until = await _real_time(work) + lease
    return Claimed(
        act.id, act.kind, act.key, dict(act.arguments), opened, chosen, act.attempts, doubt, act.ticket_id
    )


async def locked(
    work: UnitOfWork, act_id: UUID, *, field: str = "actId", expected_version: int | None = None
) -> PlatformAct | None:
    """The act with its ticket, the ticket locked first; None where there is none.

    Raises NotFound where the actor does not see the ticket, and StaleVersion where it changed meanwhile.
    """
    ticket_id = await work.session.scalar(select(PlatformAct.ticket_id).where(PlatformAct.id == act_id))
    if ticket_id is None:
        return None
    await repository.lock(work, ticket_id, field=field, expected_version=expected_version)
    return await work.session.scalar(
        select(PlatformAct)
        .where(PlatformAct.id == act_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


async def _is_free(work: UnitOfWork, act: PlatformAct) -> bool:
    if act.state != ActState.CLAIMED or act.lease_until is None:
        return True
    return act.lease_until <= await _real_time(work)


async def _real_time(work: UnitOfWork) -> datetime:
    """By the database, whatever the helpdesk's clock shows: leases run in real time."""
    now: datetime = (await work.session.execute(select(func.clock_timestamp()))).scalar_one()
    return now


def _way(work: UnitOfWork, act: PlatformAct, capability: Capability, *, doubt: bool) -> Way:
    """What comes next; a person's decision counts before the rule, save that nothing is sent too late."""
    found = way(capability, doubt=doubt, tries=act.asked, only_ask_from=act.only_ask_from, now=work.now)
    decided = None if act.way is None else Way(act.way)
    if decided is Way.SEND and act.only_ask_from is not None and work.now >= act.only_ask_from:
        return found
    return decided or found


async def _is_over(work: UnitOfWork, act: PlatformAct) -> bool:
    state = await work.session.scalar(select(Procedure.state).where(Procedure.id == act.procedure_id))
    return state != "RUNNING"
