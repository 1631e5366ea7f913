"""Tables of planned calls, of the attempts at them, and of customers who are not to be called."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.kit.database import Table

_OPEN = text("state IN ('DUE', 'POSTPONED')")


class PlannedCall(Table):
    """One call to be made in `[not_before, due)`, once for each (plan, customer, period).

    The plan and its script are those of `configuration_version`. An SMS that is being sent is leased, and
    `handed_over_at` says since when it may be with the provider.
    """

    __tablename__ = "planned_calls"
    __table_args__ = (
        UniqueConstraint("plan_id", "customer_id", "period", name="uq_planned_calls_period"),
        Index("ix_planned_calls_open", "group_id", "due", "id", postgresql_where=_OPEN),
        Index("ix_planned_calls_ending", "due", "id", postgresql_where=_OPEN),
        Index(
            "ix_planned_calls_sms", "not_before", "id",
            postgresql_where=text("state IN ('DUE', 'POSTPONED') AND channel = 'SMS'"),
        ),
        Index("ix_planned_calls_coverage", "plan_id", "due"),
        Index("ix_planned_calls_customer", "customer_id"),
        Index("ix_planned_calls_ticket", "ticket_id", postgresql_where=text("ticket_id IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"))
    plan_id: Mapped[UUID]
    period: Mapped[str]
    configuration_version: Mapped[int] = mapped_column(ForeignKey("configuration_versions.number"))
    group_id: Mapped[UUID] = mapped_column(ForeignKey("agent_groups.id"))
    channel: Mapped[str]
    routine: Mapped[bool]
    state: Mapped[str]
    not_before: Mapped[datetime]
    due: Mapped[datetime]
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agents.id"))
    attempts: Mapped[int]
    outcome: Mapped[str | None]
    order_code: Mapped[str | None]
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets.id"))
    opened_ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets.id"))
    leased_until: Mapped[datetime | None]
    handed_over_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    revision: Mapped[int]
    last_event_at: Mapped[datetime]

    @property
    def subject_kind(self) -> str:
        """As the log writes it."""
        return "planned_call"

    def facets(self) -> dict[str, Any]:
        """Followers may filter by these; nothing here is personal."""
        return {"state": self.state, "group_id": str(self.group_id), "plan_id": str(self.plan_id)}


class CallAttempt(Table):
    """One attempt: who called when, the way through the script, what came of it. Notes are personal data."""

    __tablename__ = "call_attempts"
    __table_args__ = (Index("ix_call_attempts_call", "call_id", "at", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    call_id: Mapped[UUID] = mapped_column(ForeignKey("planned_calls.id"))
    at: Mapped[datetime]
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agents.id"))
    path: Mapped[list[Any]]
    outcome: Mapped[str]
    notes: Mapped[str]
    named_time: Mapped[datetime | None]
    recording_reference: Mapped[str | None]


class CallRefusal(Table):
    """A customer who is not to be called again, for good, and why (docs/domain.md §8.1)."""

    __tablename__ = "call_refusals"

    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"), primary_key=True)
    reason: Mapped[str]
    author_key: Mapped[str]
    at: Mapped[datetime]
