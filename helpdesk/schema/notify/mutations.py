"""Mutations about being told outside the helpdesk."""

from __future__ import annotations

from typing import Any, cast
from uuid import UUID

import strawberry
from strawberry import UNSET

from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Permission
from helpdesk.kit.errors import InvalidValue, NotAllowed
from helpdesk.notify import giving_up, group_robots, preferences
from helpdesk.notify.channels import Channel
from helpdesk.notify.contacts import wall_time
from helpdesk.notify.inbox import Reason
from helpdesk.notify.planning import Wish
from helpdesk.notify.preferences import ContactChanges, Robot
from helpdesk.notify.robots import RobotKind
from helpdesk.schema.fields import needed, optional, several
from helpdesk.schema.mutation import Outcome, Payload, change
from helpdesk.schema.notify.enums import NotificationChannel
from helpdesk.schema.notify.sources import CONTACTS, DELIVERIES, GROUP_ROBOTS
from helpdesk.schema.notify.types import Delivery, GroupRobot, NotificationPreferences
from helpdesk.schema.people.enums import Language
from helpdesk.schema.people.types import AgentGroup
from helpdesk.schema.projection.requests import rows_of
from helpdesk.schema.sources import GROUPS
from helpdesk.schema.tickets.inputs import KEY

_CHANGEABLE = ("email", "mobile", "robot", "choices", "quiet_hours", "urgent_passes", "digest_at")
_STAYS = "Left out it stays; null takes it away."
_TIME = "In the platform's time zone, as `22:00`."


@strawberry.input(description="A chat robot.")
class RobotInput:
    """Where it is, and how it is spoken to."""

    kind: RobotKind = strawberry.field(description="How it is spoken to.")
    url: str = strawberry.field(
        description="Its webhook address, at most 1,000 characters: public and `https://`. It is kept sealed."
    )
    secret: str | None = strawberry.field(
        default=None,
        description="What DingTalk's is signed with, where it wants that (加签). It is kept sealed.",
    )

    def robot(self) -> Robot:
        """The robot."""
        return Robot(self.kind, self.url, self.secret)


@strawberry.input(description="What is wanted of one kind of notification by one channel.")
class NotificationChoiceInput:
    """A choice."""

    channel: NotificationChannel = strawberry.field(description="The channel.")
    reason: Reason = strawberry.field(description="The kind of notification; DELIVERY_FAILED goes by none.")
    wish: Wish = strawberry.field(description="What is wanted of it.")


@strawberry.input(description="When nothing is sent but what may pass.")
class QuietHoursInput:
    """A time of every day; over midnight where it ends before it begins."""

    begins: str = strawberry.field(description=f"From this time on. {_TIME}")
    ends: str = strawberry.field(description=f"Up to this time. {_TIME}")


@strawberry.input(description="What is to change about how an agent is told things. What is left out stays.")
class SaveNotificationPreferencesInput:
    """Changes to a contact."""

    agent_id: strawberry.ID | None = strawberry.field(
        default=None, description="Whose; the caller's own when left out. Others' need `organisation.write`."
    )
    email: str | None = strawberry.field(default=UNSET, description=f"An e-mail address. {_STAYS}")
    mobile: str | None = strawberry.field(
        default=UNSET, description=f"A number for SMS in any form; +86 by default. {_STAYS}"
    )
    robot: RobotInput | None = strawberry.field(default=UNSET, description=f"An own chat robot. {_STAYS}")
    choices: list[NotificationChoiceInput] | None = strawberry.field(
        default=UNSET,
        description="All choices from now on. Of a channel that is named, what is not named is off; one that is not "
        "named, and every one with null, has its defaults.",
    )
    quiet_hours: QuietHoursInput | None = strawberry.field(
        default=UNSET, description=f"Quiet hours. {_STAYS}"
    )
    urgent_passes: bool | None = strawberry.field(
        default=UNSET,
        description="Whether breached and escalated promises are told in quiet hours too; true with null.",
    )
    digest_at: str | None = strawberry.field(
        default=UNSET, description=f"When digests are sent; `09:00` with null. {_TIME}"
    )
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)
    stated: strawberry.Private[tuple[str, ...] | None] = None

    def __post_init__(self) -> None:
        """Tell what was left out from what is to be cleared, in values that an idempotency key can hash."""
        if self.stated is not None:
            return  # a copy
        self.stated = tuple(name for name in _CHANGEABLE if getattr(self, name) is not UNSET)
        for name in set(_CHANGEABLE) - set(self.stated):
            setattr(self, name, None)

    def changes(self) -> ContactChanges:
        """The parts that were given. Raises InvalidValue."""
        given: dict[str, Any] = {}
        for name in self.stated or ():
            made = _MADE.get(name)
            given[name] = getattr(self, name) if made is None else made(getattr(self, name))
        return cast("ContactChanges", given)


def _choices(given: list[NotificationChoiceInput] | None) -> dict[Channel, dict[Reason, Wish]]:
    chosen: dict[Channel, dict[Reason, Wish]] = {}
    for place, one in enumerate(given or ()):
        if one.reason is Reason.DELIVERY_FAILED:
            raise InvalidValue(
                f"choices.{place}.reason",
                "That a notification could not be delivered is told in the helpdesk alone.",
                "未能送达的提醒只在系统内显示。",
            )
        chosen.setdefault(one.channel, {})[one.reason] = one.wish
    return chosen


def _quiet_hours(given: QuietHoursInput | None) -> Any:
    if given is None:
        return None
    return wall_time(given.begins, field="quietHours.begins"), wall_time(given.ends, field="quietHours.ends")


_MADE: dict[str, Any] = {
    "robot": lambda given: given and given.robot(),
    "choices": _choices,
    "quiet_hours": _quiet_hours,
    "urgent_passes": lambda given: given is None or given,
    "digest_at": lambda given: wall_time("09:00" if given is None else given, field="digestAt"),
}


@strawberry.input(description="The chat robot of a group.")
class SaveGroupRobotInput:
    """A robot, or none."""

    group_id: strawberry.ID = strawberry.field(description="The group.")
    robot: RobotInput | None = strawberry.field(
        default=None, description="The robot; left out, the group has none from now on."
    )
    reasons: list[Reason] = strawberry.field(description="What it tells of the group's tickets.")
    language: Language = strawberry.field(default=Language.ZH_CN, description="In which language.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="Deliveries that are to be tried again.")
class RetryDeliveriesInput:
    """Which."""

    delivery_ids: list[strawberry.ID] = strawberry.field(description="1 to 100 of the work list, `dlv_…`.")
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="What saveNotificationPreferences answers with.")
class SaveNotificationPreferencesPayload(Payload):
    """The preferences."""

    @strawberry.field(
        description="The preferences as they are after the change; null when nothing was changed."
    )
    def preferences(self) -> NotificationPreferences | None:
        """Read anew."""
        return cast("NotificationPreferences | None", self.row(CONTACTS, "agent"))


@strawberry.type(description="What saveGroupRobot answers with.")
class SaveGroupRobotPayload(Payload):
    """The group and its robot."""

    @strawberry.field(description="The group; null when nothing was changed.")
    def group(self) -> AgentGroup | None:
        """The group."""
        return cast("AgentGroup | None", self.row(GROUPS, "group"))

    @strawberry.field(description="Its robot; null when it has none.")
    def robot(self) -> GroupRobot | None:
        """The robot."""
        return cast("GroupRobot | None", self.row(GROUP_ROBOTS, "group"))


@strawberry.type(description="What retryDeliveries answers with.")
class RetryDeliveriesPayload(Payload):
    """The deliveries."""

    @strawberry.field(description="The deliveries, waiting; empty when nothing was changed.")
    def deliveries(self) -> list[Delivery]:
        """Read them anew."""
        keys = [UUID(str(key)) for key in self.outcome.get("deliveries") or ()]
        return cast("list[Delivery]", rows_of(DELIVERIES, keys))


async def save_notification_preferences(work: UnitOfWork, input: SaveNotificationPreferencesInput) -> Outcome:
    whose = optional("agt", input.agent_id, "agentId") or work.actor.agent_id
    if whose is None:
        raise NotAllowed(permission=Permission.ORGANISATION_WRITE.value)
    return {"agent": (await preferences.save(work, agent_id=whose, changes=input.changes())).id}


async def save_group_robot(work: UnitOfWork, input: SaveGroupRobotInput) -> Outcome:
    saved = await group_robots.save(
        work,
        group_id=needed("grp", input.group_id, "groupId"),
        robot=None if input.robot is None else input.robot.robot(),
        reasons=set(input.reasons),
        language="en" if input.language is Language.EN else "zh-CN",
    )
    return {"group": saved.id}


async def retry_deliveries(work: UnitOfWork, input: RetryDeliveriesInput) -> Outcome:
    wanted = several("dlv", input.delivery_ids, "deliveryIds")
    return {"deliveries": [one.id for one in await giving_up.retry(work, delivery_ids=wanted)]}


@strawberry.type
class DeliveryMutations:
    """Mutations about being told outside the helpdesk."""

    save_notification_preferences = change(
        save_notification_preferences,
        payload=SaveNotificationPreferencesPayload,
        description="Say where, of what and when an agent is told things outside the helpdesk. Needs nothing for "
        "an agent's own, `organisation.write` for others'. Addresses are kept sealed, and those replaced are deleted. "
        "Events: agent.contact_saved.",
    )
    save_group_robot = change(
        save_group_robot,
        payload=SaveGroupRobotPayload,
        description="Give a group a chat robot, or take it away. Needs `organisation.write`. Events: "
        "group.robot_saved.",
    )
    retry_deliveries = change(
        retry_deliveries,
        payload=RetryDeliveriesPayload,
        description="Have notifications that were not delivered tried again, from the beginning. An SMS whose state is "
        "UNKNOWN may be received twice. Needs `notification.settle`, for tickets in the caller's sight. Events: "
        "delivery.retried.",
    )
