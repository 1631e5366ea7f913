"""Until when an invoice of a kind can be issued (docs/domain.md, 3.4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from helpdesk.kit.errors import HelpdeskError
from helpdesk.procedures.rules.days import day_of, end_of, last_of_month, last_of_year
from helpdesk.procedures.rules.errors import InvoiceBeforeOrder, InvoiceWindowPassed

ORDINARY_DAYS: Final = 60


class InvoiceKind(StrEnum):
    """The two kinds of VAT invoice."""

    VAT_ORDINARY = "VAT_ORDINARY"
    VAT_SPECIAL = "VAT_SPECIAL"


@dataclass(frozen=True, slots=True)
class Window:
    """From an order to the latest day on which a kind can be issued, that day included.

    `ends_at` is the first instant after that day in the platform's zone: the hard deadline, half-open.
    """

    kind: InvoiceKind
    first_on: date
    latest_on: date
    ends_at: datetime


def latest_issue_day(kind: InvoiceKind, ordered_on: date) -> date:
    """The latest day for an order of a day: the 60th after it, or its month's last; never in another year."""
    if kind is InvoiceKind.VAT_SPECIAL:
        return last_of_month(ordered_on)
    return min(ordered_on + timedelta(days=ORDINARY_DAYS), last_of_year(ordered_on))


def window(kind: InvoiceKind, placed_at: datetime, zone: ZoneInfo) -> Window:
    """The window of an order that was placed at an instant."""
    ordered_on = day_of(placed_at, zone)
    latest_on = latest_issue_day(kind, ordered_on)
    return Window(kind, ordered_on, latest_on, end_of(latest_on, zone))


def outside(found: Window, *, at: datetime, zone: ZoneInfo) -> HelpdeskError | None:
    """What forbids issuing at an instant, if anything; asked when accepted and again when finance issues."""
    if at >= found.ends_at:
        return InvoiceWindowPassed(field="kind", latest_on=found.latest_on.isoformat())
    if day_of(at, zone) < found.first_on:
        return InvoiceBeforeOrder(field="kind")
    return None
