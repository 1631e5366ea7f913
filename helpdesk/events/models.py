"""Tables of the log, the outbox, idempotency keys and the shared clock."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Identity, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.kit.database import Table


class EventRow(Table):
    """One fact. `draw` orders what one writer wrote; `position` is given by the sequencer after commit."""

    __tablename__ = "events"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "revision"),
        Index("ix_events_unsequenced", "draw", postgresql_where=text("position IS NULL")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    draw: Mapped[int] = mapped_column(Identity())
    position: Mapped[int | None] = mapped_column(unique=True)
    kind: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    revision: Mapped[int]
    actor_kind: Mapped[str]
    actor_key: Mapped[str]
    at: Mapped[datetime]
    data: Mapped[dict[str, Any]]
    facets_before: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    facets_after: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))


class LogHead(Table):
    """The single row that says which log this is and how far it has been sequenced.

    Locking it makes a process the sequencer. `database_identity` tells a restored copy from the original,
    whose cursors must not be taken for its own.
    """

    __tablename__ = "log_head"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    epoch: Mapped[UUID]
    database_identity: Mapped[str]
    position: Mapped[int]
    kept_after: Mapped[int]


class ReferenceHead(Table):
    """The single row whose number every change of a reference row raises (by trigger, at commit).

    Reference rows are who may call, the organisation, and which configuration is in force: a process keeps
    them, and a statement that reads this number with its own rows can tell whether they still hold.
    """

    __tablename__ = "reference_head"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    generation: Mapped[int]


class OutboxRow(Table):
    """A job to be done because of what was committed with it; deleted once the broker has it.

    `origin` is what asked for it, as `kit.tracing.Origin`, for the log and spans alone.
    """

    __tablename__ = "outbox"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    draw: Mapped[int] = mapped_column(Identity(), index=True)
    job: Mapped[str]
    arguments: Mapped[dict[str, Any]]
    at: Mapped[datetime]
    origin: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))


class IdempotencyKey(Table):
    """What a key of (actor, mutation) led to: ids only, since the payload is read again."""

    __tablename__ = "idempotency_keys"

    actor_key: Mapped[str] = mapped_column(primary_key=True)
    mutation: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    digest: Mapped[str]
    outcome: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    at: Mapped[datetime] = mapped_column(index=True)


class ClockRow(Table):
    """The moved clock that all processes share in demo and test mode."""

    __tablename__ = "clock"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"), CheckConstraint("speed > 0", name="runs"))

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    anchor: Mapped[datetime]
    shown: Mapped[datetime]
    speed: Mapped[float]
    stated: Mapped[str]
