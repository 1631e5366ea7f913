"""Compiled calendars of a version of the configuration, with the holidays known now."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from helpdesk.calendars import tables
from helpdesk.calendars.holidays import Holidays
from helpdesk.calendars.hours import Calendar
from helpdesk.calendars.models import HolidayYear
from helpdesk.configuration.kinds import Snapshot
from helpdesk.sla.kinds import CALENDAR

_Stamp = tuple[int, int]


class OpenHours:
    """The calendars of one version, each compiled when first needed."""

    def __init__(self, snapshot: Snapshot, holidays: Holidays) -> None:
        self._snapshot = snapshot
        self._holidays = holidays
        self._compiled: dict[UUID, Calendar] = {}

    def get(self, calendar_id: UUID, version: int) -> Calendar:
        """The calendar as it stands in this version. Raises LookupError for another version."""
        if version != self._snapshot.version:
            raise LookupError(
                f"calendars of version {self._snapshot.version} were asked for version {version}"
            )
        if calendar_id not in self._compiled:
            self._compiled[calendar_id] = Calendar(self._snapshot.of(CALENDAR)[calendar_id], self._holidays)
        return self._compiled[calendar_id]

    def of_channel(self, channel: str) -> UUID | None:
        """The calendar by which a channel is online."""
        documents = self._snapshot.of(CALENDAR).values()
        return next((document.id for document in documents if channel in document.channels), None)


class OpenHoursCache:
    """Compiled calendars by version, made anew when a holiday table arrives."""

    def __init__(self) -> None:
        self._stamp: _Stamp | None = None
        self._holidays = Holidays({})
        self._hours: dict[int, OpenHours] = {}

    async def of(self, connection: AsyncConnection | AsyncSession, snapshot: Snapshot) -> OpenHours:
        """The open hours of a version."""
        row = (
            await connection.execute(select(func.count(), func.coalesce(func.sum(HolidayYear.revision), 0)))
        ).one()
        stamp = (int(row[0]), int(row[1]))
        if stamp != self._stamp:
            self._holidays = await tables.load(connection)
            self._hours.clear()
            self._stamp = stamp
        if snapshot.version not in self._hours:
            self._hours[snapshot.version] = OpenHours(snapshot, self._holidays)
        return self._hours[snapshot.version]
