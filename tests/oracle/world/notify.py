"""How people are told outside the helpdesk: addresses, robots, and deliveries that came to different ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta
from typing import cast

from sqlalchemy import select, update

from helpdesk.kit.actor import SYSTEM
from helpdesk.notify import deliveries, fanning, group_robots, preferences
from helpdesk.notify.channels import Channel, Habits
from helpdesk.notify.guarding import Answer
from helpdesk.notify.inbox import Reason
from helpdesk.notify.models import Notification
from helpdesk.notify.planning import Wish
from helpdesk.notify.preferences import ContactChanges, Robot
from helpdesk.notify.robots import RobotKind
from tests.oracle.world.stage import Stage

CHANNELS = frozenset(Channel)
HABITS = Habits(repeatable=True, patience=timedelta(days=1))


async def make(stage: Stage) -> None:
    """What was told before anybody had an address went nowhere."""
    while await stage.do(SYSTEM, fanning.fan_out, channels=CHANNELS):
        pass
    robot = Robot(RobotKind.DINGTALK, "https://robot.example.com/send?access_token=t", "SEC")
    choices = {Channel.EMAIL: {Reason.SLA_ESCALATED: Wish.AT_ONCE, Reason.URGED: Wish.DIGEST}}
    await _contact(
        stage, "lin", email="lin@example.com", mobile="13900139000", robot=robot, choices=choices,
        quiet_hours=(time(22), time(8)), digest_at=time(18),
    )  # fmt: skip
    await _contact(stage, "boss", email="boss@example.com")
    await stage.do(
        stage.admin, group_robots.save, group_id=stage.group("hotline"),
        robot=Robot(RobotKind.WECOM, "https://chat.example.com/send?key=k"), reasons=[Reason.SLA_ESCALATED],
        language="en",
    )  # fmt: skip
    await _tell_again(stage)
    await stage.do(SYSTEM, fanning.fan_out, channels=CHANNELS)
    await _attempt(stage, Channel.EMAIL, Answer("SMTP_RECIPIENT_550", for_good=True))
    await _attempt(stage, Channel.SMS, Answer("TIMEOUT", doubt=True), Habits(False, timedelta(hours=1)))
    for _ in range(3):
        stage.wait(minutes=2)
        await _attempt(stage, Channel.ROBOT, Answer("HTTP_502"))


async def _contact(stage: Stage, name: str, **changes: object) -> None:
    given = cast("ContactChanges", changes)
    await stage.do(stage.admin, preferences.save, agent_id=stage.world.agents[name], changes=given)


async def _tell_again(stage: Stage) -> None:
    """Some of what Lin and the boss were told waits for its deliveries."""
    async with stage.transactor.engine.begin() as connection:
        for name, reason, most in (
            ("lin", "SLA_ESCALATED", 2),
            ("lin", "CALL_MISSED", 1),
            ("boss", "CALL_MISSED", 1),
        ):
            key = f"agent:{stage.world.agents[name].hex}"
            chosen = (
                select(Notification.id)
                .where(Notification.recipient_key == key, Notification.reason == reason)
                .order_by(Notification.at, Notification.id)
                .limit(most)
            )
            await connection.execute(
                update(Notification).where(Notification.id.in_(chosen)).values(outbound=True)
            )


async def _attempt(stage: Stage, channel: Channel, answer: Answer, habits: Habits = HABITS) -> None:
    """Try all that is due by a channel, to the same end."""
    claimed: Sequence[deliveries.Claimed] = await stage.do(
        SYSTEM, deliveries.claim, channel=channel, habits=habits, lease=timedelta(minutes=1), most=50
    )
    for one in claimed:
        ids = [member.id for member in one.members]
        await stage.do(
            SYSTEM, deliveries.settle, ids=ids, lease_until=one.lease_until, answer=answer, habits=habits
        )
