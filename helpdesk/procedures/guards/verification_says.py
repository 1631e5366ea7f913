"""What came of the calls, as `{"standing": "DECLINED", "last": "REFUSED"}` asks (docs/domain.md, 3.1 and 3.2)."""

from __future__ import annotations

from collections.abc import Iterable

from helpdesk.kit.errors import HelpdeskError
from helpdesk.procedures.rules.verification_errors import CallDecides
from helpdesk.procedures.taking import Taking
from helpdesk.procedures.verifications import standing


async def verification_says(taking: Taking) -> Iterable[HelpdeskError]:
    """Refuse what the calls did not come to: `standing`, and where it is given the outcome of the `last` one."""
    found = await standing.latest(taking.work, taking.procedure.id)
    wanted, last = taking.given["standing"], taking.given.get("last")
    if found is not None and found.state.standing == wanted and (last is None or found.last == last):
        return []
    return [CallDecides()]
