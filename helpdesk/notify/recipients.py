"""Who is at the other end of a channel: agents who still work here, and the robots of groups in use."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select

from helpdesk.accounts.models import Agent, AgentGroup
from helpdesk.events.work import UnitOfWork
from helpdesk.notify import contacts, group_robots
from helpdesk.notify.channels import Channel
from helpdesk.notify.contacts import SealedAddress
from helpdesk.notify.inbox import agent_of
from helpdesk.notify.models import AgentContact, GroupRobot


@dataclass(frozen=True, slots=True)
class Recipient:
    """Where a recipient is reached, and in which language they are written to."""

    address: SealedAddress
    language: Literal["zh-CN", "en"]


async def reached(work: UnitOfWork, keys: Collection[str], channel: Channel) -> dict[str, Recipient]:
    """Those of the recipients who can be reached by a channel, by their keys."""
    found = {
        **await _agents(work, keys, channel),
        **(await _groups(work, keys) if channel is Channel.ROBOT else {}),
    }
    return {
        key: Recipient(address, "en" if language == "en" else "zh-CN")
        for key, (address, language) in found.items()
        if address is not None
    }


_Found = dict[str, tuple[SealedAddress | None, str]]


async def _agents(work: UnitOfWork, keys: Collection[str], channel: Channel) -> _Found:
    agents = {agent: key for key in keys if (agent := agent_of(key)) is not None}
    rows = await work.session.execute(
        select(AgentContact, Agent.language)
        .join(Agent, Agent.id == AgentContact.agent_id)
        .where(Agent.id.in_(agents), Agent.active)
    )
    return {
        agents[contact.agent_id]: (contacts.address(contact, channel), language) for contact, language in rows
    }


async def _groups(work: UnitOfWork, keys: Collection[str]) -> _Found:
    groups = {group: key for key in keys if (group := group_robots.group_of(key)) is not None}
    rows = await work.session.scalars(
        select(GroupRobot)
        .join(AgentGroup, AgentGroup.id == GroupRobot.group_id)
        .where(GroupRobot.group_id.in_(groups), AgentGroup.active, GroupRobot.robot_id.is_not(None))
    )
    return {
        groups[row.group_id]: (
            SealedAddress(row.robot_id, row.robot_kind, row.robot_secret_id),
            row.language,
        )
        for row in rows
        if row.robot_id is not None
    }
