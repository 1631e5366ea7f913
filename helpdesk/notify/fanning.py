"""From a notification to its deliveries, by what its recipient chose; one transaction with the mark that it was done.

A worker that dies meanwhile leaves the notification `outbound`, and the next one does it; done twice, the deliveries
are there once.
"""

from __future__ import annotations

from collections.abc import Iterable, Set
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from helpdesk.events.work import UnitOfWork
from helpdesk.kit.ids import new_id
from helpdesk.notify import contacts
from helpdesk.notify.channels import Channel
from helpdesk.notify.inbox import Reason, agent_of
from helpdesk.notify.models import AgentContact, Delivery, Notification
from helpdesk.notify.planning import Planned, plan

MOST = 200


async def fan_out(work: UnitOfWork, *, channels: Set[Channel]) -> int:
    """Make the deliveries of the notifications that wait for theirs, the oldest first; of how many, at most 200."""
    waiting = (
        await work.session.execute(
            select(Notification.id, Notification.event_id, Notification.recipient_key, Notification.reason)
            .where(Notification.outbound)
            .order_by(Notification.id)
            .limit(MOST)
            .with_for_update(skip_locked=True)
        )
    ).all()
    if not waiting:
        return 0
    reachable = await _reachable(work, (row.recipient_key for row in waiting))
    rows = [
        _row(work, row, planned)
        for row in waiting
        if (contact := reachable.get(agent_of(row.recipient_key)))
        for planned in plan(
            Reason(row.reason),
            contacts.preferences(contact),
            channels & contacts.channels(contact),
            work.now,
            work.zone,
        )
    ]
    if rows:
        work.insert(Delivery, rows)
    done = update(Notification).where(Notification.id.in_([row.id for row in waiting])).values(outbound=False)
    await work.session.execute(done)
    return len(waiting)


async def _reachable(work: UnitOfWork, keys: Iterable[str]) -> dict[UUID | None, AgentContact]:
    agents = {agent for key in keys if (agent := agent_of(key)) is not None}
    found = await work.session.scalars(select(AgentContact).where(AgentContact.agent_id.in_(agents)))
    return {contact.agent_id: contact for contact in found}


def _row(work: UnitOfWork, notification: Any, planned: Planned) -> dict[str, Any]:
    return {
        "id": new_id(), "event_id": notification.event_id, "notification_id": notification.id,
        "recipient_key": notification.recipient_key, "channel": planned.channel, "state": "WAITING",
        "held": planned.held, "message_id": None, "attempts": 0, "last_error": None, "due_at": planned.due_at,
        "next_at": planned.due_at, "lease_until": None, "created_at": work.now, "settled_at": None,
    }  # fmt: skip
