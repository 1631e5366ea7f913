"""The table of holidays: the truth at run time, of which the package is one source."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Date, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.kit.database import Table


class HolidayYear(Table):
    """The published holidays of one year (docs/domain.md, section 4)."""

    __tablename__ = "holiday_years"

    year: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    id: Mapped[UUID] = mapped_column(unique=True)
    days_off: Mapped[list[date]] = mapped_column(ARRAY(Date))
    working_days: Mapped[list[date]] = mapped_column(ARRAY(Date))
    source: Mapped[str]
    at: Mapped[datetime]
    revision: Mapped[int]
    last_event_at: Mapped[datetime]

    @property
    def subject_kind(self) -> str:
        """As the log writes it."""
        return "holiday_year"

    def facets(self) -> dict[str, Any]:
        """Followers may filter by year."""
        return {"year": self.year}
