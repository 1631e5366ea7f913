"""A calendar as its admin writes it (docs/domain.md, section 4: business calendars)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import Annotated, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    WithJsonSchema,
)

from helpdesk.kit.names import LocalisedText

_TEXT = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)\Z")
_MIDNIGHT = 24 * 60


class Weekday(StrEnum):
    """The days of the week in the order of `date.weekday()`."""

    MONDAY = "MONDAY"
    TUESDAY = "TUESDAY"
    WEDNESDAY = "WEDNESDAY"
    THURSDAY = "THURSDAY"
    FRIDAY = "FRIDAY"
    SATURDAY = "SATURDAY"
    SUNDAY = "SUNDAY"


WEEKDAYS = tuple(Weekday)


class Interval(NamedTuple):
    """Open from a minute of the local day up to, not including, another; 1440 is the day's end."""

    opens: int
    closes: int

    @classmethod
    def parse(cls, value: object) -> Interval:
        """An interval from `HH:MM-HH:MM`, where the end may be `24:00`. Raises ValueError."""
        if isinstance(value, Interval):
            return value
        found = _TEXT.match(value) if isinstance(value, str) else None
        if found is None:
            raise ValueError(f"{value!r} is not of the form HH:MM-HH:MM")
        closes = int(found[3]) * 60 + int(found[4]) if found[3] else _MIDNIGHT
        interval = cls(int(found[1]) * 60 + int(found[2]), closes)
        if interval.opens >= interval.closes:
            raise ValueError(f"{value} ends before it begins")
        return interval

    def __str__(self) -> str:
        return "-".join(f"{minute // 60:02d}:{minute % 60:02d}" for minute in self)


def _in_order(intervals: tuple[Interval, ...]) -> tuple[Interval, ...]:
    ordered = tuple(sorted(intervals))
    for earlier, later in pairwise(ordered):
        if later.opens < earlier.closes:
            raise ValueError(f"{earlier} and {later} overlap")
    return ordered


def _known_zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError) as error:
        raise ValueError(f"{name!r} is not an IANA time zone") from error
    return name


def _distinct(channels: Iterable[str]) -> tuple[str, ...]:
    found = tuple(channels)
    if len(set(found)) < len(found):
        raise ValueError("a channel is named twice")
    return found


IntervalText = Annotated[
    Interval,
    PlainValidator(Interval.parse),
    PlainSerializer(str, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^\d\d:\d\d-\d\d:\d\d$", "examples": ["09:00-18:00"]}),
]
DayHours = Annotated[tuple[IntervalText, ...], AfterValidator(_in_order)]


class CalendarDocument(BaseModel):
    """Open hours by weekday with what overrides them.

    A date's hours are its exception if it has one; else, with `chinese_holidays`, none on a public holiday
    and `swapped_day_hours` (Monday's if not given) on a working day swapped for it; else its weekday's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: UUID
    name: LocalisedText
    time_zone: Annotated[str, AfterValidator(_known_zone)] = "Asia/Shanghai"
    weekly: dict[Weekday, DayHours] = Field(description="A weekday that is not named is closed.")
    chinese_holidays: bool = Field(default=False, description="Follows the published holidays (调休).")
    swapped_day_hours: DayHours | None = None
    exceptions: dict[date, DayHours] = Field(default_factory=dict)
    channels: Annotated[tuple[str, ...], AfterValidator(_distinct)] = Field(
        default=(), description="The channels whose online calendar this is."
    )

    @property
    def working_day_hours(self) -> tuple[Interval, ...]:
        """The hours of a working day that was swapped for a holiday."""
        if self.swapped_day_hours is not None:
            return self.swapped_day_hours
        return self.weekly.get(Weekday.MONDAY, ())
