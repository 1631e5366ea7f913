"""Table of in-app notifications."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.kit.database import Table


class Notification(Table):
    """One person told of one event, once: unique by (event, recipient).

    A recipient is an agent, or a requester by their actor key (`store:S001`, `member:M1001`).
    """

    __tablename__ = "notifications"
    __table_args__ = (
        UniqueConstraint("event_id", "recipient_key"),
        Index("ix_notifications_recipient", "recipient_key", "at", "id"),
        Index(
            "ix_notifications_unread_at", "recipient_key", "at", "id",
            postgresql_where=text("read_at IS NULL"),
        ),
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
