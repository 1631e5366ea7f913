"""Inputs that save SLA policies and calendars, and that teach holidays."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from typing import Any

import strawberry
from strawberry import UNSET

from helpdesk.calendars.document import Weekday
from helpdesk.kit.errors import InvalidValue
from helpdesk.kit.priority import Priority
from helpdesk.schema.configuration.dated import CutoffTargetInput, ScheduleTargetInput, WindowTargetInput
from helpdesk.schema.configuration.enums import ClockKind, Metric
from helpdesk.schema.configuration.inputs import ENTRY, EntryInput, NameInput
from helpdesk.schema.enums import Channel
from helpdesk.schema.fields import needed
from helpdesk.schema.scalars import Duration
from helpdesk.schema.tickets.inputs import KEY

HOURS = "Open hours, as `09:00-18:00`, several if wished; closed when left out."


@strawberry.input(
    one_of=True, description="A length of clock time, or a date as a promise's target: exactly one."
)
class AllowanceInput:
    """A duration, business days or a date."""

    duration: Duration | None = strawberry.field(default=UNSET, description="ISO 8601, as `PT30M`.")
    business_days: str | None = strawberry.field(
        default=UNSET, description="Business days, as `1` or `1/2`; for BUSINESS clocks alone."
    )
    cutoff: CutoffTargetInput | None = strawberry.field(default=UNSET, description="For CUTOFF clocks.")
    window: WindowTargetInput | None = strawberry.field(default=UNSET, description="For WINDOW clocks.")
    schedule: ScheduleTargetInput | None = strawberry.field(default=UNSET, description="For SCHEDULE clocks.")

    def __post_init__(self) -> None:
        """Let what was not given be None, which an idempotency key can hash."""
        for each in fields(self):
            if getattr(self, each.name) is UNSET:
                setattr(self, each.name, None)

    def document(self) -> Any:
        """As it is stored."""
        dated = self.cutoff or self.window or self.schedule
        if dated is not None:
            return dated.document()
        return self.duration if self.duration is not None else {"business_days": self.business_days}


@strawberry.input(description="Targets by priority; one that is left out has NORMAL's.")
class PromiseTargetsInput:
    """Targets."""

    normal: AllowanceInput = strawberry.field(description="At NORMAL.")
    low: AllowanceInput | None = strawberry.field(default=None, description="At LOW.")
    high: AllowanceInput | None = strawberry.field(default=None, description="At HIGH.")
    urgent: AllowanceInput | None = strawberry.field(default=None, description="At URGENT.")

    def document(self) -> dict[Priority, Any]:
        """As they are stored."""
        given = {
            Priority.LOW: self.low, Priority.NORMAL: self.normal, Priority.HIGH: self.high,
            Priority.URGENT: self.urgent,
        }  # fmt: skip
        return {priority: target.document() for priority, target in given.items() if target is not None}


@strawberry.input(description="A level of escalation (升级).")
class EscalationLevelInput:
    """When it follows and what it does."""

    after: AllowanceInput | None = strawberry.field(
        default=None, description="Clock time since the breach or the level before; at once when left out."
    )
    reassign: bool = strawberry.field(default=False, description="Give the ticket to another agent.")
    raise_priority: bool = strawberry.field(default=False, description="Raise the priority by one.")

    def document(self) -> dict[str, Any]:
        """As it is stored."""
        after = timedelta(0) if self.after is None else self.after.document()
        return {"after": after, "reassign": self.reassign, "raise_priority": self.raise_priority}


@strawberry.input(description="What is promised for one metric.")
class PromiseInput:
    """A promise."""

    metric: Metric = strawberry.field(description="What is promised; each metric once.")
    clock: ClockKind = strawberry.field(description="What its clock counts.")
    targets: PromiseTargetsInput = strawberry.field(description="The targets by priority.")
    warn_percent: int = strawberry.field(default=75, description="When people are warned, 1 to 99.")
    warn_before: Duration | None = strawberry.field(
        default=None, description="How long before it is due they are warned instead."
    )
    escalation: list[EscalationLevelInput] | None = strawberry.field(
        default=None, description="Levels after the breach, at most 9."
    )

    def document(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "metric": self.metric,
            "clock": self.clock,
            "targets": self.targets.document(),
            "warn_percent": self.warn_percent,
            "warn_before": self.warn_before,
            "escalation": [level.document() for level in self.escalation or ()],
        }


@strawberry.input(description="What is promised about tickets (SLA).")
class SaveSlaPolicyInput(EntryInput):
    """A policy."""

    id: strawberry.ID | None = strawberry.field(default=None, description=f"{ENTRY} `pol_…`.")
    name: NameInput = strawberry.field(description="What it is called.")
    calendar_id: strawberry.ID = strawberry.field(description="Its business calendar.")
    promises: list[PromiseInput] = strawberry.field(description="Its promises.")
    waiting_limit_days: str = strawberry.field(
        default="5", description="Business days in total that a clock may stop for the requester: `5`, `1/2`."
    )
    reopen_within: Duration = strawberry.field(
        default=Duration(timedelta(days=7)), description="How long a solved ticket can be reopened."
    )

    def document(self) -> dict[str, Any]:
        """As it is stored. Raises InvalidId."""
        return {
            "name": self.name.document(),
            "calendar_id": needed("cal", self.calendar_id, "calendarId"),
            "promises": [promise.document() for promise in self.promises],
            "waiting_limit_days": self.waiting_limit_days,
            "reopen_within": self.reopen_within,
        }


@strawberry.input(description="Open hours of each weekday.")
class WeeklyHoursInput:
    """A plain week."""

    monday: list[str] | None = strawberry.field(default=None, description=HOURS)
    tuesday: list[str] | None = strawberry.field(default=None, description=HOURS)
    wednesday: list[str] | None = strawberry.field(default=None, description=HOURS)
    thursday: list[str] | None = strawberry.field(default=None, description=HOURS)
    friday: list[str] | None = strawberry.field(default=None, description=HOURS)
    saturday: list[str] | None = strawberry.field(default=None, description=HOURS)
    sunday: list[str] | None = strawberry.field(default=None, description=HOURS)

    def document(self) -> dict[Weekday, list[str]]:
        """As they are stored: open days alone."""
        return {day: hours for day in Weekday if (hours := getattr(self, day.value.lower()))}


@strawberry.input(description="A single day that is otherwise.")
class CalendarExceptionInput:
    """An exception."""

    on: date = strawberry.field(name="date", description="The date.")
    hours: list[str] = strawberry.field(description="Open hours, as `09:00-12:00`; an empty list is closed.")


@strawberry.input(description="A business calendar.")
class SaveCalendarInput(EntryInput):
    """A calendar."""

    id: strawberry.ID | None = strawberry.field(default=None, description=f"{ENTRY} `cal_…`.")
    name: NameInput = strawberry.field(description="What it is called.")
    time_zone: str = strawberry.field(default="Asia/Shanghai", description="IANA time zone of its hours.")
    weekly: WeeklyHoursInput = strawberry.field(description="Open hours by weekday.")
    chinese_holidays: bool = strawberry.field(
        default=False, description="Whether public holidays are closed and swapped weekends open (调休)."
    )
    swapped_day_hours: list[str] | None = strawberry.field(
        default=None, description="Hours of swapped working days; Monday's when left out."
    )
    exceptions: list[CalendarExceptionInput] | None = strawberry.field(
        default=None, description="Single days that are otherwise; each date once."
    )
    channels: list[Channel] | None = strawberry.field(
        default=None, description="Channels whose online clocks go by it."
    )

    def document(self) -> dict[str, Any]:
        """As it is stored. Raises InvalidValue when a date is named twice."""
        exceptions = {one.on: one.hours for one in self.exceptions or ()}
        if len(exceptions) < len(self.exceptions or ()):
            raise InvalidValue("exceptions", "A date is named twice.", "日期重复。")
        return {
            "name": self.name.document(),
            "time_zone": self.time_zone,
            "weekly": self.weekly.document(),
            "chinese_holidays": self.chinese_holidays,
            "swapped_day_hours": self.swapped_day_hours,
            "exceptions": exceptions,
            "channels": [channel.value for channel in self.channels or ()],
        }


@strawberry.input(
    description="The public holidays of one year, with the working days swapped for them (调休)."
)
class LearnHolidaysInput:
    """A year's table."""

    year: int = strawberry.field(description="The year.")
    days_off: list[date] = strawberry.field(description="Days off, weekends inside a holiday too.")
    working_days: list[date] = strawberry.field(description="Weekend days that are worked instead.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)
