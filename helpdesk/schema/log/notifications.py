"""The caller's own notifications: listed, counted, marked as read, followed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Annotated, Any, cast
from uuid import UUID

import strawberry
from sqlalchemy import select

from helpdesk.events.log import LoggedEvent
from helpdesk.events.work import UnitOfWork
from helpdesk.kit import paging
from helpdesk.kit.errors import InvalidValue
from helpdesk.kit.statements import Condition
from helpdesk.notify import inbox
from helpdesk.notify.inbox import Reason
from helpdesk.notify.models import Notification as NotificationRow
from helpdesk.schema.arguments import After, First
from helpdesk.schema.calls.types import PlannedCall
from helpdesk.schema.connections import Connection
from helpdesk.schema.context import Context, Info
from helpdesk.schema.fields import several
from helpdesk.schema.mutation import Outcome, Payload, change
from helpdesk.schema.node import NODES, Node
from helpdesk.schema.projection.declarations import column, identifier, to_one
from helpdesk.schema.projection.requests import ByKey, Count, counting, paged, rows_of
from helpdesk.schema.sources import CALLS, NOTIFICATIONS, TICKETS
from helpdesk.schema.tickets.inputs import KEY
from helpdesk.schema.tickets.types import Ticket

strawberry.enum(Reason, name="NotificationReason", description="Why somebody is told.")
MOST = 100


def level_shown(level: int) -> int | None:
    """Null for 0, which is kept where no escalation was the reason."""
    return level or None


@strawberry.type(
    description="The caller is told of something that happened to a ticket, a planned call or a member, once."
)
class Notification(Node):
    """An in-app notification."""

    row: strawberry.Private[Any]
    id: strawberry.ID = identifier("ntf")
    reason: Reason = column("reason", "Why.", convert=Reason)
    level: int | None = column("level", "The level of an escalation, from 1.", convert=level_shown)
    at: datetime = column("at", "When it happened.")
    read_at: datetime | None = column("read_at", "When the caller marked it as read.")

    ticket: Ticket | None = to_one(
        TICKETS, "ticket_id", "The ticket; null when it is out of the caller's sight by now."
    )
    call: PlannedCall | None = to_one(
        CALLS, "call_id", "The planned call, where it is about one; null when it is out of sight by now."
    )
    member_code: str | None = column("member_code", "The member, where it is about one.")


@strawberry.type
class NotificationQueries:
    """Root fields of notifications."""

    @strawberry.field(
        description="The caller's own notifications, newest first. Anybody who is signed in may ask."
    )
    async def notifications(
        self,
        info: Info,
        unread_only: Annotated[
            bool, strawberry.argument(description="Leave out what was marked as read.")
        ] = False,
        first: First = None,
        after: After = None,
    ) -> Connection[Notification]:
        """A page of the inbox."""
        page, unread = paging.page(first=first, after=after), [_UNREAD] if unread_only else []
        found: Any = paged(NOTIFICATIONS, info.context.actor, *unread, order=["-at", "-id"], page=page)
        return cast("Connection[Notification]", found)

    @strawberry.field(
        description="How many of the caller's own notifications are not marked as read. Anybody signed in may ask."
    )
    def unread_notification_count(self, info: Info) -> int:
        """The number on the bell."""
        return cast("int", _unread(info.context))


@strawberry.input(description="Notifications to mark as read.")
class MarkNotificationsReadInput:
    """Which."""

    ids: list[strawberry.ID] = strawberry.field(
        description="At most 100; those of others, and those read already, are passed over."
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="What markNotificationsRead answers with.")
class MarkNotificationsReadPayload(Payload):
    """What was marked."""

    @strawberry.field(description="Those that are marked as read by this call.")
    def notifications(self) -> list[Notification]:
        """Read them anew."""
        keys = [UUID(str(key)) for key in self.outcome.get("notifications") or ()]
        return cast("list[Notification]", rows_of(NOTIFICATIONS, keys))

    @strawberry.field(description="How many are not marked as read now.")
    def unread_notification_count(self, info: Info) -> int:
        """The number on the bell."""
        return cast("int", _unread(info.context))


async def mark_notifications_read(work: UnitOfWork, input: MarkNotificationsReadInput) -> Outcome:
    if len(input.ids) > MOST:
        raise InvalidValue("ids", f"At most {MOST} at a time.", f"一次最多 {MOST} 条。")
    return {"notifications": await inbox.mark_read(work, notification_ids=several("ntf", input.ids, "ids"))}


@strawberry.type
class NotificationMutations:
    """Mutations about notifications."""

    mark_notifications_read = change(
        mark_notifications_read,
        payload=MarkNotificationsReadPayload,
        description="Mark the caller's own notifications as read. Needs nothing but to be signed in. Events: none.",
    )


@strawberry.type(description="A notification as it comes in.")
class NotificationUpdate:
    """A delivered notification."""

    cursor: str = strawberry.field(description="Give the last one back as `after`, and nothing is missed.")
    notification: Notification = strawberry.field(description="The notification.")


@strawberry.type
class NotificationSubscriptions:
    """Subscriptions about notifications."""

    @strawberry.subscription(
        description="The caller's own notifications as they come in, each once and in the log's order. Anybody who is "
        "signed in may follow. Errors: CURSOR_EXPIRED (read the list again), INVALID_CURSOR."
    )
    async def notification_received(
        self,
        info: Info,
        after: Annotated[
            str | None, strawberry.argument(description="Begin after this cursor; from now on when left out.")
        ] = None,
    ) -> AsyncIterator[NotificationUpdate]:
        """Follow the inbox."""
        hub = info.context.services.hub
        head = await hub.head()
        track = info.context.track
        async for batch in hub.follow(track.begin(head, after), until=track.until):
            for place, key in await _received(info.context, batch):
                track.position = place
                received: Any = ByKey(NOTIFICATIONS, key)
                yield NotificationUpdate(cursor=head.cursor(place), notification=received)


async def _received(context: Context, batch: Sequence[LoggedEvent]) -> list[tuple[int, UUID]]:
    """The actor's notifications of these events with their places in the log."""
    places = {event.id: event.position or 0 for event in batch if event.subject_kind in inbox.SUBJECTS}
    if not places:
        return []
    async with context.read() as connection:
        rows = await connection.execute(
            select(NotificationRow.event_id, NotificationRow.id).where(
                NotificationRow.event_id.in_(places), NotificationRow.recipient_key == context.actor.key
            )
        )
    return sorted((places[event_id], key) for event_id, key in rows)


_UNREAD = Condition(NotificationRow.read_at.is_(None))


def _unread(context: Context) -> Any:
    return Count(counting(NOTIFICATIONS, context.actor, _UNREAD))


NODES.register("ntf", NOTIFICATIONS)
