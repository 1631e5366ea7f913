"""What must fit before a version with these policies and calendars is published."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from helpdesk.calendars import tables
from helpdesk.calendars.errors import NoOpenTime
from helpdesk.calendars.holidays import Holidays
from helpdesk.calendars.hours import Calendar
from helpdesk.catalog.checks import policies_exist
from helpdesk.configuration.kinds import Check, EntryRefused, Snapshot
from helpdesk.sla.kinds import CALENDAR, SLA_POLICY


async def calendars_open(session: AsyncSession, snapshot: Snapshot) -> Iterable[EntryRefused]:
    """Every calendar opens at some time, and no channel goes by two."""
    holidays = await tables.load(session)
    return [*_never_open(snapshot, holidays), *_claimed_twice(snapshot)]


async def policies_have_calendars(_session: AsyncSession, snapshot: Snapshot) -> Iterable[EntryRefused]:
    """Every policy names a calendar that exists."""
    known = snapshot.of(CALENDAR)
    return [
        EntryRefused(
            SLA_POLICY.name,
            policy.name.en,
            f"there is no calendar {policy.calendar_id}",
            f"日历 {policy.calendar_id} 不存在",
            field="calendarId",
        )
        for policy in snapshot.of(SLA_POLICY).values()
        if policy.calendar_id not in known
    ]


def _never_open(snapshot: Snapshot, holidays: Holidays) -> Iterator[EntryRefused]:
    for document in snapshot.of(CALENDAR).values():
        try:
            Calendar(document, holidays).next_opening(datetime.now(UTC))
        except NoOpenTime:
            yield EntryRefused(
                CALENDAR.name, document.name.en, "it never opens", "没有任何服务时间", field="weekly"
            )


def _claimed_twice(snapshot: Snapshot) -> Iterator[EntryRefused]:
    taken: dict[str, str] = {}
    for document in snapshot.of(CALENDAR).values():
        for channel in document.channels:
            if channel in taken:
                yield EntryRefused(
                    CALENDAR.name,
                    document.name.en,
                    f"channel {channel} goes by {taken[channel]} already",
                    f"渠道 {channel} 已使用日历 {taken[channel]}",
                    field="channels",
                )
            taken.setdefault(channel, document.name.en)


CHECKS: tuple[Check, ...] = (calendars_open, policies_have_calendars, policies_exist(SLA_POLICY))
