"""Tables of tokens: those that the helpdesk itself gave to integrations."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, ForeignKey, Uuid
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
