"""invoices, and the lines of orders that they hold"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "202611261220"
down_revision = "202611261215"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "invoices",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("order_code", sa.Text(collation="C"), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("lines", postgresql.JSONB(), nullable=False),
        sa.Column("latest_on", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(collation="C"), nullable=False),
        sa.Column("number", sa.Text(collation="C"), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("issued_by_id", sa.Uuid(), nullable=True),
        sa.Column("asked_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(state = 'ISSUED') = (number IS NOT NULL)", name=op.f("ck_invoices_issued_is_whole")
        ),
        sa.CheckConstraint("state IN ('ASKED', 'ISSUED', 'REFUSED')", name=op.f("ck_invoices_state_known")),
        sa.ForeignKeyConstraint(["issued_by_id"], ["agents.id"], name=op.f("fk_invoices_issued_by_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_invoices_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoices")),
        sa.UniqueConstraint("number", name=op.f("uq_invoices_number")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_invoices_ticket_id")),
    )
    op.create_index("ix_invoices_order_code", "invoices", ["order_code"], unique=False)
    op.create_table(
        "invoiced_lines",
        sa.Column("order_code", sa.Text(collation="C"), nullable=False),
        sa.Column("line", sa.BigInteger(), nullable=False),
        sa.Column("invoice_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["invoice_id"], ["invoices.id"], name=op.f("fk_invoiced_lines_invoice_id")),
        sa.PrimaryKeyConstraint("order_code", "line", name=op.f("pk_invoiced_lines")),
    )
    op.create_index("ix_invoiced_lines_invoice", "invoiced_lines", ["invoice_id"], unique=False)


def downgrade() -> None:
    op.drop_table("invoiced_lines")
    op.drop_table("invoices")
