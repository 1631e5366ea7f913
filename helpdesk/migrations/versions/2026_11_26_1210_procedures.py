"""procedures that run on tickets, their steps and claims, and acts on the platform"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "202611261210"
down_revision = "202611261205"
branch_labels = None
depends_on = None

GRANTED = {
    "procedure.take_step": ["MEMBER", "STORE_MANAGER", "AGENT", "SUPERVISOR", "MANAGER", "ADMIN"],
    "procedure.settle": ["MANAGER", "ADMIN"],
}


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "procedures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("definition_id", sa.Uuid(), nullable=False),
        sa.Column("configuration_version", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("state", sa.Text(collation="C"), nullable=False),
        sa.Column("reason", sa.Text(collation="C"), nullable=True),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("steps_begun", sa.BigInteger(), nullable=False),
        sa.Column("began_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ended_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'RUNNING') = (ended_at IS NULL)", name=op.f("ck_procedures_ended_is_whole")
        ),
        sa.CheckConstraint(
            "state IN ('RUNNING', 'DONE', 'DECLINED', 'CANCELLED')", name=op.f("ck_procedures_state_known")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_procedures_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedures")),
        sa.UniqueConstraint("ticket_id", name=op.f("uq_procedures_ticket_id")),
    )
    op.create_table(
        "platform_acts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("procedure_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(collation="C"), nullable=False),
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("arguments", postgresql.JSONB(), nullable=False),
        sa.Column("state", sa.Text(collation="C"), nullable=False),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("sent", sa.BigInteger(), nullable=False),
        sa.Column("asked", sa.BigInteger(), nullable=False),
        sa.Column("answer", postgresql.JSONB(), nullable=True),
        sa.Column("last_failure", sa.Text(collation="C"), nullable=True),
        sa.Column("only_ask_from", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("next_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("lease_until", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.Column("created_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("settled_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedures.id"], name=op.f("fk_platform_acts_procedure_id")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_platform_acts_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_acts")),
        sa.UniqueConstraint("key", name=op.f("uq_platform_acts_key")),
    )
    op.create_index(
        "ix_platform_acts_next_at",
        "platform_acts",
        ["next_at"],
        unique=False,
        postgresql_where=sa.text("next_at IS NOT NULL"),
    )
    op.create_index(
        "ix_platform_acts_procedure", "platform_acts", ["procedure_id", "created_at"], unique=False
    )
    op.create_index(
        "ix_platform_acts_stuck",
        "platform_acts",
        ["created_at"],
        unique=False,
        postgresql_where=sa.text("state = 'STUCK'"),
    )
    op.create_table(
        "procedure_claims",
        sa.Column("key", sa.Text(collation="C"), nullable=False),
        sa.Column("procedure_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedures.id"], name=op.f("fk_procedure_claims_procedure_id")
        ),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_procedure_claims")),
    )
    op.create_index("ix_procedure_claims_procedure", "procedure_claims", ["procedure_id"], unique=False)
    op.create_table(
        "procedure_steps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("procedure_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(collation="C"), nullable=False),
        sa.Column("state", sa.Text(collation="C"), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("outcome", sa.Text(collation="C"), nullable=True),
        sa.Column("fields", postgresql.JSONB(), nullable=True),
        sa.Column("note", sa.Text(collation="C"), nullable=True),
        sa.Column("taken_by", sa.Text(collation="C"), nullable=True),
        sa.Column("taken_by_id", sa.Uuid(), nullable=True),
        sa.Column("timer_id", sa.Uuid(), nullable=True),
        sa.Column("act_id", sa.Uuid(), nullable=True),
        sa.Column("began_at", postgresql.TIMESTAMP(timezone=True), nullable=False),
        sa.Column("ended_at", postgresql.TIMESTAMP(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('CURRENT', 'TAKEN', 'LEFT')", name=op.f("ck_procedure_steps_state_known")
        ),
        sa.ForeignKeyConstraint(["group_id"], ["agent_groups.id"], name=op.f("fk_procedure_steps_group_id")),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedures.id"], name=op.f("fk_procedure_steps_procedure_id")
        ),
        sa.ForeignKeyConstraint(["taken_by_id"], ["agents.id"], name=op.f("fk_procedure_steps_taken_by_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_procedure_steps_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_procedure_steps")),
        sa.UniqueConstraint("procedure_id", "place", name=op.f("uq_procedure_steps_procedure_id_place")),
    )
    op.create_index(
        "ix_procedure_steps_act",
        "procedure_steps",
        ["act_id"],
        unique=False,
        postgresql_where=sa.text("act_id IS NOT NULL"),
    )
    op.create_index(
        "ix_procedure_steps_current",
        "procedure_steps",
        ["group_id", "began_at"],
        unique=False,
        postgresql_where=sa.text("state = 'CURRENT'"),
    )
    op.create_index("ix_procedure_steps_ticket", "procedure_steps", ["ticket_id", "place"], unique=False)
    for permission, roles in GRANTED.items():
        op.execute(
            sa.text(
                "UPDATE roles SET permissions = ARRAY("
                "SELECT DISTINCT unnest(permissions || ARRAY[CAST(:permission AS text)]) ORDER BY 1)"
                " WHERE key = ANY(:roles)"
            ).bindparams(permission=permission, roles=roles)
        )


def downgrade() -> None:
    for permission in GRANTED:
        op.execute(
            sa.text("UPDATE roles SET permissions = array_remove(permissions, :permission)").bindparams(
                permission=permission
            )
        )
    for table in ("procedure_steps", "procedure_claims", "platform_acts", "procedures"):
        op.drop_table(table)
