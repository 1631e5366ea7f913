"""The tables behind preferences, robots and deliveries, each with the scope that callers have on its rows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Text, Uuid, bindparam, false, func, literal_column, select
from sqlalchemy.types import Boolean

from helpdesk.accounts.models import Agent
from helpdesk.kit.actor import Actor, Permission
from helpdesk.kit.statements import Condition
from helpdesk.notify.models import AgentContact, Delivery, GroupRobot, Notification
from helpdesk.schema.projection.sources import NOTHING, Source, holders_of
from helpdesk.schema.sources import of_visible_tickets


def _contacts() -> Any:
    """Where every agent is reached; those who said nothing have the defaults."""
    kept = ("email_masked", "mobile_masked", "robot_kind", "quiet_from", "quiet_until")
    contact = AgentContact.__table__.c
    return (
        select(
            Agent.id,
            *(contact[name] for name in kept),
            func.coalesce(contact.choices, literal_column("'{}'::jsonb")).label("choices"),
            func.coalesce(contact.urgent_passes, literal_column("true", Boolean)).label("urgent_passes"),
            func.coalesce(contact.digest_at, literal_column("'09:00'", Text)).label("digest_at"),
        )
        .outerjoin(AgentContact, AgentContact.agent_id == Agent.id)
        .subquery("contacts")
    )


_CONTACTS = _contacts()
_OWN_CONTACT = _CONTACTS.c.id == bindparam("own_agent", type_=Uuid())


def _known_contacts(actor: Actor) -> Sequence[Condition]:
    """One's own; everybody's for who keeps the organisation."""
    if actor.may(Permission.ORGANISATION_WRITE):
        return ()
    return (Condition(_OWN_CONTACT, {"own_agent": actor.agent_id}),) if actor.agent_id else (NOTHING,)


def _robots() -> Any:
    """Groups that have a robot."""
    table = GroupRobot.__table__
    columns = [table.c[name] for name in ("group_id", "robot_kind", "language", "reasons")]
    return select(*columns).where(table.c.robot_id.is_not(None)).subquery("robots")


def _deliveries() -> Any:
    """Deliveries with what they tell."""
    kept = ("id", "recipient_key", "channel", "state", "held", "attempts", "last_error", "due_at", "next_at",
            "created_at", "settled_at")  # fmt: skip
    columns = [Delivery.__table__.c[name] for name in kept]
    told = Notification.__table__.c
    return (
        select(*columns, told.ticket_id, told.reason, told.level)
        .join(Notification, Notification.id == Delivery.notification_id)
        .subquery("sent")
    )


_SENT = _deliveries()
_ABOUT_NO_TICKET = _SENT.c.ticket_id.is_(None)


def _other_deliveries(actor: Actor) -> ColumnElement[bool]:
    return _ABOUT_NO_TICKET if actor.sees_all else false()


CONTACTS: Final = Source("NotificationPreferences", _CONTACTS, scope=_known_contacts)
GROUP_ROBOTS: Final = Source(
    "GroupRobot", _robots(), key="group_id", scope=holders_of(Permission.ORGANISATION_READ)
)
DELIVERIES: Final = Source(
    "Delivery",
    _SENT,
    scope=holders_of(Permission.NOTIFICATION_SETTLE),
    reach=of_visible_tickets(_SENT.c.ticket_id, _other_deliveries),
)
