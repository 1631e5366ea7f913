"""Table of acts on the platform: told once in effect, whatever dies meanwhile."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.kit.database import Table


class PlatformAct(Table):
    """One act: what is to be done, under which key, how often it was tried and what the platform answered.

    `arguments` hold codes and ids of sealed values only. `next_at` is when a worker looks at it again,
    `lease_until` until when one has it in hand. From `only_ask_from` on it is never sent, only asked about.
    `way` is what a person decided to be tried next.
    """

    __tablename__ = "platform_acts"
    __table_args__ = (
        UniqueConstraint("key"),
        Index("ix_platform_acts_next_at", "next_at", postgresql_where=text("next_at IS NOT NULL")),
        Index("ix_platform_acts_stuck", "created_at", postgresql_where=text("state = 'STUCK'")),
        Index("ix_platform_acts_procedure", "procedure_id", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    procedure_id: Mapped[UUID] = mapped_column(ForeignKey("procedures.id"))
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    kind: Mapped[str]
    key: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    state: Mapped[str]
    attempts: Mapped[int]
    sent: Mapped[int]
    asked: Mapped[int]
    answer: Mapped[dict[str, Any] | None]
    last_failure: Mapped[str | None]
    way: Mapped[str | None]
    only_ask_from: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
