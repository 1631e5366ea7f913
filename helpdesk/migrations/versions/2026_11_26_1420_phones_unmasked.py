"""phones unmasked: whose, for a ticket or for a planned call"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611261420"
down_revision = "202611261400"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.alter_column("unmaskings", "ticket_id", nullable=True)
    op.add_column("unmaskings", sa.Column("customer_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_unmaskings_customer_id"), "unmaskings", "customers", ["customer_id"], ["id"]
    )
    op.create_check_constraint(
        op.f("ck_unmaskings_about_something"),
        "unmaskings",
        "ticket_id IS NOT NULL OR customer_id IS NOT NULL",
    )
    op.create_index(
        "ix_unmaskings_customer",
        "unmaskings",
        ["customer_id", "at"],
        postgresql_where=sa.text("customer_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_unmaskings_customer", "unmaskings")
    op.drop_constraint(op.f("ck_unmaskings_about_something"), "unmaskings")
    op.execute("DELETE FROM unmaskings WHERE ticket_id IS NULL")
    op.drop_column("unmaskings", "customer_id")
    op.alter_column("unmaskings", "ticket_id", nullable=False)
