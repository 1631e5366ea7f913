"""Table of how often forms about one member missed what the platform holds."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY, TIMESTAMP
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.kit.database import Table


class MemberWatch(Table):
    """The mismatches of one member's forms, the latest day's alone; locked by who counts one more."""

    __tablename__ = "member_watches"
    __table_args__ = (UniqueConstraint("member_code"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    member_code: Mapped[str]
    mismatched_at: Mapped[list[datetime]] = mapped_column(ARRAY(TIMESTAMP(timezone=True)))
    revision: Mapped[int]
    last_event_at: Mapped[datetime]

    @property
    def subject_kind(self) -> str:
        """As the log writes it."""
        return "member"

    def facets(self) -> dict[str, Any]:
        """Followers may filter by this; a code is nothing personal."""
        return {"member_code": self.member_code}
