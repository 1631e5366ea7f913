"""A ticket as the API shows it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry
from strawberry.scalars import JSON

from helpdesk.catalog import sensitive
from helpdesk.events.models import EventRow
from helpdesk.kit.actor import Permission
from helpdesk.routing.models import RoutingDecision as DecisionRow
from helpdesk.schema.attachments.types import Attachment
from helpdesk.schema.catalog.types import ServiceItem, items_of_versions
from helpdesk.schema.connections import Connection
from helpdesk.schema.customers.records import Unmasking
from helpdesk.schema.customers.types import Customer
from helpdesk.schema.log.types import Event
from helpdesk.schema.node import NODES, Node
from helpdesk.schema.people.types import Agent, AgentGroup
from helpdesk.schema.procedures.types import Procedure
from helpdesk.schema.projection.declarations import (
    batched,
    column,
    computed,
    embedded,
    identifier,
    latest,
    pages,
    to_many,
    to_one,
)
from helpdesk.schema.sources import (
    AGENTS,
    ATTACHMENTS,
    COMMENTS,
    CUSTOMERS,
    DECISIONS,
    EVENTS,
    FLAGS,
    GROUPS,
    LINKS,
    PROCEDURES,
    TICKETS,
    TIMERS,
    UNMASKINGS,
)
from helpdesk.schema.tickets.enums import Awaited, Channel, FlagColour, LinkKind, Priority, TicketStatus
from helpdesk.schema.tickets.own_forms import own_forms
from helpdesk.schema.tickets.parts import Comment, Party, RoutingDecision, TicketFlag
from helpdesk.schema.tickets.timers import SlaTimer
from helpdesk.sla.models import SlaTimer as TimerRow

KIND = "ticket"


@strawberry.type(description="Another ticket that belongs to this one.")
class TicketLink:
    """A link, seen from one of its ends."""

    kind: LinkKind = column("kind", "How the source relates to the target.", convert=LinkKind)
    is_source: bool = column("is_source", "Whether the ticket that was asked is the source.")
    ticket: Ticket | None = to_one(
        TICKETS, "other_id", "The ticket at the other end; null when the caller may not see it."
    )


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
    form: JSON = computed(
        sensitive.shown,
        "form",
        description="The service item's form as it was filled in. Sensitive values are masked, as 138****5678; "
        "`unmaskField` shows one of them.",
    )
    own_form: JSON | None = batched(
        own_forms,
        "form",
        "member_code",
        description="The form in clear, for the member that the ticket is about alone; null for everyone else.",
    )
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

    requester: Party = embedded(
        "Who submitted it.", kind="requester_kind", key="requester_key", agent_id=None
    )
    service_item: ServiceItem | None = batched(
        items_of_versions,
        "service_item_id",
        "configuration_version",
        description="The service item under which it was submitted.",
        bound=True,
    )
    group: AgentGroup = to_one(GROUPS, "group_id", "The responsible group (责任客服组).")
    assignee: Agent | None = to_one(
        AGENTS, "assignee_id", "The agent who works it; null while it waits in the group's queue."
    )
    customer: Customer | None = to_one(
        CUSTOMERS,
        "customer_id",
        "The customer's profile. Needs `customer.read`.",
        version="customer_version",
    )
    timers: list[SlaTimer] = to_many(
        TIMERS,
        by="subject_id",
        only=TimerRow.subject_kind == KIND,
        order=["id"],
        description="Its SLA clocks, in the order in which they started.",
        owned=True,
    )
    procedure: Procedure | None = latest(
        PROCEDURES,
        by="ticket_id",
        order=["id"],
        description="The procedure that runs, or ran, on it; null where its service item has none.",
        owned=True,
    )
    comments: Connection[Comment] = pages(
        COMMENTS,
        by="ticket_id",
        order=["at", "id"],
        description="Replies, and notes for those with `ticket.read_internal`; oldest first.",
        owned=True,
    )
    attachments: list[Attachment] = to_many(
        ATTACHMENTS,
        by="subject_id",
        order=["id"],
        description="Files on it, those of its comments too, in the order in which they were announced.",
    )
    timeline: Connection[Event] = pages(
        EVENTS,
        by="subject_id",
        only=EventRow.subject_kind == KIND,
        order=["revision"],
        default=100,
        description="Everything that happened to it, oldest first: who, when, before and after.",
        owned=True,
    )
    flags: list[TicketFlag] = to_many(
        FLAGS,
        by="ticket_id",
        order=["-at"],
        description="Its flags, the one in force first; the others are history.",
        owned=True,
    )
    unmaskings: list[Unmasking] = to_many(
        UNMASKINGS, by="ticket_id", order=["-at", "-id"],
        description="Who was shown a personal value of it, newest first; empty without `events.read`.", owned=True,
    )  # fmt: skip
    links: list[TicketLink] = to_many(
        LINKS, by="ticket_id", order=["-is_source", "at", "id"], description="Tickets linked with it."
    )
    follow_up_of: Ticket | None = to_one(
        TICKETS, "follow_up_of_id", "The ended ticket that this one follows up."
    )
    merged_into: Ticket | None = to_one(
        TICKETS, "merged_into_id", "The ticket into which this one was merged."
    )
    routing_decision: RoutingDecision | None = latest(
        DECISIONS,
        by="subject_id",
        only=DecisionRow.subject_kind == KIND,
        order=["-id"],
        needs=Permission.TICKET_READ_INTERNAL,
        description="The latest routing decision about it. Needs `ticket.read_internal`.",
        owned=True,
    )


NODES.register("tkt", TICKETS)
