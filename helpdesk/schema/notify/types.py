"""Preferences, robots and deliveries as the API shows them: never an address in full."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import strawberry

from helpdesk.notify import contacts, group_robots
from helpdesk.notify.inbox import Reason
from helpdesk.notify.planning import Preferences, Wish
from helpdesk.notify.robots import RobotKind
from helpdesk.schema.log.notifications import level_shown
from helpdesk.schema.node import NODES, Node
from helpdesk.schema.notify.enums import DeliveryState, NotificationChannel
from helpdesk.schema.notify.sources import DELIVERIES
from helpdesk.schema.people.enums import Language
from helpdesk.schema.people.types import Agent, AgentGroup, acting_agent
from helpdesk.schema.projection.declarations import Computed, column, computed, identifier, to_one
from helpdesk.schema.sources import AGENTS, GROUPS, TICKETS
from helpdesk.schema.tickets.types import Ticket


@strawberry.type(description="What is wanted of one kind of notification by one channel.")
class NotificationChoice:
    """A cell of the table of choices."""

    channel: NotificationChannel = strawberry.field(description="The channel.")
    reason: Reason = strawberry.field(description="The kind of notification.")
    wish: Wish = strawberry.field(description="What is wanted of it.")


@strawberry.type(
    description="When nothing is sent but what may pass, in the platform's time zone, as `22:00`."
)
class QuietHours:
    """A time of every day; over midnight where it ends before it begins."""

    begins: str = strawberry.field(description="From this time on.")
    ends: str = strawberry.field(description="Up to this time, when what was held is sent.")


def _choices(kept: Mapping[str, Any]) -> list[NotificationChoice]:
    """The whole table, with defaults where nothing was chosen."""
    wanted = Preferences(choices=contacts.choices(kept))
    return [
        NotificationChoice(channel=channel, reason=reason, wish=wanted.wish(channel, reason))
        for channel in NotificationChannel
        for reason in Reason
        if reason is not Reason.DELIVERY_FAILED
    ]


def _quiet(begins: str | None, ends: str | None) -> QuietHours | None:
    return None if begins is None or ends is None else QuietHours(begins=begins, ends=ends)


@strawberry.type(
    description="Where and when an agent is told things outside the helpdesk. For the agent, and for holders of "
    "`organisation.write`."
)
class NotificationPreferences:
    """An agent's contact."""

    row: strawberry.Private[Any]
    email: str | None = column("email_masked", "The e-mail address, masked.")
    mobile: str | None = column("mobile_masked", "The number for SMS, masked.")
    robot: RobotKind | None = column(
        "robot_kind", "The kind of the agent's own chat robot.", convert=RobotKind
    )
    choices: list[NotificationChoice] = computed(
        _choices, "choices", description="What is wanted, for every channel and kind of notification."
    )
    quiet_hours: QuietHours | None = computed(
        _quiet, "quiet_from", "quiet_until", description="Quiet hours; null where there are none."
    )
    urgent_passes: bool = column(
        "urgent_passes", "Whether breached and escalated promises are told in quiet hours too."
    )
    digest_at: str = column("digest_at", "When digests are sent, in the platform's time zone, as `09:00`.")
    agent: Agent | None = to_one(AGENTS, "id", "Whose they are.")


@strawberry.type(description="The chat robot of a group: it tells each event once.")
class GroupRobot:
    """A group's robot."""

    row: strawberry.Private[Any]
    kind: RobotKind = column("robot_kind", "How it is spoken to.", convert=RobotKind)
    reasons: list[Reason] = computed(
        lambda kept: [Reason(reason) for reason in kept], "reasons", description="What it tells."
    )
    language: Language = column("language", "In which language.", convert=Language)
    group: AgentGroup | None = to_one(GROUPS, "group_id", "The group.")


def _group(recipient_key: str) -> UUID | None:
    return group_robots.group_of(recipient_key)


@strawberry.type(
    description="One notification on its way by one channel. Needs `notification.settle`, and its ticket in sight."
)
class Delivery(Node):
    """A delivery."""

    row: strawberry.Private[Any]
    id: strawberry.ID = identifier("dlv")
    channel: NotificationChannel = column("channel", "The channel.", convert=NotificationChannel)
    state: DeliveryState = column("state", "How far it is.", convert=DeliveryState)
    tries: int = column("attempts", "How often it was tried since it was made, or tried again by a person.")
    last_error: str | None = column(
        "last_error", "Why the last try failed, as a code: `TIMEOUT`, `SMTP_RECIPIENT_550`, `WORKER_DIED` …"
    )
    due_at: datetime = column("due_at", "When it was to be sent.")
    next_at: datetime | None = column("next_at", "When it is tried next; null when it is not.")
    created_at: datetime = column("created_at", "When it was made.")
    settled_at: datetime | None = column("settled_at", "When it was sent, given up or withdrawn.")
    reason: Reason = column("reason", "What is told.", convert=Reason)
    level: int | None = column("level", "The level of an escalation, from 1.", convert=level_shown)
    agent: Agent | None = to_one(
        AGENTS, acting_agent("recipient_key"), "The agent who is told; null for a group's robot."
    )
    group: AgentGroup | None = to_one(
        GROUPS, Computed(_group, ("recipient_key",)), "The group whose robot tells it; null for an agent."
    )
    ticket: Ticket | None = to_one(TICKETS, "ticket_id", "The ticket that it is about, if it is in sight.")


NODES.register("dlv", DELIVERIES)
