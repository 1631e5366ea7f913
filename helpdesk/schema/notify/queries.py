"""Root fields: preferences, robots of groups, and the work list of what could not be delivered."""

from __future__ import annotations

from typing import Annotated, Any, cast

import strawberry
from sqlalchemy import Boolean, Text, bindparam, literal_column

from helpdesk.kit import paging
from helpdesk.kit.actor import Permission
from helpdesk.kit.statements import Condition
from helpdesk.schema.arguments import After, First
from helpdesk.schema.connections import Connection
from helpdesk.schema.context import Info
from helpdesk.schema.notify.enums import NotificationChannel
from helpdesk.schema.notify.sources import DELIVERIES, GROUP_ROBOTS
from helpdesk.schema.notify.types import Delivery, GroupRobot
from helpdesk.schema.projection.requests import Rows, paged, selecting

_UNDELIVERED = Condition(
    literal_column(
        "(sent.state IN ('FAILED', 'UNKNOWN') OR (sent.next_at IS NOT NULL AND sent.attempts >= 3))", Boolean
    )
)
"""As `notify.models.UNDELIVERED`, by which the index is."""
_BY = DELIVERIES.column("channel") == bindparam("by_channel", type_=Text())


@strawberry.type
class DeliveryQueries:
    """Root fields about being told outside the helpdesk."""

    @strawberry.field(
        description="Notifications that nobody got by a channel: given up, perhaps not sent, or tried three times in "
        "vain, the longest due first. Those about tickets in the caller's sight; the others for who sees everything. "
        "Needs `notification.settle`."
    )
    async def undelivered_notifications(
        self,
        info: Info,
        channel: Annotated[
            NotificationChannel | None, strawberry.argument(description="By this channel alone.")
        ] = None,
        first: First = None,
        after: After = None,
    ) -> Connection[Delivery]:
        """A page of the work list."""
        actor = info.context.actor
        actor.require(Permission.NOTIFICATION_SETTLE)
        wanted = [_UNDELIVERED, *DELIVERIES.reach(actor)]
        if channel is not None:
            wanted.append(Condition(_BY, {"by_channel": channel.value}))
        page = paging.page(first=first, after=after)
        found: Any = paged(DELIVERIES, actor, *wanted, order=["due_at", "id"], page=page)
        return cast("Connection[Delivery]", found)

    @strawberry.field(description="The chat robots of groups. Needs `organisation.read`.")
    async def group_robots(self, info: Info) -> list[GroupRobot]:
        """One for each group that has one."""
        actor = info.context.actor
        actor.require(Permission.ORGANISATION_READ)
        found: Any = Rows(GROUP_ROBOTS, selecting(GROUP_ROBOTS, actor, order=["group_id"]))
        return cast("list[GroupRobot]", found)
