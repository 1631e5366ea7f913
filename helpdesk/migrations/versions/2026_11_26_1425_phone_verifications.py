"""phone verifications, their attempts, and one-time codes"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "202611261425"
down_revision = "202611261420"
branch_labels = None
depends_on = None

TEXT = sa.Text(collation="C")
INSTANT = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.create_table(
        "phone_verifications",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("procedure_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("member_code", TEXT, nullable=False),
        sa.Column("field", TEXT, nullable=False),
        sa.Column("registered_attempts", sa.BigInteger(), nullable=False),
        sa.Column("right_answers", sa.BigInteger(), nullable=False),
        sa.Column("code_allowed", sa.Boolean(), nullable=False),
        sa.Column("registered_id", sa.Uuid(), nullable=False),
        sa.Column("new_id", sa.Uuid(), nullable=True),
        sa.Column("questions", postgresql.JSONB(), nullable=False),
        sa.Column("caller_id", sa.Uuid(), nullable=True),
        sa.Column("standing", TEXT, nullable=False),
        sa.Column("began_at", INSTANT, nullable=False),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["procedure_id"], ["procedures.id"], name=op.f("fk_phone_verifications_procedure_id_procedures")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_phone_verifications_ticket_id_tickets")
        ),
        sa.ForeignKeyConstraint(
            ["caller_id"], ["agents.id"], name=op.f("fk_phone_verifications_caller_id_agents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_verifications")),
    )
    op.create_index(
        "uq_phone_verifications_open",
        "phone_verifications",
        ["procedure_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index("ix_phone_verifications_procedure", "phone_verifications", ["procedure_id", "began_at"])
    op.create_table(
        "phone_attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("verification_id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("number_kind", TEXT, nullable=False),
        sa.Column("way", TEXT, nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("recording_reference", TEXT, nullable=True),
        sa.Column("right_count", sa.BigInteger(), nullable=False),
        sa.Column("wrong_count", sa.BigInteger(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["verification_id"],
            ["phone_verifications.id"],
            name=op.f("fk_phone_attempts_verification_id_phone_verifications"),
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_phone_attempts_ticket_id_tickets")
        ),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_phone_attempts_agent_id_agents")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_attempts")),
        sa.UniqueConstraint("verification_id", "place", name=op.f("uq_phone_attempts_verification_id_place")),
    )
    op.create_table(
        "verification_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("verification_id", sa.Uuid(), nullable=False),
        sa.Column("member_code", TEXT, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=True),
        sa.Column("tries", sa.BigInteger(), nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        sa.Column("sent_at", INSTANT, nullable=True),
        sa.Column("ended_at", INSTANT, nullable=True),
        sa.CheckConstraint(
            "(hash IS NULL) = (sent_at IS NULL)", name=op.f("ck_verification_codes_sent_is_hashed")
        ),
        sa.ForeignKeyConstraint(
            ["verification_id"],
            ["phone_verifications.id"],
            name=op.f("fk_verification_codes_verification_id_phone_verifications"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verification_codes")),
    )
    op.create_index("ix_verification_codes_member", "verification_codes", ["member_code", "asked_at"])
    op.create_index("ix_verification_codes_verification", "verification_codes", ["verification_id"])


def downgrade() -> None:
    for table in ("verification_codes", "phone_attempts", "phone_verifications"):
        op.drop_table(table)
