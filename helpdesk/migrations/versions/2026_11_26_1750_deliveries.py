"""agents' contacts, deliveries of notifications, and which notifications wait for theirs"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "202611261750"
down_revision = "202611261425"
branch_labels = None
depends_on = None

TEXT = sa.Text(collation="C")
INSTANT = postgresql.TIMESTAMP(timezone=True)


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    op.add_column(
        "notifications", sa.Column("outbound", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_index(
        "ix_notifications_outbound", "notifications", ["id"], postgresql_where=sa.text("outbound")
    )
    op.create_table(
        "agent_contacts",
        sa.Column("agent_id", sa.Uuid(), nullable=False),
        sa.Column("email_id", sa.Uuid(), nullable=True),
        sa.Column("email_masked", TEXT, nullable=True),
        sa.Column("mobile_id", sa.Uuid(), nullable=True),
        sa.Column("mobile_masked", TEXT, nullable=True),
        sa.Column("robot_id", sa.Uuid(), nullable=True),
        sa.Column("robot_kind", TEXT, nullable=True),
        sa.Column("robot_secret_id", sa.Uuid(), nullable=True),
        sa.Column("choices", postgresql.JSONB(), nullable=False),
        sa.Column("quiet_from", TEXT, nullable=True),
        sa.Column("quiet_until", TEXT, nullable=True),
        sa.Column("urgent_passes", sa.Boolean(), nullable=False),
        sa.Column("digest_at", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_agent_contacts_agent_id_agents")),
        sa.PrimaryKeyConstraint("agent_id", name=op.f("pk_agent_contacts")),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("event_id", sa.Uuid(), nullable=False),
        sa.Column("notification_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_key", TEXT, nullable=False),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("last_error", TEXT, nullable=True),
        sa.Column("due_at", INSTANT, nullable=False),
        sa.Column("next_at", INSTANT, nullable=True),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("settled_at", INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["notification_id"],
            ["notifications.id"],
            name=op.f("fk_deliveries_notification_id_notifications"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "event_id", "recipient_key", "channel", name=op.f("uq_deliveries_event_id_recipient_key_channel")
        ),
    )
    op.create_index(op.f("ix_deliveries_notification_id"), "deliveries", ["notification_id"])
    for name, columns, where in (
        ("ix_deliveries_next", ["channel", "next_at", "id"], "next_at IS NOT NULL"),
        ("ix_deliveries_message", ["message_id"], "message_id IS NOT NULL"),
        ("ix_deliveries_undelivered", ["due_at", "id"], "state IN ('FAILED', 'UNKNOWN')"),
        ("ix_deliveries_settled", ["settled_at"], "settled_at IS NOT NULL"),
    ):
        op.create_index(name, "deliveries", columns, postgresql_where=sa.text(where))


def downgrade() -> None:
    op.drop_table("deliveries")
    op.drop_table("agent_contacts")
    op.drop_index("ix_notifications_outbound", "notifications")
    op.drop_column("notifications", "outbound")
