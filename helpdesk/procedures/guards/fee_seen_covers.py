"""A payment that the platform saw is at least the quote, and was made while it held."""

from __future__ import annotations

from collections.abc import Iterable

from helpdesk.kit.errors import HelpdeskError
from helpdesk.procedures.deletions import fees
from helpdesk.procedures.taking import Taking


async def fee_seen_covers(taking: Taking) -> Iterable[HelpdeskError]:
    """Refuse while there is none (docs/domain.md, 3.3)."""
    return fees.covering(taking, taking.facts.payments)
