"""The one table that holds personal values, sealed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.kit.database import Table


class SealedValue(Table):
    """One value of one subject. What it was stays as kind and time alone once it is erased.

    `ciphertext` is the nonce and the sealed text (AES-256-GCM), bound to id and kind; `lookup` is a keyed
    hash of the normal form, for kinds that are looked up. The ids of the keys stand beside. A value that `recognises`
    its subject is that of no other subject of the kind.
    """

    __tablename__ = "sealed_values"
    __table_args__ = (
        CheckConstraint("(ciphertext IS NULL) = (erased_at IS NOT NULL)", name="sealed_until_erased"),
        CheckConstraint("(ciphertext IS NULL) = (key_id IS NULL)", name="key_named"),
        CheckConstraint("(lookup IS NULL) = (lookup_key_id IS NULL)", name="lookup_key_named"),
        Index("ix_sealed_values_lookup", "lookup", postgresql_where=text("lookup IS NOT NULL")),
        Index(
            "uq_sealed_values_recognising", "subject_kind", "kind", "lookup",
            unique=True, postgresql_where=text("recognises"),
        ),
        Index("ix_sealed_values_subject", "subject_kind", "subject_id"),
        Index(
            "ix_sealed_values_retain_until",
            "retain_until",
            postgresql_where=text("erased_at IS NULL AND retain_until IS NOT NULL"),
        ),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    key_id: Mapped[str | None]
    ciphertext: Mapped[bytes | None]
    lookup_key_id: Mapped[str | None]
    lookup: Mapped[bytes | None]
    masked: Mapped[str]
    recognises: Mapped[bool] = mapped_column(server_default=false())
    retain_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]
