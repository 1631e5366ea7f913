"""erasures: people who were forgotten; until when the values of tickets that ended before are kept"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611261400"
down_revision = "202611261335"
branch_labels = None
depends_on = None

LEXICAL = sa.Text(collation="C")


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "erasures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("reason", LEXICAL, nullable=False),
        sa.Column("actor_key", LEXICAL, nullable=False),
        sa.Column("at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_erasures_customer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    op.create_index("ix_erasures_customer", "erasures", ["customer_id", "at"])
    op.execute(
        "UPDATE sealed_values SET retain_until = tickets.ended_at + interval '180 days' FROM tickets"
        " WHERE sealed_values.subject_kind = 'ticket' AND tickets.id = sealed_values.subject_id"
        " AND tickets.ended_at IS NOT NULL AND sealed_values.erased_at IS NULL"
        " AND sealed_values.retain_until IS NULL"
    )


def downgrade() -> None:
    op.drop_table("erasures")
