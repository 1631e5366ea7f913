"""The table of what the platform told: codes and instants, nothing personal."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Index, Numeric, text
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.kit.database import Table


class PlatformNotice(Table):
    """One message of the platform, kept so that it counts once. `digest` is of its body as it was signed."""

    __tablename__ = "platform_notices"
    __table_args__ = (
        Index(
            "ix_platform_notices_received_at", "received_at", postgresql_where=text("reacted_at IS NOT NULL")
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    webhook_id: Mapped[str] = mapped_column(unique=True)
    digest: Mapped[str]
    kind: Mapped[str]
    at: Mapped[datetime]
    store_code: Mapped[str | None]
    member_code: Mapped[str | None]
    order_code: Mapped[str | None]
    reference: Mapped[str | None]
    amount: Mapped[Decimal | None] = mapped_column(Numeric(18, 4))
    period_code: Mapped[str | None]
    closes_at: Mapped[datetime | None]
    received_at: Mapped[datetime]
    reacted_at: Mapped[datetime | None]
