"""Chat robots of groups: each event that one of the group's reasons names is told once, whoever is notified of it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, Literal
from uuid import UUID

from sqlalchemy import select

from helpdesk.accounts import repository
from helpdesk.accounts.models import AgentGroup
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Permission
from helpdesk.notify import preferences
from helpdesk.notify.events import GroupRobotSaved
from helpdesk.notify.inbox import Reason
from helpdesk.notify.models import GroupRobot
from helpdesk.notify.preferences import Robot

SUBJECT: Final = "group"
GROUP: Final = "group:"


async def save(
    work: UnitOfWork,
    *,
    group_id: UUID,
    robot: Robot | None,
    reasons: Collection[Reason],
    language: Literal["zh-CN", "en"],
) -> AgentGroup:
    """Give a group a robot, or take it away (None). Raises NotFound and InvalidValue."""
    work.actor.require(Permission.ORGANISATION_WRITE)
    right = robot and preferences.right_robot(work, robot)
    group = await repository.lock_group(work, group_id)
    row = await work.session.scalar(select(GroupRobot).where(GroupRobot.group_id == group_id))
    if row is None:
        row = GroupRobot(group_id=group_id, language=language, reasons=[])
        work.session.add(row)
    before = _told(row)
    another = await preferences.keep_robot(work, row, right, subject_kind=SUBJECT, subject_id=group_id)
    row.language, row.reasons = language, sorted(reasons) if right else []
    if another or _told(row) != before:
        work.record(
            group, GroupRobotSaved(kind_before=before[0], kind_after=row.robot_kind, reasons=row.reasons)
        )
    return group


def key_of(group_id: UUID) -> str:
    """The recipient that a group is."""
    return f"{GROUP}{group_id.hex}"


def group_of(key: str) -> UUID | None:
    """The group that is the recipient; None for others."""
    return UUID(key.removeprefix(GROUP)) if key.startswith(GROUP) else None


def _told(row: GroupRobot) -> tuple[str | None, str, list[str]]:
    return row.robot_kind, row.language, list(row.reasons)
