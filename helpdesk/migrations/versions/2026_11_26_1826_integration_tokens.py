"""tokens that the helpdesk gives to integrations"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "202611261826"
down_revision = "202611261815"
branch_labels = None
depends_on = None

TEXT = sa.Text(collation="C")
INSTANT = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "integration_tokens",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("integration_id", sa.Uuid(), nullable=False),
        sa.Column("name", TEXT, nullable=False),
        sa.Column("secret_hash", sa.LargeBinary(), nullable=False),
        sa.Column("permissions", postgresql.ARRAY(TEXT), nullable=False),
        sa.Column("stores", postgresql.ARRAY(TEXT), nullable=False),
        sa.Column("group_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("sees_all", sa.Boolean(), nullable=False),
        sa.Column("expires_at", INSTANT, nullable=False),
        sa.Column("created_by", TEXT, nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("last_used_at", INSTANT, nullable=True),
        sa.Column("revoked_by", TEXT, nullable=True),
        sa.Column("revoked_at", INSTANT, nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("last_event_at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["integration_id"], ["integrations.id"],
            name=op.f("fk_integration_tokens_integration_id_integrations"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_integration_tokens")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_integration_tokens_secret_hash")),
    )  # fmt: skip
    op.create_index(op.f("ix_integration_tokens_integration_id"), "integration_tokens", ["integration_id"])
    # what a token grants is a right that processes keep: not that it was used, which is written all the time
    op.execute(
        "CREATE CONSTRAINT TRIGGER reference AFTER INSERT OR DELETE OR UPDATE OF permissions, stores, group_ids, "
        "sees_all, expires_at, revoked_at ON integration_tokens "
        "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION raise_reference_head()"
    )


def downgrade() -> None:
    op.drop_table("integration_tokens")
