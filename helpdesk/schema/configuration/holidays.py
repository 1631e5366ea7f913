"""Public holidays as the API shows them."""

from __future__ import annotations

from datetime import date
from typing import Any

import strawberry
from sqlalchemy import select

from helpdesk.calendars.models import HolidayYear as YearRow
from helpdesk.schema.context import Context
from helpdesk.schema.fields import column


@strawberry.type(
    description="The public holidays of one year, with the working days swapped for them (调休)."
)
class HolidayYear:
    """A year that is known; of any other the plain week applies, provisionally."""

    row: strawberry.Private[Any]
    year: int = column("year", "The year.")
    days_off: list[date] = column("days_off", "Days off, weekends inside a holiday too.")
    working_days: list[date] = column("working_days", "Weekend days that are worked instead.")
    source: str = column("source", "Whence it is known: a package's name, or the key of who taught it.")
    version: int = column("revision", "Raised by each change.")


async def years(context: Context, year: int | None = None) -> list[HolidayYear]:
    """The years that are known, or this one if it is."""
    wanted = () if year is None else (YearRow.year == year,)
    rows = await context.loaders.rows(
        select(*YearRow.__table__.columns).where(*wanted).order_by(YearRow.year)
    )
    return [HolidayYear(row=row) for row in rows]
