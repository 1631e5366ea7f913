"""The caller's own notifications: listed, counted, marked as read, followed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry
from sqlalchemy import func, select

from helpdesk.accounts import identity
from helpdesk.events.log import LoggedEvent
from helpdesk.events.work import UnitOfWork
from helpdesk.kit import paging
from helpdesk.kit.errors import InvalidValue
from helpdesk.notify import inbox
from helpdesk.notify.inbox import Reason
from helpdesk.notify.models import Notification as NotificationRow
from helpdesk.schema.arguments import After, First
from helpdesk.schema.connections import Connection, connect
from helpdesk.schema.context import Context, Info
from helpdesk.schema.fields import column, identifier, several
from helpdesk.schema.loading import Loaders
from helpdesk.schema.mutation import Outcome, Payload, change
from helpdesk.schema.node import NODES, Node
from helpdesk.schema.tickets.inputs import KEY
from helpdesk.schema.tickets.lists import keyset
from helpdesk.schema.tickets.types import Ticket, ticket

strawberry.enum(Reason, name="NotificationReason", description="Why somebody is told.")
MOST = 100


@strawberry.type(description="The caller is told of something that happened to a ticket, once.")
class Notification(Node):
    """An in-app notification."""

    row: strawberry.Private[Any]
    id: strawberry.ID = identifier("ntf")
    reason: Reason = column("reason", "Why.", convert=Reason)
    level: int | None = column("level", "The level of an escalation, from 1.")
    at: datetime = column("at", "When it happened.")
    read_at: datetime | None = column("read_at", "When the caller marked it as read.")

    @strawberry.field(description="The ticket; null when it is out of the caller's sight by now.")
    async def ticket(self, info: Info) -> Ticket | None:
        """What it is about."""
        return await ticket(info.context, self.row.ticket_id)


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
        page, conditions = paging.page(first=first, after=after), _own(info.context, unread_only=unread_only)
        row = NotificationRow
        rows = await info.context.loaders.rows(
            keyset(select(*row.__table__.columns).where(*conditions), row.at, row.id, page, descending=True)
        )

        async def count() -> int:
            return await _count(info.context, conditions)

        return connect(
            paging.cut(rows, page),
            node=lambda row: Notification(row=row),
            cursor=lambda row: paging.encode([row.at, row.id]),
            count=count,
        )

    @strawberry.field(
        description="How many of the caller's own notifications are not marked as read. Anybody signed in may ask."
    )
    async def unread_notification_count(self, info: Info) -> int:
        """The number on the bell."""
        return await _count(info.context, _own(info.context, unread_only=True))


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
    async def notifications(self, info: Info) -> list[Notification]:
        """Read them anew."""
        keys = [UUID(str(key)) for key in self.outcome.get("notifications") or ()]
        rows = await info.context.loaders.notification.load_many(keys)
        return [Notification(row=row) for row in rows if row is not None]

    @strawberry.field(description="How many are not marked as read now.")
    async def unread_notification_count(self, info: Info) -> int:
        """The number on the bell."""
        return await _count(info.context, _own(info.context, unread_only=True))


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
        position = head.position if after is None else head.position_of(after)
        async for batch in hub.follow(position):
            for place, row in await _received(info.context, batch):
                yield NotificationUpdate(cursor=head.cursor(place), notification=Notification(row=row))


async def _received(context: Context, batch: Sequence[LoggedEvent]) -> list[tuple[int, Any]]:
    """The actor's notifications of these events with their places in the log, under present rights."""
    places = {event.id: event.position or 0 for event in batch if event.subject_kind == "ticket"}
    if not places:
        return []
    rows = await context.loaders.rows(
        select(*NotificationRow.__table__.columns).where(
            NotificationRow.event_id.in_(places), NotificationRow.recipient_key == context.actor.key
        )
    )
    if rows:
        async with context.read() as connection:
            context.actor = await identity.resolve(connection, context.claims)
        context.loaders = Loaders(context.services, context.actor)
    return sorted(((places[row.event_id], row) for row in rows), key=lambda found: found[0])


def _own(context: Context, *, unread_only: bool) -> list[Any]:
    own = [NotificationRow.recipient_key == context.actor.key]
    return [*own, NotificationRow.read_at.is_(None)] if unread_only else own


async def _count(context: Context, conditions: Sequence[Any]) -> int:
    rows = await context.loaders.rows(select(func.count()).select_from(NotificationRow).where(*conditions))
    return int(rows[0][0])


async def notification(context: Context, key: UUID) -> Notification | None:
    """A notification of the caller's own, by id."""
    row = await context.loaders.notification.load(key)
    return None if row is None else Notification(row=row)


NODES.register("ntf", notification)
