"""SLA policies and calendars as one version of the configuration has them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import strawberry

from helpdesk.calendars.document import CalendarDocument, Weekday
from helpdesk.configuration.kinds import Snapshot
from helpdesk.kit.priority import Priority
from helpdesk.schema.catalog.types import name_of
from helpdesk.schema.configuration.dated import SHOWN, CutoffTarget, ScheduleTarget, WindowTarget
from helpdesk.schema.configuration.entries import entry
from helpdesk.schema.configuration.enums import ClockKind, Metric
from helpdesk.schema.enums import Channel
from helpdesk.schema.node import NODES, Node
from helpdesk.schema.people.types import Name
from helpdesk.schema.projection.declarations import column, identifier
from helpdesk.schema.scalars import Duration
from helpdesk.sla.kinds import CALENDAR, SLA_POLICY
from helpdesk.sla.policy import PolicyDocument
from helpdesk.sla.policy import Promise as PromiseDocument
from helpdesk.sla.terms import BusinessDays
from helpdesk.sla.terms import EscalationLevel as LevelDocument
from helpdesk.sla.terms import Target as TargetDocument


def _texts(hours: Any) -> list[str]:
    return [str(interval) for interval in hours]


@strawberry.type(description="Open hours of one date, whatever its weekday says.")
class CalendarException:
    """An exception."""

    on: date = strawberry.field(name="date", description="The date.")
    hours: list[str] = strawberry.field(description="Open hours, as `09:00-18:00`; empty is closed.")


@strawberry.type(description="Open hours of each weekday, as `09:00-18:00`; empty is closed.")
class WeeklyHours:
    """A plain week."""

    monday: list[str] = strawberry.field(description="Monday.")
    tuesday: list[str] = strawberry.field(description="Tuesday.")
    wednesday: list[str] = strawberry.field(description="Wednesday.")
    thursday: list[str] = strawberry.field(description="Thursday.")
    friday: list[str] = strawberry.field(description="Friday.")
    saturday: list[str] = strawberry.field(description="Saturday.")
    sunday: list[str] = strawberry.field(description="Sunday.")


@strawberry.type(description="A business calendar: when a desk or department is open.")
class Calendar(Node):
    """A calendar."""

    row: strawberry.Private[CalendarDocument]
    snapshot: strawberry.Private[Snapshot]
    id: strawberry.ID = identifier("cal")
    name: Name = column("name", "What it is called.", convert=name_of)
    time_zone: str = column("time_zone", "IANA time zone of its hours.")
    chinese_holidays: bool = column(
        "chinese_holidays", "Whether public holidays are closed and swapped weekends open (调休)."
    )
    swapped_day_hours: list[str] | None = column(
        "swapped_day_hours", "Hours of swapped working days; Monday's where null.", convert=_texts
    )
    channels: list[Channel] = column(
        "channels",
        "Channels whose online clocks go by it.",
        convert=lambda names: [Channel(one) for one in names],
    )

    @strawberry.field(description="Open hours by weekday.")
    def weekly(self) -> WeeklyHours:
        """The plain week."""
        hours = self.row.weekly
        return WeeklyHours(**{day.value.lower(): _texts(hours.get(day, ())) for day in Weekday})

    @strawberry.field(description="Single days that are otherwise, by date.")
    def exceptions(self) -> list[CalendarException]:
        """Exceptions."""
        return [
            CalendarException(on=day, hours=_texts(hours))
            for day, hours in sorted(self.row.exceptions.items())
        ]


@strawberry.type(description="A length of clock time, or the date that is promised instead: one of these.")
class Allowance:
    """A duration, business days or a date."""

    duration: Duration | None = strawberry.field(default=None, description="ISO 8601.")
    business_days: str | None = strawberry.field(
        default=None, description="Business days, in parts if wished: `1/2`."
    )
    cutoff: CutoffTarget | None = strawberry.field(default=None, description="Of a CUTOFF clock.")
    window: WindowTarget | None = strawberry.field(default=None, description="Of a WINDOW clock.")
    schedule: ScheduleTarget | None = strawberry.field(default=None, description="Of a SCHEDULE clock.")


@strawberry.type(description="Targets by priority.")
class PromiseTargets:
    """Null where NORMAL's target holds."""

    low: Allowance | None = strawberry.field(description="At LOW.")
    normal: Allowance = strawberry.field(description="At NORMAL, and wherever nothing else is said.")
    high: Allowance | None = strawberry.field(description="At HIGH.")
    urgent: Allowance | None = strawberry.field(description="At URGENT.")


@strawberry.type(description="A level of escalation (升级).")
class EscalationLevel:
    """When it follows, and what it does beyond telling its people."""

    row: strawberry.Private[LevelDocument]
    reassign: bool = column("reassign", "Whether the ticket is given to another agent.")
    raise_priority: bool = column("raise_priority", "Whether the priority is raised by one.")

    @strawberry.field(
        description="Clock time since the breach for level 1, since the level before for others."
    )
    def after(self) -> Allowance:
        """The time in which the level before can be acknowledged."""
        return _allowance(self.row.after)


@strawberry.type(description="What is promised for one metric.")
class SlaPromise:
    """A promise."""

    row: strawberry.Private[PromiseDocument]
    metric: Metric = column("metric", "What is promised.")
    clock: ClockKind = column("clock", "What its clock counts.")
    warn_percent: int = column("warn_percent", "At which part of the target people are warned.")
    warn_before: Duration | None = column(
        "warn_before", "How long before it is due people are warned instead; null where the percentage holds."
    )

    @strawberry.field(description="The targets by priority.")
    def targets(self) -> PromiseTargets:
        """Targets."""
        found = {priority: _allowance(target) for priority, target in self.row.targets.items()}
        return PromiseTargets(
            low=found.get(Priority.LOW), normal=found[Priority.NORMAL], high=found.get(Priority.HIGH),
            urgent=found.get(Priority.URGENT),
        )  # fmt: skip

    @strawberry.field(description="Its levels, the first being level 1.")
    def escalation(self) -> list[EscalationLevel]:
        """Levels."""
        return [EscalationLevel(row=level) for level in self.row.escalation]


@strawberry.type(description="What is promised about tickets (SLA).")
class SlaPolicy(Node):
    """A policy."""

    row: strawberry.Private[PolicyDocument]
    snapshot: strawberry.Private[Snapshot]
    id: strawberry.ID = identifier("pol")
    name: Name = column("name", "What it is called.", convert=name_of)
    waiting_limit_days: str = column(
        "waiting_limit_days",
        "Business days in total that a clock may stop for the requester: `5`, `1/2`.",
        convert=str,
    )
    reopen_within: Duration = column("reopen_within", "How long a solved ticket can be reopened.")

    @strawberry.field(description="Its business calendar.")
    def calendar(self) -> Calendar:
        """The calendar."""
        return Calendar(row=self.snapshot.of(CALENDAR)[self.row.calendar_id], snapshot=self.snapshot)

    @strawberry.field(description="Its promises.")
    def promises(self) -> list[SlaPromise]:
        """What is promised."""
        return [SlaPromise(row=promise) for promise in self.row.promises]


def policies(snapshot: Snapshot) -> list[SlaPolicy]:
    """All policies, the oldest first."""
    rows = sorted(snapshot.of(SLA_POLICY).values(), key=lambda row: row.id)
    return [SlaPolicy(row=row, snapshot=snapshot) for row in rows]


def calendars(snapshot: Snapshot) -> list[Calendar]:
    """All calendars, the oldest first."""
    rows = sorted(snapshot.of(CALENDAR).values(), key=lambda row: row.id)
    return [Calendar(row=row, snapshot=snapshot) for row in rows]


def _allowance(value: TargetDocument) -> Allowance:
    if isinstance(value, timedelta):
        return Allowance(duration=Duration(value))
    if isinstance(value, BusinessDays):
        return Allowance(business_days=str(value.business_days))
    name, shown = SHOWN[type(value)]
    return Allowance(**{name: shown(row=value)})


NODES.register("pol", lambda context, key: entry(context, SLA_POLICY, SlaPolicy, key))
NODES.register("cal", lambda context, key: entry(context, CALENDAR, Calendar, key))
