"""The hard deadline of a procedure: it declines the ticket, unless the platform may be acting (docs/domain.md, 3.3)."""

from __future__ import annotations

from sqlalchemy import exists, select

from helpdesk.events.work import UnitOfWork
from helpdesk.procedures import ending, registry
from helpdesk.procedures.acts.models import PlatformAct
from helpdesk.procedures.acts.states import IN_DOUBT
from helpdesk.procedures.definition import End
from helpdesk.procedures.running import Running
from helpdesk.procedures.taking import Taking
from helpdesk.sla.models import SlaTimer
from helpdesk.sla.state import LIVE
from helpdesk.sla.terms import Metric


async def passed(work: UnitOfWork, found: Running) -> None:
    """Decline the ticket, its hard deadline having passed, if nothing is in doubt; else once that is known."""
    what = found.definition.at_deadline
    if what is None or await in_doubt(work, found):
        return
    taking = Taking(work, found.snapshot, found.ticket, found.procedure, found.definition)
    await registry.bring_about(taking, what.effects)
    await ending.end(taking, End.DECLINED, reason=what.reason, others=found.current)


async def has_passed(work: UnitOfWork, found: Running) -> bool:
    """Whether a hard deadline of the ticket passed and was told."""
    query = select(
        exists().where(
            SlaTimer.subject_id == found.ticket.id,
            SlaTimer.metric == Metric.DEADLINE,
            SlaTimer.phase.in_(LIVE),
            SlaTimer.breached_at.is_not(None),
        )
    )
    return bool(await work.session.scalar(query))


async def in_doubt(work: UnitOfWork, found: Running) -> bool:
    """Whether the platform may be acting for this procedure, or may have acted."""
    query = select(
        exists().where(PlatformAct.procedure_id == found.procedure.id, PlatformAct.state.in_(IN_DOUBT))
    )
    return bool(await work.session.scalar(query))
