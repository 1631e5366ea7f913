"""Which calls fall due when (docs/domain.md §8.1). Pure: days and instants come in as values.

A period is a place in a plan that a customer is called for at most once: `2026-11/2` is the second call of a
month, `2026Q4` the call of a quarter, `ticket/<hex>` the one after a complaint.
"""

from __future__ import annotations

import calendar as months
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from helpdesk.calendars.errors import NoOpenTime
from helpdesk.calendars.hours import HORIZON_YEARS, Calendar
from helpdesk.calls.plans import ByGrade, CallChannel, Counting, DayWindow, Quarterly
from helpdesk.customers.models import Grade


@dataclass(frozen=True, slots=True)
class Slot:
    """One call of a plan: its period, its days `[first, after)`, its channel."""

    period: str
    first: date
    after: date
    channel: CallChannel


def of_month(trigger: ByGrade, grade: Grade | None, day: date) -> Iterator[Slot]:
    """The calls that a customer of a grade gets in the month of a day, each with its part of the month.

    Counted through, not by parts: whoever changes grade within a month is not called more often for it.
    """
    channels = trigger.monthly.get(grade, ()) if grade is not None else ()
    first, length = day.replace(day=1), months.monthrange(day.year, day.month)[1]
    for place, channel in enumerate(channels):
        begins, ends = (length * part // len(channels) for part in (place, place + 1))
        yield Slot(
            f"{first:%Y-%m}/{place + 1}",
            first + timedelta(days=begins),
            first + timedelta(days=ends),
            channel,
        )


def of_quarter(trigger: Quarterly, grade: Grade | None, day: date) -> Iterator[Slot]:
    """The one call that a member gets in the quarter of a day."""
    if not trigger.grades or grade in trigger.grades:
        number = (day.month - 1) // 3
        after = date(day.year + (number == 3), (number + 1) % 4 * 3 + 1, 1)
        yield Slot(f"{day.year}Q{number + 1}", date(day.year, number * 3 + 1, 1), after, trigger.channel)


def slots(trigger: ByGrade | Quarterly, grade: Grade | None, day: date) -> list[Slot]:
    """The calls of a routine plan that are to be made on a day: those whose days it is among."""
    found = of_month(trigger, grade, day) if isinstance(trigger, ByGrade) else of_quarter(trigger, grade, day)
    return [slot for slot in found if slot.first <= day < slot.after]


def window_days(window: DayWindow, occasion: date, calendar: Calendar) -> tuple[date, date]:
    """The days `[first, after)` of a window after an occasion. Raises NoOpenTime.

    A business day is one on which the calendar opens; the day of the occasion is day 0 whether it does or not.
    """
    if window.counting is Counting.CALENDAR:
        return occasion + timedelta(days=window.from_day), occasion + timedelta(days=window.to_day + 1)
    first, last = (_business_day(occasion, count, calendar) for count in (window.from_day, window.to_day))
    return first, last + timedelta(days=1)


def instants(first: date, after: date, calendar: Calendar, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """When calls of these days begin and must be over: the first opening in them, the midnight that ends them."""
    begins, ends = (datetime.combine(day, time(), zone) for day in (first, after))
    try:
        opening = calendar.next_opening(begins)
    except NoOpenTime:
        return begins, ends
    return (opening if opening < ends else begins), ends


def _business_day(occasion: date, count: int, calendar: Calendar) -> date:
    day = occasion
    for _ in range(366 * HORIZON_YEARS):
        if count <= 0:
            return day
        day += timedelta(days=1)
        count -= bool(calendar.hours_on(day))
    raise NoOpenTime(calendar=calendar.document.name.en, years=HORIZON_YEARS, since=occasion.isoformat())
