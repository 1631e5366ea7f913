"""Customers as the API shows them. Phones are masked for everyone but the person concerned."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry

from helpdesk.customers import profiles
from helpdesk.kit import paging
from helpdesk.kit.actor import Permission
from helpdesk.kit.text import mask_phone
from helpdesk.schema.arguments import After, First
from helpdesk.schema.connections import Connection
from helpdesk.schema.context import Context, Info
from helpdesk.schema.customers.enums import Grade
from helpdesk.schema.fields import column, identifier
from helpdesk.schema.node import NODES, Node
from helpdesk.schema.tickets.lists import TicketOrder, ticket_connection
from helpdesk.tickets.filters import TicketFilter

LazyTicket = Annotated["Ticket", strawberry.lazy("helpdesk.schema.tickets.types")]  # type: ignore[name-defined]  # noqa: F821


@strawberry.type(description="A customer's profile (客户), found or made by phone or member code.")
class Customer(Node):
    """A profile."""

    row: strawberry.Private[Any]
    id: strawberry.ID = identifier("cus")
    name: str | None = column("name", "The name, where it is known.")
    member_code: str | None = column("member_code", "The platform's member code (会员编号).")
    store_code: str | None = column("store_code", "The store that looks after them.")
    grade: Grade | None = column("grade", "The grade, by what was bought.", convert=Grade)
    note: str = column("note", "What the departments remember about them.")
    created_at: datetime = column("created_at", "When the profile was made.")
    version: int = column("revision", "Raised by each change; give it back as `expectedVersion`.")

    @strawberry.field(
        description="The phone number, masked as 138****5678; in full (E.164) for the member alone."
    )
    def phone(self, info: Info) -> str | None:
        """The number as the caller may see it."""
        number: str | None = self.row.phone
        own = info.context.actor.member_code
        if number is None or (own is not None and own == self.row.member_code):
            return number
        return mask_phone(number)

    @strawberry.field(description="The service history: their tickets that the caller sees, newest first.")
    async def tickets(self, info: Info, first: First = None, after: After = None) -> Connection[LazyTicket]:
        """Tickets of this customer."""
        wanted = TicketFilter(customer_id=self.row.id)
        found: Connection[LazyTicket] = await ticket_connection(
            info.context, wanted, TicketOrder.CREATED_AT_DESC, paging.page(first=first, after=after)
        )
        return found


@strawberry.type
class CustomerQueries:
    """Root fields of customers."""

    @strawberry.field(
        description="The customer with a phone number or member code (来电弹屏); null when unknown. "
        "Needs `customer.read`, except for members asking for themselves."
    )
    async def customer(
        self,
        info: Info,
        phone: Annotated[
            str | None, strawberry.argument(description="Any form; read as E.164, +86 by default.")
        ] = None,
        member_code: Annotated[
            str | None, strawberry.argument(description="The platform's member code.")
        ] = None,
    ) -> Customer | None:
        """Find a customer."""
        async with info.context.read() as connection:
            found = await profiles.find(connection, info.context.actor, phone=phone, member_code=member_code)
        if found is None:
            return None
        return Customer(row=await info.context.loaders.customer.load(found.id))


async def customer(context: Context, key: UUID | None) -> Customer | None:
    """A customer by id, for those who may read customers, and for the member."""
    row = None if key is None else await context.loaders.customer.load(key)
    if row is None:
        return None
    own = context.actor.member_code is not None and context.actor.member_code == row.member_code
    return Customer(row=row) if own or context.actor.may(Permission.CUSTOMER_READ) else None


NODES.register("cus", customer)
