"""Tables of running procedures: their steps, and what may be open only once at a time."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.kit.database import Table


class Procedure(Table):
    """A procedure that runs, or ran, on one ticket; its definition is that of the ticket's pinned version.

    `facts` is what it came to know, without personal data: codes, ids of sealed values, references.
    """

    __tablename__ = "procedures"
    __table_args__ = (
        UniqueConstraint("ticket_id"),
        CheckConstraint("state IN ('RUNNING', 'DONE', 'DECLINED', 'CANCELLED')", name="state_known"),
        CheckConstraint("(state = 'RUNNING') = (ended_at IS NULL)", name="ended_is_whole"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    definition_id: Mapped[UUID]
    configuration_version: Mapped[int]
    code: Mapped[str]
    state: Mapped[str]
    reason: Mapped[str | None]
    facts: Mapped[dict[str, Any]]
    steps_begun: Mapped[int]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class ProcedureClaim(Table):
    """What one open procedure holds alone: an order, or a field of a member, for its kind of procedure."""

    __tablename__ = "procedure_claims"
    __table_args__ = (Index("ix_procedure_claims_procedure", "procedure_id"),)

    key: Mapped[str] = mapped_column(primary_key=True)
    procedure_id: Mapped[UUID] = mapped_column(ForeignKey("procedures.id"))


class ProcedureStep(Table):
    """One turn of a step: begun, and once taken with its outcome. `place` counts the turns of the procedure.

    A step that waits for an act on the platform names it in `act_id`; its clock is `timer_id`.
    """

    __tablename__ = "procedure_steps"
    __table_args__ = (
        UniqueConstraint("procedure_id", "place"),
        CheckConstraint("state IN ('CURRENT', 'TAKEN', 'LEFT')", name="state_known"),
        Index("ix_procedure_steps_act", "act_id", postgresql_where=text("act_id IS NOT NULL")),
        Index("ix_procedure_steps_ticket", "ticket_id", "place"),
        Index("ix_procedure_steps_current", "group_id", "began_at", postgresql_where=text("state = 'CURRENT'")),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    procedure_id: Mapped[UUID] = mapped_column(ForeignKey("procedures.id"))
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    place: Mapped[int]
    code: Mapped[str]
    state: Mapped[str]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("agent_groups.id"))
    outcome: Mapped[str | None]
    fields: Mapped[dict[str, Any] | None]
    note: Mapped[str | None]
    taken_by: Mapped[str | None]
    taken_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("agents.id"))
    timer_id: Mapped[UUID | None]
    act_id: Mapped[UUID | None]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class Responsibility(Table):
    """Whose responsibility a complaint was: an agent's and of which kind, and whether it was proven."""

    __tablename__ = "complaint_responsibilities"
    __table_args__ = (
        Index("ix_complaint_responsibilities_ticket", "ticket_id"),
        Index(
            "ix_complaint_responsibilities_proven",
            "agent_id",
            "kind",
            "on_date",
            postgresql_where=text("proven"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agents.id"))
    kind: Mapped[str]
    proven: Mapped[bool]
    on_date: Mapped[date]
