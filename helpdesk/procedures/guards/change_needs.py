"""Whether a change needs something, as `{"need": "DOCUMENTS", "is": true}` asks."""

from __future__ import annotations

from collections.abc import Iterable

from helpdesk.kit.errors import HelpdeskError
from helpdesk.procedures.errors import NotForThisRequest
from helpdesk.procedures.taking import Taking


async def change_needs(taking: Taking) -> Iterable[HelpdeskError]:
    """Refuse where it is not so."""
    needed = taking.given["need"] in taking.procedure.facts.get("needs", ())
    return [] if needed is taking.given.get("is", True) else [NotForThisRequest()]
