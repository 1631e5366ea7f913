"""planned calls, the attempts at them, customers who are not to be called; notifications about calls"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "202611261240"
down_revision = "202611261235"
branch_labels = None
depends_on = None

_LEXICAL = sa.Text(collation="C")
_AT = sa.TIMESTAMP(timezone=True)
GRANTED = {
    "calls.read": ["AGENT", "SUPERVISOR", "MANAGER", "ADMIN"],
    "calls.make": ["AGENT", "SUPERVISOR", "MANAGER", "ADMIN"],
}


def upgrade() -> None:
    op.execute("SET LOCAL lock_timeout = '5s'")
    _calls()
    _attempts()
    op.create_table(
        "call_refusals",
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("reason", _LEXICAL, nullable=False),
        sa.Column("author_key", _LEXICAL, nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.ForeignKeyConstraint(["customer_id"], ["customers.id"], name=op.f("fk_call_refusals_customer_id")),
        sa.PrimaryKeyConstraint("customer_id", name=op.f("pk_call_refusals")),
    )
    op.alter_column("notifications", "ticket_id", nullable=True)
    op.add_column("notifications", sa.Column("call_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_notifications_call_id"), "notifications", "planned_calls", ["call_id"], ["id"]
    )
    op.create_index(op.f("ix_notifications_call_id"), "notifications", ["call_id"])
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
    op.execute("DELETE FROM notifications WHERE ticket_id IS NULL")
    op.drop_column("notifications", "call_id")
    op.alter_column("notifications", "ticket_id", nullable=False)
    for table in ("call_refusals", "call_attempts", "planned_calls"):
        op.drop_table(table)


def _calls() -> None:
    op.create_table(
        "planned_calls",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("customer_id", sa.Uuid(), nullable=False),
        sa.Column("plan_id", sa.Uuid(), nullable=False),
        sa.Column("period", _LEXICAL, nullable=False),
        sa.Column("configuration_version", sa.BigInteger(), nullable=False),
        sa.Column("group_id", sa.Uuid(), nullable=False),
        sa.Column("channel", _LEXICAL, nullable=False),
        sa.Column("routine", sa.Boolean(), nullable=False),
        sa.Column("state", _LEXICAL, nullable=False),
        sa.Column("not_before", _AT, nullable=False),
        sa.Column("due", _AT, nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("attempts", sa.BigInteger(), nullable=False),
        sa.Column("outcome", _LEXICAL, nullable=True),
        sa.Column("order_code", _LEXICAL, nullable=True),
        sa.Column("ticket_id", sa.Uuid(), nullable=True),
        sa.Column("opened_ticket_id", sa.Uuid(), nullable=True),
        sa.Column("leased_until", _AT, nullable=True),
        sa.Column("created_at", _AT, nullable=False),
        sa.Column("ended_at", _AT, nullable=True),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("last_event_at", _AT, nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_planned_calls_{column}"))
            for column, target in (
                ("customer_id", "customers.id"), ("configuration_version", "configuration_versions.number"),
                ("group_id", "agent_groups.id"), ("agent_id", "agents.id"), ("ticket_id", "tickets.id"),
                ("opened_ticket_id", "tickets.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_calls")),
        sa.UniqueConstraint("plan_id", "customer_id", "period", name="uq_planned_calls_period"),
    )  # fmt: skip
    is_open = "state IN ('DUE', 'POSTPONED')"
    for name, columns, where in (
        ("open", ["group_id", "due", "id"], is_open),
        ("ending", ["due", "id"], is_open),
        ("sms", ["not_before", "id"], f"{is_open} AND channel = 'SMS'"),
        ("coverage", ["plan_id", "due"], None),
        ("customer", ["customer_id"], None),
        ("ticket", ["ticket_id"], "ticket_id IS NOT NULL"),
    ):
        op.create_index(
            f"ix_planned_calls_{name}", "planned_calls", columns, postgresql_where=where and sa.text(where)
        )


def _attempts() -> None:
    op.create_table(
        "call_attempts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=False),
        sa.Column("at", _AT, nullable=False),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("path", postgresql.JSONB(), nullable=False),
        sa.Column("outcome", _LEXICAL, nullable=False),
        sa.Column("notes", _LEXICAL, nullable=False),
        sa.Column("named_time", _AT, nullable=True),
        sa.Column("recording_reference", _LEXICAL, nullable=True),
        sa.ForeignKeyConstraint(["call_id"], ["planned_calls.id"], name=op.f("fk_call_attempts_call_id")),
        sa.ForeignKeyConstraint(["agent_id"], ["agents.id"], name=op.f("fk_call_attempts_agent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_attempts")),
    )
    op.create_index("ix_call_attempts_call", "call_attempts", ["call_id", "at", "id"])
