"""What hangs on a ticket: comments, flags, the requester, the routing decision."""

from __future__ import annotations

from datetime import date, datetime
from enum import Enum
from typing import Any

import strawberry
from strawberry.scalars import JSON

from helpdesk.routing import decisions
from helpdesk.schema.catalog.candidates import PassedOver, passed_over
from helpdesk.schema.context import Context, Info
from helpdesk.schema.enums import ActorKind
from helpdesk.schema.fields import column, identifier
from helpdesk.schema.node import NODES, Node
from helpdesk.schema.people import types as people
from helpdesk.schema.people.types import Agent, AgentGroup
from helpdesk.schema.tickets.enums import FlagColour


@strawberry.enum(description="Who may read a comment.")
class CommentVisibility(Enum):
    """Readers of a comment."""

    PUBLIC = "PUBLIC"
    INTERNAL = "INTERNAL"


@strawberry.type(description="Who acted: a kind, a stable key, and the agent where it was one.")
class Party:
    """An actor as the record keeps it."""

    kind: ActorKind = strawberry.field(description="Kind of party.")
    key: str = strawberry.field(description="Stable key: `agent:…`, `store:S001`, `member:M1001`, `system`.")
    agent_id: strawberry.Private[Any] = None

    @strawberry.field(description="The agent, where the party is one.")
    async def agent(self, info: Info) -> Agent | None:
        """Look the agent up."""
        return await people.agent(info.context, self.agent_id)


@strawberry.type(description="A public reply or an internal note.")
class Comment(Node):
    """What somebody wrote on a ticket."""

    row: strawberry.Private[Any]
    id: strawberry.ID = identifier("cmt")
    visibility: CommentVisibility = column("visibility", "Who may read it.", convert=CommentVisibility)
    body: str = column("body", "The text.")
    created_at: datetime = column("at", "When it was written.")

    @strawberry.field(description="Who wrote it.")
    def author(self) -> Party:
        """The writer."""
        row = self.row
        return Party(kind=ActorKind(row.author_kind), key=row.author_key, agent_id=row.author_id)


@strawberry.type(description="A flag (旗帜备注) with its note: content, date, who.")
class TicketFlag:
    """One setting of a ticket's flag."""

    row: strawberry.Private[Any]
    id: strawberry.ID = identifier("flg")
    colour: FlagColour | None = column(
        "colour", "Its colour; null where the flag was taken away.", convert=FlagColour
    )
    content: str = column("content", "What it says.")
    on_date: date = column("on_date", "The date that the note names.")
    created_at: datetime = column("at", "When it was set.")

    @strawberry.field(description="The agent who set it.")
    async def author(self, info: Info) -> Agent | None:
        """Who set it."""
        return await people.agent(info.context, self.row.author_id)


@strawberry.type(description="A stored decision made again by the same function, from the record.")
class RoutingReplay:
    """The decision as it comes out now."""

    agrees: bool = strawberry.field(
        description="Whether it comes out as it is stored; false only where the function changed since."
    )
    not_the_others: list[PassedOver] = strawberry.field(description="Why not the others of the group.")


@strawberry.type(description="Why a ticket went to its group and agent; it can be replayed from the record.")
class RoutingDecision(Node):
    """A stored routing decision."""

    row: strawberry.Private[Any]
    id: strawberry.ID = identifier("dec")
    configuration_version: int = column("configuration_version", "The configuration that decided.")
    why: str = column("why", "Why this agent, or why nobody.")
    subject: JSON = column("subject", "What the decision looked at.")
    availability: JSON = column(
        "availability", "Who could take work at that instant, and why others could not."
    )
    decided_at: datetime = column("at", "When.")

    @strawberry.field(description="The group that was decided.")
    async def group(self, info: Info) -> AgentGroup | None:
        """The responsible group."""
        return await people.group(info.context, self.row.group_id)

    @strawberry.field(description="The agent that was chosen; null when nobody could take work.")
    async def agent(self, info: Info) -> Agent | None:
        """The agent."""
        return await people.agent(info.context, self.row.agent_id)

    @strawberry.field(description="Decide again on what is stored, and say why not the others.")
    async def replay(self, info: Info) -> RoutingReplay:
        """The explanation, by the version that decided."""
        snapshot = await info.context.loaders.configuration(self.row.configuration_version)
        found = decisions.explain(snapshot, self.row)
        others = passed_over(found.not_the_others, found.decision.agent_id)
        return RoutingReplay(agrees=found.agrees, not_the_others=others)


async def comment(context: Context, key: Any) -> Comment | None:
    """A comment that the caller may read, by id."""
    row = None if key is None else await context.loaders.comment.load(key)
    if row is None or await context.loaders.ticket.load(row.ticket_id) is None:
        return None
    return Comment(row=row)


NODES.register("cmt", comment)
