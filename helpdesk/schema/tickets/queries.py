"""Root fields that read tickets."""

from __future__ import annotations

from typing import Annotated, Any, cast

import strawberry
from sqlalchemy import BigInteger, bindparam

from helpdesk.kit import paging
from helpdesk.kit.errors import InvalidValue
from helpdesk.kit.statements import Condition
from helpdesk.schema.arguments import After, Before, Last
from helpdesk.schema.arguments import First as FirstFew
from helpdesk.schema.connections import Connection
from helpdesk.schema.context import Info
from helpdesk.schema.fields import needed
from helpdesk.schema.projection.requests import ByKey, First, selecting
from helpdesk.schema.sources import TICKETS
from helpdesk.schema.tickets import lists
from helpdesk.schema.tickets.inputs import TicketsFilter
from helpdesk.schema.tickets.types import Ticket
from helpdesk.tickets.filters import TicketFilter
from helpdesk.tickets.listing import Order
from helpdesk.tickets.models import Ticket as TicketRow

_NUMBERED = TicketRow.number == bindparam("number", type_=BigInteger())


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
            found: Any = ByKey(TICKETS, needed("tkt", id, "id"))
        else:
            wanted = Condition(_NUMBERED, {"number": number})
            found = First(TICKETS, selecting(TICKETS, info.context.actor, wanted))
        return cast("Ticket | None", found)

    @strawberry.field(description="Tickets that the caller sees, a page at a time. Needs `ticket.read`.")
    async def tickets(
        self,
        info: Info,
        filter: Annotated[
            TicketsFilter | None, strawberry.argument(description="Which; all when left out.")
        ] = None,
        order_by: Annotated[
            Order, strawberry.argument(description="In which order.")
        ] = Order.CREATED_AT_DESC,
        first: FirstFew = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> Connection[Ticket]:
        """A page of tickets."""
        page = paging.page(first=first, after=after, last=last, before=before)
        wanted = filter.read() if filter else TicketFilter()
        found: Any = lists.tickets(info.context.actor, wanted, order_by, page)
        return cast("Connection[Ticket]", found)
