"""The feed: the event log in its own order, for programs that follow everything they may see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import strawberry
from sqlalchemy import select

from helpdesk.events.cursors import Head
from helpdesk.events.log import COLUMNS, LoggedEvent, from_row
from helpdesk.events.models import EventRow
from helpdesk.kit import ids, paging
from helpdesk.kit.actor import Permission
from helpdesk.kit.errors import InvalidValue
from helpdesk.schema.arguments import FirstOfMany
from helpdesk.schema.context import Context, Info
from helpdesk.schema.log.types import SUBJECTS, Event, may_read
from helpdesk.tickets.visibility import sees

BATCH = 500
SPAN = 2_000
MOST_BATCHES = 10
"""How much of the log one page looks through: what the caller may not see, and kinds that are rare, make pages short,
not slow."""


@strawberry.type(description="A page of the event log.")
class EventFeed:
    """Events with the place where to go on."""

    nodes: list[Event] = strawberry.field(
        description="The events, in the log's order; none or few where most are out of the caller's sight."
    )
    end_cursor: str = strawberry.field(
        description="Give it back as `after` to go on: it is past everything looked through, and nothing is missed."
    )
    has_next_page: bool = strawberry.field(description="Whether the log goes on after `endCursor` by now.")


@strawberry.input(description="Which events. Every part that is given must hold.")
class EventsFilter:
    """By kind and by subject."""

    kinds: list[str] | None = strawberry.field(
        default=None, description="One of these kinds, as `ticket.assigned`, at most 50."
    )
    subject_kind: str | None = strawberry.field(
        default=None, description="About subjects of this kind, as `ticket`."
    )
    subject_id: strawberry.ID | None = strawberry.field(
        default=None, description="About this subject: a ticket, customer, agent, group, unit or draft."
    )

    def conditions(self) -> list[Any]:
        """As SQL. Raises InvalidId and InvalidValue."""
        found: list[Any] = []
        if self.kinds is not None:
            if len(self.kinds) > 50:
                raise InvalidValue("filter.kinds", "At most 50 kinds.", "最多 50 种。")
            found.append(EventRow.kind.in_(self.kinds))
        if self.subject_kind is not None:
            found.append(EventRow.subject_kind == self.subject_kind)
        if self.subject_id is not None:
            found += _about(self.subject_id)
        return found


@strawberry.type
class LogQueries:
    """Root fields of the event log."""

    @strawberry.field(
        description="Events in the log's order, from the oldest kept or from a cursor on, each once. Events of tickets "
        "only where the caller sees the ticket. Needs `events.read`. Errors: CURSOR_EXPIRED (read anew, then follow), "
        "INVALID_CURSOR."
    )
    async def events(
        self,
        info: Info,
        first: FirstOfMany = None,
        after: Annotated[
            str | None,
            strawberry.argument(description="An `endCursor`, or a cursor of any subscription."),
        ] = None,
        filter: Annotated[
            EventsFilter | None, strawberry.argument(description="Which; all when left out.")
        ] = None,
    ) -> EventFeed:
        """A page of the log."""
        info.context.actor.require(Permission.EVENTS_READ)
        size = paging.page(first=first, after=None, default=100).size
        head = await info.context.services.hub.head()
        position = head.kept_after if after is None else head.position_of(after)
        return await _feed(info.context, head, position, filter.conditions() if filter else [], size)

    @strawberry.field(
        description="The cursor of the log's present end: read a list, then follow from the cursor taken before it. "
        "Anybody who is signed in may ask."
    )
    async def feed_cursor(self, info: Info) -> str:
        """The end of the log."""
        return (await info.context.services.hub.head()).cursor()


async def _feed(
    context: Context, head: Head, position: int, conditions: Sequence[Any], size: int
) -> EventFeed:
    found: list[LoggedEvent] = []
    for _ in range(MOST_BATCHES):
        end = min(position + SPAN, head.position)
        async with context.read() as connection:
            rows = (
                await connection.execute(
                    select(*COLUMNS)
                    .where(EventRow.position > position, EventRow.position <= end, *conditions)
                    .order_by(EventRow.position)
                    .limit(BATCH)
                )
            ).all()
        for event in map(from_row, rows):
            position = event.position or position
            if _in_sight(context, event):
                found.append(event)
                if len(found) == size:
                    return _page(head, position, found)
        if len(rows) < BATCH:
            position = end
            if end == head.position:
                break
    return _page(head, position, found)


def _page(head: Head, position: int, found: Sequence[LoggedEvent]) -> EventFeed:
    return EventFeed(
        nodes=[Event(row=event) for event in found],
        end_cursor=head.cursor(position),
        has_next_page=position < head.position,
    )


def _in_sight(context: Context, event: LoggedEvent) -> bool:
    if event.subject_kind != "ticket":
        return True
    looks = [facets for facets in (event.facets_after, event.facets_before) if facets is not None]
    return may_read(context.actor, event.kind, event.data) and any(
        sees(context.actor, each) for each in looks
    )


def _about(public_id: str) -> list[Any]:
    prefix, key = ids.split(public_id, field="filter.subjectId")
    kind = next((kind for kind, known in SUBJECTS.items() if known == prefix), None)
    if kind is None:
        raise ids.InvalidId(field="filter.subjectId", value=public_id, prefix="tkt")
    return [EventRow.subject_kind == kind, EventRow.subject_id == key]
