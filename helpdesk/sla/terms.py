"""What a clock is held to: pinned in the event that starts it, so that the log alone explains it."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field


class Metric(StrEnum):
    """What is promised."""

    FIRST_RESPONSE = "FIRST_RESPONSE"
    NEXT_RESPONSE = "NEXT_RESPONSE"
    RESOLUTION = "RESOLUTION"


class ClockKind(StrEnum):
    """What a clock counts (docs/domain.md, section 4).

    WALL counts every second; BUSINESS the calendar's open time; ONLINE the channel's open time, and every
    second once a conversation began in open time.
    """

    WALL = "WALL"
    BUSINESS = "BUSINESS"
    ONLINE = "ONLINE"


class BusinessDays(BaseModel):
    """Business days, in parts if wished: `{"business_days": "1/2"}` is half of a day's open time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    business_days: Annotated[Fraction, Field(ge=0)]


Allowance = Annotated[timedelta, Field(ge=timedelta(0))] | BusinessDays
"""A length of clock time: an ISO 8601 duration, or business days."""


class EscalationLevel(BaseModel):
    """One level (升级): when it follows, and what it does beyond telling its people.

    `after` is the clock time since the breach for level 1, since the level before for the others: the time
    in which that one can be acknowledged.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    after: Allowance = timedelta(0)
    reassign: bool = False
    raise_priority: bool = False


class Terms(BaseModel):
    """The promise as it stood when the clock was started or retargeted."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    policy_id: UUID
    configuration_version: int
    calendar_id: UUID
    clock: ClockKind
    target: Allowance
    warn_percent: int
    escalation: tuple[EscalationLevel, ...]
    waiting_limit: Fraction

    @cached_property
    def stored(self) -> dict[str, Any]:
        """As it is kept in events and rows; not to be changed."""
        return self.model_dump(mode="json")
