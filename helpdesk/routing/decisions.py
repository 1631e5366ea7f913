"""Decisions kept, made again, and explained."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from helpdesk.configuration.kinds import Snapshot
from helpdesk.events.rows import new
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.ids import new_id
from helpdesk.routing.assignment import Availability, Reason
from helpdesk.routing.engine import Decision, decide
from helpdesk.routing.models import RoutingDecision
from helpdesk.routing.subject import RoutingSubject


@dataclass(frozen=True, slots=True)
class Explanation:
    """A stored decision made again. `agrees` is false only if the function changed since."""

    decision: Decision
    agrees: bool
    not_the_others: tuple[Reason, ...]


def store(
    work: UnitOfWork,
    decision: Decision,
    *,
    subject_kind: str,
    subject_id: UUID,
    revision: int | None,
    subject: RoutingSubject,
    availability: Availability,
) -> RoutingDecision:
    """Keep a decision with everything it was made on, in the transaction that acts on it."""
    row = recorded(
        decision, subject_kind=subject_kind, subject_id=subject_id, revision=revision, subject=subject,
        availability=availability,
    )  # fmt: skip
    row.at = work.now
    work.add(row)
    return row


def recorded(
    decision: Decision,
    *,
    subject_kind: str,
    subject_id: UUID,
    revision: int | None,
    subject: RoutingSubject,
    availability: Availability,
) -> RoutingDecision:
    """The row of a decision; of the availability only the group that was chosen from is kept."""
    route = decision.route
    looked_at = Availability(availability.taken_at, {route.group_id: availability.of(route.group_id)})
    return new(
        RoutingDecision,
        id=new_id(),
        subject_kind=subject_kind,
        subject_id=subject_id,
        revision=revision,
        configuration_version=route.configuration_version,
        subject=subject.to_json(),
        availability=looked_at.to_json(),
        rule_ids=list(route.rule_ids),
        node_id=route.node_id,
        desk_id=route.desk_id,
        group_id=route.group_id,
        priority=route.priority.value,
        tags=list(route.tags),
        agent_id=decision.agent_id,
        why=decision.choice.why.value,
        at=availability.taken_at,
    )


def replay(snapshot: Snapshot, row: RoutingDecision) -> Decision:
    """Decide again on what was stored; `snapshot` is the row's version, or another for a what-if."""
    subject = RoutingSubject.from_json(row.subject)
    return decide(snapshot, subject, Availability.from_json(row.availability))


def explain(snapshot: Snapshot, row: RoutingDecision) -> Explanation:
    """Why this agent and why not the others, by deciding again with the row's own version."""
    decision = replay(snapshot, row)
    return Explanation(
        decision=decision,
        agrees=agrees(row, decision),
        not_the_others=tuple(
            reason for reason in decision.choice.reasons if reason.agent_id != decision.agent_id
        ),
    )


def agrees(row: RoutingDecision, decision: Decision) -> bool:
    """Whether a decision is the one that the row tells of."""
    route, choice = decision.route, decision.choice
    decided = (
        route.configuration_version, list(route.rule_ids), route.node_id, route.desk_id, route.group_id,
        route.priority.value, list(route.tags), choice.agent_id, choice.why.value,
    )  # fmt: skip
    stored = (
        row.configuration_version, list(row.rule_ids), row.node_id, row.desk_id, row.group_id,
        row.priority, list(row.tags), row.agent_id, row.why,
    )  # fmt: skip
    return decided == stored
