"""A phone verification begins: the number is the one that the platform holds now (docs/domain.md, 3.1)."""

from __future__ import annotations

from helpdesk.procedures.taking import Taking
from helpdesk.procedures.verifications import beginning


async def verification_begun(taking: Taking) -> None:
    """Begin it, by the policy that is given: `field`, `registered_attempts`, `right_answers`, `code_allowed`."""
    await beginning.begin(taking)
