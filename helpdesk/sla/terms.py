"""What a clock is held to: pinned in the event that starts it, so that the log alone explains it."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any, Self, get_args
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from helpdesk.sla.dated import Cutoff, Dated, Instant, Recurrence, Window


class Metric(StrEnum):
    """What is promised.

    Of a STEP of a procedure and of a hard DEADLINE several may be live at one time. Only who began one meets
    it; see OWNED.
    """

    FIRST_RESPONSE = "FIRST_RESPONSE"
    NEXT_RESPONSE = "NEXT_RESPONSE"
    RESOLUTION = "RESOLUTION"
    STEP = "STEP"
    DEADLINE = "DEADLINE"


OWNED = frozenset({Metric.STEP, Metric.DEADLINE})
"""Clocks that an owner begins and meets one by one; nothing that happens to the ticket meets or stops them."""


class ClockKind(StrEnum):
    """What a clock counts (docs/domain.md, section 4).

    WALL counts every second; BUSINESS the calendar's open time; ONLINE the channel's open time, and every
    second once a conversation began in open time. The others count nothing but are due on a date: CUTOFF at
    the next time of day, WINDOW not before and not after a day, SCHEDULE again and again, INSTANT at an instant.
    """

    WALL = "WALL"
    BUSINESS = "BUSINESS"
    ONLINE = "ONLINE"
    CUTOFF = "CUTOFF"
    WINDOW = "WINDOW"
    SCHEDULE = "SCHEDULE"
    INSTANT = "INSTANT"


DATED: dict[ClockKind, type[Dated]] = {
    ClockKind.CUTOFF: Cutoff,
    ClockKind.WINDOW: Window,
    ClockKind.SCHEDULE: Recurrence,
    ClockKind.INSTANT: Instant,
}


class BusinessDays(BaseModel):
    """Business days, in parts if wished: `{"business_days": "1/2"}` is half of a day's open time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    business_days: Annotated[Fraction, Field(ge=0)]


Allowance = Annotated[timedelta, Field(ge=timedelta(0))] | BusinessDays
"""A length of clock time: an ISO 8601 duration, or business days."""
Target = Allowance | Dated
"""What is promised: a length of clock time, or a date."""
Lead = Annotated[timedelta, Field(gt=timedelta(0))]
"""How long before the due instant people are warned, in clock time."""


class EscalationLevel(BaseModel):
    """One level (升级): when it follows, and what it does beyond telling its people.

    `after` is the clock time since the breach for level 1, since the level before for the others: the time
    in which that one can be acknowledged.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    after: Allowance = timedelta(0)
    reassign: bool = False
    raise_priority: bool = False


_USUAL = {"warn_before": None, "time_zone": "Asia/Shanghai"}
"""What is left out of the kept form where it is so: terms are kept with every clock."""


class Terms(BaseModel):
    """The promise as it stood when the clock was started or retargeted.

    Without a calendar a clock counts every second or is due on a date that asks for no working days; its
    dates are those of `time_zone`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    policy_id: UUID | None = None
    configuration_version: int
    calendar_id: UUID | None = None
    clock: ClockKind
    target: Target
    warn_percent: int = 75
    warn_before: Lead | None = None
    escalation: tuple[EscalationLevel, ...] = ()
    waiting_limit: Fraction = Fraction(0)
    time_zone: str = "Asia/Shanghai"

    @cached_property
    def stored(self) -> dict[str, Any]:
        """As it is kept in events and rows; not to be changed."""
        unsaid = {name for name, usual in _USUAL.items() if getattr(self, name) == usual}
        return self.model_dump(mode="json", exclude=unsaid)

    @property
    def dated(self) -> Dated | None:
        """The date that is promised; None where it is a length of time."""
        return None if isinstance(self.target, timedelta | BusinessDays) else self.target

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        hangs_together(self.clock, self.target, self.warn_before, self.escalation)
        if self.calendar_id is None and asks_for_calendar(self.clock, self.target):
            raise ValueError(f"a {self.clock} clock with this target goes by a calendar")
        return self


def hangs_together(
    clock: ClockKind, target: Target, warn_before: timedelta | None, escalation: tuple[EscalationLevel, ...]
) -> None:
    """Raises ValueError for a target that is not the clock's, and for business days that it cannot count."""
    if not isinstance(target, DATED.get(clock, timedelta | BusinessDays)):
        raise ValueError(f"the target is none of a {clock} clock")  # noqa: TRY004 - pydantic asks for it
    lengths = [target, *(level.after for level in escalation)]
    if clock is not ClockKind.BUSINESS and any(isinstance(one, BusinessDays) for one in lengths):
        raise ValueError("it counts business days, which only a BUSINESS clock can")
    if isinstance(target, BusinessDays) and warn_before is not None:
        raise ValueError("before a target in business days people are warned at a percentage of it")


def asks_for_calendar(clock: ClockKind, target: Target) -> bool:
    """Whether such a clock cannot do without a calendar."""
    if clock in {ClockKind.BUSINESS, ClockKind.ONLINE}:
        return True
    return isinstance(target, get_args(Dated)) and target.business_days


def deadline(
    at: datetime,
    *,
    configuration_version: int,
    policy_id: UUID | None = None,
    warn_percent: int = 75,
    warn_before: timedelta | None = None,
    escalation: tuple[EscalationLevel, ...] = (),
) -> Terms:
    """The terms of a hard deadline at an instant that somebody else set; see `Oversight.crossed` for its breach.

    People are warned `warn_before` it, else at a share of the time from the start.
    """
    return Terms(
        policy_id=policy_id,
        configuration_version=configuration_version,
        clock=ClockKind.INSTANT,
        target=Instant(at=at),
        warn_percent=warn_percent,
        warn_before=warn_before,
        escalation=escalation,
    )
