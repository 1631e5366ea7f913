"""The platform is told to give a fee back."""

from __future__ import annotations

from helpdesk.procedures.acts import asking
from helpdesk.procedures.taking import Taking


async def fee_refund_asked(taking: Taking) -> None:
    """Ask for the act."""
    known = taking.procedure.facts
    arguments = {"reference": known["reference"], "reason": f"order {known['order_code']} was not deleted"}
    await asking.ask(taking, "REFUND_FEE", arguments, only_ask_from=None)
