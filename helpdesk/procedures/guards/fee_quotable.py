"""The platform quotes the order's fee now, so that the quote can stand on the ticket."""

from __future__ import annotations

from collections.abc import Iterable

from helpdesk.kit.errors import HelpdeskError
from helpdesk.procedures.rules.errors import FeeQuoteMissing
from helpdesk.procedures.taking import Taking


async def fee_quotable(taking: Taking) -> Iterable[HelpdeskError]:
    """Refuse where there is no quote to be had (docs/domain.md, 3.3)."""
    return [FeeQuoteMissing(field="orderCode")] if taking.facts.quote is None else []
