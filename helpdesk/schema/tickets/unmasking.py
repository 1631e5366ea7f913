"""Showing sealed values over GraphQL."""

from __future__ import annotations

from typing import cast

import strawberry

from helpdesk.calls import unmasking as of_calls
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.errors import InvalidValue
from helpdesk.procedures import unmasking as steps
from helpdesk.schema.context import Info
from helpdesk.schema.customers.types import Customer
from helpdesk.schema.fields import needed, optional
from helpdesk.schema.mutation import Outcome, Payload, change
from helpdesk.schema.sources import CUSTOMERS, TICKETS
from helpdesk.schema.tickets.inputs import TICKET
from helpdesk.schema.tickets.types import Ticket
from helpdesk.tickets import unmasking


@strawberry.input(description="Which value is to be shown, and why.")
class UnmaskFieldInput:
    """One field of what was filled in. There is no idempotency key: each showing is a record of its own."""

    ticket_id: strawberry.ID = strawberry.field(description=TICKET)
    step_id: strawberry.ID | None = strawberry.field(
        default=None, description="A step of the ticket, `stp_…`, into whose `fields` the path is."
    )
    path: str = strawberry.field(
        description="Path into the ticket's `form`, or the step's `fields`, as `phone` or `changes.0.after`."
    )
    reason: str = strawberry.field(
        description="Why it is needed, 1 to 500 characters. It is kept with the record, not in the event log."
    )


@strawberry.type(description="What unmaskField answers with.")
class UnmaskFieldPayload(Payload):
    """The ticket and, once, the value."""

    @strawberry.field(description="The ticket; null when nothing was shown.")
    def ticket(self) -> Ticket | None:
        """Read it under present rights."""
        return cast("Ticket | None", self.row(TICKETS, "ticket"))

    @strawberry.field(description="The value in clear; null when it was refused. Do not keep it.")
    async def value(self, info: Info) -> str | None:
        """Open what the record names."""
        return await _opened(self, info)


@strawberry.input(
    description="Whose number is to be shown, for which work, and why. Give ticketId or callId."
)
class UnmaskCustomerPhoneInput:
    """The customer of a ticket or of a planned call."""

    ticket_id: strawberry.ID | None = strawberry.field(
        default=None, description="The ticket of the customer, `tkt_…`."
    )
    call_id: strawberry.ID | None = strawberry.field(
        default=None, description="The planned call to the customer, `pcl_…`."
    )
    reason: str = strawberry.field(
        description="Why it is needed, 1 to 500 characters. It is kept with the record, not in the event log."
    )


@strawberry.type(description="What unmaskCustomerPhone answers with.")
class UnmaskCustomerPhonePayload(Payload):
    """The customer and, once, the number."""

    @strawberry.field(description="The customer; null when nothing was shown, or without `customer.read`.")
    def customer(self) -> Customer | None:
        """The profile."""
        return cast("Customer | None", self.row(CUSTOMERS, "customer"))

    @strawberry.field(description="The number (E.164) in clear; null when it was refused. Do not keep it.")
    async def phone(self, info: Info) -> str | None:
        """Open what the record names."""
        return await _opened(self, info)


async def unmask_field(work: UnitOfWork, input: UnmaskFieldInput) -> Outcome:
    ticket_id, step_id = needed("tkt", input.ticket_id, "ticketId"), optional("stp", input.step_id, "stepId")
    if step_id is None:
        ticket, shown = await unmasking.unmask(
            work, ticket_id=ticket_id, path=input.path, reason=input.reason
        )
    else:
        ticket, shown = await steps.unmask(
            work, ticket_id=ticket_id, step_id=step_id, path=input.path, reason=input.reason
        )
    return {"ticket": ticket.id, "value": shown.value_id}


async def unmask_customer_phone(work: UnitOfWork, input: UnmaskCustomerPhoneInput) -> Outcome:
    ticket_id = optional("tkt", input.ticket_id, "ticketId")
    call_id = optional("pcl", input.call_id, "callId")
    if ticket_id is not None and call_id is None:
        customer, shown = await unmasking.unmask_phone(work, ticket_id=ticket_id, reason=input.reason)
    elif call_id is not None and ticket_id is None:
        customer, shown = await of_calls.unmask_phone(work, call_id=call_id, reason=input.reason)
    else:
        raise InvalidValue("ticketId", "Give ticketId or callId.", "请提供 ticketId 或 callId 其中之一。")
    return {"customer": customer.id, "value": shown.value_id}


async def _opened(payload: Payload, info: Info) -> str | None:
    value_id = payload.id_of("value")
    if value_id is None:
        return None
    async with info.context.read() as connection:
        return (await info.context.vault.open(connection, [value_id]))[value_id]


@strawberry.type
class UnmaskingMutations:
    """The mutations that show a value."""

    unmask_field = change(
        unmask_field,
        payload=UnmaskFieldPayload,
        description="Show one masked value of a ticket in clear, for a reason, on record. Needs `field.unmask` "
        "and, of agents, to work in the ticket's group (of a step's fields: in the step's) or to lead it; other "
        "departments see what their step declares. The member that the ticket is about needs nothing for the form. "
        "Events: privacy.field_unmasked.",
    )
    unmask_customer_phone = change(
        unmask_customer_phone,
        payload=UnmaskCustomerPhonePayload,
        description="Show the number of a ticket's customer, or of the customer of a planned call, in clear, for a "
        "reason, on record. Needs `field.unmask` and, of agents, to work in the group that has the ticket or makes the "
        "call, or to lead it; another department needs `phone` declared by its step. "
        "Events: privacy.field_unmasked.",
    )
