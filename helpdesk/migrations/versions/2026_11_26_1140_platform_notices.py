"""what the platform told: one row a message, so that each counts once"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611261140"
down_revision = "202611232130"
branch_labels = None
depends_on = None

_LEXICAL = sa.Text(collation="C")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "platform_notices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("webhook_id", _LEXICAL, nullable=False),
        sa.Column("digest", _LEXICAL, nullable=False),
        sa.Column("kind", _LEXICAL, nullable=False),
        sa.Column("at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("store_code", _LEXICAL, nullable=True),
        sa.Column("member_code", _LEXICAL, nullable=True),
        sa.Column("order_code", _LEXICAL, nullable=True),
        sa.Column("reference", _LEXICAL, nullable=True),
        sa.Column("amount", sa.Numeric(18, 4), nullable=True),
        sa.Column("period_code", _LEXICAL, nullable=True),
        sa.Column("closes_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("received_at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("reacted_at", sa.TIMESTAMP(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_notices")),
        sa.UniqueConstraint("webhook_id", name=op.f("uq_platform_notices_webhook_id")),
    )
    op.create_index(
        "ix_platform_notices_received_at",
        "platform_notices",
        ["received_at"],
        postgresql_where=sa.text("reacted_at IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_table("platform_notices")
