"""Inputs about tickets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, cast

import strawberry
from strawberry.scalars import JSON

from helpdesk.schema.fields import needed, optional, several
from helpdesk.schema.tickets.enums import Awaited, Channel, FlagColour, LinkKind, Priority, TicketStatus
from helpdesk.schema.tickets.phrase_inputs import PhraseReplyInput
from helpdesk.tickets.filters import TicketFilter
from helpdesk.tickets.submissions import Submission

KEY = (
    "The same key with the same input is one change and one answer; kept for 7 days, per caller and mutation."
)
VERSION = "The version that the caller read; CONFLICT when it is another by now."
TICKET = "Global id of the ticket."
ATTACHMENTS = (
    "Files that the caller uploaded (createAttachmentUpload), at most 20; each hangs on one ticket only."
)


@strawberry.input(description="By which tickets are followed. Every part that is given must hold.")
class TicketUpdatesFilter:
    """The parts that followers of the log can use."""

    status: list[TicketStatus] | None = strawberry.field(default=None, description="One of these statuses.")
    priority: list[Priority] | None = strawberry.field(default=None, description="One of these priorities.")
    channel: list[Channel] | None = strawberry.field(default=None, description="One of these channels.")
    group_id: list[strawberry.ID] | None = strawberry.field(default=None, description="One of these groups.")
    assignee_id: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Assigned to one of these agents."
    )
    unassigned: bool | None = strawberry.field(
        default=None, description="True: in a queue; false: assigned to somebody."
    )
    service_item_id: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Under one of these service items."
    )
    store_code: list[str] | None = strawberry.field(default=None, description="Of one of these stores.")
    member_code: list[str] | None = strawberry.field(default=None, description="Of one of these members.")
    tags: list[str] | None = strawberry.field(default=None, description="Carrying all of these tags.")

    def read(self) -> TicketFilter:
        """The filter that is meant. Raises InvalidId naming the field."""
        return TicketFilter(
            statuses=tuple(self.status or ()),
            priorities=tuple(self.priority or ()),
            channels=tuple(self.channel or ()),
            group_ids=several("grp", self.group_id, "filter.groupId"),
            assignee_ids=several("agt", self.assignee_id, "filter.assigneeId"),
            unassigned=self.unassigned,
            service_item_ids=several("svc", self.service_item_id, "filter.serviceItemId"),
            store_codes=tuple(self.store_code or ()),
            member_codes=tuple(self.member_code or ()),
            tags=tuple(self.tags or ()),
        )


@strawberry.input(description="Which tickets are listed. Every part that is given must hold.")
class TicketsFilter(TicketUpdatesFilter):
    """All parts."""

    customer_id: strawberry.ID | None = strawberry.field(default=None, description="Of this customer.")
    order_code: str | None = strawberry.field(default=None, description="About this order.")
    external_id: str | None = strawberry.field(default=None, description="With this external id.")
    created_from: datetime | None = strawberry.field(
        default=None, description="Came in at or after this instant."
    )
    created_before: datetime | None = strawberry.field(
        default=None, description="Came in before this instant."
    )
    text: str | None = strawberry.field(
        default=None,
        description="Holding each of these words, Chinese or English, in title, description, public replies or codes.",
    )

    def read(self) -> TicketFilter:
        """The filter that is meant. Raises InvalidId naming the field."""
        base = TicketUpdatesFilter.read(self)
        return replace(
            base,
            customer_id=optional("cus", self.customer_id, "filter.customerId"),
            order_code=self.order_code,
            external_id=self.external_id,
            created_from=self.created_from,
            created_before=self.created_before,
            text=self.text,
        )


@strawberry.input(
    description="For whom an agent or integration submits. Others submit for themselves or their store."
)
class RequesterInput:
    """Give a phone, a member code or a store code."""

    phone: str | None = strawberry.field(
        default=None, description="The caller's number; an unknown one makes a customer profile."
    )
    name: str | None = strawberry.field(default=None, description="The caller's name, for a new profile.")
    member_code: str | None = strawberry.field(default=None, description="The member's code (会员编号).")
    store_code: str | None = strawberry.field(default=None, description="The store's code (店铺编号).")


@strawberry.input(description="What is submitted.")
class SubmitTicketInput:
    """A new ticket."""

    service_item_id: strawberry.ID = strawberry.field(description="The service item; it must take tickets.")
    title: str = strawberry.field(description="What it is about, in one line of at most 200 characters.")
    description: str = strawberry.field(default="", description="What is asked, at most 20,000 characters.")
    channel: Channel = strawberry.field(default=Channel.WEB_FORM, description="How it came in.")
    form: JSON | None = strawberry.field(default=None, description="The item's form, by its JSON Schema.")
    order_code: str | None = strawberry.field(default=None, description="The order that it concerns.")
    member_code: str | None = strawberry.field(
        default=None, description="The member that it concerns, when a store manager submits."
    )
    requester: RequesterInput | None = strawberry.field(
        default=None, description="For whom. Needs `ticket.submit_for_others`."
    )
    priority: Priority | None = strawberry.field(
        default=None, description="How urgent. Needs `ticket.work`; else the item's and the rules decide."
    )
    tags: list[str] | None = strawberry.field(default=None, description="Tags to begin with.")
    external_id: str | None = strawberry.field(
        default=None, description="The submitting system's own id, unique per submitter."
    )
    menu_id: strawberry.ID | None = strawberry.field(default=None, description="The menu it was chosen from.")
    attachment_ids: list[strawberry.ID] | None = strawberry.field(default=None, description=ATTACHMENTS)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)

    def read(self) -> Submission:
        """The submission that is meant. Raises InvalidId."""
        who = self.requester
        return Submission(
            service_item_id=needed("svc", self.service_item_id, "serviceItemId"),
            title=self.title,
            description=self.description,
            channel=self.channel,
            priority=self.priority,
            form=cast("Mapping[str, Any] | None", self.form),
            order_code=self.order_code,
            external_id=self.external_id,
            tags=tuple(self.tags or ()),
            menu_id=optional("mnu", self.menu_id, "menuId"),
            store_code=who.store_code if who else None,
            member_code=(who.member_code if who else None) or self.member_code,
            phone=who.phone if who else None,
            customer_name=who.name if who else None,
            attachment_ids=several("att", self.attachment_ids, "attachmentIds"),
        )


@strawberry.input(description="One ticket, and nothing else to say.")
class TicketInput:
    """Base of inputs about one ticket."""

    ticket_id: strawberry.ID = strawberry.field(description=TICKET)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="One ticket as the caller read it.")
class VersionedTicketInput(TicketInput):
    """Base of inputs that may state a version."""

    expected_version: int | None = strawberry.field(default=None, description=VERSION)


@strawberry.input(description="A public reply.")
class ReplyToTicketInput(TicketInput):
    """What is said to, or by, the requester: free text, or a standard phrase. One of both."""

    body: str | None = strawberry.field(default=None, description="The text, at most 20,000 characters.")
    phrase: PhraseReplyInput | None = strawberry.field(
        default=None, description="The standard phrase to say, for agents."
    )
    attachment_ids: list[strawberry.ID] | None = strawberry.field(default=None, description=ATTACHMENTS)


@strawberry.input(description="An internal note.")
class AddInternalNoteInput(TicketInput):
    """What only the departments read."""

    body: str = strawberry.field(description="The text, at most 20,000 characters.")


@strawberry.input(description="Another assignee.")
class AssignTicketInput(VersionedTicketInput):
    """Who is to work it."""

    assignee_id: strawberry.ID | None = strawberry.field(
        description="A member of the ticket's group; null puts it back into the queue."
    )


@strawberry.input(description="Another group.")
class MoveTicketInput(VersionedTicketInput):
    """Who is to be responsible."""

    group_id: strawberry.ID = strawberry.field(description="The group.")
    reason: str = strawberry.field(description="Why, at most 500 characters.")


@strawberry.input(description="Another priority.")
class ChangePriorityInput(VersionedTicketInput):
    """How urgent it is now."""

    priority: Priority = strawberry.field(description="The priority.")


@strawberry.input(description="A question.")
class RequestInformationInput(VersionedTicketInput):
    """Whom to ask what."""

    question: str = strawberry.field(description="The question; public when the requester is asked.")
    of: Awaited = strawberry.field(default=Awaited.REQUESTER, description="Who is asked.")


@strawberry.input(description="A snooze.")
class SnoozeTicketInput(VersionedTicketInput):
    """Until when."""

    until: datetime = strawberry.field(description="When it comes back, within the coming year.")


@strawberry.input(description="A solution.")
class SolveTicketInput(VersionedTicketInput):
    """What the requester is told."""

    resolution: str | None = strawberry.field(
        default=None, description="A public reply with the outcome; needed when nobody has answered yet."
    )


@strawberry.input(description="A solved ticket taken up again.")
class ReopenTicketInput(TicketInput):
    """Why."""

    reason: str | None = strawberry.field(default=None, description="Why, as a public reply.")


@strawberry.input(description="A withdrawal.")
class CancelTicketInput(VersionedTicketInput):
    """Why it is withdrawn."""

    reason: str = strawberry.field(description="Why, at most 1,000 characters.")


@strawberry.input(description="Two tickets of one requester that are one.")
class MergeTicketsInput:
    """Source and target."""

    source_id: strawberry.ID = strawberry.field(description="The ticket that ends.")
    target_id: strawberry.ID = strawberry.field(description="The ticket that goes on.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="Two tickets that belong together.")
class LinkTicketsInput:
    """Source, target and how they relate."""

    source_id: strawberry.ID = strawberry.field(description="One end.")
    target_id: strawberry.ID = strawberry.field(description="The other end.")
    kind: LinkKind = strawberry.field(
        default=LinkKind.RELATES_TO, description="How the source relates to the target."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="A solved ticket that is closed.")
class CloseTicketInput(VersionedTicketInput):
    """Nothing more to say."""


@strawberry.input(description="A ticket whose requester asks for haste.")
class UrgeTicketInput(TicketInput):
    """Nothing more to say."""


@strawberry.input(description="Tags to add.")
class AddTagsInput(TicketInput):
    """Which tags."""

    tags: list[str] = strawberry.field(
        description="Tags of at most 50 characters; a ticket carries at most 30."
    )


@strawberry.input(description="Tags to remove.")
class RemoveTagsInput(TicketInput):
    """Which tags."""

    tags: list[str] = strawberry.field(description="The tags; one that it does not carry changes nothing.")


@strawberry.input(description="A flag (旗帜备注).")
class SetFlagInput(TicketInput):
    """Its colour and note."""

    colour: FlagColour | None = strawberry.field(description="The colour; null takes the flag away.")
    content: str = strawberry.field(default="", description="What it says, at most 500 characters.")
    on_date: date | None = strawberry.field(
        default=None, description="The date it names; today when left out."
    )


@strawberry.input(description="A breach that somebody takes on.")
class AcknowledgeEscalationInput(TicketInput):
    """Which clock."""

    timer_id: strawberry.ID | None = strawberry.field(
        default=None, description="The clock; every breached one of the ticket when left out."
    )
