"""Tables of tokens: those that the helpdesk itself gave to integrations, and which of any are good no longer."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKey, Index, Uuid
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.kit.database import Table


class IntegrationToken(Table):
    """A token that an administrator made for an integration, with what it grants.

    Of its secret only the SHA-256 is kept: 256 random bits need no salt and no slow hash. `last_used_at` is written
    at most once a minute and is no change of the token.
    """

    __tablename__ = "integration_tokens"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    integration_id: Mapped[UUID] = mapped_column(ForeignKey("integrations.id"), index=True)
    name: Mapped[str]
    secret_hash: Mapped[bytes] = mapped_column(unique=True)
    permissions: Mapped[list[str]]
    stores: Mapped[list[str]]
    group_ids: Mapped[list[UUID]] = mapped_column(ARRAY(Uuid()))
    sees_all: Mapped[bool]
    expires_at: Mapped[datetime]
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_by: Mapped[str | None]
    revoked_at: Mapped[datetime | None]
    revision: Mapped[int]
    last_event_at: Mapped[datetime]

    @property
    def subject_kind(self) -> str:
        """As the log writes it."""
        return "integration_token"

    def facets(self) -> dict[str, Any]:
        """Followers may filter by what is revoked."""
        return {"revoked": self.revoked_at is not None}


class TokenRevocation(Table):
    """One token that is good no longer, by its `jti`; or all of an actor's that were issued before an instant.

    `expires_at` is when the tokens would have ended anyway, and the row is forgotten; null keeps it for good.
    `reason` stays in this table.
    """

    __tablename__ = "token_revocations"
    __table_args__ = (
        CheckConstraint("(jti IS NULL) = (actor_key IS NOT NULL)", name="of_one_or_of_an_actor"),
        CheckConstraint("(actor_key IS NULL) = (issued_before IS NULL)", name="of_an_actor_before"),
        CheckConstraint("jti IS NULL OR expires_at IS NOT NULL", name="of_one_ends"),
        Index(None, "expires_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    jti: Mapped[str | None] = mapped_column(unique=True)
    actor_key: Mapped[str | None] = mapped_column(unique=True)
    issued_before: Mapped[datetime | None]
    expires_at: Mapped[datetime | None]
    reason: Mapped[str]
    revoked_by: Mapped[str]
    revoked_at: Mapped[datetime]
    revision: Mapped[int]
    last_event_at: Mapped[datetime]

    @property
    def subject_kind(self) -> str:
        """As the log writes it."""
        return "token_revocation"

    def facets(self) -> dict[str, Any]:
        """Followers may filter by whether it is of one token."""
        return {"of_one": self.jti is not None}
