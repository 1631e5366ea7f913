"""What a change still needs, as `{"need": "DOCUMENTS"}` asks (docs/domain.md, 3.1)."""

from __future__ import annotations

from collections.abc import Iterable

from helpdesk.kit.errors import HelpdeskError
from helpdesk.procedures.changes import needs
from helpdesk.procedures.errors import NotForThisRequest
from helpdesk.procedures.taking import Taking


async def change_lacks(taking: Taking) -> Iterable[HelpdeskError]:
    """Refuse where it is not needed, or was given already."""
    return [] if taking.given["need"] in needs.lacking(taking) else [NotForThisRequest()]
