"""A service-level policy as its admin writes it (docs/domain.md, section 4)."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from helpdesk.configuration.kinds import Snapshot
from helpdesk.kit.names import LocalisedText
from helpdesk.kit.priority import Priority
from helpdesk.sla.terms import (
    OWNED,
    BusinessDays,
    ClockKind,
    EscalationLevel,
    Lead,
    Metric,
    Target,
    Terms,
    hangs_together,
)

HIGHEST_LEVEL = 9


class Promise(BaseModel):
    """One metric's target by priority, its clock, its warning and its escalation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    metric: Metric
    clock: ClockKind
    targets: dict[Priority, Target] = Field(description="A priority not named has NORMAL's target.")
    warn_percent: Annotated[int, Field(ge=1, le=99)] = 75
    warn_before: Lead | None = Field(default=None, description="Instead of the percentage.")
    escalation: Annotated[tuple[EscalationLevel, ...], Field(max_length=HIGHEST_LEVEL)] = ()

    def target(self, priority: Priority) -> Target:
        """The target at a priority."""
        return self.targets.get(priority, self.targets[Priority.NORMAL])

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if Priority.NORMAL not in self.targets:
            raise ValueError(f"{self.metric} needs a target for NORMAL")
        if self.metric in OWNED or self.clock is ClockKind.INSTANT:
            raise ValueError(f"{self.metric} of {self.clock} is promised by procedures alone")
        for priority, target in self.targets.items():
            if target in (timedelta(0), BusinessDays(business_days=Fraction(0))):
                raise ValueError(f"{self.metric} at {priority} promises no time at all")
            try:
                hangs_together(self.clock, target, self.warn_before, self.escalation)
            except ValueError as reason:
                raise ValueError(f"{self.metric} at {priority}: {reason}") from reason
        return self


class PolicyDocument(BaseModel):
    """The promises of one policy, and what holds for all of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: UUID
    name: LocalisedText
    calendar_id: UUID
    promises: tuple[Promise, ...]
    waiting_limit_days: Annotated[Fraction, Field(ge=0)] = Field(
        default=Fraction(5), description="Business days in total that a clock may stop for the requester."
    )
    reopen_within: Annotated[timedelta, Field(ge=timedelta(0))] = timedelta(days=7)

    @model_validator(mode="after")
    def _promises_once(self) -> Self:
        metrics = [promise.metric for promise in self.promises]
        if len(set(metrics)) < len(metrics):
            raise ValueError("a metric is promised twice")
        return self

    def promise(self, metric: Metric) -> Promise | None:
        """What is promised for a metric, if anything."""
        return next((promise for promise in self.promises if promise.metric is metric), None)


def terms(
    policy: PolicyDocument,
    version: int,
    metric: Metric,
    priority: Priority,
    *,
    online_calendar_id: UUID | None = None,
) -> Terms | None:
    """The terms of a clock under a version of a policy; None where nothing is promised.

    An ONLINE clock goes by the channel's calendar, by the policy's where the channel has none.
    """
    promise = policy.promise(metric)
    if promise is None:
        return None
    online = online_calendar_id if promise.clock is ClockKind.ONLINE else None
    return Terms(
        policy_id=policy.id,
        configuration_version=version,
        calendar_id=online or policy.calendar_id,
        clock=promise.clock,
        target=promise.target(priority),
        warn_percent=promise.warn_percent,
        warn_before=promise.warn_before,
        escalation=promise.escalation,
        waiting_limit=policy.waiting_limit_days,
    )


class TermsBook:
    """The terms of one version's promises, each worked out once."""

    def __init__(self, snapshot: Snapshot) -> None:
        self._version = snapshot.version
        self._made: dict[tuple[UUID, Metric, str, UUID | None], Terms | None] = {}

    @classmethod
    def of(cls, snapshot: Snapshot) -> Self:
        """The terms of a snapshot."""
        return snapshot.build(cls)

    def terms(
        self, policy: PolicyDocument, metric: Metric, priority: str, *, online_calendar_id: UUID | None
    ) -> Terms | None:
        """As the function of that name, for a policy of this version."""
        key = policy.id, metric, priority, online_calendar_id
        if key not in self._made:
            self._made[key] = terms(
                policy, self._version, metric, Priority(priority), online_calendar_id=online_calendar_id
            )
        return self._made[key]
