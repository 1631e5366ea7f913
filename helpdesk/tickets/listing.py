"""Lists of tickets: keyset pages that read about as many rows as they show, however many tickets there are.

A list is a merge of ranges of indexes (`helpdesk.tickets.leading`), each in the list's order and cut to the page:
no single index is in the order of several groups, statuses and ways of seeing at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, literal_column, select

from helpdesk.kit.actor import Actor
from helpdesk.kit.paging import InvalidCursor, Page
from helpdesk.kit.statements import Columns, Statement
from helpdesk.tickets.filters import PARTS, SEARCHED, TicketFilter
from helpdesk.tickets.leading import Lead, leads
from helpdesk.tickets.merging import AFTER_AT, AFTER_ID, Branch, Form, Walk
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.status import TicketStatus
from helpdesk.tickets.visibility import seen_by, visible, ways

FEW_ENOUGH = 5_000
"""Of a million tickets: so few rows are checked one by one for what they are searched by."""
MOST_WRITTEN = 32
"""So many ranges are written out and merged as far as the page goes; of more, each one's page is read and sorted."""


class Order(StrEnum):
    """How a list of tickets is ordered: by an instant, then by id."""

    CREATED_AT_DESC = "CREATED_AT_DESC"
    CREATED_AT_ASC = "CREATED_AT_ASC"
    UPDATED_AT_DESC = "UPDATED_AT_DESC"
    UPDATED_AT_ASC = "UPDATED_AT_ASC"

    @property
    def column(self) -> str:
        """The column of the instant; a row's cursor is `[that, id]`."""
        return "created_at" if self.value.startswith("CREATED") else "last_event_at"

    @property
    def descending(self) -> bool:
        """Whether the newest comes first."""
        return self.value.endswith("DESC")


def listing(actor: Actor, wanted: TicketFilter, order: Order, page: Page) -> Statement:
    """The page's rows and one more, of what the actor sees and the filter lets through.

    Backwards pages come in reverse, as `kit.paging.cut` takes them. Raises InvalidCursor, and InvalidValue on
    `wanted.text`.
    """
    parts = wanted.parts()
    found, checked = leads(actor, wanted, created=order.column == "created_at")
    sight = tuple(way.column for way in ways(actor) or ())
    probing = not SEARCHED.isdisjoint(parts) and sum(lead.about for lead in found) > FEW_ENOUGH
    branches = tuple(_branches(found, tuple(parts), sight if checked else ()))
    walk = Walk(
        branches=tuple(branch for branch, _ in branches),
        overlapping=len(found) > 1,
        column=order.column,
        downwards=order.descending is not page.backwards,
        further=page.after is not None,
        limit=page.size + 1,
        probe=(tuple(parts), sight) if probing else None,
    )
    values = _values(parts, walk.parts) | (dict(visible(actor).values) if checked or probing else {})
    for branch, lead in branches:
        values |= branch.values(lead)
    after = _after(page)
    return Statement(walk, walk.build, values | after if branches else {})


def counting(actor: Actor, wanted: TicketFilter) -> Statement:
    """How many tickets the actor sees that the filter lets through: one row, `total`, whatever columns are asked.

    Exact, so its cost grows with what it counts. Raises InvalidValue on `wanted.text`.
    """
    if not wanted.statuses and (wanted.created_from or wanted.created_before):
        wanted = replace(wanted, statuses=tuple(TicketStatus))  # indexes of creation begin with the status
    parts = wanted.parts()
    sight = ways(actor)
    counts = _Counts(tuple(parts), None if sight is None else tuple(way.column for way in sight))
    return Statement(counts, counts.build, _values(parts, parts) | dict(visible(actor).values))


@dataclass(frozen=True, slots=True)
class _Counts:
    """A sum of counts, one for each way, of what no earlier way sees: each can go by the index of its way."""

    parts: tuple[str, ...]
    seen: tuple[str, ...] | None

    def build(self, columns: Columns = ()) -> Select[Any]:
        """The statement; it has its own column."""
        conditions = [PARTS[name] for name in self.parts]
        if self.seen is None:
            return select(func.count().label("total")).select_from(Ticket).where(*conditions)
        total: ColumnElement[int] = literal_column("0")
        for place, column in enumerate(self.seen):
            earlier = [seen_by(self.seen[:place]).is_not(True)] if place else []
            total = total + (
                select(func.count())
                .select_from(Ticket)
                .where(*conditions, seen_by((column,)), *earlier)
                .scalar_subquery()
            )
        return select(total.label("total"))


def _branches(
    found: tuple[Lead, ...], parts: tuple[str, ...], seen: tuple[str, ...]
) -> Iterator[tuple[Branch, Lead]]:
    written = sum(lead.ranges for lead in found if lead.ordered) <= MOST_WRITTEN
    split = [each for lead in found for each in (lead.each() if written and lead.ordered else (lead,))]
    for number, lead in enumerate(split):
        form = Form.WHOLE if not lead.ordered else Form.ONE if lead.ranges == 1 else Form.EACH
        rest = tuple(name for name in parts if name not in lead.takes)
        yield Branch(number, lead.columns, form, rest, seen), lead


def _values(parts: Mapping[str, Mapping[str, Any]], used: Iterable[str]) -> dict[str, Any]:
    return {name: value for part in used for name, value in parts[part].items()}


def _after(page: Page) -> dict[str, Any]:
    if page.after is None:
        return {}
    try:
        at, key = page.after
        return {AFTER_AT: datetime.fromisoformat(at).astimezone(UTC), AFTER_ID: UUID(key)}
    except (ValueError, TypeError, AttributeError, OverflowError):
        raise InvalidCursor(field="after") from None
