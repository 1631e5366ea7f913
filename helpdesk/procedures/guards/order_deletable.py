"""Inside its settlement period, not deleted, and nobody depending on the member that it registered."""

from __future__ import annotations

from collections.abc import Iterable

from helpdesk.kit.errors import HelpdeskError
from helpdesk.procedures.deletions.errors import OrderNotAsked
from helpdesk.procedures.rules.deletion import eligibility
from helpdesk.procedures.taking import Taking


async def order_deletable(taking: Taking) -> Iterable[HelpdeskError]:
    """Refuse what the rules forbid whatever is paid (docs/domain.md, 3.3)."""
    order = taking.facts.order
    if order is None:
        return [OrderNotAsked()]
    return eligibility(order, now=taking.work.now, dependents=taking.facts.dependents)
