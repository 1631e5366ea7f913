"""The close of the settlement period is the platform's; when it moves, all that hangs on it moves along."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import update

from helpdesk.events.work import UnitOfWork
from helpdesk.platform.values import Order
from helpdesk.procedures import typed_intake
from helpdesk.procedures.acts.models import PlatformAct
from helpdesk.procedures.acts.states import OPEN
from helpdesk.procedures.definition import ProcedureDocument
from helpdesk.procedures.events import DeadlineMoved
from helpdesk.procedures.models import Procedure
from helpdesk.tickets.models import Ticket


async def follow(
    work: UnitOfWork, ticket: Ticket, procedure: Procedure, definition: ProcedureDocument, order: Order
) -> bool:
    """Let the hard deadline, and from when on the act is only asked about, be the close as it is; whether it moved."""
    known, period = procedure.facts, order.settlement_period
    before = datetime.fromisoformat(known["closes_at"])
    if before == period.closes_at:
        return False
    procedure.facts = {**known, "closes_at": period.closes_at.isoformat(), "period_code": period.code}
    work.record(ticket, DeadlineMoved(procedure_id=procedure.id, before=before, after=period.closes_at))
    await work.session.execute(
        update(PlatformAct)
        .where(
            PlatformAct.procedure_id == procedure.id,
            PlatformAct.kind == "DELETE_ORDER",
            PlatformAct.state.in_(OPEN),
        )
        .values(only_ask_from=period.closes_at)
    )
    await typed_intake.move_deadline(work, ticket, definition, period.closes_at, reason="PERIOD_MOVED")
    return True
