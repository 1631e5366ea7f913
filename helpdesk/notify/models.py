"""Tables of in-app notifications, of where agents are reached besides, and of what went there."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.kit.database import Table

UNDELIVERED = "state IN ('FAILED', 'UNKNOWN') OR (next_at IS NOT NULL AND attempts >= 3)"
"""Of which somebody should know: given up, or tried in vain three times and more. As the index has it."""


class Notification(Table):
    """One person told of one event, once: unique by (event, recipient).

    A recipient is an agent, or a requester by their actor key (`store:S001`, `member:M1001`). It is `outbound` until
    a worker has decided which deliveries it leads to.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        UniqueConstraint("event_id", "recipient_key"),
        Index("ix_notifications_recipient", "recipient_key", "at", "id"),
        Index(
            "ix_notifications_unread_at", "recipient_key", "at", "id",
            postgresql_where=text("read_at IS NULL"),
        ),
        Index("ix_notifications_outbound", "id", postgresql_where=text("outbound")),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[UUID]
    recipient_key: Mapped[str]
    reason: Mapped[str]
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets.id"), index=True)
    call_id: Mapped[UUID | None] = mapped_column(ForeignKey("planned_calls.id"), index=True)
    member_code: Mapped[str | None]
    level: Mapped[int | None]
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    outbound: Mapped[bool] = mapped_column(server_default=false())


class AgentContact(Table):
    """Where an agent is told things outside the helpdesk, and what of it they want when.

    Addresses are sealed values (`email_id`, `mobile_id`, `robot_id`, `robot_secret_id`); beside them stands what
    everyone may see. `choices` holds by channel, by reason, `AT_ONCE` or `DIGEST`; a channel that is not named there
    takes its default. Times are of the platform's time zone, as `22:00`.
    """

    __tablename__ = "agent_contacts"

    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id"), primary_key=True)
    email_id: Mapped[UUID | None]
    email_masked: Mapped[str | None]
    mobile_id: Mapped[UUID | None]
    mobile_masked: Mapped[str | None]
    robot_id: Mapped[UUID | None]
    robot_kind: Mapped[str | None]
    robot_secret_id: Mapped[UUID | None]
    choices: Mapped[dict[str, Any]]
    quiet_from: Mapped[str | None]
    quiet_until: Mapped[str | None]
    urgent_passes: Mapped[bool]
    digest_at: Mapped[str]


class GroupRobot(Table):
    """The chat robot that tells a group what happens to its tickets, each event once (`reasons`).

    Its address and its signing secret are sealed values.
    """

    __tablename__ = "group_robots"

    group_id: Mapped[UUID] = mapped_column(ForeignKey("agent_groups.id"), primary_key=True)
    robot_id: Mapped[UUID | None]
    robot_kind: Mapped[str | None]
    robot_secret_id: Mapped[UUID | None]
    language: Mapped[str]
    reasons: Mapped[list[str]]


class Delivery(Table):
    """One notification on its way by one channel, once for each (event, recipient, channel).

    A recipient is an agent, or a group (`group:…`) whose robot tells everybody what one of them was notified of.

    What is `held` for quiet hours or a digest goes with the recipient's others as one message; `message_id` names the
    message, from its first attempt on. Leases run in real time; `due_at` and `next_at` by the helpdesk's clock.
    `last_error` is a code, never what a server said.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("event_id", "recipient_key", "channel"),
        Index(
            "ix_deliveries_next", "channel", "next_at", "id", postgresql_where=text("next_at IS NOT NULL")
        ),
        Index("ix_deliveries_message", "message_id", postgresql_where=text("message_id IS NOT NULL")),
        Index("ix_deliveries_undelivered", "due_at", "id", postgresql_where=text(UNDELIVERED)),
        Index("ix_deliveries_settled", "settled_at", postgresql_where=text("settled_at IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    event_id: Mapped[UUID]
    notification_id: Mapped[UUID] = mapped_column(ForeignKey("notifications.id"), index=True)
    recipient_key: Mapped[str]
    channel: Mapped[str]
    state: Mapped[str]
    held: Mapped[bool]
    message_id: Mapped[UUID | None]
    attempts: Mapped[int]
    last_error: Mapped[str | None]
    due_at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    revision: Mapped[int]
    last_event_at: Mapped[datetime]

    @property
    def subject_kind(self) -> str:
        """As the log writes it."""
        return "delivery"

    def facets(self) -> dict[str, Any]:
        """Followers may filter by channel and state."""
        return {"channel": self.channel, "state": self.state}
