"""Compiled calendars of a version of the configuration, with the holidays known now."""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from helpdesk.calendars import tables
from helpdesk.calendars.holidays import Holidays
from helpdesk.calendars.hours import Calendar
from helpdesk.configuration.kinds import Snapshot
from helpdesk.sla.kinds import CALENDAR


class Stamp(NamedTuple):
    """How many years of holidays are known, and how often one was learned; what STAMP selects."""

    years: int
    revisions: int


STAMP = "SELECT count(*), coalesce(sum(revision), 0)::bigint FROM holiday_years"


class OpenHours:
    """The calendars of one version, each compiled when first needed."""

    def __init__(self, snapshot: Snapshot, holidays: Holidays) -> None:
        self._snapshot = snapshot
        self._holidays = holidays
        self._compiled: dict[UUID, Calendar] = {}
        documents = reversed(list(snapshot.of(CALENDAR).values()))  # the first that names a channel has it
        self._online = {str(channel): one.id for one in documents for channel in one.channels}

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
        return self._online.get(channel)


class OpenHoursCache:
    """Compiled calendars by version, made anew when a holiday table arrives."""

    def __init__(self) -> None:
        self._stamp: Stamp | None = None
        self._holidays = Holidays({})
        self._hours: dict[int, OpenHours] = {}

    def known(self, snapshot: Snapshot, stamp: Stamp) -> OpenHours | None:
        """The open hours of a version, if the holidays with this stamp are at hand."""
        return self._of(snapshot) if stamp == self._stamp else None

    async def of(self, connection: AsyncConnection | AsyncSession, snapshot: Snapshot) -> OpenHours:
        """The open hours of a version."""
        stamp = Stamp(*(await connection.execute(text(STAMP))).one())
        if stamp != self._stamp:
            self._holidays = await tables.load(connection)
            self._hours.clear()
            self._stamp = stamp
        return self._of(snapshot)

    def _of(self, snapshot: Snapshot) -> OpenHours:
        if snapshot.version not in self._hours:
            self._hours[snapshot.version] = OpenHours(snapshot, self._holidays)
        return self._hours[snapshot.version]
