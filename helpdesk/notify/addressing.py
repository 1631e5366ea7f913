"""From claimed deliveries to messages: what is told, in whose language, and to which address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from helpdesk.accounts.models import Agent, AgentGroup
from helpdesk.events.work import UnitOfWork
from helpdesk.notify import contacts, deliveries
from helpdesk.notify.channels import Channel, Message, Notice
from helpdesk.notify.deliveries import Claimed
from helpdesk.notify.inbox import Reason, agent_of
from helpdesk.notify.models import AgentContact, Notification
from helpdesk.privacy.vault import Vault
from helpdesk.tickets.models import Ticket

Person = tuple[AgentContact | None, Literal["zh-CN", "en"]]
_NOBODY: Final[Person] = (None, "zh-CN")


@dataclass(frozen=True, slots=True)
class Addressed:
    """A message in hand, whose address is still sealed."""

    message_id: UUID
    delivery_ids: Sequence[UUID]
    lease_until: datetime
    address_id: UUID
    language: Literal["zh-CN", "en"]
    notices: Sequence[Notice]

    async def opened(self, vault: Vault, connection: AsyncConnection, zone: ZoneInfo) -> Message | None:
        """With its address; None where that was erased meanwhile. Raises CannotBeOpened."""
        to = (await vault.open(connection, [self.address_id]))[self.address_id]
        return None if to is None else Message(self.message_id, to, self.notices, self.language, zone)


async def addressed(work: UnitOfWork, claimed: Sequence[Claimed], channel: Channel) -> list[Addressed]:
    """The messages to send. Withdrawn is what goes to nobody by now, and what was read while it was held."""
    people = await _people(work, (one.recipient_key for one in claimed))
    told = await _told(work, [member.notification_id for one in claimed for member in one.members])
    found = []
    for one in claimed:
        contact, language = people.get(one.recipient_key, _NOBODY)
        address_id = None if contact is None else contacts.address(contact, channel)
        if address_id is None:
            deliveries.withdraw(work, one.members, why="NO_ADDRESS")
            continue
        read = [member for member in one.members if member.held and told[member.notification_id].read_at]
        deliveries.withdraw(work, read)
        left = [member for member in one.members if member not in read]
        if left:
            notices = [_notice(told[member.notification_id]) for member in left]
            notices.sort(key=lambda notice: (notice.at, notice.id))
            ids = [member.id for member in left]
            found.append(Addressed(one.message_id, ids, one.lease_until, address_id, language, notices))
    return found


async def _people(work: UnitOfWork, keys: Iterable[str]) -> dict[str, Person]:
    """Agents who still work here, by their keys."""
    agents = {agent: key for key in keys if (agent := agent_of(key)) is not None}
    rows = await work.session.execute(
        select(AgentContact, Agent.language)
        .join(Agent, Agent.id == AgentContact.agent_id)
        .where(Agent.id.in_(agents), Agent.active)
    )
    return {
        agents[contact.agent_id]: (contact, "en" if language == "en" else "zh-CN")
        for contact, language in rows
    }


async def _told(work: UnitOfWork, ids: Sequence[UUID]) -> dict[UUID, Any]:
    rows = await work.session.execute(
        select(
            Notification.id, Notification.reason, Notification.level, Notification.at, Notification.read_at,
            Notification.ticket_id, Notification.member_code, Ticket.number, Ticket.priority, AgentGroup.name_zh,
            AgentGroup.name_en,
        )
        .outerjoin(Ticket, Ticket.id == Notification.ticket_id)
        .outerjoin(AgentGroup, AgentGroup.id == Ticket.group_id)
        .where(Notification.id.in_(ids))
    )  # fmt: skip
    return {row.id: row for row in rows}


def _notice(row: Any) -> Notice:
    return Notice(
        id=row.id, reason=Reason(row.reason), level=row.level or 0, at=row.at, ticket_id=row.ticket_id,
        ticket_number=row.number, group_zh=row.name_zh, group_en=row.name_en, priority=row.priority,
        member_code=row.member_code,
    )  # fmt: skip
