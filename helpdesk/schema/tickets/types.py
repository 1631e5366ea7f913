"""A ticket as the API shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry
from strawberry.scalars import JSON

from helpdesk.kit.actor import Permission
from helpdesk.schema.arguments import After, First, FirstOfMany
from helpdesk.schema.catalog import types as catalog
from helpdesk.schema.catalog.types import ServiceItem
from helpdesk.schema.connections import Connection
from helpdesk.schema.context import Context, Info
from helpdesk.schema.customers import types as customers
from helpdesk.schema.customers.types import Customer
from helpdesk.schema.enums import ActorKind
from helpdesk.schema.fields import column, identifier
from helpdesk.schema.log.types import Event, event_connection
from helpdesk.schema.node import NODES, Node
from helpdesk.schema.people import types as people
from helpdesk.schema.people.types import Agent, AgentGroup
from helpdesk.schema.tickets.enums import Awaited, Channel, FlagColour, LinkKind, Priority, TicketStatus
from helpdesk.schema.tickets.lists import comments_of
from helpdesk.schema.tickets.parts import Comment, Party, RoutingDecision, TicketFlag
from helpdesk.schema.tickets.timers import SlaTimer


@strawberry.type(description="Another ticket that belongs to this one.")
class TicketLink:
    """A link, seen from one of its ends."""

    kind: LinkKind = strawberry.field(description="How the source relates to the target.")
    is_source: bool = strawberry.field(description="Whether the ticket that was asked is the source.")
    other_id: strawberry.Private[Any]

    @strawberry.field(description="The ticket at the other end; null when the caller may not see it.")
    async def ticket(self, info: Info) -> Ticket | None:
        """The other end."""
        return await ticket(info.context, self.other_id)


@strawberry.type(
    description="One request of a member, a store or a customer, and all that was done about it."
)
class Ticket(Node):
    """A ticket. What the caller may not see is not there."""

    row: strawberry.Private[Any]
    id: strawberry.ID = identifier("tkt")
    number: int = column("number", "The number to read out on the phone; unique.")
    external_id: str | None = column("external_id", "The submitting system's own id.")
    title: str = column("title", "What it is about, in one line.")
    description: str = column("description", "What was asked, in full.")
    status: TicketStatus = column("status", "Whom it waits for, or how it ended.", convert=TicketStatus)
    priority: Priority = column("priority", "How urgent it is.", convert=Priority)
    channel: Channel = column("channel", "How it came in.", convert=Channel)
    form: JSON = column("form", "The service item's form as it was filled in.")
    store_code: str | None = column("store_code", "The store it concerns (店铺编号).")
    member_code: str | None = column("member_code", "The member it concerns (会员编号).")
    order_code: str | None = column("order_code", "The order it concerns (订单编号).")
    tags: list[str] = column("tags", "Its tags, in order.")
    flag: FlagColour | None = column("flag", "The flag in force (旗帜备注).", convert=FlagColour)
    awaiting: Awaited | None = column("awaiting", "Who was asked, while it waits.", convert=Awaited)
    wake_at: datetime | None = column(
        "wake_at",
        "When time alone changes the status: a snooze ends, a wait reaches its limit, a solved one closes.",
    )
    urged: int = column("urged", "How often the requester urged (催办).")
    configuration_version: int = column("configuration_version", "The configuration that decided about it.")
    created_at: datetime = column("created_at", "When it came in.")
    updated_at: datetime = column("last_event_at", "When anything last happened to it.")
    first_responded_at: datetime | None = column("first_responded_at", "The first public reply by a person.")
    solved_at: datetime | None = column("solved_at", "When it was solved, while it is.")
    ended_at: datetime | None = column("ended_at", "When it was closed, declined or cancelled.")
    version: int = column("revision", "Raised by each event; give it back as `expectedVersion`.")

    @strawberry.field(description="Who submitted it.")
    def requester(self) -> Party:
        """The submitting party."""
        return Party(kind=ActorKind(self.row.requester_kind), key=self.row.requester_key)

    @strawberry.field(description="The service item under which it was submitted.")
    async def service_item(self, info: Info) -> ServiceItem | None:
        """The catalog's item, as the deciding configuration has it."""
        return await catalog.item(info.context, self.row.service_item_id, self.row.configuration_version)

    @strawberry.field(description="The responsible group (责任客服组).")
    async def group(self, info: Info) -> AgentGroup:
        """The group."""
        found = await people.group(info.context, self.row.group_id)
        assert found is not None  # noqa: S101 - a foreign key holds it
        return found

    @strawberry.field(description="The agent who works it; null while it waits in the group's queue.")
    async def assignee(self, info: Info) -> Agent | None:
        """The assignee."""
        return await people.agent(info.context, self.row.assignee_id)

    @strawberry.field(description="The customer's profile. Needs `customer.read`.")
    async def customer(self, info: Info) -> Customer | None:
        """The profile."""
        return await customers.customer(info.context, self.row.customer_id)

    @strawberry.field(description="Its SLA clocks, in the order in which they started.")
    async def timers(self, info: Info) -> list[SlaTimer]:
        """The clocks."""
        return [SlaTimer(row=row) for row in await info.context.loaders.timers.load(self.row.id)]

    @strawberry.field(description="Replies, and notes for those with `ticket.read_internal`; oldest first.")
    async def comments(self, info: Info, first: First = None, after: After = None) -> Connection[Comment]:
        """What was said."""
        return await comments_of(info.context, self.row.id, first=first, after=after)

    @strawberry.field(
        description="Everything that happened to it, oldest first: who, when, before and after."
    )
    async def timeline(self, info: Info, first: FirstOfMany = None, after: After = None) -> Connection[Event]:
        """Its part of the event log, by revision."""
        return await event_connection(info.context, "ticket", self.row.id, first=first, after=after)

    @strawberry.field(description="Its flags, the one in force first; the others are history.")
    async def flags(self, info: Info) -> list[TicketFlag]:
        """The flags."""
        return [TicketFlag(row=row) for row in await info.context.loaders.flags.load(self.row.id)]

    @strawberry.field(description="Tickets linked with it.")
    async def links(self, info: Info) -> list[TicketLink]:
        """Both directions."""
        loaders = info.context.loaders
        ours = await loaders.links_from.load(self.row.id)
        theirs = await loaders.links_to.load(self.row.id)
        return [
            *(TicketLink(kind=LinkKind(row.kind), is_source=True, other_id=row.target_id) for row in ours),
            *(TicketLink(kind=LinkKind(row.kind), is_source=False, other_id=row.source_id) for row in theirs),
        ]

    @strawberry.field(description="The ended ticket that this one follows up.")
    async def follow_up_of(self, info: Info) -> Ticket | None:
        """The earlier ticket."""
        return await ticket(info.context, self.row.follow_up_of_id)

    @strawberry.field(description="The ticket into which this one was merged.")
    async def merged_into(self, info: Info) -> Ticket | None:
        """The surviving ticket."""
        return await ticket(info.context, self.row.merged_into_id)

    @strawberry.field(description="The latest routing decision about it. Needs `ticket.read_internal`.")
    async def routing_decision(self, info: Info) -> RoutingDecision | None:
        """Why it went where it is."""
        if not info.context.actor.may(Permission.TICKET_READ_INTERNAL):
            return None
        row = await info.context.loaders.decision.load(self.row.id)
        return None if row is None else RoutingDecision(row=row)


async def ticket(context: Context, key: Any) -> Ticket | None:
    """A ticket that the caller sees, by id."""
    row = None if key is None else await context.loaders.ticket.load(key)
    return None if row is None else Ticket(row=row)


NODES.register("tkt", ticket, lambda row: Ticket(row=row))
