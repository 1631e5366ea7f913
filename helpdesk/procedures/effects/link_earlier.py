"""Link a ticket to the earlier one about the same matter."""

from __future__ import annotations

from helpdesk.procedures import earlier
from helpdesk.procedures.taking import Taking
from helpdesk.tickets.events import TicketLinked
from helpdesk.tickets.relations import LinkKind, add_link


async def link_earlier(taking: Taking) -> None:
    """Link it, told on this ticket; the earlier one is not locked."""
    found = await earlier.same_matter(taking)
    if found is not None and await add_link(taking.work, taking.ticket, found, LinkKind.RELATES_TO):
        taking.work.record(taking.ticket, TicketLinked(other=found.id, link=LinkKind.RELATES_TO.value))
        taking.know(follows=str(found.id))
