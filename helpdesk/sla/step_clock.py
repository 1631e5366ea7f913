"""The clock of a procedure's step, as its definition says (docs/domain.md, section 4)."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from helpdesk.sla.policy import HIGHEST_LEVEL
from helpdesk.sla.terms import (
    BusinessDays,
    ClockKind,
    EscalationLevel,
    Lead,
    Target,
    Terms,
    asks_for_calendar,
    hangs_together,
)


class StepClock(BaseModel):
    """By when a step is to be taken, when people are warned, and who hears of it when it is not.

    `target` is a length of time (`PT2H`, `{"business_days": "1/2"}`) of a WALL, BUSINESS or ONLINE clock, or the
    date of the others: `{"time": "16:00"}` (CUTOFF), `{"from_day": 3, "to_day": 7}` (WINDOW),
    `{"times": ["09:00", "16:00"]}` (SCHEDULE). An INSTANT comes from what the ticket is about: `terms.deadline`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: ClockKind
    target: Target
    calendar_id: UUID | None = Field(default=None, description="The default calendar if not given.")
    warn_percent: Annotated[int, Field(ge=1, le=99)] = 75
    warn_before: Lead | None = Field(default=None, description="Instead of the percentage.")
    escalation: Annotated[tuple[EscalationLevel, ...], Field(max_length=HIGHEST_LEVEL)] = ()

    @property
    def needs_calendar(self) -> bool:
        """Whether it cannot do without a calendar, its own or the default one."""
        return asks_for_calendar(self.kind, self.target)

    def terms(
        self,
        *,
        policy_id: UUID | None,
        configuration_version: int,
        default_calendar_id: UUID | None,
        time_zone: str = "Asia/Shanghai",
    ) -> Terms:
        """The terms of a clock that starts now, with the calendars of a version of the configuration.

        `policy_id` is the policy, if any, whose name stands beside it. `time_zone` holds where there is no
        calendar. Raises ValueError when it needs a calendar and there is none.
        """
        return Terms(
            policy_id=policy_id,
            configuration_version=configuration_version,
            calendar_id=self.calendar_id or default_calendar_id,
            clock=self.kind,
            target=self.target,
            warn_percent=self.warn_percent,
            warn_before=self.warn_before,
            escalation=self.escalation,
            time_zone=time_zone,
        )

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if self.kind is ClockKind.INSTANT:
            raise ValueError("a definition knows no instant; a deadline is begun for the ticket")
        if self.target in (timedelta(0), BusinessDays(business_days=Fraction(0))):
            raise ValueError("it promises no time at all")
        hangs_together(self.kind, self.target, self.warn_before, self.escalation)
        return self
