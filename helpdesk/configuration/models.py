"""Tables of versions, their entries and drafts.

An entry's row holds for the versions from `from_version` up to, not including, `to_version`. Publishing
writes only what changed, and an old version stays readable for the tickets that it decided about.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.kit.database import Table


class ConfigurationHead(Table):
    """The single row that says which version is in force; locking it serialises publishing."""

    __tablename__ = "configuration_head"
    __table_args__ = (CheckConstraint("single = 1", name="single_row"),)

    single: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    id: Mapped[UUID]
    version: Mapped[int]
    revision: Mapped[int]
    last_event_at: Mapped[datetime]

    @property
    def subject_kind(self) -> str:
        """As the log writes it."""
        return "configuration"

    def facets(self) -> dict[str, Any]:
        """Followers may filter by version."""
        return {"version": self.version}


class ConfigurationVersion(Table):
    """One published version."""

    __tablename__ = "configuration_versions"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    author_key: Mapped[str]
    title: Mapped[str]
    reverts_to: Mapped[int | None]


class ConfigurationEntry(Table):
    """One entry as it holds for a range of versions."""

    __tablename__ = "configuration_entries"
    __table_args__ = (
        Index(
            "uq_configuration_entries_current", "kind", "key", unique=True,
            postgresql_where=text("to_version IS NULL"),
        ),
    )  # fmt: skip

    kind: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[UUID] = mapped_column(primary_key=True)
    from_version: Mapped[int] = mapped_column(primary_key=True)
    to_version: Mapped[int | None]
    document: Mapped[dict[str, Any]]


class ConfigurationDraft(Table):
    """Changes that are prepared and not yet published: `{kind: {key: document or null}}`."""

    __tablename__ = "configuration_drafts"
    __table_args__ = (Index("ix_configuration_drafts_open", "id", postgresql_where=text("status = 'OPEN'")),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    title: Mapped[str]
    status: Mapped[str]
    base_version: Mapped[int]
    author_key: Mapped[str]
    changes: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    revision: Mapped[int]
    last_event_at: Mapped[datetime]

    @property
    def subject_kind(self) -> str:
        """As the log writes it."""
        return "configuration_draft"

    def facets(self) -> dict[str, Any]:
        """Followers may filter by status."""
        return {"status": self.status}
