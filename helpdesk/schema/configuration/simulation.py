"""What routing would do, said by the function that does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

import strawberry
from strawberry.scalars import JSON

from helpdesk.catalog.documents import DESK
from helpdesk.configuration import drafts, versions
from helpdesk.configuration.kinds import Snapshot
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Permission
from helpdesk.routing.subject import RoutingSubject
from helpdesk.schema.catalog.candidates import PassedOver, Why, passed_over
from helpdesk.schema.catalog.types import InheritedReference, inherited
from helpdesk.schema.configuration.entries import Desk, RoutingRule, rules
from helpdesk.schema.customers.enums import Grade
from helpdesk.schema.enums import Channel, Priority
from helpdesk.schema.fields import needed, optional
from helpdesk.schema.mutation import Outcome, Payload
from helpdesk.schema.people.types import Agent, AgentGroup
from helpdesk.schema.projection.requests import ByKey
from helpdesk.schema.sources import AGENTS, GROUPS
from helpdesk.tickets import assignment
from helpdesk.tickets.assignment import Decided


@dataclass(frozen=True, slots=True)
class Simulated:
    """A decision and the configuration that it was made with."""

    snapshot: Snapshot
    decided: Decided


@strawberry.type(description="Where a request would go, and who would get it now.")
class RoutingSimulation:
    """A decision that was not acted on."""

    made: strawberry.Private[Simulated]

    @strawberry.field(description="The configuration that decided; of a draft the number it would get.")
    def configuration_version(self) -> int:
        """The version."""
        return self.made.snapshot.version

    @strawberry.field(description="The desk that it arrives at.")
    def desk(self) -> Desk | None:
        """The service desk."""
        found = self.made.decided.decision.route.desk_id
        snapshot = self.made.snapshot
        return None if found is None else Desk(row=snapshot.of(DESK)[found], snapshot=snapshot)

    @strawberry.field(description="The responsible group.")
    def group(self) -> AgentGroup | None:
        """The group."""
        return cast("AgentGroup | None", ByKey(GROUPS, self.made.decided.decision.route.group_id))

    @strawberry.field(description="The item or desk that the group comes from; null where a rule names it.")
    def group_from(self) -> InheritedReference | None:
        """Whence the group."""
        route = self.made.decided.decision.route
        return (
            None
            if route.node_id is None
            else inherited(self.made.snapshot, "grp", route.group_id, route.node_id)
        )

    @strawberry.field(
        description="The agent who would get it now; null when it would wait in the group's queue."
    )
    def agent(self) -> Agent | None:
        """The agent."""
        return cast("Agent | None", ByKey(AGENTS, self.made.decided.decision.agent_id))

    @strawberry.field(description="The priority that it would have.")
    def priority(self) -> Priority:
        """The priority."""
        return self.made.decided.decision.route.priority

    @strawberry.field(description="The tags that rules would add.")
    def tags(self) -> list[str]:
        """Tags."""
        return list(self.made.decided.decision.route.tags)

    @strawberry.field(description="The rules that apply, in the order in which they are tried.")
    def rules(self) -> list[RoutingRule]:
        """Matched rules."""
        return rules(self.made.snapshot, self.made.decided.decision.route.rule_ids)

    @strawberry.field(description="Why this agent, or why nobody.")
    def why(self) -> Why:
        """The reason."""
        return self.made.decided.decision.choice.why

    @strawberry.field(description="Why not the others of the group.")
    def not_the_others(self) -> list[PassedOver]:
        """Everybody but the chosen one."""
        choice = self.made.decided.decision.choice
        return passed_over(choice.reasons, choice.agent_id)


@strawberry.input(description="A request to try.")
class SimulateRoutingInput:
    """What routing looks at."""

    service_item_id: strawberry.ID = strawberry.field(description="The service item; it must take tickets.")
    channel: Channel = strawberry.field(default=Channel.WEB_FORM, description="How it comes in.")
    store_code: str | None = strawberry.field(default=None, description="The store it belongs to.")
    priority: Priority | None = strawberry.field(default=None, description="The priority that is stated.")
    form: JSON | None = strawberry.field(
        default=None, description="The form, or the part of it that rules look at; it is not checked."
    )
    requester_grade: Grade | None = strawberry.field(default=None, description="The requester's grade.")
    menu_id: strawberry.ID | None = strawberry.field(default=None, description="The menu it was chosen from.")
    draft_id: strawberry.ID | None = strawberry.field(
        default=None, description="As if this open draft were published; it must be fit for it."
    )

    def subject(self) -> RoutingSubject:
        """What is to be routed. Raises InvalidId."""
        return RoutingSubject(
            item_id=needed("svc", self.service_item_id, "serviceItemId"),
            channel=self.channel,
            store_code=self.store_code,
            priority=self.priority,
            requester_grade=self.requester_grade and self.requester_grade.value,
            form=cast("Mapping[str, Any]", self.form or {}),
            menu_id=optional("mnu", self.menu_id, "menuId"),
        )


@strawberry.type(description="What simulateRouting answers with.")
class SimulateRoutingPayload(Payload):
    """The decision."""

    @strawberry.field(description="What would be decided; null when nothing could be.")
    def simulation(self) -> RoutingSimulation | None:
        """The decision."""
        made = self.outcome.get("simulated")
        return None if made is None else RoutingSimulation(made=made)


async def simulate_routing(work: UnitOfWork, input: SimulateRoutingInput) -> Outcome:
    work.actor.require(Permission.CONFIGURATION_READ)
    subject, draft = input.subject(), optional("dft", input.draft_id, "draftId")
    snapshot = await versions.current(work) if draft is None else await drafts.preview(work, draft_id=draft)
    # nothing is stored that could be read again, so the outcome is the decision itself
    made: Any = Simulated(snapshot, await assignment.simulate(work, snapshot, subject))
    return {"simulated": made}
