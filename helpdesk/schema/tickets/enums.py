"""Enums of tickets: the domain's own, described."""

from __future__ import annotations

import strawberry

from helpdesk.schema.enums import Channel, Priority
from helpdesk.tickets.conversation import Awaited
from helpdesk.tickets.relations import FlagColour, LinkKind
from helpdesk.tickets.status import TicketStatus

strawberry.enum(TicketStatus, description="Whom a ticket waits for, or how it ended.")
strawberry.enum(Awaited, description="Who is asked for information.")
strawberry.enum(LinkKind, description="How the source of a link relates to its target.")
strawberry.enum(
    FlagColour, description="Colour of a ticket's flag (旗帜备注); what it means is the department's."
)

__all__ = ["Awaited", "Channel", "FlagColour", "LinkKind", "Priority", "TicketStatus"]
