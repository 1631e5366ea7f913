"""Tables of attachments and of who opened them. The bytes are in the object store (`storage`)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.kit.database import Table


class Attachment(Table):
    """One file. Of whoever uploaded it until it hangs on a subject (a ticket, and a part of it: a comment)."""

    __tablename__ = "attachments"
    __table_args__ = (
        Index("ix_attachments_subject", "subject_id", "id", postgresql_where=text("subject_id IS NOT NULL")),
        Index("ix_attachments_part", "part_id", "id", postgresql_where=text("part_id IS NOT NULL")),
        Index("ix_attachments_loose", "owner_key", postgresql_where=text("subject_id IS NULL")),
        Index("ix_attachments_delete_after", "delete_after", postgresql_where=text("delete_after IS NOT NULL")),
        Index(
            "ix_attachments_retained", "subject_id",
            postgresql_where=text("sensitive AND state = 'STORED' AND subject_id IS NOT NULL"),
        ),
        Index("ix_attachments_unpurged", "id", postgresql_where=text("state = 'DELETED' AND purged_at IS NULL")),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    purpose: Mapped[str]
    sensitive: Mapped[bool]
    file_name: Mapped[str]
    declared_size: Mapped[int]
    state: Mapped[str]
    owner_key: Mapped[str]
    subject_kind: Mapped[str | None]
    subject_id: Mapped[UUID | None]
    part_id: Mapped[UUID | None]
    object_key: Mapped[str | None]
    content_type: Mapped[str | None]
    size: Mapped[int | None]
    sha256: Mapped[str | None]
    created_at: Mapped[datetime]
    upload_until: Mapped[datetime]
    stored_at: Mapped[datetime | None]
    delete_after: Mapped[datetime | None]
    purged_at: Mapped[datetime | None]


class AttachmentView(Table):
    """An agent was given a link to a file (LINK), or its bytes (DOWNLOAD)."""

    __tablename__ = "attachment_views"
    __table_args__ = (Index("ix_attachment_views_agent", "attachment_id", "agent_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    attachment_id: Mapped[UUID] = mapped_column(ForeignKey("attachments.id"))
    agent_id: Mapped[UUID]
    how: Mapped[str]
    at: Mapped[datetime]
