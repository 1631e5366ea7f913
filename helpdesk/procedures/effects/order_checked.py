"""What the agent's check found of the order, for the act's preconditions."""

from __future__ import annotations

from helpdesk.procedures.taking import Taking


async def order_checked(taking: Taking) -> None:
    """Keep whether it is shipped, and when its period closes."""
    order = taking.facts.order
    if order is not None:
        taking.know(shipped=order.shipped, closes_at=order.settlement_period.closes_at.isoformat())
