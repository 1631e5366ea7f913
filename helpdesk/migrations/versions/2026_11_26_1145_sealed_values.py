"""sealed values: the one table that holds personal values, encrypted"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611261145"
down_revision = "202611261140"
branch_labels = None
depends_on = None

LEXICAL = sa.Text(collation="C")
INSTANT = sa.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "sealed_values",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", LEXICAL, nullable=False),
        sa.Column("subject_kind", LEXICAL, nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", LEXICAL, nullable=True),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=True),
        sa.Column("lookup_key_id", LEXICAL, nullable=True),
        sa.Column("lookup", sa.LargeBinary(), nullable=True),
        sa.Column("masked", LEXICAL, nullable=False),
        sa.Column("retain_until", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("erased_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "(ciphertext IS NULL) = (erased_at IS NOT NULL)",
            name=op.f("ck_sealed_values_sealed_until_erased"),
        ),
        sa.CheckConstraint(
            "(ciphertext IS NULL) = (key_id IS NULL)", name=op.f("ck_sealed_values_key_named")
        ),
        sa.CheckConstraint(
            "(lookup IS NULL) = (lookup_key_id IS NULL)", name=op.f("ck_sealed_values_lookup_key_named")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sealed_values")),
    )
    op.create_index(
        "ix_sealed_values_lookup", "sealed_values", ["lookup"], postgresql_where=sa.text("lookup IS NOT NULL")
    )
    op.create_index("ix_sealed_values_subject", "sealed_values", ["subject_kind", "subject_id"])
    op.create_index(
        "ix_sealed_values_retain_until",
        "sealed_values",
        ["retain_until"],
        postgresql_where=sa.text("erased_at IS NULL AND retain_until IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_table("sealed_values")
