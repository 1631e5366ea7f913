"""What agents want to be told outside the helpdesk, and where: set by themselves, or by who keeps the organisation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time
from typing import Any, Final, TypedDict
from uuid import UUID

from sqlalchemy import or_, select

from helpdesk.accounts import repository
from helpdesk.accounts.models import Agent
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Permission
from helpdesk.kit.errors import InvalidValue
from helpdesk.kit.text import clean, phone
from helpdesk.notify import contacts
from helpdesk.notify.events import ContactSaved
from helpdesk.notify.models import AgentContact, GroupRobot
from helpdesk.notify.outside import Outside
from helpdesk.notify.planning import Choices
from helpdesk.notify.robots import RobotKind
from helpdesk.privacy.kinds import ValueKind
from helpdesk.privacy.vault import Vault

_EMAIL = re.compile(r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-zA-Z0-9-]{1,63}\.)+[a-zA-Z]{2,63}")
_LONGEST_SECRET: Final = 200


@dataclass(frozen=True, slots=True)
class Robot:
    """A chat robot: its address holds its key; DingTalk's may have a secret to sign with."""

    kind: RobotKind
    url: str = field(repr=False)
    secret: str | None = field(default=None, repr=False)


class ContactChanges(TypedDict, total=False):
    """The parts to change; those left out stay. None takes an address away, and ends quiet hours."""

    email: str | None
    mobile: str | None
    robot: Robot | None
    choices: Choices
    quiet_hours: tuple[time, time] | None
    urgent_passes: bool
    digest_at: time


async def save(work: UnitOfWork, *, agent_id: UUID, changes: ContactChanges) -> Agent:
    """Set parts of one's own contact, or of anybody's with `organisation.write`.

    Addresses that are replaced are deleted for good. Raises NotFound and InvalidValue.
    """
    if agent_id != work.actor.agent_id:
        work.actor.require(Permission.ORGANISATION_WRITE)
    given = _right(work, changes)
    agent = await repository.lock_agent(work, agent_id)
    contact = await contacts.locked(work, agent_id)
    changed = [name for name, value in given.items() if await _set(work, contact, name, value)]
    if changed:
        work.record(agent, ContactSaved(changed=sorted(changed)))
    return agent


async def forget_next(work: UnitOfWork) -> UUID | None:
    """Delete where the next agent who works here no more was reached; whose it was, None at the end."""
    query = (
        select(AgentContact)
        .join(Agent, Agent.id == AgentContact.agent_id)
        .where(~Agent.active, or_(*(one.is_not(None) for one in contacts.KEPT_OF)))
        .limit(1)
    )
    contact = await work.session.scalar(query)
    if contact is None:
        return None
    nothing: ContactChanges = {"email": None, "mobile": None, "robot": None}
    return (await save(work, agent_id=contact.agent_id, changes=nothing)).id


def right_robot(work: UnitOfWork, robot: Robot) -> Robot:
    """A robot that may be called. Raises InvalidValue."""
    secret = None
    if robot.secret is not None:
        secret = clean(robot.secret, field="robot.secret", at_most=_LONGEST_SECRET)
    if secret is not None and robot.kind is not RobotKind.DINGTALK:
        raise InvalidValue("robot.secret", "Only DingTalk robots sign.", "只有钉钉机器人使用签名密钥。")
    return Robot(robot.kind, work.resource(Outside).url(robot.url, field="robot.url"), secret)


async def keep_robot(
    work: UnitOfWork,
    row: AgentContact | GroupRobot,
    robot: Robot | None,
    *,
    subject_kind: str,
    subject_id: UUID,
) -> bool:
    """Put a robot in the place of the one before; whether it is another."""
    before = [row.robot_id, row.robot_secret_id]
    opened = await work.resource(Vault).open(work, [one for one in before if one])
    shown = tuple(None if one is None else opened[one] for one in before)
    wanted = (None, None) if robot is None else (robot.url, robot.secret)
    kind = None if robot is None else robot.kind.value
    if (row.robot_kind, *shown) == (kind, *wanted):
        return False
    await work.resource(Vault).erase(work, [one for one in before if one])
    kept = [
        None if value is None else _sealed(work, ValueKind.TEXT, value, subject_kind, subject_id)[0]
        for value in wanted
    ]
    row.robot_id, row.robot_secret_id = kept
    row.robot_kind = kind
    return True


def _right(work: UnitOfWork, changes: ContactChanges) -> dict[str, Any]:
    """The changes as they are kept. Raises InvalidValue naming the first that is wrong."""
    given: dict[str, Any] = dict(changes)
    if (email := given.get("email")) is not None:
        given["email"] = clean(email, field="email", at_most=254)
        if not _EMAIL.fullmatch(given["email"]):
            raise InvalidValue("email", "This is no e-mail address.", "电子邮件地址无效。")
    if (mobile := given.get("mobile")) is not None:
        given["mobile"] = phone(clean(mobile, field="mobile", at_most=50), field="mobile")
    if (robot := given.get("robot")) is not None:
        given["robot"] = right_robot(work, robot)
    return given


async def _set(work: UnitOfWork, contact: AgentContact, name: str, value: Any) -> bool:
    """Set one part; whether it was another before."""
    match name:
        case "email" | "mobile":
            return await _set_address(work, contact, name, value)
        case "robot":
            return await keep_robot(
                work, contact, value, subject_kind=contacts.SUBJECT, subject_id=contact.agent_id
            )
        case "quiet_hours":
            begins, ends = (None, None) if value is None else (written(one) for one in value)
            return _changed(contact, quiet_from=begins, quiet_until=ends)
        case "choices":
            return _changed(contact, choices=_plain(value))
        case "digest_at":
            return _changed(contact, digest_at=written(value))
        case _:
            return _changed(contact, **{name: value})


async def _set_address(work: UnitOfWork, contact: AgentContact, name: str, value: str | None) -> bool:
    before: UUID | None = getattr(contact, f"{name}_id")
    if before is not None:
        if (await work.resource(Vault).open(work, [before]))[before] == value:
            return False
        await work.resource(Vault).erase(work, [before])
    elif value is None:
        return False
    kind = ValueKind.EMAIL if name == "email" else ValueKind.PHONE
    kept: tuple[UUID | None, str | None] = (None, None)
    if value is not None:
        kept = _sealed(work, kind, value, contacts.SUBJECT, contact.agent_id)
    return _changed(contact, **dict(zip((f"{name}_id", f"{name}_masked"), kept, strict=True)))


def _sealed(
    work: UnitOfWork, kind: ValueKind, value: str, subject_kind: str, subject_id: UUID
) -> tuple[UUID, str]:
    kept = work.resource(Vault).seal(work, kind, value, subject_kind=subject_kind, subject_id=subject_id)
    return kept.id, kept.masked


def _changed(contact: AgentContact, **values: Any) -> bool:
    before = {name: getattr(contact, name) for name in values}
    for name, value in values.items():
        setattr(contact, name, value)
    return before != values


def _plain(choices: Choices) -> Mapping[str, Mapping[str, str]]:
    return {
        channel.value: {reason.value: wish.value for reason, wish in chosen.items()}
        for channel, chosen in choices.items()
    }


def written(wall: time) -> str:
    """A time of day as it is kept: to the minute."""
    return wall.strftime("%H:%M")
