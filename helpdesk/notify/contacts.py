"""Where an agent is reached outside the helpdesk, and what they want to be told there.

Addresses are personal values: sealed, shown as their masks, and in no event.
"""

from __future__ import annotations

import re
from datetime import time
from typing import Any, Final
from uuid import UUID

from sqlalchemy import select

from helpdesk.accounts import repository
from helpdesk.accounts.models import Agent
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Permission
from helpdesk.kit.errors import InvalidValue
from helpdesk.kit.text import clean
from helpdesk.notify.channels import Channel
from helpdesk.notify.events import ContactSaved
from helpdesk.notify.inbox import Reason
from helpdesk.notify.models import AgentContact
from helpdesk.notify.planning import Preferences, Wish
from helpdesk.privacy.kinds import ValueKind
from helpdesk.privacy.vault import Vault

SUBJECT: Final = "agent"
_EMAIL = re.compile(r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-zA-Z0-9-]{1,63}\.)+[a-zA-Z]{2,63}")


async def save_email(work: UnitOfWork, *, agent_id: UUID, email: str | None) -> Agent:
    """Set or take away an agent's e-mail address: one's own, or anybody's with `organisation.write`.

    What was kept before is deleted for good. Raises NotFound and InvalidValue.
    """
    if agent_id != work.actor.agent_id:
        work.actor.require(Permission.ORGANISATION_WRITE)
    written = None if email is None else _email(email)
    agent = await repository.lock_agent(work, agent_id)
    contact = await locked(work, agent_id)
    if await _same(work, contact.email_id, written):
        return agent
    if contact.email_id is not None:
        await work.resource(Vault).erase(work, [contact.email_id])
    contact.email_id = contact.email_masked = None
    if written is not None:
        kept = work.resource(Vault).seal(
            work, ValueKind.EMAIL, written, subject_kind=SUBJECT, subject_id=agent_id
        )
        contact.email_id, contact.email_masked = kept.id, kept.masked
    work.record(agent, ContactSaved(changed=["email"]))
    return agent


async def locked(work: UnitOfWork, agent_id: UUID) -> AgentContact:
    """The contact of an agent who is locked; a new one where there is none."""
    found = await work.session.scalar(select(AgentContact).where(AgentContact.agent_id == agent_id))
    if found is None:
        found = AgentContact(agent_id=agent_id, choices={}, urgent_passes=True, digest_at="09:00")
        work.session.add(found)
    return found


def channels(contact: AgentContact) -> set[Channel]:
    """The channels for which there is an address."""
    return {channel for channel, address in _ADDRESSES.items() if getattr(contact, address) is not None}


def address(contact: AgentContact, channel: Channel) -> UUID | None:
    """The sealed value to which a channel goes."""
    found: UUID | None = getattr(contact, _ADDRESSES[channel])
    return found


def preferences(contact: AgentContact) -> Preferences:
    """What the agent chose. Channels and kinds that are not known any more are passed over."""
    return Preferences(
        choices=_choices(contact.choices),
        quiet_from=_time(contact.quiet_from),
        quiet_until=_time(contact.quiet_until),
        urgent_passes=contact.urgent_passes,
        digest_at=time.fromisoformat(contact.digest_at),
    )


_REASONS: Final = frozenset(Reason)
_CHANNELS: Final = frozenset(Channel)
_ADDRESSES: Final = {Channel.EMAIL: "email_id"}


def _choices(kept: dict[str, Any]) -> dict[Channel, dict[Reason, Wish]]:
    return {
        Channel(channel): {
            Reason(reason): Wish(wish) for reason, wish in chosen.items() if reason in _REASONS
        }
        for channel, chosen in kept.items()
        if channel in _CHANNELS
    }


def _time(written: str | None) -> time | None:
    return None if written is None else time.fromisoformat(written)


def _email(value: str) -> str:
    written = clean(value, field="email", at_most=254)
    if not _EMAIL.fullmatch(written):
        raise InvalidValue("email", "This is no e-mail address.", "电子邮件地址无效。")
    return written


async def _same(work: UnitOfWork, value_id: UUID | None, written: str | None) -> bool:
    if value_id is None or written is None:
        return value_id is None and written is None
    return (await work.resource(Vault).open(work, [value_id]))[value_id] == written
