"""A clock that walks through time in small steps and adds up.

It knows the week, the holidays and the terms, but neither spans nor sums nor due times: it looks at five
minutes after five minutes, and sees what was reached.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from math import ceil
from uuid import UUID

from helpdesk.calendars.document import CalendarDocument, Interval, Weekday
from helpdesk.calendars.holidays import packaged
from helpdesk.calendars.hours import Calendar
from helpdesk.sla.state import Phase
from helpdesk.sla.terms import BusinessDays, Terms

HOLIDAYS = packaged()
SHANGHAI = timezone(timedelta(hours=8))
TICK = 5 * 60 * 1_000_000
HOUR = 60 * 60 * 1_000_000
DAY = 24 * HOUR
BEGIN = datetime(2026, 9, 28, tzinfo=SHANGHAI)  # the Monday before National Day


def micros(length: timedelta) -> int:
    return length // timedelta(microseconds=1)


def instant(at: int) -> datetime:
    return BEGIN.astimezone(UTC) + timedelta(microseconds=at)


class Week:
    """Open hours, looked up one instant at a time."""

    def __init__(self, hours: list[tuple[Interval, ...]], holidays: bool) -> None:
        self.hours = hours
        self.holidays = holidays
        document = CalendarDocument.model_validate(
            {
                "id": UUID(int=7),
                "name": {"zh": "日历", "en": "calendar"},
                "weekly": dict(zip(Weekday, hours, strict=True)),
                "chinese_holidays": holidays,
            }
        )
        self.compiled = Calendar(document, HOLIDAYS)

    def get(self, calendar_id: UUID, version: int) -> Calendar:
        return self.compiled

    def day(self, at: int) -> tuple[Interval, ...]:
        day = (BEGIN + timedelta(days=at // DAY)).date()
        if self.holidays and HOLIDAYS.is_off(day):
            return ()
        if self.holidays and HOLIDAYS.is_swapped(day):
            return self.hours[0]
        return self.hours[day.weekday()]

    def is_open(self, at: int) -> bool:
        minute = at % DAY // 60_000_000
        return any(opens <= minute < closes for opens, closes in self.day(at))

    def length(self, at: int) -> int:
        return sum(closes - opens for opens, closes in self.day(at)) * 60_000_000


@dataclass
class Naive:
    """Adds up what counts, and notes when something is reached."""

    week: Week
    terms: Terms
    wall: bool
    now: int
    phase: Phase = Phase.RUNNING
    time: int = 0
    days: Fraction = Fraction(0)
    waited: Fraction = Fraction(0)
    reached: int | None = None
    breach_told: bool = False
    warned: bool = False
    level: int = 0
    acknowledged: bool = False
    mark: tuple[int, Fraction] = (0, Fraction(0))
    told: list[tuple[str, int]] = field(default_factory=list)

    def passed(
        self, after: object, since: tuple[int, Fraction] = (0, Fraction(0)), percent: int = 100
    ) -> bool:
        return self.missing(after, since, percent) <= 0

    def missing(self, after: object, since: tuple[int, Fraction], percent: int = 100) -> Fraction:
        if isinstance(after, BusinessDays):
            return since[1] + after.business_days * percent / 100 - self.days
        assert isinstance(after, timedelta)
        return Fraction(since[0]) + Fraction(micros(after) * percent, 100) - self.time

    def advance(self, until: int) -> None:
        self.look()
        while self.now < until:
            piece = min(until, (self.now // TICK + 1) * TICK) - self.now
            if self.phase is Phase.RUNNING and (self.wall or self.week.is_open(self.now)):
                piece = self.count(piece)
            elif self.phase is Phase.PAUSED and self.week.is_open(self.now):
                self.waited += Fraction(piece, self.week.length(self.now))
            self.now += piece
            self.look()

    def count(self, piece: int) -> int:
        """Count a piece of time, or only so much of it as the target needs."""
        if self.reached is None:
            missing = self.missing(self.terms.target, (0, Fraction(0)))
            if isinstance(self.terms.target, BusinessDays):
                missing *= self.week.length(self.now)
            piece = min(piece, max(1, ceil(missing)))
        self.time += piece
        if not self.wall:
            self.days += Fraction(piece, self.week.length(self.now))
        return piece

    def look(self) -> None:
        if self.phase is Phase.RUNNING and self.reached is None and self.passed(self.terms.target):
            self.reached = self.now
            self.mark = self.time, self.days

    def tell_breach(self) -> None:
        if self.reached is not None and not self.breach_told and self.phase is Phase.RUNNING:
            self.breach_told = True
            self.told.append(("BREACH", self.reached))

    def crossing(self) -> str | None:
        """What a worker who looks now has to record next."""
        if self.phase is not Phase.RUNNING:
            return None
        if not self.breach_told:
            if not self.warned and self.passed(self.terms.target, percent=self.terms.warn_percent):
                return "WARN"
            return "BREACH" if self.reached is not None else None
        levels = self.terms.escalation
        if self.acknowledged or self.level >= len(levels):
            return None
        return "LEVEL" if self.passed(levels[self.level].after, self.mark) else None

    def poll(self) -> None:
        while crossing := self.crossing():
            if crossing == "BREACH":
                self.tell_breach()
                continue
            if crossing == "WARN":
                self.warned = True
            else:
                self.level += 1
                self.mark = self.time, self.days
            self.told.append((crossing, self.now))

    def act(self, action: str, terms: Terms) -> None:
        self.tell_breach()
        match action:
            case "pause":
                self.phase = Phase.PAUSED
            case "resume" | "continue":
                self.phase = Phase.RUNNING
            case "meet":
                self.phase = Phase.MET
            case "cancel":
                self.phase = Phase.CANCELLED
            case "acknowledge":
                self.acknowledged = True
            case "retarget":
                self.terms = terms
        self.look()
