"""Days as the platform counts them: in its own time zone, windows with their last day (docs/domain.md)."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def day_of(instant: datetime, zone: ZoneInfo) -> date:
    """The calendar day on which an instant falls."""
    return instant.astimezone(zone).date()


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of a day."""
    return datetime.combine(day, time.min, zone)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The first instant after a day: a window that includes the day is half-open up to here."""
    return start_of(day + timedelta(days=1), zone)


def last_of_month(day: date) -> date:
    """The last day of a day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def last_of_year(day: date) -> date:
    """31 December of a day's year."""
    return date(day.year, 12, 31)
