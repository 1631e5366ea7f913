"""Which tickets are asked for: one filter, as SQL for lists and as a predicate for followers of the log."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any, Final
from uuid import UUID

from sqlalchemy import ColumnElement, and_, any_, literal_column

from helpdesk.events.log import Facets
from helpdesk.kit.channel import Channel
from helpdesk.kit.priority import Priority
from helpdesk.kit.statements import Condition
from helpdesk.tickets import search
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.parameters import column, one, several
from helpdesk.tickets.status import TicketStatus

SETS: Final = {
    "statuses": "status", "priorities": "priority", "channels": "channel", "group_ids": "group_id",
    "assignee_ids": "assignee_id", "service_item_ids": "service_item_id", "store_codes": "store_code",
    "member_codes": "member_code",
}  # fmt: skip
"""Parts of which one value must be the ticket's, and its column."""
EXACT: Final = ("customer_id", "order_code", "external_id")
WINDOW: Final = ("created_from", "created_before")


@dataclass(frozen=True, slots=True)
class TicketFilter:
    """Every part that is given must hold; a tuple holds when the ticket's value is one of it."""

    statuses: tuple[TicketStatus, ...] = ()
    priorities: tuple[Priority, ...] = ()
    channels: tuple[Channel, ...] = ()
    group_ids: tuple[UUID, ...] = ()
    assignee_ids: tuple[UUID, ...] = ()
    unassigned: bool | None = None
    service_item_ids: tuple[UUID, ...] = ()
    store_codes: tuple[str, ...] = ()
    member_codes: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    customer_id: UUID | None = None
    order_code: str | None = None
    external_id: str | None = None
    created_from: datetime | None = None
    created_before: datetime | None = None
    text: str | None = None

    def matches(self, facets: Facets) -> bool:
        """Whether a ticket that looks like this passes the parts that followers can use."""
        tags = set(facets.get("tags") or ())
        assignee = facets.get("assignee_id")
        return (
            all(
                facets.get(name) in {str(value) for value in values}
                for name, values in self._sets()
                if values
            )
            and (self.unassigned is None or (assignee is None) is self.unassigned)
            and tags.issuperset(self.tags)
        )

    def conditions(self) -> tuple[Condition, ...]:
        """The SQL conditions of every part that is given. Raises InvalidValue on `text`."""
        return tuple(Condition(PARTS[name], values) for name, values in self.parts().items())

    def parts(self) -> dict[str, dict[str, Any]]:
        """The parts that are given, by their name in PARTS, with the values that they bind."""
        found: dict[str, dict[str, Any]] = {}
        for name in (*SETS, *EXACT, *WINDOW):
            given = getattr(self, name)
            if given is not None and given != ():
                found[name] = {name: list(dict.fromkeys(map(_plain, given))) if name in SETS else given}
        if self.unassigned is not None:
            found["unassigned" if self.unassigned else "assigned"] = {}
        if self.tags:
            found["tags"] = {"tags": list(self.tags)}
        if self.text is not None:
            found["text"] = dict(search.found_by(self.text).values)
        return found

    def _sets(self) -> Iterator[tuple[str, tuple[object, ...]]]:
        return ((column_name, getattr(self, name)) for name, column_name in SETS.items())


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value


BOUNDS: Final = frozenset({*WINDOW, "unassigned"})
"""Parts that an index leads to beside its columns."""
SEARCHED: Final = frozenset({"tags", "text"})
"""Parts whose index is in no order."""
PARTS: Final[Mapping[str, ColumnElement[bool]]] = {
    **{name: column(held) == any_(several(name, held)) for name, held in SETS.items()},
    **{name: column(name) == one(name, name) for name in EXACT},
    "unassigned": Ticket.assignee_id.is_(None),
    "assigned": Ticket.assignee_id.is_not(None),
    "tags": and_(Ticket.tags.op("@>")(several("tags", "origin")), Ticket.tags != literal_column("'{}'")),
    "created_from": and_(
        Ticket.created_at >= one("created_from", "created_at"),
        Ticket.last_event_at >= one("created_from", "created_at"),
    ),
    "created_before": Ticket.created_at < one("created_before", "created_at"),
    "text": search.FOUND,
}
"""The expression of each part. Two say more than they must, for the sake of indexes: that tags are not empty, and
that nothing happened to a ticket before it was created."""
