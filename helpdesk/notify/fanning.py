"""From a notification to its deliveries, by what its recipient chose; one transaction with the mark that it was done.

A worker that dies meanwhile leaves the notification `outbound`, and the next one does it; done twice, the deliveries
are there once.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert

from helpdesk.events.work import UnitOfWork
from helpdesk.kit.ids import new_id
from helpdesk.notify import contacts, group_robots, inbox
from helpdesk.notify.channels import Channel
from helpdesk.notify.inbox import Reason, agent_of
from helpdesk.notify.models import AgentContact, Delivery, GroupRobot, Notification
from helpdesk.notify.planning import Planned, plan
from helpdesk.tickets.models import Ticket

MOST = 200


async def fan_out(work: UnitOfWork, *, channels: Set[Channel]) -> int:
    """Make the deliveries of the notifications that wait for theirs, the oldest first; of how many, at most 200."""
    waiting = (
        await work.session.execute(
            select(
                Notification.id, Notification.event_id, Notification.recipient_key, Notification.reason,
                Ticket.group_id,
            )
            .outerjoin(Ticket, Ticket.id == Notification.ticket_id)
            .where(Notification.outbound)
            .order_by(Notification.id)
            .limit(MOST)
            .with_for_update(of=Notification, skip_locked=True)
        )
    ).all()  # fmt: skip
    if not waiting:
        return 0
    rows = [*await _for_agents(work, waiting, channels), *await _for_groups(work, waiting, channels)]
    if rows:
        await work.session.execute(insert(Delivery).on_conflict_do_nothing(), rows)
    done = update(Notification).where(Notification.id.in_([row.id for row in waiting])).values(outbound=False)
    await work.session.execute(done)
    return len(waiting)


async def _for_agents(
    work: UnitOfWork, waiting: Sequence[Any], channels: Set[Channel]
) -> list[dict[str, Any]]:
    agents = {agent for row in waiting if (agent := agent_of(row.recipient_key)) is not None}
    found = await work.session.scalars(select(AgentContact).where(AgentContact.agent_id.in_(agents)))
    reachable = {inbox.agent_key(contact.agent_id): contact for contact in found}
    return [
        _row(work, row, row.recipient_key, planned)
        for row in waiting
        if (contact := reachable.get(row.recipient_key))
        for planned in plan(
            Reason(row.reason), contacts.preferences(contact), channels & contacts.channels(contact), work.now,
            work.zone,
        )
    ]  # fmt: skip


async def _for_groups(
    work: UnitOfWork, waiting: Sequence[Any], channels: Set[Channel]
) -> list[dict[str, Any]]:
    """What groups' robots tell: each event once, also where several of its notifications wait, or waited before."""
    if Channel.ROBOT not in channels:
        return []
    groups = {row.group_id for row in waiting if row.group_id}
    found = await work.session.scalars(
        select(GroupRobot).where(GroupRobot.group_id.in_(groups), GroupRobot.robot_id.is_not(None))
    )
    robots = {robot.group_id: robot for robot in found}
    planned = Planned(Channel.ROBOT, work.now, held=False)
    return [
        _row(work, row, group_robots.key_of(robot.group_id), planned)
        for row in waiting
        if (robot := robots.get(row.group_id)) and row.reason in robot.reasons
    ]


def _row(work: UnitOfWork, notification: Any, recipient: str, planned: Planned) -> dict[str, Any]:
    return {
        "id": new_id(), "event_id": notification.event_id, "notification_id": notification.id,
        "recipient_key": recipient, "channel": planned.channel, "state": "WAITING",
        "held": planned.held, "message_id": None, "attempts": 0, "last_error": None, "due_at": planned.due_at,
        "next_at": planned.due_at, "lease_until": None, "created_at": work.now, "settled_at": None, "revision": 0,
        "last_event_at": work.now,
    }  # fmt: skip
