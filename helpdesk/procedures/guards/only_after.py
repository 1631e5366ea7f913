"""A step that waits for another branch."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from helpdesk.kit.errors import HelpdeskError
from helpdesk.procedures.errors import NotYet
from helpdesk.procedures.models import ProcedureStep
from helpdesk.procedures.taking import Taking


async def only_after(taking: Taking) -> Iterable[HelpdeskError]:
    """Refuse while one of `steps` was never taken."""
    query = select(ProcedureStep.code).where(
        ProcedureStep.procedure_id == taking.procedure.id, ProcedureStep.state == "TAKEN"
    )
    taken = set(await taking.work.session.scalars(query))
    missing = [code for code in taking.given["steps"] if code not in taken]
    return [NotYet(steps=", ".join(missing))] if missing else []
