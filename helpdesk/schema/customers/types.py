"""Customers as the API shows them. Phones are masked for everyone but the person concerned."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, cast

import strawberry

from helpdesk.customers import profiles
from helpdesk.schema.connections import Connection
from helpdesk.schema.context import Info
from helpdesk.schema.customers.enums import Grade
from helpdesk.schema.customers.own_phones import own_phones
from helpdesk.schema.customers.records import Erasure, Unmasking
from helpdesk.schema.node import NODES, Node
from helpdesk.schema.people.types import Agent, acting_agent
from helpdesk.schema.projection.declarations import batched, column, identifier, pages, to_many, to_one
from helpdesk.schema.projection.requests import ByKey
from helpdesk.schema.sources import AGENTS, CUSTOMERS, ERASURES, REFUSALS, TICKETS, UNMASKINGS

LazyTicket = Annotated["Ticket", strawberry.lazy("helpdesk.schema.tickets.types")]  # type: ignore[name-defined]  # noqa: F821


@strawberry.type(description="A customer asked not to be called again: routine calls have ended for good.")
class CallRefusal:
    """A refusal."""

    row: strawberry.Private[Any]
    reason: str = column("reason", "What they said.")
    at: datetime = column("at", "When it was recorded.")
    author_key: str = column("author_key", "Who recorded it: `agent:…`.")
    author: Agent | None = to_one(AGENTS, acting_agent("author_key"), "The agent, where it was one.")


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
    erased_at: datetime | None = column(
        "erased_at",
        "When the person was forgotten: number, name and note were deleted. Null for everybody else.",
    )
    version: int = column("revision", "Raised by each change; give it back as `expectedVersion`.")

    phone: str | None = batched(
        own_phones,
        "phone_id",
        "phone_masked",
        "member_code",
        description="The phone number, masked as 138****5678; in full (E.164) for the member alone.",
    )
    call_refusal: CallRefusal | None = to_one(
        REFUSALS, "id", "That they are not to be called again; null where they are, and without `calls.read`."
    )
    unmaskings: list[Unmasking] = to_many(
        UNMASKINGS, by="customer_id", order=["-at", "-id"],
        description="Who was shown the number, newest first; empty without `events.read`.",
    )  # fmt: skip
    erasures: list[Erasure] = to_many(
        ERASURES, by="customer_id", order=["-at", "-id"],
        description="When the person was forgotten, newest first; empty without `privacy.erase`.",
    )  # fmt: skip
    tickets: Connection[LazyTicket] = pages(
        TICKETS,
        by="customer_id",
        order=["-created_at", "-id"],
        description="The service history: their tickets that the caller sees, newest first.",
    )


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
            found = await profiles.find(
                connection, info.context.vault, info.context.actor, phone=phone, member_code=member_code
            )
        return cast("Customer | None", None if found is None else ByKey(CUSTOMERS, found.id))


NODES.register("cus", CUSTOMERS)
