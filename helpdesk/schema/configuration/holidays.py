"""Public holidays as the API shows them."""

from __future__ import annotations

from datetime import date
from typing import cast

import strawberry
from sqlalchemy import BigInteger, bindparam

from helpdesk.calendars.models import HolidayYear as YearRow
from helpdesk.kit.statements import Condition
from helpdesk.schema.context import Context
from helpdesk.schema.projection.declarations import column
from helpdesk.schema.projection.requests import First, Rows, selecting
from helpdesk.schema.sources import HOLIDAYS


@strawberry.type(
    description="The public holidays of one year, with the working days swapped for them (调休)."
)
class HolidayYear:
    """A year that is known; of any other the plain week applies, provisionally."""

    year: int = column("year", "The year.")
    days_off: list[date] = column("days_off", "Days off, weekends inside a holiday too.")
    working_days: list[date] = column("working_days", "Weekend days that are worked instead.")
    source: str = column("source", "Whence it is known: a package's name, or the key of who taught it.")
    version: int = column("revision", "Raised by each change.")


_THE_YEAR = YearRow.year == bindparam("year", type_=BigInteger())


def years(context: Context) -> list[HolidayYear]:
    """The years that are known."""
    return cast("list[HolidayYear]", Rows(HOLIDAYS, selecting(HOLIDAYS, context.actor, order=["year"])))


def the_year(context: Context, year: int) -> HolidayYear | None:
    """This year, if it is known."""
    wanted = Condition(_THE_YEAR, {"year": year})
    return cast("HolidayYear | None", First(HOLIDAYS, selecting(HOLIDAYS, context.actor, wanted)))
