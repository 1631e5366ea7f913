"""Call plans as their admin writes them: who is called or written to, on what occasion, within which days."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from helpdesk.calls.outcomes import Persistence
from helpdesk.calls.scripts import SpokenText
from helpdesk.catalog.documents import Code
from helpdesk.configuration.kinds import Entry, Kind, Snapshot
from helpdesk.customers.models import Grade
from helpdesk.kit.names import LocalisedText


class CallChannel(StrEnum):
    """How the customer is spoken to."""

    PHONE = "PHONE"
    SMS = "SMS"


class Counting(StrEnum):
    """Which days count."""

    CALENDAR = "CALENDAR"
    BUSINESS = "BUSINESS"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class DayWindow(_Part):
    """From one day after the occasion to another, both included; the day of the occasion is day 0."""

    from_day: int = Field(ge=0, le=180)
    to_day: int = Field(ge=0, le=180)
    counting: Counting = Counting.CALENDAR

    @model_validator(mode="after")
    def _is_forward(self) -> Self:
        if self.from_day > self.to_day:
            raise ValueError("the window ends before it begins")
        return self


class ByGrade(_Part):
    """Routine calls by customer grade: one channel for each call of a month, in their order."""

    kind: Literal["GRADE"]
    monthly: dict[Grade, Annotated[tuple[CallChannel, ...], Field(min_length=1, max_length=8)]] = Field(
        min_length=1
    )


class Quarterly(_Part):
    """Once a quarter, to every member, or those of some grades."""

    kind: Literal["QUARTERLY"]
    grades: tuple[Grade, ...] = ()
    channel: CallChannel = CallChannel.PHONE


class AfterComplaint(_Part):
    """After a ticket of these service items, or of one below them, was solved."""

    kind: Literal["AFTER_COMPLAINT"]
    item_ids: tuple[UUID, ...] = Field(min_length=1, max_length=50)
    window: DayWindow = DayWindow(from_day=3, to_day=7)
    channel: CallChannel = CallChannel.PHONE


class AfterReceipt(_Part):
    """After the goods of an order were received, as the platform or a person tells."""

    kind: Literal["AFTER_RECEIPT"]
    window: DayWindow = DayWindow(from_day=7, to_day=15, counting=Counting.BUSINESS)
    channel: CallChannel = CallChannel.PHONE


class OnOccasion(_Part):
    """After something else that a program or a person tells: the end of a trip, a year without an order."""

    kind: Literal["OCCASION"]
    window: DayWindow
    channel: CallChannel = CallChannel.PHONE


Trigger = Annotated[
    ByGrade | Quarterly | AfterComplaint | AfterReceipt | OnOccasion, Field(discriminator="kind")
]


class CallPlan(Entry):
    """One plan. What is sent by SMS needs a message, what is said by phone a script.

    Calls begin in the open hours of the calendar; those of a group are made by its agents.
    """

    code: Code
    name: LocalisedText
    active: bool = True
    trigger: Trigger
    group_id: UUID
    calendar_id: UUID
    script_id: UUID | None = None
    message: SpokenText | None = None
    most_attempts: int = Field(default=3, ge=1, le=20)
    retry_after: timedelta = Field(default=timedelta(hours=2), gt=timedelta(0), le=timedelta(days=30))

    @model_validator(mode="after")
    def _can_speak(self) -> Self:
        if CallChannel.PHONE in self.channels and self.script_id is None:
            raise ValueError("calls by phone need a script")
        if CallChannel.SMS in self.channels and self.message is None:
            raise ValueError("calls by SMS need a message")
        return self

    @property
    def channels(self) -> frozenset[CallChannel]:
        """All channels that it uses."""
        if isinstance(self.trigger, ByGrade):
            return frozenset(one for each in self.trigger.monthly.values() for one in each)
        return frozenset({self.trigger.channel})

    @property
    def routine(self) -> bool:
        """Whether "do not call again" ends it; a call that a complaint earned is owed all the same."""
        return not isinstance(self.trigger, AfterComplaint)

    @property
    def persistence(self) -> Persistence:
        """How often it tries."""
        return Persistence(self.most_attempts, self.retry_after)


CALL_PLAN = Kind("call_plan", CallPlan)


def active_plans(snapshot: Snapshot) -> list[CallPlan]:
    """The plans in use, by code."""
    return sorted(
        (plan for plan in snapshot.of(CALL_PLAN).values() if plan.active), key=lambda plan: plan.code
    )
