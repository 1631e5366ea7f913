"""unmaskings: who was shown which sealed value, and why; the rights to do so and to erase"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "202611261215"
down_revision = "202611261210"
branch_labels = None
depends_on = None

LEXICAL = sa.Text(collation="C")
GRANTED = {
    "field.unmask": ("AGENT", "SUPERVISOR", "MANAGER", "ADMIN"),
    "privacy.erase": ("ADMIN",),
}


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "unmaskings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("value_id", sa.Uuid(), nullable=False),
        sa.Column("path", LEXICAL, nullable=False),
        sa.Column("reason", LEXICAL, nullable=False),
        sa.Column("actor_kind", LEXICAL, nullable=False),
        sa.Column("actor_key", LEXICAL, nullable=False),
        sa.Column("at", sa.TIMESTAMP(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_unmaskings_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unmaskings")),
    )
    op.create_index("ix_unmaskings_ticket", "unmaskings", ["ticket_id", "at"])
    for permission, roles in GRANTED.items():
        op.execute(
            sa.text(
                "UPDATE roles SET permissions = array_append(permissions, :permission)"
                " WHERE key = ANY(:roles) AND NOT :permission = ANY(permissions)"
            ).bindparams(permission=permission, roles=list(roles))
        )


def downgrade() -> None:
    for permission in GRANTED:
        op.execute(
            sa.text("UPDATE roles SET permissions = array_remove(permissions, :permission)").bindparams(
                permission=permission
            )
        )
    op.drop_table("unmaskings")
