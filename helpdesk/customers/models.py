"""The table of customers: who they are by name; how they are reached is sealed (docs/domain.md §1)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.kit.database import Table


class Grade(StrEnum):
    """Customer grades, by what was bought (docs/domain.md §4, routine call-backs)."""

    A = "A"
    B = "B"
    C = "C"
    V = "V"


class Customer(Table):
    """One profile. `member_code` and `store_code` are the platform's.

    `phone_id` is the sealed value of the number, by which the caller is recognised; `phone_masked` is
    what everyone may see.
    """

    __tablename__ = "customers"
    __table_args__ = (
        CheckConstraint("grade IN ('A', 'B', 'C', 'V')", name="grade_known"),
        CheckConstraint(
            "phone_id IS NOT NULL OR member_code IS NOT NULL OR erased_at IS NOT NULL", name="recognisable"
        ),
        CheckConstraint("(phone_id IS NULL) = (phone_masked IS NULL)", name="phone_masked"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str | None]
    phone_id: Mapped[UUID | None]
    phone_masked: Mapped[str | None]
    member_code: Mapped[str | None] = mapped_column(unique=True)
    store_code: Mapped[str | None]
    grade: Mapped[str | None]
    note: Mapped[str]
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None]
    revision: Mapped[int]
    last_event_at: Mapped[datetime]

    @property
    def subject_kind(self) -> str:
        """As the log writes it."""
        return "customer"

    def facets(self) -> dict[str, Any]:
        """Followers may filter by grade; nothing here is personal."""
        return {"grade": self.grade}


class Erasure(Table):
    """A person's data was deleted: who did it, when, and why, in their own words."""

    __tablename__ = "erasures"
    __table_args__ = (Index("ix_erasures_customer", "customer_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    customer_id: Mapped[UUID] = mapped_column(ForeignKey("customers.id"))
    reason: Mapped[str]
    actor_key: Mapped[str]
    at: Mapped[datetime]
