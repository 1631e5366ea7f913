"""What time it is in the demo: a working day, in the morning, at whatever real hour."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from helpdesk.calendars.document import WEEKDAYS, CalendarDocument
from helpdesk.calendars.holidays import packaged
from helpdesk.calendars.hours import Calendar
from helpdesk.events import shared_clock
from helpdesk.events.models import EventRow
from helpdesk.kit.clock import ClockSetting
from helpdesk.kit.ids import new_id
from helpdesk.kit.names import LocalisedText

MORNING = time(10)
KEPT_FROM, KEPT_UNTIL = time(9, 30), time(15)
ZONE = ZoneInfo("Asia/Shanghai")


async def set_clock(engine: AsyncEngine) -> datetime:
    """Let the shared clock show 10:00 of a working day, never going back; what it shows then.

    A demo that was left in the middle of a working day goes on there.
    """
    async with engine.begin() as connection:
        real = datetime.now(UTC)
        setting = await shared_clock.load(connection)
        latest = await connection.scalar(select(func.max(EventRow.at)))
        shown = start(real, setting.at(real) if setting else None, latest)
        return (await shared_clock.move(connection, shown, 1.0)).shown


def start(real: datetime, shown: datetime | None, latest: datetime | None) -> datetime:
    """The instant at which a demo begins, given the real time, its clock's and its latest event's."""
    office = _office()
    if shown is not None and (latest is None or latest <= shown) and _is_usable(shown, office):
        return shown
    local = real.astimezone(ZONE)
    day = local.date()
    if latest is not None:
        day = max(day, latest.astimezone(ZONE).date())
    while True:
        morning = datetime.combine(day, MORNING, ZONE)
        if office.hours_on(day) and (latest is None or latest <= morning):
            return morning.astimezone(UTC)
        day += timedelta(days=1)


async def change_speed(connection: AsyncConnection, speed: float) -> ClockSetting:
    """Let the shared clock go on from what it shows, at another speed."""
    real = datetime.now(UTC)
    setting = await shared_clock.load(connection)
    return await shared_clock.move(connection, setting.at(real) if setting else real, speed)


def _is_usable(shown: datetime, office: Calendar) -> bool:
    local = shown.astimezone(ZONE)
    return bool(office.hours_on(local.date())) and KEPT_FROM <= local.time() <= KEPT_UNTIL


def _office() -> Calendar:
    weekly = dict.fromkeys(WEEKDAYS[:5], ("09:00-18:00",))
    document = CalendarDocument.model_validate(
        {
            "id": new_id(),
            "name": LocalisedText(zh="办公时间", en="Office"),
            "weekly": weekly,
            "chinese_holidays": True,
        }
    )
    return Calendar(document, packaged())
