"""The phone verification was passed, at the number that was called (docs/domain.md, 3.1 and 3.2)."""

from __future__ import annotations

from helpdesk.kit.errors import Several
from helpdesk.procedures.rules.errors import PhoneNotVerified
from helpdesk.procedures.taking import Taking
from helpdesk.procedures.verifications import standing


async def phone_verified(taking: Taking) -> None:
    """Keep it. Raises Several where a definition leads here without it."""
    found = await standing.latest(taking.work, taking.procedure.id)
    if found is None or not found.state.passed:
        raise Several([PhoneNotVerified()])
    taking.know(phone_verified=True)
