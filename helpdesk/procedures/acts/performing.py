"""Performing an act: claim it (transaction), tell the platform (no transaction), settle it (transaction).

A process may die between any two lines: what was claimed and not settled is in doubt, and is asked about or repeated
under its key. Done again by anybody, it comes to the same end.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from uuid import UUID

import structlog

from helpdesk.events.work import Transactor, UnitOfWork
from helpdesk.kit.actor import SYSTEM
from helpdesk.platform.acts import Done, Outcome, Refused
from helpdesk.platform.errors import PlatformKeyReused, PlatformUnavailable, PlatformUnknown
from helpdesk.platform.port import Platform
from helpdesk.privacy.kinds import HIDDEN
from helpdesk.procedures.acts import claiming, settling
from helpdesk.procedures.acts.claiming import Claimed
from helpdesk.procedures.acts.kinds import ACTS, Erased, Opened
from helpdesk.procedures.acts.ways import Way
from helpdesk.procedures.facts import Facts, gather
from helpdesk.tickets.models import Ticket

_NUMBER = re.compile(r"\+?\d(?:[ -]?\d){6,}")
"""Digits that may be a phone, a card or an ID number, however they are grouped."""
LEASE = timedelta(seconds=15)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Failure:
    """No answer: `doubt`, it may have been done; `stuck`, trying again will not tell."""

    reason: str
    doubt: bool
    stuck: bool = False


async def perform(
    transactor: Transactor, platform: Platform | None, *, act_id: UUID, lease: timedelta = LEASE
) -> str | None:
    """One attempt at an act; the state that it came to, None where there was nothing to do."""
    if platform is None:
        return None
    claimed = await transactor.run(
        SYSTEM, partial(claiming.claim, act_id=act_id, capability=platform.capability, lease=lease)
    )
    if claimed is None:
        return None
    answer = await tell(platform, claimed)
    facts = await _facts(transactor, platform, claimed, answer)
    state = await transactor.run(SYSTEM, partial(_settle, claimed=claimed, answer=answer, facts=facts))
    _log.info("act.attempted", act=str(act_id), kind=claimed.kind, way=claimed.way.value, state=state)
    return state


async def tell(platform: Platform, claimed: Claimed) -> Outcome | Failure:
    """Send the act or ask about it; its answer, or why there is none."""
    try:
        found: Outcome | None
        if claimed.way is Way.ASK:
            found = await platform.outcome_of(claimed.key)
        else:
            found = await ACTS[claimed.kind].call(platform, claimed.arguments, claimed.opened, claimed.key)
        return Failure("NO_OUTCOME_YET", doubt=True) if found is None else _discreet(found, claimed.opened)
    except PlatformUnavailable as error:
        return Failure(error.reason, doubt=claimed.doubt)
    except PlatformUnknown as error:
        return Failure(error.reason, doubt=True)
    except PlatformKeyReused:
        return Failure("KEY_REUSED", doubt=True, stuck=True)
    except Erased:
        return Failure("VALUE_ERASED", doubt=claimed.doubt, stuck=True)


def _discreet(answer: Outcome, opened: Opened) -> Outcome:
    """The answer without what was told in confidence: a platform may repeat in words what it does not like."""
    if not isinstance(answer, Refused) or not opened:
        return answer
    message = answer.message
    for value in opened.values():
        if value:
            message = message.replace(value, HIDDEN)
    return replace(answer, message=_NUMBER.sub(HIDDEN, message))


async def _facts(
    transactor: Transactor, platform: Platform, claimed: Claimed, answer: Outcome | Failure
) -> Facts:
    """What the platform holds now, where another answer than done may lead to a step that must know."""
    if isinstance(answer, Failure | Done):
        return Facts()
    async with transactor.read() as connection:
        row = (
            await connection.execute(
                Ticket.__table__.select()
                .with_only_columns(Ticket.member_code, Ticket.order_code)
                .where(Ticket.id == claimed.ticket_id)
            )
        ).one()
    try:
        return await gather(
            platform, member_code=row.member_code, order_code=row.order_code, now=transactor.clock.now()
        )
    except PlatformUnavailable:
        return Facts()


async def _settle(
    work: UnitOfWork, *, claimed: Claimed, answer: Outcome | Failure, facts: Facts
) -> str | None:
    act = await claiming.locked(work, claimed.act_id)
    if act is None or await settling.held(work, claimed.act_id, claimed.attempt, act) is None:
        return None
    if not isinstance(answer, Failure):
        await settling.settle(work, act, answer, facts=facts)
    elif answer.stuck:
        await settling.stick(work, act, why=answer.reason)
    else:
        settling.retry(work, act, doubt=answer.doubt, failure=answer.reason)
    return act.state
