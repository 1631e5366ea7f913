"""deliveries tell what becomes of them, and a permission for who has them tried again"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "202611261830"
down_revision = "202611261826"
branch_labels = None
depends_on = None

PERMISSION = "notification.settle"
ROLES = ["SUPERVISOR", "MANAGER", "ADMIN"]
UNDELIVERED = "state IN ('FAILED', 'UNKNOWN') OR (next_at IS NOT NULL AND attempts >= 3)"


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column("deliveries", sa.Column("revision", sa.BigInteger(), nullable=True))
    op.add_column(
        "deliveries", sa.Column("last_event_at", postgresql.TIMESTAMP(timezone=True), nullable=True)
    )
    op.execute("UPDATE deliveries SET revision = 0, last_event_at = created_at")
    op.alter_column("deliveries", "revision", nullable=False)
    op.alter_column("deliveries", "last_event_at", nullable=False)
    op.drop_index("ix_deliveries_undelivered", "deliveries")
    op.create_index(
        "ix_deliveries_undelivered", "deliveries", ["due_at", "id"], postgresql_where=sa.text(UNDELIVERED)
    )
    op.execute(
        sa.text(
            "UPDATE roles SET permissions = ARRAY("
            "SELECT DISTINCT unnest(permissions || ARRAY[CAST(:permission AS text)]) ORDER BY 1)"
            " WHERE key = ANY(:roles)"
        ).bindparams(permission=PERMISSION, roles=ROLES)
    )


def downgrade() -> None:
    op.execute(
        sa.text("UPDATE roles SET permissions = array_remove(permissions, :permission)").bindparams(
            permission=PERMISSION
        )
    )
    op.drop_index("ix_deliveries_undelivered", "deliveries")
    op.create_index(
        "ix_deliveries_undelivered",
        "deliveries",
        ["due_at", "id"],
        postgresql_where=sa.text("state IN ('FAILED', 'UNKNOWN')"),
    )
    op.drop_column("deliveries", "last_event_at")
    op.drop_column("deliveries", "revision")
