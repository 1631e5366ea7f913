"""Identity questions are drawn for the call to the new number (docs/domain.md, 3.1)."""

from __future__ import annotations

from helpdesk.procedures.taking import Taking
from helpdesk.procedures.verifications import beginning


async def questions_drawn(taking: Taking) -> None:
    """Draw and keep them."""
    await beginning.draw_questions(taking)
