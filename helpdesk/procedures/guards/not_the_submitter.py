"""Evidence and approvals come from somebody else than who submitted (docs/domain.md, sections 3 and 5)."""

from __future__ import annotations

from collections.abc import Iterable

from helpdesk.kit.errors import HelpdeskError
from helpdesk.procedures.errors import OwnRequest
from helpdesk.procedures.taking import Taking


async def not_the_submitter(taking: Taking) -> Iterable[HelpdeskError]:
    """Refuse whoever submitted the ticket, for themselves or for somebody."""
    ticket = taking.ticket
    return [OwnRequest()] if taking.work.actor.key in {ticket.origin, ticket.requester_key} else []
