"""Asking for an act: written with the change that wants it, performed once that is committed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from helpdesk.events.rows import new
from helpdesk.kit.ids import new_id
from helpdesk.procedures.acts.models import PlatformAct
from helpdesk.procedures.acts.states import ActState
from helpdesk.procedures.taking import Taking

JOB: Final = "perform_act"


async def ask(
    taking: Taking, kind: str, arguments: Mapping[str, Any], *, only_ask_from: datetime | None
) -> PlatformAct:
    """Write an act for the step that is being entered, and have it performed."""
    work, turn = taking.work, taking.turn
    if turn is None:
        raise LookupError("an act belongs to the step that waits for it")
    act_id = new_id()
    act: PlatformAct = new(
        PlatformAct, id=act_id, procedure_id=taking.procedure.id, ticket_id=taking.ticket.id, kind=kind,
        key=f"act:{act_id.hex}", arguments=dict(arguments), state=ActState.PENDING, attempts=0, sent=0, asked=0,
        only_ask_from=only_ask_from, next_at=work.now, created_at=work.now,
    )  # fmt: skip
    work.add(act)
    turn.act_id = act_id
    work.enqueue(JOB, act_id=act_id)
    return act
