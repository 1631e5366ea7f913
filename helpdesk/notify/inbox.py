"""The in-app inbox: which event tells whom, and marking as read.

`project` runs in the transaction of the events, so that a level and its notifications are one. What goes to agents is
`outbound`: a worker sees to the channels that they chose (`fanning`), so that none of them can hold up an event.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select, update

from helpdesk.accounts import organisation
from helpdesk.events.log import LoggedEvent
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.ids import new_id
from helpdesk.notify.models import Notification
from helpdesk.tickets.models import Ticket


class Reason(StrEnum):
    """Why somebody is told."""

    ASSIGNED = "ASSIGNED"
    REPLIED = "REPLIED"
    URGED = "URGED"
    SLA_WARNED = "SLA_WARNED"
    SLA_BREACHED = "SLA_BREACHED"
    SLA_ESCALATED = "SLA_ESCALATED"
    STATUS_CHANGED = "STATUS_CHANGED"
    CALL_MISSED = "CALL_MISSED"
    COMPLAINTS_PROVEN = "COMPLAINTS_PROVEN"
    MEMBER_FROZEN = "MEMBER_FROZEN"
    DELIVERY_FAILED = "DELIVERY_FAILED"


AGENT = "agent:"
_CROSSINGS = {
    "WARNED": Reason.SLA_WARNED,
    "BREACHED": Reason.SLA_BREACHED,
    "LEVEL": Reason.SLA_ESCALATED,
    "planned_call.missed": Reason.CALL_MISSED,
    "member.frozen": Reason.MEMBER_FROZEN,
    "delivery.given_up": Reason.DELIVERY_FAILED,
}
"""By the crossing of a clock; other events that name recipients by their kind."""
_ABOUT = (("ticket", "ticket_id"), ("planned_call", "call_id"))
SUBJECTS = frozenset({"ticket", "planned_call", "member", "delivery"})
"""Kinds of subjects of which people are told."""
_TOLD_STATUSES = {"WAITING_ON_REQUESTER", "SOLVED", "CLOSED", "DECLINED", "CANCELLED"}


async def project(work: UnitOfWork, events: Sequence[LoggedEvent]) -> None:
    """Write the notifications that these events cause."""
    rows = []
    for event in events:
        if event.subject_kind not in SUBJECTS:
            continue
        about = {name: event.subject_id if kind == event.subject_kind else None for kind, name in _ABOUT}
        about["member_code"] = event.data["member_code"] if event.subject_kind == "member" else None
        recipients = dict.fromkeys(_told(event))
        if event.kind == "ticket.urged" and (manager := await _manager(work, event)):
            recipients[manager] = None
        rows += [
            {
                "id": new_id(), "event_id": event.id, "recipient_key": key, "reason": reason,
                "level": event.data.get("level"), "at": event.at, "read_at": None,
                "outbound": key.startswith(AGENT) and reason is not Reason.DELIVERY_FAILED, **about,
            }
            for key, reason in recipients
            if key != event.actor_key
        ]  # fmt: skip
    if rows:
        work.insert(Notification, rows)


async def mark_read(work: UnitOfWork, *, notification_ids: Sequence[UUID]) -> list[UUID]:
    """Mark the actor's own notifications as read; the ids that were not before."""
    changed = await work.session.scalars(
        update(Notification)
        .where(
            Notification.id.in_(notification_ids),
            Notification.recipient_key == work.actor.key,
            Notification.read_at.is_(None),
        )
        .values(read_at=work.now)
        .returning(Notification.id)
    )
    return list(changed)


def _told(event: LoggedEvent) -> Iterator[tuple[str, Reason]]:
    facets = event.facets_after or {}
    assignee = facets.get("assignee_id")
    match event.kind:
        case "ticket.assigned" if event.data["after"]:
            yield agent_key(event.data["after"]), Reason.ASSIGNED
        case "ticket.comment_added" if event.data["visibility"] == "PUBLIC":
            if event.data["by"] == "AGENT":
                yield facets["requester_key"], Reason.REPLIED
            elif assignee:
                yield agent_key(assignee), Reason.REPLIED
        case "ticket.urged" if assignee:
            yield agent_key(assignee), Reason.URGED
        case "ticket.status_changed" if event.data["after"] in _TOLD_STATUSES:
            yield facets["requester_key"], Reason.STATUS_CHANGED
        case "ticket.escalation_notified" | "planned_call.missed" | "member.frozen" | "delivery.given_up":
            reason = _CROSSINGS[event.data.get("crossing", event.kind)]
            for recipient in event.data["recipients"]:
                yield agent_key(recipient), reason
        case "ticket.responsibility_recorded" if event.data["told"]:
            yield agent_key(event.data["told"]), Reason.COMPLAINTS_PROVEN
        case _:
            return


async def _manager(work: UnitOfWork, event: LoggedEvent) -> tuple[str, Reason] | None:
    group_id = await work.session.scalar(select(Ticket.group_id).where(Ticket.id == event.subject_id))
    if group_id is None:
        return None
    holder = await organisation.resolve_position(work.session, group_id, 1, work.now)
    return (agent_key(holder.agent_id), Reason.URGED) if holder.agent_id else None


def agent_key(agent_id: UUID | str) -> str:
    """The actor key of an agent, by which notifications are addressed."""
    return f"{AGENT}{UUID(str(agent_id)).hex}"


def agent_of(key: str) -> UUID | None:
    """The agent whom an actor key names; None for other parties."""
    return UUID(key.removeprefix(AGENT)) if key.startswith(AGENT) else None
