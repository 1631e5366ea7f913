"""Which tickets are asked for: one filter, as SQL for lists and as a predicate for followers of the log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement

from helpdesk.events.log import Facets
from helpdesk.kit.channel import Channel
from helpdesk.kit.priority import Priority
from helpdesk.tickets import search
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.status import TicketStatus


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

    def conditions(self) -> Iterator[ColumnElement[bool]]:
        """The SQL conditions of every part that is given."""
        for name, values in self._sets():
            if values:
                yield getattr(Ticket, name).in_(values)
        if self.unassigned is not None:
            yield Ticket.assignee_id.is_(None) if self.unassigned else Ticket.assignee_id.is_not(None)
        if self.tags:
            yield Ticket.tags.contains(list(self.tags))
        yield from self._exact()
        if self.created_from is not None:
            yield Ticket.created_at >= self.created_from
        if self.created_before is not None:
            yield Ticket.created_at < self.created_before
        if self.text is not None:
            yield from search.conditions(self.text)

    def _sets(self) -> tuple[tuple[str, tuple[object, ...]], ...]:
        return (
            ("status", self.statuses),
            ("priority", self.priorities),
            ("channel", self.channels),
            ("group_id", self.group_ids),
            ("assignee_id", self.assignee_ids),
            ("service_item_id", self.service_item_ids),
            ("store_code", self.store_codes),
            ("member_code", self.member_codes),
        )

    def _exact(self) -> Iterator[ColumnElement[bool]]:
        for column, value in (
            (Ticket.customer_id, self.customer_id),
            (Ticket.order_code, self.order_code),
            (Ticket.external_id, self.external_id),
        ):
            if value is not None:
                yield column == value
