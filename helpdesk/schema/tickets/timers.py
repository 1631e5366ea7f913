"""SLA clocks as the API shows them: a union of states, each with its instants."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Annotated, Any
from uuid import UUID

import strawberry

from helpdesk.schema.people.types import Name
from helpdesk.schema.projection.declarations import batched, column, computed, identifier, variants
from helpdesk.schema.projection.reading import Run
from helpdesk.schema.projection.requests import Pinned
from helpdesk.schema.scalars import Duration
from helpdesk.sla import repository
from helpdesk.sla.kinds import SLA_POLICY
from helpdesk.sla.state import Phase
from helpdesk.sla.terms import BusinessDays, ClockKind, Metric, Terms

strawberry.enum(Metric, description="What is promised.")
strawberry.enum(
    ClockKind,
    description="What a clock counts: every second, open hours, or the channel's hours; or on which date it is due.",
)


STATE = (
    "terms", "extended", "phase", "started_at", "anchor", "elapsed_time", "elapsed_days", "mark_time", "mark_days",
    "waited_days", "breached_at", "met_at", "paused_at", "awaiting", "warned", "level", "acknowledged_level",
    "not_before", "due_at", "warn_at", "limit_at", "provisional", "next_at", "next_crossing", "next_level",
)  # fmt: skip
"""The columns that hold a clock's state."""


def _left(*values: Any) -> Duration | None:
    row: Any = SimpleNamespace(**dict(zip(STATE, values, strict=True)))
    left = repository.state_of(row).remaining
    return Duration(left or timedelta(0)) if not isinstance(left, BusinessDays) else None


def _awaited(awaiting: str | None) -> str:
    return awaiting or ""


@strawberry.type(description="The clock runs.")
class Running:
    """Not due yet."""

    due_at: datetime | None = column("due_at", "When it is due; null beyond any open hours known.")
    warn_at: datetime | None = column("warn_at", "When people are warned, or were.")
    provisional: bool = column(
        "provisional", "Whether the instants rest on a year whose holidays are not published yet."
    )


@strawberry.type(description="The clock stands still and keeps what is left.")
class Paused:
    """Waiting on somebody who is not the department."""

    since: datetime = column("paused_at", "When it stopped.")
    awaiting: str = computed(_awaited, "awaiting", description="What it waits for.")
    remaining: Duration | None = computed(
        _left, *STATE, description="Clock time that was left; null for a target in business days."
    )


@strawberry.type(description="The promise was kept.")
class Met:
    """Done in time."""

    at: datetime = column("met_at", "When it was kept.")


@strawberry.type(description="The promise was broken; it escalates until it is met or acknowledged.")
class Breached:
    """Past its due instant."""

    at: datetime = column("breached_at", "The due instant that passed.")
    met_at: datetime | None = column("met_at", "When it was met all the same.")


@strawberry.type(description="Nothing is promised any longer.")
class Cancelled:
    """Ended without being met."""

    at: datetime = column("anchor", "When it was cancelled.")


State = Annotated[
    Running | Paused | Met | Breached | Cancelled,
    strawberry.union("SlaTimerState", description="The state of a clock, with its instants."),
]


_STATES = {
    Phase.RUNNING.value: Running,
    Phase.PAUSED.value: Paused,
    Phase.MET.value: Met,
    Phase.CANCELLED.value: Cancelled,
}


def _state(phase: str, breached_at: datetime | None) -> type:
    return Breached if breached_at is not None else _STATES[phase]


def _clock(terms: Any) -> ClockKind:
    return ClockKind(terms["clock"])


def _target(terms: Any) -> Duration | None:
    found = Terms.model_validate(terms).target
    return Duration(found) if isinstance(found, timedelta) else None


def _target_business_days(terms: Any) -> str | None:
    found = Terms.model_validate(terms).target
    return str(found.business_days) if isinstance(found, BusinessDays) else None


async def _policy_names(run: Run, rows: Sequence[tuple[UUID | None, int]]) -> list[Pinned | None]:
    """The name of each policy in its version."""
    names: dict[tuple[UUID | None, int], Pinned | None] = {}
    for key, version in set(rows):
        if key is None:
            names[key, version] = None
            continue
        policy = (await run.context.configuration(version)).of(SLA_POLICY).get(key)
        named = None if policy is None else Name(zh=policy.name.zh, en=policy.name.en)
        names[key, version] = None if named is None else Pinned((version, key), named)
    return [names[row] for row in rows]


@strawberry.type(description="One promise on a ticket and its clock (docs/domain.md, SLA).")
class SlaTimer:
    """A clock."""

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

    not_before: datetime | None = column(
        "not_before", "Before this instant it is too early; null for at once."
    )
    clock: ClockKind = computed(_clock, "terms", description="What its clock counts.")
    target: Duration | None = computed(
        _target, "terms", description="The target in clock time; null in business days, and of a date."
    )
    target_business_days: str | None = computed(
        _target_business_days,
        "terms",
        description="The target in business days as a fraction (`1/2`); null where it is another.",
    )
    policy_name: Name | None = batched(
        _policy_names,
        "policy_id",
        "configuration_version",
        description="The SLA policy's name, as the pinned version has it.",
        bound=True,
    )
    state: State = variants(_state, "phase", "breached_at", description="Its state now.")
