"""attachments, and who opened them"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611261205"
down_revision = "202611261150"
branch_labels = None
depends_on = None

_LEXICAL = sa.Text(collation="C")
_AT = sa.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "attachments",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("purpose", _LEXICAL, nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("file_name", _LEXICAL, nullable=False),
        sa.Column("declared_size", sa.BigInteger(), nullable=False),
        sa.Column("state", _LEXICAL, nullable=False),
        sa.Column("owner_key", _LEXICAL, nullable=False),
        sa.Column("subject_kind", _LEXICAL, nullable=True),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("part_id", sa.Uuid(), nullable=True),
        sa.Column("object_key", _LEXICAL, nullable=True),
        sa.Column("content_type", _LEXICAL, nullable=True),
        sa.Column("size", sa.BigInteger(), nullable=True),
        sa.Column("sha256", _LEXICAL, nullable=True),
        sa.Column("created_at", _AT, nullable=False),
        sa.Column("upload_until", _AT, nullable=False),
        sa.Column("stored_at", _AT, nullable=True),
        sa.Column("delete_after", _AT, nullable=True),
        sa.Column("purged_at", _AT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    for name, columns, where in (
        ("subject", ["subject_id", "id"], "subject_id IS NOT NULL"),
        ("part", ["part_id", "id"], "part_id IS NOT NULL"),
        ("loose", ["owner_key"], "subject_id IS NULL"),
        ("delete_after", ["delete_after"], "delete_after IS NOT NULL"),
        ("retained", ["subject_id"], "sensitive AND state = 'STORED' AND subject_id IS NOT NULL"),
        ("unpurged", ["id"], "state = 'DELETED' AND purged_at IS NULL"),
    ):
        op.create_index(f"ix_attachments_{name}", "attachments", columns, postgresql_where=sa.text(where))
    op.create_table(
        "attachment_views",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("attachment_id", sa.Uuid(), nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("how", _LEXICAL, nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_attachment_views_attachment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment_views")),
    )
    op.create_index("ix_attachment_views_agent", "attachment_views", ["attachment_id", "agent_id"])


def downgrade() -> None:
    op.drop_table("attachment_views")
    op.drop_table("attachments")
