"""Root fields that read tickets."""

from __future__ import annotations

from typing import Annotated

import strawberry
from sqlalchemy import select

from helpdesk.kit import paging
from helpdesk.kit.errors import InvalidValue
from helpdesk.schema.arguments import After, Before, First, Last
from helpdesk.schema.connections import Connection
from helpdesk.schema.context import Info
from helpdesk.schema.fields import needed
from helpdesk.schema.tickets.inputs import TicketsFilter
from helpdesk.schema.tickets.lists import TicketOrder, ticket_connection
from helpdesk.schema.tickets.types import Ticket, ticket
from helpdesk.tickets.filters import TicketFilter
from helpdesk.tickets.models import Ticket as TicketRow


@strawberry.type
class TicketQueries:
    """Root fields of tickets."""

    @strawberry.field(
        description="A ticket by id or number; null when it is not there for the caller. Needs `ticket.read`."
    )
    async def ticket(
        self,
        info: Info,
        id: Annotated[strawberry.ID | None, strawberry.argument(description="Global id.")] = None,
        number: Annotated[
            int | None, strawberry.argument(description="The number read out on the phone.")
        ] = None,
    ) -> Ticket | None:
        """One ticket."""
        if (id is None) is (number is None):
            raise InvalidValue("id", "Give id or number.", "请提供 id 或 number 其中之一。")
        if id is not None:
            return await ticket(info.context, needed("tkt", id, "id"))
        rows = await info.context.loaders.rows(select(TicketRow.id).where(TicketRow.number == number))
        return await ticket(info.context, rows[0].id) if rows else None

    @strawberry.field(description="Tickets that the caller sees, a page at a time. Needs `ticket.read`.")
    async def tickets(
        self,
        info: Info,
        filter: Annotated[
            TicketsFilter | None, strawberry.argument(description="Which; all when left out.")
        ] = None,
        order_by: Annotated[
            TicketOrder, strawberry.argument(description="In which order.")
        ] = TicketOrder.CREATED_AT_DESC,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Ticket]:
        """A page of tickets."""
        page = paging.page(first=first, after=after, last=last, before=before)
        wanted = filter.read() if filter else TicketFilter()
        found: Connection[Ticket] = await ticket_connection(info.context, wanted, order_by, page)
        return found
