"""Enums of channels and deliveries: the domain's own, described."""

from __future__ import annotations

from enum import Enum

import strawberry

from helpdesk.notify.channels import Channel
from helpdesk.notify.planning import Wish
from helpdesk.notify.robots import RobotKind

NotificationChannel = Channel

strawberry.enum(
    Channel,
    name="NotificationChannel",
    description="How agents are told outside the helpdesk. ROBOT is a chat robot (群机器人).",
)
strawberry.enum(
    Wish,
    name="NotificationWish",
    description="What an agent wants of a kind of notification by a channel. DIGEST: together with others, once a day.",
)
strawberry.enum(RobotKind, description="How a chat robot is spoken to: WeCom (企业微信) or DingTalk (钉钉).")


@strawberry.enum(description="How far a delivery is.")
class DeliveryState(Enum):
    """A delivery's state."""

    WAITING = strawberry.enum_value("WAITING", description="To be sent at `nextAt`.")
    SENDING = strawberry.enum_value("SENDING", description="A worker has it in hand.")
    SENT = strawberry.enum_value("SENT", description="The other end took it.")
    FAILED = strawberry.enum_value("FAILED", description="Given up; nobody was told.")
    UNKNOWN = strawberry.enum_value(
        "UNKNOWN", description="An SMS that may have been taken; a person decides."
    )
    WITHDRAWN = strawberry.enum_value(
        "WITHDRAWN", description="Read while it was held, or the recipient is not reached there any more."
    )


__all__ = ["DeliveryState", "NotificationChannel", "RobotKind", "Wish"]
