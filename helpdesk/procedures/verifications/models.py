"""Tables of phone verifications: each with the numbers to call, its attempts, and the codes that were sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.kit.database import Table


class PhoneVerification(Table):
    """One verification of a procedure. Numbers are ids of sealed values; `caller_id` is the agent who calls.

    `questions` are those that were drawn, each with the id of its sealed answers. The rest is its policy.
    """

    __tablename__ = "phone_verifications"
    __table_args__ = (
        Index(
            "uq_phone_verifications_open",
            "procedure_id",
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_phone_verifications_procedure", "procedure_id", "began_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    procedure_id: Mapped[UUID] = mapped_column(ForeignKey("procedures.id"))
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    member_code: Mapped[str]
    field: Mapped[str]
    registered_attempts: Mapped[int]
    right_answers: Mapped[int]
    code_allowed: Mapped[bool]
    registered_id: Mapped[UUID]
    new_id: Mapped[UUID | None]
    questions: Mapped[list[Any]]
    caller_id: Mapped[UUID | None] = mapped_column(ForeignKey("agents.id"))
    standing: Mapped[str]
    began_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]


class PhoneAttempt(Table):
    """One call, or one code that was entered rightly (`way`). `place` counts those of its verification."""

    __tablename__ = "phone_attempts"
    __table_args__ = (UniqueConstraint("verification_id", "place"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    verification_id: Mapped[UUID] = mapped_column(ForeignKey("phone_verifications.id"))
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    place: Mapped[int]
    number_kind: Mapped[str]
    way: Mapped[str]
    outcome: Mapped[str]
    agent_id: Mapped[UUID | None] = mapped_column(ForeignKey("agents.id"))
    recording_reference: Mapped[str | None]
    right_count: Mapped[int]
    wrong_count: Mapped[int]
    at: Mapped[datetime]


class VerificationCode(Table):
    """A one-time code to the registered number. Its hash binds it to the member, the field and the new value.

    It has no hash until it is sent: then it is made, kept as its hash alone, and goes out once.
    """

    __tablename__ = "verification_codes"
    __table_args__ = (
        CheckConstraint("(hash IS NULL) = (sent_at IS NULL)", name="sent_is_hashed"),
        Index("ix_verification_codes_member", "member_code", "asked_at"),
        Index("ix_verification_codes_verification", "verification_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    verification_id: Mapped[UUID] = mapped_column(ForeignKey("phone_verifications.id"))
    member_code: Mapped[str]
    hash: Mapped[bytes | None] = mapped_column(LargeBinary)
    tries: Mapped[int]
    asked_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
