"""Clocks to try rules on, and stories told about them."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from helpdesk.calendars.document import CalendarDocument, Weekday
from helpdesk.calendars.holidays import Holidays, packaged
from helpdesk.calendars.hours import Calendar
from helpdesk.sla import events
from helpdesk.sla.clocks import fold
from helpdesk.sla.events import ClockEvent, Dated
from helpdesk.sla.state import ClockState
from helpdesk.sla.terms import Allowance, BusinessDays, ClockKind, EscalationLevel, Metric, Terms

CLOCK = Metric.RESOLUTION, 1
FOUR_HOURS = timedelta(hours=4)
HALF_A_DAY = BusinessDays(business_days=Fraction(1, 2))


class Office:
    """Monday to Friday 09:00 to 18:00, with the holidays."""

    def __init__(self, holidays: Holidays) -> None:
        document = CalendarDocument.model_validate(
            {
                "id": UUID(int=7),
                "name": {"zh": "办公室", "en": "office"},
                "weekly": {day: ["09:00-18:00"] for day in tuple(Weekday)[:5]},
                "chinese_holidays": True,
            }
        )
        self.calendar = Calendar(document, holidays)

    def get(self, calendar_id: UUID, version: int) -> Calendar:
        return self.calendar


OFFICE = Office(packaged())


def at(text: str) -> datetime:
    """An instant of September and October 2026: `30 16:00` is in September, `08 11:00` in October."""
    day, time = text.split()
    month = 9 if int(day) >= 20 else 10
    return datetime.fromisoformat(f"2026-{month:02d}-{day}T{time}").replace(tzinfo=ZoneInfo("Asia/Shanghai"))


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def terms(clock: ClockKind = ClockKind.BUSINESS, target: Allowance = FOUR_HOURS, **more: Any) -> Terms:
    return Terms(
        **{
            "policy_id": UUID(int=1),
            "configuration_version": 3,
            "calendar_id": UUID(int=7),
            "clock": clock,
            "target": target,
            "warn_percent": 75,
            "escalation": (
                EscalationLevel(),
                EscalationLevel(after=hours(1)),
                EscalationLevel(after=hours(2)),
            ),
            "waiting_limit": Fraction(5),
            **more,
        }
    )


def started(of: Terms, conversation: bool = False) -> ClockEvent:
    return events.Started(*CLOCK, of, conversation)


PAUSED = events.Paused(*CLOCK, "INFORMATION_REQUESTED", "REQUESTER")
RESUMED = events.Resumed(*CLOCK, "REQUESTER_REPLIED")
MET = events.Met(*CLOCK)
CONTINUED = events.Continued(*CLOCK)
CANCELLED = events.Cancelled(*CLOCK, "MERGED")
RECOMPUTED = events.Recomputed(*CLOCK, None, None)


def retargeted(target: Allowance, clock: ClockKind = ClockKind.BUSINESS) -> ClockEvent:
    return events.Retargeted(*CLOCK, terms(clock, target), "PRIORITY_CHANGED")


def breached(due: str) -> ClockEvent:
    return events.Breached(*CLOCK, at(due))


def warned(due: str) -> ClockEvent:
    return events.Warned(*CLOCK, at(due))


def level(number: int) -> ClockEvent:
    return events.Escalated(*CLOCK, number, reassign=False, raise_priority=False)


def log(*story: tuple[str, ClockEvent]) -> list[Dated]:
    return [Dated(at(when), event) for when, event in story]


def after(*story: tuple[str, ClockEvent], office: Office = OFFICE) -> ClockState:
    return fold(log(*story), office)


def next_of(state: ClockState) -> tuple[str, int, datetime] | None:
    return (state.next.kind, state.next.level, state.next.at) if state.next else None


WALL, BUSINESS, ONLINE = ClockKind.WALL, ClockKind.BUSINESS, ClockKind.ONLINE
