"""One person decides one step of a chain: who took an earlier one takes no further (docs/domain.md, section 5)."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import exists, select

from helpdesk.kit.errors import HelpdeskError
from helpdesk.procedures.errors import DecidedEarlier
from helpdesk.procedures.models import ProcedureStep
from helpdesk.procedures.taking import Taking


async def nobody_twice(taking: Taking) -> Iterable[HelpdeskError]:
    """Refuse whoever took one of the other steps named in `among`."""
    among = [code for code in taking.given["among"] if taking.step is None or code != taking.step.code]
    query = select(
        exists().where(
            ProcedureStep.procedure_id == taking.procedure.id,
            ProcedureStep.code.in_(among),
            ProcedureStep.taken_by == taking.work.actor.key,
        )
    )
    return [DecidedEarlier()] if await taking.work.session.scalar(query) else []
