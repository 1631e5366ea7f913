"""What the agent's check found of the order, for the act's preconditions."""

from __future__ import annotations

from helpdesk.procedures.deletions import closing
from helpdesk.procedures.taking import Taking


async def order_checked(taking: Taking) -> None:
    """Keep whether it is shipped, and when its period closes."""
    order = taking.facts.order
    if order is not None:
        taking.know(shipped=order.shipped)
        await closing.follow(taking.work, taking.ticket, taking.procedure, taking.definition, order)
