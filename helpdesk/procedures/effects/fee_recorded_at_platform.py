"""The platform is told of the fee that finance saw paid."""

from __future__ import annotations

from helpdesk.procedures.acts import asking
from helpdesk.procedures.taking import Taking


async def fee_recorded_at_platform(taking: Taking) -> None:
    """Ask for the act."""
    known = taking.procedure.facts
    arguments = {"order_code": known["order_code"], **known["fee"]}
    await asking.ask(taking, "RECORD_FEE", arguments, only_ask_from=None)
