"""lists by index

Every list of a growing table goes by an index in its order. Indexes are built CONCURRENTLY: a plain build takes
about a second for a million tickets and would stop all writing for each of them. So this migration is no
transaction: what an interrupted run left behind, an invalid index too, is dropped before it is built again.
Only indexes change; the older code runs before, during and after.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "202611232130"
down_revision = "202611232050"
branch_labels = None
depends_on = None


class Wanted(NamedTuple):
    """An index as it is built."""

    name: str
    table: str
    columns: tuple[str, ...]
    where: str | None = None
    using: str = "btree"


def _ordered(name: str, *columns: str, where: str | None = None) -> tuple[Wanted, ...]:
    return (
        Wanted(f"ix_tickets_{name}_created", "tickets", (*columns, "created_at", "id"), where),
        Wanted(f"ix_tickets_{name}_updated", "tickets", (*columns, "last_event_at", "id"), where),
    )


def _few(name: str, column: str) -> Wanted:
    return Wanted(
        f"ix_tickets_{name}_created", "tickets", (column, "created_at", "id"), f"{column} IS NOT NULL"
    )


BUILT = (
    *_ordered("status", "status"),
    *_ordered("group", "group_id", "status"),
    *_ordered("assignee", "assignee_id", "status", where="assignee_id IS NOT NULL"),
    *_ordered("unassigned", where="assignee_id IS NULL"),
    *_ordered("store", "store_code", where="store_code IS NOT NULL"),
    *_ordered("item", "service_item_id"),
    *_ordered("priority", "priority"),
    *_ordered("channel", "channel"),
    _few("member", "member_code"),
    _few("customer", "customer_id"),
    _few("order", "order_code"),
    Wanted("ix_tickets_external_id", "tickets", ("external_id",), "external_id IS NOT NULL"),
    Wanted("ix_tickets_tags", "tickets", ("tags",), "tags <> '{}'", "gin"),
    Wanted("ix_tickets_follow_up", "tickets", ("follow_up_of_id",), "follow_up_of_id IS NOT NULL"),
    Wanted("ix_tickets_merged_into", "tickets", ("merged_into_id",), "merged_into_id IS NOT NULL"),
    Wanted("ix_notifications_unread_at", "notifications", ("recipient_key", "at", "id"), "read_at IS NULL"),
    Wanted("ix_configuration_drafts_open", "configuration_drafts", ("id",), "status = 'OPEN'"),
    Wanted("ix_shifts_agent_id_ends_at_starts_at", "shifts", ("agent_id", "ends_at", "starts_at")),
    Wanted("ix_leaves_agent_id_ends_at_starts_at", "leaves", ("agent_id", "ends_at", "starts_at")),
)
REPLACED = (
    Wanted("ix_tickets_created_at", "tickets", ("created_at", "id")),
    Wanted("ix_tickets_updated_at", "tickets", ("last_event_at", "id")),
    Wanted("ix_tickets_status", "tickets", ("status", "created_at", "id")),
    Wanted("ix_tickets_group", "tickets", ("group_id", "created_at", "id")),
    Wanted("ix_tickets_assignee", "tickets", ("assignee_id", "created_at", "id")),
    Wanted("ix_tickets_load", "tickets", ("assignee_id",), "status IN ('NEW','OPEN')"),
    Wanted("ix_tickets_store", "tickets", ("store_code", "created_at", "id")),
    Wanted("ix_tickets_item", "tickets", ("service_item_id", "created_at", "id")),
    Wanted("ix_tickets_member", "tickets", ("member_code", "created_at", "id")),
    Wanted("ix_tickets_customer", "tickets", ("customer_id", "created_at", "id")),
    Wanted("ix_tickets_follow_up_of_id", "tickets", ("follow_up_of_id",)),
    Wanted("ix_tickets_merged_into_id", "tickets", ("merged_into_id",)),
    Wanted("ix_notifications_unread", "notifications", ("recipient_key",), "read_at IS NULL"),
    Wanted("ix_shifts_agent_id_starts_at", "shifts", ("agent_id", "starts_at")),
    Wanted("ix_leaves_agent_id_starts_at", "leaves", ("agent_id", "starts_at")),
    Wanted("ix_events_at", "events", ("at",)),
)


def upgrade() -> None:
    _change(build=BUILT, drop=REPLACED)


def downgrade() -> None:
    _change(build=REPLACED, drop=BUILT)


def _change(build: Iterable[Wanted], drop: Iterable[Wanted]) -> None:
    with op.get_context().autocommit_block():
        op.execute(
            "SET lock_timeout = '60s'"
        )  # a concurrent build waits for open transactions, nobody for it
        for index in build:
            _drop(index)
            op.create_index(
                index.name, index.table, list(index.columns), postgresql_using=index.using,
                postgresql_where=sa.text(index.where) if index.where else None, postgresql_concurrently=True,
            )  # fmt: skip
        for index in drop:
            _drop(index)
        op.execute("SET lock_timeout = '10s'")


def _drop(index: Wanted) -> None:
    op.drop_index(index.name, table_name=index.table, postgresql_concurrently=True, if_exists=True)
