"""Planned calls as the API shows them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import strawberry

from helpdesk.calls.repository import PREFIX
from helpdesk.schema.calls.enums import CallChannel, CallOutcome, CallState
from helpdesk.schema.calls.plans import CallPlan, plans_of_versions
from helpdesk.schema.customers.types import Customer
from helpdesk.schema.node import NODES, Node
from helpdesk.schema.people.types import Agent, AgentGroup
from helpdesk.schema.projection.declarations import batched, column, identifier, to_many, to_one
from helpdesk.schema.sources import AGENTS, ATTEMPTS, CALLS, CUSTOMERS, GROUPS, TICKETS

LazyTicket = Annotated["Ticket", strawberry.lazy("helpdesk.schema.tickets.types")]  # type: ignore[name-defined]  # noqa: F821


@strawberry.type(description="One step of a call.")
class CallStep:
    """A node and the answer to it."""

    node: str = strawberry.field(description="The code of the script's node.")
    answer: str = strawberry.field(description="The code of the answer.")


def _path(steps: Sequence[Sequence[str]]) -> list[CallStep]:
    return [CallStep(node=node, answer=answer) for node, answer in steps]


@strawberry.type(description="One attempt at a call.")
class CallAttempt:
    """An attempt."""

    row: strawberry.Private[Any]
    at: datetime = column("at", "When.")
    agent: Agent | None = to_one(AGENTS, "agent_id", "Who called; null for an SMS.")
    path: list[CallStep] = column("path", "The way through the script.", convert=_path)
    outcome: CallOutcome = column("outcome", "What came of it.", convert=CallOutcome)
    notes: str = column("notes", "What the agent wrote.")
    named_time: datetime | None = column("named_time", "When the customer wants to be called.")
    recording_reference: str | None = column("recording_reference", "Where the recording is.")


@strawberry.type(description="A call (回访) to be made to one customer, at most once for a plan and period.")
class PlannedCall(Node):
    """A planned call."""

    row: strawberry.Private[Any]
    id: strawberry.ID = identifier(PREFIX)
    state: CallState = column("state", "Where it stands.", convert=CallState)
    channel: CallChannel = column("channel", "How the customer is spoken to.", convert=CallChannel)
    period: str = column(
        "period",
        "For what the customer is called once: `2026-11/2`, `2026Q4`, `ticket/…`, `order/…`, `day/2026-11-16`.",
    )
    not_before: datetime = column("not_before", "The customer is not to be called before.")
    due: datetime = column("due", "When the window ends; then it is missed.")
    attempt_count: int = column("attempts", "How often it was tried.")
    outcome: CallOutcome | None = column("outcome", "What came of the last attempt.", convert=CallOutcome)
    order_code: str | None = column("order_code", "The order that it is about.")
    created_at: datetime = column("created_at", "When it was planned.")
    ended_at: datetime | None = column("ended_at", "When it was done, missed or cancelled.")
    version: int = column("revision", "Raised by each change; give it back as `expectedVersion`.")

    customer: Customer | None = to_one(CUSTOMERS, "customer_id", "Whom to call, the phone masked.")
    group: AgentGroup | None = to_one(GROUPS, "group_id", "The group that makes it.")
    agent: Agent | None = to_one(AGENTS, "agent_id", "Who tried it or put it off last, and goes on with it.")
    ticket: LazyTicket | None = to_one(TICKETS, "ticket_id", "The complaint that earned it.")
    opened_ticket: LazyTicket | None = to_one(
        TICKETS,
        "opened_ticket_id",
        "The ticket that its outcome opened; null where the caller may not see it.",
    )
    plan: CallPlan | None = batched(
        plans_of_versions,
        "plan_id",
        "configuration_version",
        description="The plan, with the script, as it was then.",
    )
    attempts: list[CallAttempt] = to_many(
        ATTEMPTS, by="call_id", order=["at", "id"], description="What was tried so far."
    )


NODES.register(PREFIX, CALLS)
