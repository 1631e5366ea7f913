"""Following tickets: what changed, in the log's order, from any cursor on."""

from __future__ import annotations

from collections.abc import AsyncIterator
from enum import Enum
from typing import Annotated, Any

import strawberry

from helpdesk.accounts import identity, scope
from helpdesk.events.cursors import Head
from helpdesk.events.log import LoggedEvent
from helpdesk.kit.actor import Actor
from helpdesk.schema.context import Context, Info
from helpdesk.schema.errors import ScopeChanged
from helpdesk.schema.log.types import Event, may_read
from helpdesk.schema.projection.requests import ByKey
from helpdesk.schema.sources import TICKETS
from helpdesk.schema.tickets.inputs import TicketUpdatesFilter
from helpdesk.schema.tickets.types import Ticket
from helpdesk.tickets.filters import TicketFilter
from helpdesk.tickets.visibility import sees


@strawberry.enum(description="What a change means to who follows with this filter.")
class ChangeType(Enum):
    """Against the filter and the caller's sight."""

    ADDED = strawberry.enum_value("ADDED", description="The ticket came in or came into sight or the filter.")
    UPDATED = strawberry.enum_value("UPDATED", description="It was there and still is.")
    REMOVED = strawberry.enum_value("REMOVED", description="It left the filter or the caller's sight.")


@strawberry.type(description="One change of one ticket.")
class TicketUpdate:
    """A delivered event."""

    cursor: str = strawberry.field(description="Give the last one back as `after`, and nothing is missed.")
    change_type: ChangeType = strawberry.field(description="What it means to this follower.")
    ticket_id: strawberry.ID = strawberry.field(description="The ticket, also where it is out of sight now.")
    ticket: Ticket | None = strawberry.field(description="The ticket as it is now; null when out of sight.")
    event: Event | None = strawberry.field(
        description="What happened; null where the caller may not read this kind of event."
    )


@strawberry.type
class TicketSubscriptions:
    """Subscriptions about tickets."""

    @strawberry.subscription(
        description="Changes of the tickets that the caller sees and the filter lets through, each event once and in "
        "the log's order. Needs `ticket.read`. Errors: CURSOR_EXPIRED, SCOPE_CHANGED (read the list again), "
        "INVALID_CURSOR."
    )
    async def ticket_updates(
        self,
        info: Info,
        filter: Annotated[
            TicketUpdatesFilter | None, strawberry.argument(description="Which; all when left out.")
        ] = None,
        after: Annotated[
            str | None, strawberry.argument(description="Begin after this cursor; from now on when left out.")
        ] = None,
    ) -> AsyncIterator[TicketUpdate]:
        """Follow the log."""
        wanted = filter.read() if filter else TicketFilter()
        track, known = info.context.track, info.context.actor
        await info.context.renew()
        actor = info.context.actor  # sight is judged by the rights that following began with
        if track.since is not None and actor != known:
            raise ScopeChanged
        hub = info.context.services.hub
        head = await hub.head()
        async for batch in hub.follow(track.begin(head, after), until=track.until):
            for event in batch:
                track.position = event.position
                update = await _update(info.context, actor, wanted, head, event)
                if update is not None:
                    yield update


async def _update(
    context: Context, actor: Actor, wanted: TicketFilter, head: Head, event: LoggedEvent
) -> TicketUpdate | None:
    if event.kind in scope.KINDS:
        await _require_same_scope(context, actor, head, event)
        return None
    if event.subject_kind != "ticket":
        return None
    change = change_of(actor, wanted, event)
    if change is None or (change is ChangeType.UPDATED and not may_read(actor, event.kind, event.data)):
        return None
    found: Any = None if change is ChangeType.REMOVED else ByKey(TICKETS, event.subject_id)
    return TicketUpdate(
        cursor=head.cursor(event.position),
        change_type=change,
        ticket_id=strawberry.ID(f"tkt_{event.subject_id.hex}"),
        ticket=found,
        event=Event(row=event) if _shows(actor, event) else None,
    )


def _shows(actor: Actor, event: LoggedEvent) -> bool:
    """Whether the caller may read the event: neither what is internal nor what took the ticket out of sight."""
    in_sight = event.facets_after is not None and sees(actor, event.facets_after)
    return in_sight and may_read(actor, event.kind, event.data)


def change_of(actor: Actor, wanted: TicketFilter, event: LoggedEvent) -> ChangeType | None:
    """What an event means to a follower, from the ticket's looks before and after it; None for nothing."""
    before, after = event.facets_before, event.facets_after
    was = before is not None and sees(actor, before) and wanted.matches(before)
    is_now = after is not None and sees(actor, after) and wanted.matches(after)
    if is_now:
        return ChangeType.UPDATED if was else ChangeType.ADDED
    return ChangeType.REMOVED if was else None


async def _require_same_scope(context: Context, actor: Actor, head: Head, event: LoggedEvent) -> None:
    """Raise ScopeChanged when the event changed what the caller sees: since following began, or while away.

    What happened before the follower's rights were read cannot be told from them; then the event must tell to
    who comes back. Who goes on from a position had the same rights there.
    """
    if event.position is not None and event.position <= head.position:
        changed = context.track.since is None and scope.may_concern(actor, event)
    else:
        async with context.read() as connection:
            changed = await identity.resolve(connection, context.claims) != actor
    if changed:
        raise ScopeChanged
