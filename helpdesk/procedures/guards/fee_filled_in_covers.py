"""The payment that finance fills in is at least the quote, and made while it holds."""

from __future__ import annotations

from collections.abc import Iterable

from helpdesk.kit.errors import HelpdeskError
from helpdesk.procedures.deletions import fees
from helpdesk.procedures.taking import Taking


async def fee_filled_in_covers(taking: Taking) -> Iterable[HelpdeskError]:
    """Refuse less, or later, than was quoted (docs/domain.md, 3.3)."""
    return fees.covering(taking, (fees.filled_in(taking),))
