"""Where an agent is reached outside the helpdesk, and what they want to be told there, as it is kept.

Addresses are personal values: sealed, shown as their masks, and in no event.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from helpdesk.events.work import UnitOfWork
from helpdesk.kit.errors import InvalidValue
from helpdesk.notify.channels import Channel
from helpdesk.notify.inbox import Reason
from helpdesk.notify.models import AgentContact
from helpdesk.notify.planning import Preferences, Wish

SUBJECT: Final = "agent"


async def locked(work: UnitOfWork, agent_id: UUID) -> AgentContact:
    """The contact of an agent who is locked; a new one where there is none."""
    found = await work.session.scalar(select(AgentContact).where(AgentContact.agent_id == agent_id))
    if found is None:
        found = AgentContact(agent_id=agent_id, choices={}, urgent_passes=True, digest_at="09:00")
        work.session.add(found)
    return found


@dataclass(frozen=True, slots=True)
class SealedAddress:
    """Where a channel goes: the sealed address, and for robots how they are spoken to and what is signed with."""

    value_id: UUID
    kind: str | None = None
    secret_id: UUID | None = None


def channels(contact: AgentContact) -> set[Channel]:
    """The channels for which there is an address."""
    return {channel for channel, address in _ADDRESSES.items() if getattr(contact, address) is not None}


def address(contact: AgentContact, channel: Channel) -> SealedAddress | None:
    """Where a channel goes for an agent."""
    found: UUID | None = getattr(contact, _ADDRESSES[channel])
    if found is None:
        return None
    if channel is Channel.ROBOT:
        return SealedAddress(found, contact.robot_kind, contact.robot_secret_id)
    return SealedAddress(found)


def preferences(contact: AgentContact) -> Preferences:
    """What the agent chose. Channels and kinds that are not known any more are passed over."""
    return Preferences(
        choices=choices(contact.choices),
        quiet_from=_time(contact.quiet_from),
        quiet_until=_time(contact.quiet_until),
        urgent_passes=contact.urgent_passes,
        digest_at=time.fromisoformat(contact.digest_at),
    )


_REASONS: Final = frozenset(Reason)
_CHANNELS: Final = frozenset(Channel)
KEPT_OF: Final = (AgentContact.email_id, AgentContact.mobile_id, AgentContact.robot_id)
"""Columns of addresses."""
_ADDRESSES: Final = {Channel.EMAIL: "email_id", Channel.SMS: "mobile_id", Channel.ROBOT: "robot_id"}


def choices(kept: Mapping[str, Any]) -> dict[Channel, dict[Reason, Wish]]:
    """Choices as they are kept; channels and kinds that are not known any more are passed over."""
    return {
        Channel(channel): {
            Reason(reason): Wish(wish) for reason, wish in chosen.items() if reason in _REASONS
        }
        for channel, chosen in kept.items()
        if channel in _CHANNELS
    }


def wall_time(value: str, *, field: str) -> time:
    """A time of day as `22:00`. Raises InvalidValue."""
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        raise InvalidValue(field, "Give a time of day, as 22:00.", "请填写时刻，例如 22:00。")
    return time.fromisoformat(value)


def _time(written: str | None) -> time | None:
    return None if written is None else time.fromisoformat(written)
