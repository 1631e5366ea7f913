"""Lists of tickets."""

from __future__ import annotations

import strawberry

from helpdesk.kit.actor import Actor
from helpdesk.kit.paging import Page
from helpdesk.schema.projection.requests import Paged
from helpdesk.schema.sources import TICKETS
from helpdesk.tickets.filters import TicketFilter
from helpdesk.tickets.listing import Order, counting, listing

TicketOrder = strawberry.enum(Order, name="TicketOrder", description="How a list of tickets is ordered.")


def tickets(actor: Actor, wanted: TicketFilter, order: Order, page: Page) -> Paged:
    """A page of the tickets that the caller sees and the filter lets through. Raises InvalidCursor, InvalidValue."""
    statement = listing(actor, wanted, order, page)
    return Paged(TICKETS, statement, counting(actor, wanted), page, (order.column, "id"))
