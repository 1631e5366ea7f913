"""Whether the same requester complained about the same matter lately (docs/domain.md, section 5)."""

from __future__ import annotations

from collections.abc import Iterable

from helpdesk.kit.errors import HelpdeskError
from helpdesk.procedures import earlier
from helpdesk.procedures.errors import NotForThisRequest
from helpdesk.procedures.taking import Taking


async def follows_earlier(taking: Taking) -> Iterable[HelpdeskError]:
    """Refuse unless there is one of the last `days`."""
    return [] if await earlier.same_matter(taking) is not None else [NotForThisRequest()]
