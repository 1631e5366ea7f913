"""tokens that are good no longer"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "202611261840"
down_revision = "202611261830"
branch_labels = None
depends_on = None

TEXT = sa.Text(collation="C")
INSTANT = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "token_revocations",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("jti", TEXT, nullable=True),
        sa.Column("actor_key", TEXT, nullable=True),
        sa.Column("issued_before", INSTANT, nullable=True),
        sa.Column("expires_at", INSTANT, nullable=True),
        sa.Column("reason", TEXT, nullable=False),
        sa.Column("revoked_by", TEXT, nullable=False),
        sa.Column("revoked_at", INSTANT, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("last_event_at", INSTANT, nullable=False),
        sa.CheckConstraint(
            "(jti IS NULL) = (actor_key IS NOT NULL)", name=op.f("ck_token_revocations_of_one_or_of_an_actor")
        ),
        sa.CheckConstraint(
            "(actor_key IS NULL) = (issued_before IS NULL)",
            name=op.f("ck_token_revocations_of_an_actor_before"),
        ),
        sa.CheckConstraint(
            "jti IS NULL OR expires_at IS NOT NULL", name=op.f("ck_token_revocations_of_one_ends")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token_revocations")),
        sa.UniqueConstraint("jti", name=op.f("uq_token_revocations_jti")),
        sa.UniqueConstraint("actor_key", name=op.f("uq_token_revocations_actor_key")),
    )
    op.create_index(op.f("ix_token_revocations_expires_at"), "token_revocations", ["expires_at"])
    # whose token was revoked has no rights any more: processes look anew; what is forgotten changes nothing
    op.execute(
        "CREATE CONSTRAINT TRIGGER reference AFTER INSERT OR UPDATE ON token_revocations "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION raise_reference_head()"
    )


def downgrade() -> None:
    op.drop_table("token_revocations")
