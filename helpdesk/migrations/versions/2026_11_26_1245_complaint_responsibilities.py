"""whose responsibility complaints were"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611261245"
down_revision = "202611261240"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "complaint_responsibilities",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("proven", sa.Boolean(), nullable=False),
        sa.Column("on_date", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["agents.id"], name=op.f("fk_complaint_responsibilities_agent_id")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_complaint_responsibilities_ticket_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_responsibilities")),
    )
    op.create_index(
        "ix_complaint_responsibilities_ticket", "complaint_responsibilities", ["ticket_id"], unique=False
    )
    op.create_index(
        "ix_complaint_responsibilities_proven",
        "complaint_responsibilities",
        ["agent_id", "kind", "on_date"],
        unique=False,
        postgresql_where=sa.text("proven"),
    )


def downgrade() -> None:
    op.drop_table("complaint_responsibilities")
