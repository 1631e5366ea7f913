"""The platform is told to delete the order, with what was found as preconditions (docs/domain.md, 3.3)."""

from __future__ import annotations

from datetime import datetime

from helpdesk.procedures.acts import asking
from helpdesk.procedures.deletions import closing
from helpdesk.procedures.taking import Taking


async def order_deletion_asked(taking: Taking) -> None:
    """Ask for the act; from the period's close on it is never sent."""
    if taking.facts.order is not None:
        await closing.follow(
            taking.work, taking.ticket, taking.procedure, taking.definition, taking.facts.order
        )
    known = taking.procedure.facts
    arguments = {
        "order_code": known["order_code"],
        "shipped": known["shipped"],
        "fee_reference": known.get("fee", {}).get("reference") if known["shipped"] else None,
    }
    closes_at = datetime.fromisoformat(known["closes_at"])
    await asking.ask(taking, "DELETE_ORDER", arguments, only_ask_from=closes_at)
