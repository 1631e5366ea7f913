"""What happens to the table of holidays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from helpdesk.events.log import Event


@dataclass(frozen=True, slots=True)
class HolidaysLearned(Event):
    """A year's public holidays and swapped working days became known, or were corrected."""

    kind: ClassVar[str] = "holidays.learned"

    year: int
    days_off: tuple[date, ...]
    working_days: tuple[date, ...]
    source: str
