"""Learning the holidays of a year, and reading what is known."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from helpdesk.calendars.events import HolidaysLearned
from helpdesk.calendars.holidays import Holidays, YearOfHolidays, checked, packaged
from helpdesk.calendars.models import HolidayYear
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Permission
from helpdesk.kit.ids import new_id

PACKAGED = "chinesecalendar"


async def load(connection: AsyncConnection | AsyncSession) -> Holidays:
    """Every year that is known."""
    rows = await connection.execute(
        select(HolidayYear.year, HolidayYear.days_off, HolidayYear.working_days).order_by(HolidayYear.year)
    )
    return Holidays({year: YearOfHolidays(frozenset(off), frozenset(on)) for year, off, on in rows})


async def learn(
    work: UnitOfWork, *, year: int, days_off: Iterable[date], working_days: Iterable[date], source: str
) -> HolidayYear:
    """Make a year's holidays known or correct them; timers that were provisional are then recomputed.

    Learning the same again tells nothing. Raises HolidayOfAnotherYear, HolidayAndWorkingDay.
    """
    work.actor.require(Permission.CONFIGURATION_WRITE)
    published = checked(year, frozenset(days_off), frozenset(working_days))
    row, is_new = await _lock(work, year)
    if not is_new and YearOfHolidays(frozenset(row.days_off), frozenset(row.working_days)) == published:
        return row
    work.track(row, new=is_new)
    row.days_off, row.working_days = sorted(published.days_off), sorted(published.working_days)
    row.source, row.at = source, work.now
    work.record(row, HolidaysLearned(year, tuple(row.days_off), tuple(row.working_days), source))
    work.enqueue("recompute_provisional_timers", year=year)
    return row


async def learn_packaged(work: UnitOfWork) -> list[int]:
    """Learn the years of the installed package that the table lacks; which they were."""
    known = await load(work.session)
    missing = {year: days for year, days in packaged().years.items() if not known.knows(year)}
    for year, (days_off, working_days) in missing.items():
        await learn(work, year=year, days_off=days_off, working_days=working_days, source=PACKAGED)
    return list(missing)


async def _lock(work: UnitOfWork, year: int) -> tuple[HolidayYear, bool]:
    """The year's row, locked, and whether this change made it. Two who learn a year at once queue here."""
    made = await work.session.scalar(
        insert(HolidayYear)
        .values(
            year=year, id=new_id(), days_off=[], working_days=[], source="", at=work.now,
            revision=0, last_event_at=work.now,
        )
        .on_conflict_do_nothing()
        .returning(HolidayYear.year)
    )  # fmt: skip
    locked = select(HolidayYear).where(HolidayYear.year == year).with_for_update()
    row = await work.session.scalar(locked.execution_options(populate_existing=True))
    if row is None:
        raise LookupError(f"the holidays of {year} vanished while being learned")
    return row, made is not None
