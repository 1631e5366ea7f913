"""Whether the order is shipped, as `{"is": true}` or `{"is": false}` asks."""

from __future__ import annotations

from collections.abc import Iterable

from helpdesk.kit.errors import HelpdeskError
from helpdesk.procedures.deletions.errors import OrderIsShipped, OrderNotAsked, OrderNotShipped
from helpdesk.procedures.taking import Taking


async def order_shipped(taking: Taking) -> Iterable[HelpdeskError]:
    """Refuse where it is not so."""
    order = taking.facts.order
    if order is None:
        return [OrderNotAsked()]
    if order.shipped is taking.given["is"]:
        return []
    return [OrderIsShipped() if order.shipped else OrderNotShipped()]
