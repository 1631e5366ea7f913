"""The one function that decides who is to work a request: live, in a preview, in a what-if, in a replay.

In this order:

1. The desk: the item's (nearest ancestor-or-self), else the store's, the menu's, the channel's, the default.
2. The base group: where the desk honours ties the nearest ancestor-or-self with a group, else the desk's.
3. The rules by position, all that match, up to the first that stops. For the group and for the priority the
   first rule that says one wins over later ones and over the base; tags are collected from all.
4. The agent: of the group, whoever can take work now and is least loaded; nobody leaves it in the queue.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from helpdesk.catalog.effective import EffectiveConfiguration
from helpdesk.catalog.tree import Catalog
from helpdesk.configuration.kinds import Snapshot
from helpdesk.kit.priority import Priority
from helpdesk.routing.assignment import Availability, Choice, choose
from helpdesk.routing.errors import NoResponsibleGroup
from helpdesk.routing.rules import RoutingRule, RuleBook
from helpdesk.routing.subject import RoutingSubject


@dataclass(frozen=True, slots=True)
class Route:
    """Where a request goes, before anybody is looked for.

    `node_id` is the item or desk that the group is inherited from, None where a rule names the group
    (then `group_rule_id` is that rule).
    """

    configuration_version: int
    desk_id: UUID | None
    node_id: UUID | None
    group_rule_id: UUID | None
    rule_ids: tuple[UUID, ...]
    group_id: UUID
    priority: Priority
    tags: tuple[str, ...]
    skills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """A route and the choice among the group's agents."""

    route: Route
    choice: Choice

    @property
    def agent_id(self) -> UUID | None:
        """Who gets the work; None leaves it in the group's queue."""
        return self.choice.agent_id


def decide(snapshot: Snapshot, subject: RoutingSubject, availability: Availability) -> Decision:
    """Group, priority, tags and agent for a request. Pure: the same arguments give the same decision.

    Raises NotFound, ItemNotOffered and NoResponsibleGroup.
    """
    return decided(route(snapshot, subject), availability)


def decided(found: Route, availability: Availability) -> Decision:
    """The last step for a route that is known: who of its group takes the work."""
    return Decision(found, choose(availability.of(found.group_id), found.skills))


def route(snapshot: Snapshot, subject: RoutingSubject) -> Route:
    """The first three steps: a caller learns whose availability to look up. Raises as `decide`."""
    catalog = Catalog.of(snapshot)
    item = catalog.offered(subject.item_id, field="serviceItemId")
    holds = catalog.effective(item.id, subject.arrival)
    stated = base_priority(holds, subject)
    rules = list(RuleBook.of(snapshot).matching(subject, stated))
    namer = next((rule for rule in rules if rule.then.group_id), None)
    group_id = namer.then.group_id if namer else holds.group.value if holds.group else None
    if group_id is None:
        raise NoResponsibleGroup(field="serviceItemId", item=item.code)
    return Route(
        configuration_version=snapshot.version,
        desk_id=holds.desk.value if holds.desk else None,
        node_id=None if namer or holds.group is None else holds.group.inherited_from,
        group_rule_id=namer.id if namer else None,
        rule_ids=tuple(rule.id for rule in rules),
        group_id=group_id,
        priority=next((rule.then.priority for rule in rules if rule.then.priority), stated),
        tags=_tags(rules),
        skills=holds.skills.value if holds.skills else (),
    )


def base_priority(holds: EffectiveConfiguration, subject: RoutingSubject) -> Priority:
    """The priority that rules look at: the stated one, else the item's default, else NORMAL."""
    if subject.priority is not None:
        return subject.priority
    return holds.default_priority.value if holds.default_priority else Priority.NORMAL


def _tags(rules: list[RoutingRule]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag for rule in rules for tag in rule.then.add_tags))
