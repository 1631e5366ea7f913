"""The timers: what the folds of all clocks came to, so that the due ones are found by index."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.kit.database import Table


class SlaTimer(Table):
    """One clock of a subject (docs/domain.md, section 4); its state is that of `helpdesk.sla.state`.

    `terms` are the promise as pinned, `elapsed_*` the clock time up to `anchor`; business days are fractions
    (`7/2`). `next_at` and `next_crossing` say what happens by time alone. Who works on that holds the lease.
    """

    __tablename__ = "sla_timers"
    __table_args__ = (
        UniqueConstraint("subject_kind", "subject_id", "metric", "instance"),
        CheckConstraint("phase IN ('RUNNING', 'PAUSED', 'MET', 'CANCELLED')", name="phase_known"),
        CheckConstraint("next_at IS NULL OR phase = 'RUNNING'", name="only_running_crosses"),
        CheckConstraint("(next_at IS NULL) = (next_crossing IS NULL)", name="next_is_whole"),
        Index("ix_sla_timers_next_at", "next_at", postgresql_where=text("next_at IS NOT NULL")),
        Index("ix_sla_timers_provisional", "subject_id", postgresql_where=text("provisional")),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    metric: Mapped[str]
    instance: Mapped[int]

    policy_id: Mapped[UUID | None]
    configuration_version: Mapped[int]
    calendar_id: Mapped[UUID | None]
    terms: Mapped[dict[str, Any]]
    extended: Mapped[bool]

    phase: Mapped[str]
    started_at: Mapped[datetime]
    anchor: Mapped[datetime]
    elapsed_time: Mapped[timedelta]
    elapsed_days: Mapped[str]
    mark_time: Mapped[timedelta]
    mark_days: Mapped[str]
    waited_days: Mapped[str]
    breached_at: Mapped[datetime | None]
    met_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    awaiting: Mapped[str | None]
    warned: Mapped[bool]
    level: Mapped[int]
    acknowledged_level: Mapped[int | None]

    not_before: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    warn_at: Mapped[datetime | None]
    limit_at: Mapped[datetime | None]
    provisional: Mapped[bool]
    next_at: Mapped[datetime | None]
    next_crossing: Mapped[str | None]
    next_level: Mapped[int]
    lease_until: Mapped[datetime | None]
