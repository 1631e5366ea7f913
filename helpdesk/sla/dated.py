"""What is promised for a date or a time of day rather than for a length of time (docs/domain.md, section 4).

Documents alone; what they come to is worked out in `occurrences`. Days are working days of the clock's calendar
where `business_days` says so, else calendar days. The day of the event is day 0.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Self

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
    model_validator,
)

from helpdesk.calendars.document import WEEKDAYS, Weekday

MIDNIGHT = 24 * 60
LAST_DAY = 366
_TEXT = re.compile(r"(?:([01]\d|2[0-3]):([0-5]\d)|24:00)\Z")


def minute_of(value: object) -> int:
    """Minutes since the day began, from `HH:MM`; `24:00` is the day's end. Raises ValueError."""
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MIDNIGHT:
        return value
    found = _TEXT.match(value) if isinstance(value, str) else None
    if found is None:
        raise ValueError(f"{value!r} is not a time of day of the form HH:MM")
    return int(found[1]) * 60 + int(found[2]) if found[1] else MIDNIGHT


def clock_face(minute: int) -> str:
    """A minute of the day as `HH:MM`."""
    return f"{minute // 60:02d}:{minute % 60:02d}"


TimeOfDay = Annotated[
    int,
    PlainValidator(minute_of),
    PlainSerializer(clock_face, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d\d:\d\d$", "examples": ["16:00"]}),
]


class _Dated(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Cutoff(_Dated):
    """The next time of day: what comes before `accepted_until` counts for that day, the rest for the next.

    `day_offset` days later at `time` it is due. With business days, a day that is not worked counts for the
    next one that is; but where the whole day counts (`24:00`), the days after are counted from the event's own.
    So `{time: 16:00}` is the day's 16:00, and `{time: 10:00, accepted_until: 24:00, day_offset: 1}` the next
    day's 10:00, whenever the event came.
    """

    time: TimeOfDay
    accepted_until: TimeOfDay | None = Field(default=None, description="The due time itself if not given.")
    day_offset: Annotated[int, Field(ge=0, le=LAST_DAY)] = 0
    business_days: bool = False

    @property
    def last_minute(self) -> int:
        """The minute of the day from which it is too late for that day."""
        return self.time if self.accepted_until is None else self.accepted_until

    @model_validator(mode="after")
    def _comes_after(self) -> Self:
        if self.day_offset == 0 and self.last_minute > self.time:
            raise ValueError("what is accepted after the time of day would be late at once")
        return self


class Window(_Dated):
    """Not before `from_day` begins, not after `to_day` ends."""

    from_day: Annotated[int, Field(ge=0, le=LAST_DAY)] = 0
    to_day: Annotated[int, Field(ge=0, le=LAST_DAY)]
    business_days: bool = False

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> Self:
        if self.from_day > self.to_day:
            raise ValueError(f"day {self.from_day} is after day {self.to_day}")
        return self


class Every(StrEnum):
    """How often a schedule has a day; a quarter's is in its last month."""

    DAY = "DAY"
    WEEK = "WEEK"
    MONTH = "MONTH"
    QUARTER = "QUARTER"


def _in_order(times: tuple[int, ...]) -> tuple[int, ...]:
    if len(set(times)) < len(times):
        raise ValueError("a time is named twice")
    return tuple(sorted(times))


class Recurrence(_Dated):
    """Times of day on recurring days; each is to be met for itself.

    A day that a month does not have is its last, so 31 is every month's end. With business days, a day that
    is not worked is left out of a daily schedule, and otherwise moved to the last one before it that is.
    `after` is the occurrence met before, also when it was met early.
    """

    times: Annotated[tuple[TimeOfDay, ...], Field(min_length=1), AfterValidator(_in_order)]
    every: Every = Every.DAY
    weekdays: tuple[Weekday, ...] = ()
    days_of_month: tuple[Annotated[int, Field(ge=1, le=31)], ...] = ()
    business_days: bool = False
    after: AwareDatetime | None = None

    def falls_on(self, day: date) -> bool:
        """Whether the date is one of its days, worked or not."""
        match self.every:
            case Every.DAY:
                return True
            case Every.WEEK:
                return WEEKDAYS[day.weekday()] in self.weekdays
            case Every.QUARTER if day.month % 3:
                return False
            case Every.MONTH | Every.QUARTER:
                last = monthrange(day.year, day.month)[1]
                return any(min(wanted, last) == day.day for wanted in self.days_of_month)

    def following(self, met: datetime) -> Recurrence:
        """What is left of it once the occurrence at an instant was met."""
        return self.model_copy(update={"after": met})

    @model_validator(mode="after")
    def _names_its_days(self) -> Self:
        if bool(self.weekdays) != (self.every is Every.WEEK):
            raise ValueError("weekdays belong to a schedule of every WEEK, and it needs them")
        if bool(self.days_of_month) != (self.every in {Every.MONTH, Every.QUARTER}):
            raise ValueError(
                "days of the month belong to a schedule of every MONTH or QUARTER, and it needs them"
            )
        return self


class Instant(_Dated):
    """A hard deadline: an instant that somebody else set."""

    at: AwareDatetime

    @property
    def business_days(self) -> bool:
        """It asks for no calendar."""
        return False


Dated = Cutoff | Window | Recurrence | Instant
