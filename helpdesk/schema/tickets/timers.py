"""SLA clocks as the API shows them: a union of states, each with its instants."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any

import strawberry

from helpdesk.schema.context import Info
from helpdesk.schema.fields import column, identifier
from helpdesk.schema.people import types as people
from helpdesk.schema.people.types import Name
from helpdesk.schema.scalars import Duration
from helpdesk.sla import repository
from helpdesk.sla.kinds import SLA_POLICY
from helpdesk.sla.state import Phase
from helpdesk.sla.terms import BusinessDays, ClockKind, Metric

strawberry.enum(Metric, description="What is promised.")
strawberry.enum(
    ClockKind, description="What a clock counts: every second, open hours, or the channel's hours."
)


@strawberry.type(description="The clock runs.")
class Running:
    """Not due yet."""

    due_at: datetime | None = strawberry.field(
        description="When it is due; null beyond any open hours known."
    )
    warn_at: datetime | None = strawberry.field(description="When people are warned, or were.")
    provisional: bool = strawberry.field(
        description="Whether the instants rest on a year whose holidays are not published yet."
    )


@strawberry.type(description="The clock stands still and keeps what is left.")
class Paused:
    """Waiting on somebody who is not the department."""

    since: datetime = strawberry.field(description="When it stopped.")
    awaiting: str = strawberry.field(description="What it waits for.")
    remaining: Duration | None = strawberry.field(
        description="Clock time that was left; null for a target in business days."
    )


@strawberry.type(description="The promise was kept.")
class Met:
    """Done in time."""

    at: datetime = strawberry.field(description="When it was kept.")


@strawberry.type(description="The promise was broken; it escalates until it is met or acknowledged.")
class Breached:
    """Past its due instant."""

    at: datetime = strawberry.field(description="The due instant that passed.")
    met_at: datetime | None = strawberry.field(description="When it was met all the same.")


@strawberry.type(description="Nothing is promised any longer.")
class Cancelled:
    """Ended without being met."""

    at: datetime = strawberry.field(description="When it was cancelled.")


State = Annotated[
    Running | Paused | Met | Breached | Cancelled,
    strawberry.union("SlaTimerState", description="The state of a clock, with its instants."),
]


@strawberry.type(description="One promise on a ticket and its clock (docs/domain.md, SLA).")
class SlaTimer:
    """A clock."""

    row: strawberry.Private[Any]
    id: strawberry.ID = identifier("tmr")
    metric: Metric = column("metric", "What is promised.", convert=Metric)
    instance: int = column("instance", "Running number among the ticket's clocks of this metric, from 1.")
    started_at: datetime = column("started_at", "When it started.")
    warned: bool = column("warned", "Whether people were warned.")
    escalation_level: int = column("level", "The highest escalation level reached; 0 before any.")
    acknowledged_level: int | None = column(
        "acknowledged_level", "The level at which somebody took it on; no further one follows."
    )
    configuration_version: int = column("configuration_version", "The version that its terms are pinned to.")

    @strawberry.field(description="What its clock counts.")
    def clock(self) -> ClockKind:
        """The kind of clock."""
        return ClockKind(self.row.terms["clock"])

    @strawberry.field(description="The target in clock time; null where it is stated in business days.")
    def target(self) -> Duration | None:
        """What was promised."""
        found = repository.state_of(self.row).terms.target
        return None if isinstance(found, BusinessDays) else Duration(found)

    @strawberry.field(
        description="The target in business days as a fraction (`1/2`); null where it is a duration."
    )
    def target_business_days(self) -> str | None:
        """What was promised."""
        found = repository.state_of(self.row).terms.target
        return str(found.business_days) if isinstance(found, BusinessDays) else None

    @strawberry.field(description="The SLA policy's name, as the pinned version has it.")
    async def policy_name(self, info: Info) -> Name | None:
        """The policy."""
        snapshot = await info.context.loaders.configuration(self.row.configuration_version)
        policy = snapshot.of(SLA_POLICY).get(self.row.policy_id)
        return None if policy is None else people.Name(zh=policy.name.zh, en=policy.name.en)

    @strawberry.field(description="Its state now.")
    def state(self) -> State:
        """The state with its instants."""
        row = self.row
        if row.breached_at is not None:
            return Breached(at=row.breached_at, met_at=row.met_at)
        match Phase(row.phase):
            case Phase.RUNNING:
                return Running(due_at=row.due_at, warn_at=row.warn_at, provisional=row.provisional)
            case Phase.PAUSED:
                return Paused(since=row.paused_at, awaiting=row.awaiting or "", remaining=_left(row))
            case Phase.MET:
                return Met(at=row.met_at)
            case Phase.CANCELLED:
                return Cancelled(at=row.anchor)


def _left(row: Any) -> Duration | None:
    left = repository.state_of(row).remaining
    return Duration(left or timedelta(0)) if not isinstance(left, BusinessDays) else None
