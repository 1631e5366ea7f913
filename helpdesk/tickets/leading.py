"""Which index leads to a list: the one of whose rows the fewest are passed over.

Every index of an order begins with a column that the list fixes, a status at the least. So the planner cannot
take the newest of all tickets and look for one of a kind that there has not been for years.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from itertools import product
from math import prod
from typing import Any, Final

from helpdesk.kit.actor import Actor
from helpdesk.kit.priority import Priority
from helpdesk.tickets.filters import EXACT, SETS, TicketFilter
from helpdesk.tickets.status import TicketStatus
from helpdesk.tickets.visibility import Way, ways

OF_A_MILLION: Final = {
    "external_id": 1, "order_code": 5, "customer_id": 20, "member_code": 20, "store_code": 1_000,
    "assignee_id": 5_000, "service_item_id": 20_000, "group_id": 25_000, "channel": 125_000,
}  # fmt: skip
"""About how many of a million tickets one value has: not measured of each desk, but enough to rank by."""
OF_PRIORITY: Final = {
    Priority.LOW: 100_000, Priority.NORMAL: 800_000, Priority.HIGH: 80_000, Priority.URGENT: 20_000,
}  # fmt: skip
UNASSIGNED = 5_000
DAILY = 3_000
CLOSED_SHARE, OTHER_SHARE = 0.95, 0.01
"""Nearly every ticket of a grown desk is closed; those in any other status are few."""
BY_STATUS: Final = frozenset({"group_id", "assignee_id"})
"""Their indexes go by status before they go by time."""
ONLY_BY_CREATION: Final = frozenset({"order_code", "customer_id", "member_code"})
"""Few tickets have one value of these: in the order of updates they are read whole and sorted."""
UNORDERED: Final = frozenset({"external_id"})
LONGEST_WINDOW = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Lead:
    """Rows that an index leads to: `columns` hold one of their values each, in the list's order or to be sorted.

    `takes` are the parts of the filter that thereby hold; `about` estimates the rows, of a million tickets.
    """

    columns: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]
    ordered: bool
    takes: frozenset[str]
    about: float = field(compare=False)

    @property
    def ranges(self) -> int:
        """How many ranges of its index it is."""
        return prod(len(each) for each in self.values)

    def each(self) -> Iterator[Lead]:
        """Its ranges, each a lead of its own."""
        for values in product(*self.values):
            yield replace(self, values=tuple((value,) for value in values))


def leads(actor: Actor, wanted: TicketFilter, *, created: bool) -> tuple[tuple[Lead, ...], bool]:
    """The leads whose rows together hold the list, and whether the actor's sight must be checked on each row.

    Either one lead of the filter, or one for each way in which the actor sees tickets, whichever are fewer rows.
    """
    offered = _of_filter(wanted, created=created)
    if (sight := ways(actor)) is None:
        return (offered,), False
    seen = tuple(_of_ways(sight, wanted, created=created))
    if offered.about < sum(lead.about for lead in seen):
        return (offered,), True
    return seen, False


def _of_ways(sight: tuple[Way, ...], wanted: TicketFilter, *, created: bool) -> Iterator[Lead]:
    for way in sight:
        given = getattr(wanted, _PART[way.column])
        values = way.values.intersection(given) if given else way.values
        if values:
            yield _by(way.column, tuple(values), wanted, created=created)


def _by(column: str, values: tuple[Any, ...], wanted: TicketFilter, *, created: bool) -> Lead:
    """The lead of a column's values, in the order of creation or of updates."""
    part = _PART.get(column, column)
    about = sum(OF_PRIORITY[value] if column == "priority" else OF_A_MILLION[column] for value in values)
    if column in BY_STATUS:
        statuses = _statuses(wanted)
        return Lead(
            (column, "status"), (values, _texts(statuses)), ordered=True, takes=frozenset({part, "statuses"}),
            about=about * _share(statuses),
        )  # fmt: skip
    ordered = column not in UNORDERED and (created or column not in ONLY_BY_CREATION)
    return Lead((column,), (values,), ordered, frozenset({part}), about)


def _of_filter(wanted: TicketFilter, *, created: bool) -> Lead:
    """The lead that passes over the fewest rows among those that a filter offers; all tickets at the least."""
    return min(_offered(wanted, created=created), key=lambda lead: lead.about)


def _offered(wanted: TicketFilter, *, created: bool) -> Iterator[Lead]:
    for name in (*EXACT, *SETS):
        given = getattr(wanted, name)
        column = SETS.get(name, name)
        if given is not None and given != () and column != "status":
            values = tuple(dict.fromkeys(given)) if name in SETS else (given,)
            yield _by(column, _texts(values), wanted, created=created)
    if wanted.unassigned:
        yield Lead((), (), ordered=True, takes=frozenset(), about=UNASSIGNED)
    statuses = _statuses(wanted)
    of_status = Lead(
        ("status",), (_texts(statuses),), ordered=True, takes=frozenset({"statuses"}),
        about=1_000_000 * _share(statuses),
    )  # fmt: skip
    yield of_status
    if not created and (days := _window(wanted)) is not None:
        yield replace(of_status, ordered=False, about=DAILY * max(days, 1))


def _window(wanted: TicketFilter) -> float | None:
    """Days of a short window of creation, which is read whole where the list goes by updates."""
    if wanted.created_from is None or wanted.created_before is None:
        return None
    length = wanted.created_before - wanted.created_from
    return length / timedelta(days=1) if length <= LONGEST_WINDOW else None


def _statuses(wanted: TicketFilter) -> tuple[TicketStatus, ...]:
    return tuple(dict.fromkeys(wanted.statuses)) or tuple(TicketStatus)


def _share(statuses: tuple[TicketStatus, ...]) -> float:
    return sum(CLOSED_SHARE if each is TicketStatus.CLOSED else OTHER_SHARE for each in statuses)


def _texts(values: tuple[Any, ...]) -> tuple[Any, ...]:
    return tuple(str(each) if isinstance(each, str) else each for each in values)


_PART: Final = {column: part for part, column in SETS.items()}
