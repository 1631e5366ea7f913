"""customers' phones: the reference and mask of a sealed value beside the number, which `helpdesk migrate` then seals"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611261330"
down_revision = "202611261245"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "sealed_values", sa.Column("recognises", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_index(
        "uq_sealed_values_recognising",
        "sealed_values",
        ["subject_kind", "kind", "lookup"],
        unique=True,
        postgresql_where=sa.text("recognises"),
    )
    op.add_column("customers", sa.Column("phone_id", sa.Uuid(), nullable=True))
    op.add_column("customers", sa.Column("phone_masked", sa.Text(collation="C"), nullable=True))
    op.add_column("customers", sa.Column("erased_at", sa.TIMESTAMP(timezone=True), nullable=True))
    op.drop_constraint(op.f("ck_customers_recognisable"), "customers")
    op.create_check_constraint(
        op.f("ck_customers_recognisable"),
        "customers",
        "phone IS NOT NULL OR phone_id IS NOT NULL OR member_code IS NOT NULL",
    )
    op.create_check_constraint(
        op.f("ck_customers_phone_masked"), "customers", "(phone_id IS NULL) = (phone_masked IS NULL)"
    )


def downgrade() -> None:
    raise NotImplementedError("sealed numbers are not written in clear again: restore the backup")
