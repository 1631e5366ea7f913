"""chat robots of groups; since when a call's SMS may be with the provider"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "202611261815"
down_revision = "202611261810"
branch_labels = None
depends_on = None

TEXT = sa.Text(collation="C")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "group_robots",
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("robot_id", sa.Uuid(), nullable=True),
        sa.Column("robot_kind", TEXT, nullable=True),
        sa.Column("robot_secret_id", sa.Uuid(), nullable=True),
        sa.Column("language", TEXT, nullable=False),
        sa.Column("reasons", postgresql.ARRAY(TEXT), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["agent_groups.id"], name=op.f("fk_group_robots_group_id_agent_groups")
        ),
        sa.PrimaryKeyConstraint("group_id", name=op.f("pk_group_robots")),
    )

    op.add_column(
        "planned_calls", sa.Column("handed_over_at", postgresql.TIMESTAMP(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("planned_calls", "handed_over_at")
    op.drop_table("group_robots")
