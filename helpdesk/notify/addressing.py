"""From claimed deliveries to messages: what is told, in whose language, and to which address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from helpdesk.accounts.models import AgentGroup
from helpdesk.events.work import UnitOfWork
from helpdesk.notify import deliveries, recipients
from helpdesk.notify.channels import Channel, Message, Notice
from helpdesk.notify.contacts import SealedAddress
from helpdesk.notify.deliveries import Claimed
from helpdesk.notify.inbox import Reason
from helpdesk.notify.models import Notification
from helpdesk.privacy.vault import Vault
from helpdesk.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Addressed:
    """A message in hand, whose address is still sealed."""

    message_id: UUID
    delivery_ids: Sequence[UUID]
    lease_until: datetime
    address: SealedAddress
    language: Literal["zh-CN", "en"]
    notices: Sequence[Notice]

    async def opened(self, vault: Vault, connection: AsyncConnection, zone: ZoneInfo) -> Message | None:
        """With its address; None where that was erased meanwhile. Raises CannotBeOpened."""
        wanted = [one for one in (self.address.value_id, self.address.secret_id) if one is not None]
        opened = await vault.open(connection, wanted)
        if any(value is None for value in opened.values()):
            return None
        return Message(
            id=self.message_id,
            to=opened[self.address.value_id] or "",
            notices=self.notices,
            language=self.language,
            zone=zone,
            kind=self.address.kind,
            secret=None if self.address.secret_id is None else opened[self.address.secret_id],
        )


async def addressed(work: UnitOfWork, claimed: Sequence[Claimed], channel: Channel) -> list[Addressed]:
    """The messages to send. Withdrawn is what goes to nobody by now, and what was read while it was held."""
    people = await recipients.reached(work, [one.recipient_key for one in claimed], channel)
    told = await _told(work, [member.notification_id for one in claimed for member in one.members])
    found = []
    for one in claimed:
        person = people.get(one.recipient_key)
        if person is None:
            deliveries.withdraw(work, one.members, why="NO_ADDRESS")
            continue
        read = [member for member in one.members if member.held and told[member.notification_id].read_at]
        deliveries.withdraw(work, read)
        left = [member for member in one.members if member not in read]
        if left:
            notices = [_notice(told[member.notification_id]) for member in left]
            notices.sort(key=lambda notice: (notice.at, notice.id))
            ids = [member.id for member in left]
            found.append(
                Addressed(one.message_id, ids, one.lease_until, person.address, person.language, notices)
            )
    return found


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
