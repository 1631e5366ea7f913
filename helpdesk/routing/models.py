"""The table of decisions: what was decided, and all that it was decided on."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Index, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.kit.database import Table


class RoutingDecision(Table):
    """One decision about one subject; with the version named it can be made again at any time.

    `subject` and `availability` are the arguments of the deciding function and hold no personal data.
    `revision` is the subject's at that moment, None for what was tried and not done.
    """

    __tablename__ = "routing_decisions"
    __table_args__ = (Index(None, "subject_kind", "subject_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    revision: Mapped[int | None]
    configuration_version: Mapped[int]
    subject: Mapped[dict[str, Any]]
    availability: Mapped[dict[str, Any]]
    rule_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    node_id: Mapped[UUID | None]
    desk_id: Mapped[UUID | None]
    group_id: Mapped[UUID]
    priority: Mapped[str]
    tags: Mapped[list[str]]
    agent_id: Mapped[UUID | None]
    why: Mapped[str]
    at: Mapped[datetime]
