"""What hangs on a ticket: comments, flags, the requester, the routing decision."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import Enum
from types import SimpleNamespace
from typing import Any

import strawberry
from strawberry.scalars import JSON

from helpdesk.routing import decisions
from helpdesk.schema.attachments.types import Attachment
from helpdesk.schema.catalog.candidates import PassedOver, passed_over
from helpdesk.schema.enums import ActorKind
from helpdesk.schema.node import NODES, Node
from helpdesk.schema.people.types import Agent, AgentGroup
from helpdesk.schema.projection.declarations import batched, column, embedded, identifier, to_many, to_one
from helpdesk.schema.projection.reading import Run
from helpdesk.schema.sources import AGENTS, ATTACHMENTS, COMMENTS, GROUPS
from helpdesk.schema.tickets.enums import FlagColour


@strawberry.enum(description="Who may read a comment.")
class CommentVisibility(Enum):
    """Readers of a comment."""

    PUBLIC = "PUBLIC"
    INTERNAL = "INTERNAL"


@strawberry.type(description="Who acted: a kind, a stable key, and the agent where it was one.")
class Party:
    """An actor as the record keeps it."""

    kind: ActorKind = column("kind", "Kind of party.", convert=ActorKind)
    key: str = column("key", "Stable key: `agent:…`, `store:S001`, `member:M1001`, `system`.")
    agent: Agent | None = to_one(AGENTS, "agent_id", "The agent, where the party is one.")


@strawberry.type(description="A public reply or an internal note.")
class Comment(Node):
    """What somebody wrote on a ticket."""

    id: strawberry.ID = identifier("cmt")
    visibility: CommentVisibility = column("visibility", "Who may read it.", convert=CommentVisibility)
    body: str = column("body", "The text.")
    phrase_code: str | None = column(
        "phrase_code", "The code of the standard phrase by which it was written; null for free text."
    )
    created_at: datetime = column("at", "When it was written.")

    author: Party = embedded("Who wrote it.", kind="author_kind", key="author_key", agent_id="author_id")
    attachments: list[Attachment] = to_many(
        ATTACHMENTS, by="part_id", order=["id"], description="Files that came with it."
    )


@strawberry.type(description="A flag (旗帜备注) with its note: content, date, who.")
class TicketFlag:
    """One setting of a ticket's flag."""

    id: strawberry.ID = identifier("flg")
    colour: FlagColour | None = column(
        "colour", "Its colour; null where the flag was taken away.", convert=FlagColour
    )
    content: str = column("content", "What it says.")
    on_date: date = column("on_date", "The date that the note names.")
    created_at: datetime = column("at", "When it was set.")

    author: Agent | None = to_one(AGENTS, "author_id", "The agent who set it.")


@strawberry.type(description="A stored decision made again by the same function, from the record.")
class RoutingReplay:
    """The decision as it comes out now."""

    agrees: bool = strawberry.field(
        description="Whether it comes out as it is stored; false only where the function changed since."
    )
    not_the_others: list[PassedOver] = strawberry.field(description="Why not the others of the group.")


DECIDED = (
    "configuration_version", "subject", "availability", "rule_ids", "node_id", "desk_id", "group_id", "priority",
    "tags", "agent_id", "why",
)  # fmt: skip
"""What a decision is made again from, and compared with."""


async def _replays(run: Run, rows: Sequence[tuple[Any, ...]]) -> list[RoutingReplay]:
    """The explanation of each decision, by the version that decided."""
    found = []
    for values in rows:
        row: Any = SimpleNamespace(**dict(zip(DECIDED, values, strict=True)))
        made = decisions.explain(await run.context.configuration(row.configuration_version), row)
        others = passed_over(made.not_the_others, made.decision.agent_id)
        found.append(RoutingReplay(agrees=made.agrees, not_the_others=others))
    return found


@strawberry.type(description="Why a ticket went to its group and agent; it can be replayed from the record.")
class RoutingDecision(Node):
    """A stored routing decision."""

    id: strawberry.ID = identifier("dec")
    configuration_version: int = column("configuration_version", "The configuration that decided.")
    why: str = column("why", "Why this agent, or why nobody.")
    subject: JSON = column("subject", "What the decision looked at.")
    availability: JSON = column(
        "availability", "Who could take work at that instant, and why others could not."
    )
    decided_at: datetime = column("at", "When.")

    group: AgentGroup | None = to_one(GROUPS, "group_id", "The group that was decided.")
    agent: Agent | None = to_one(
        AGENTS, "agent_id", "The agent that was chosen; null when nobody could take work."
    )
    replay: RoutingReplay = batched(
        _replays,
        *DECIDED,
        description="Decide again on what is stored, and say why not the others.",
        bound=True,
    )


NODES.register("cmt", COMMENTS)
