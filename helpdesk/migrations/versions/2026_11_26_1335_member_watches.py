"""how often forms about a member missed what the platform holds"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "202611261335"
down_revision = "202611261331"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "member_watches",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("member_code", sa.Text(collation="C"), nullable=False),
        sa.Column("mismatched_at", postgresql.ARRAY(postgresql.TIMESTAMP(timezone=True)), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("last_event_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_watches")),
        sa.UniqueConstraint("member_code", name=op.f("uq_member_watches_member_code")),
    )
    op.add_column("notifications", sa.Column("member_code", sa.Text(collation="C"), nullable=True))


def downgrade() -> None:
    op.drop_column("notifications", "member_code")
    op.drop_table("member_watches")
