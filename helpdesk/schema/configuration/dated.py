"""Promises of a date rather than of a length of time: as they are shown, and as they are saved."""

from __future__ import annotations

from typing import Any

import strawberry

from helpdesk.calendars.document import Weekday
from helpdesk.schema.projection.declarations import column
from helpdesk.sla import dated
from helpdesk.sla.dated import Every, clock_face

strawberry.enum(Weekday, description="A day of the week.")
strawberry.enum(Every, description="How often a schedule has a day; a quarter's is in its last month.")

WORKED = "Whether days are the working days of the policy's calendar."
TIME = "Time of day, as `16:00`; `24:00` is the day's end."
UNTIL = "What comes before this time of day counts for that day, the rest for the next."
OFFSET = "So many days later it is due."
FROM = "It is too early before this day begins; the day of the event is day 0."
TO = "It is due when this day ends."
TIMES = "Times of day, as `09:00`; each is to be met for itself."
EVERY = "How often it has a day."
WEEKDAYS = "Its days of the week, if it is weekly."
MONTHLY = "Its days of the month, if it is monthly or quarterly; a day that a month lacks is its last."


def _faces(minutes: Any) -> list[str]:
    return [clock_face(minute) for minute in minutes]


@strawberry.type(description="The next time of day (截止时刻).")
class CutoffTarget:
    """A cutoff."""

    row: strawberry.Private[dated.Cutoff]
    time: str = column("time", TIME, convert=clock_face)
    accepted_until: str = column("last_minute", UNTIL, convert=clock_face)
    day_offset: int = column("day_offset", OFFSET)
    business_days: bool = column("business_days", WORKED)


@strawberry.type(description="Not before a day, not after a day (时间窗).")
class WindowTarget:
    """A window."""

    row: strawberry.Private[dated.Window]
    from_day: int = column("from_day", FROM)
    to_day: int = column("to_day", TO)
    business_days: bool = column("business_days", WORKED)


@strawberry.type(description="The next of recurring times (定时).")
class ScheduleTarget:
    """A schedule."""

    row: strawberry.Private[dated.Recurrence]
    times: list[str] = column("times", TIMES, convert=_faces)
    every: Every = column("every", EVERY)
    weekdays: list[Weekday] = column("weekdays", WEEKDAYS, convert=list)
    days_of_month: list[int] = column("days_of_month", MONTHLY, convert=list)
    business_days: bool = column("business_days", WORKED)


@strawberry.input(description="The next time of day (截止时刻).")
class CutoffTargetInput:
    """A cutoff."""

    time: str = strawberry.field(description=TIME)
    accepted_until: str | None = strawberry.field(default=None, description=f"{UNTIL} `time` when left out.")
    day_offset: int = strawberry.field(default=0, description=OFFSET)
    business_days: bool = strawberry.field(default=False, description=WORKED)

    def document(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "time": self.time, "accepted_until": self.accepted_until, "day_offset": self.day_offset,
            "business_days": self.business_days,
        }  # fmt: skip


@strawberry.input(description="Not before a day, not after a day (时间窗).")
class WindowTargetInput:
    """A window."""

    from_day: int = strawberry.field(default=0, description=FROM)
    to_day: int = strawberry.field(description=TO)
    business_days: bool = strawberry.field(default=False, description=WORKED)

    def document(self) -> dict[str, Any]:
        """As it is stored."""
        return {"from_day": self.from_day, "to_day": self.to_day, "business_days": self.business_days}


@strawberry.input(description="The next of recurring times (定时).")
class ScheduleTargetInput:
    """A schedule."""

    times: list[str] = strawberry.field(description=TIMES)
    every: Every = strawberry.field(default=Every.DAY, description=EVERY)
    weekdays: list[Weekday] | None = strawberry.field(default=None, description=WEEKDAYS)
    days_of_month: list[int] | None = strawberry.field(default=None, description=MONTHLY)
    business_days: bool = strawberry.field(default=False, description=WORKED)

    def document(self) -> dict[str, Any]:
        """As it is stored."""
        return {
            "times": self.times, "every": self.every, "weekdays": self.weekdays or [],
            "days_of_month": self.days_of_month or [], "business_days": self.business_days,
        }  # fmt: skip


SHOWN: dict[type[Any], tuple[str, type[Any]]] = {
    dated.Cutoff: ("cutoff", CutoffTarget),
    dated.Window: ("window", WindowTarget),
    dated.Recurrence: ("schedule", ScheduleTarget),
}
"""How a date is shown: in which field of an allowance, as which type."""
