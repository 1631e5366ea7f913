"""Tables of tickets and what hangs on them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Date, ForeignKey, Identity, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.kit.database import Table


def _ordered(name: str, *columns: str, where: str | None = None) -> Iterator[Index]:
    """The indexes of a list in both orders. Each begins with columns that the list fixes (tickets.leading)."""
    for order, at in (("created", "created_at"), ("updated", "last_event_at")):
        yield Index(
            f"ix_tickets_{name}_{order}", *columns, at, "id", postgresql_where=text(where) if where else None
        )


def _few(name: str, column: str) -> Index:
    """The index of a column of which few tickets have one value: in the order of updates they are sorted."""
    return Index(
        f"ix_tickets_{name}_created",
        column,
        "created_at",
        "id",
        postgresql_where=text(f"{column} IS NOT NULL"),
    )


class Ticket(Table):
    """One request and its state. `wake_at` is when time alone changes the status: a snooze that ends, a wait
    that reaches its limit, a solved ticket that closes."""

    __tablename__ = "tickets"
    __table_args__ = (
        UniqueConstraint("origin", "external_id"),
        Index("ix_tickets_wake_at", "wake_at", postgresql_where=text("wake_at IS NOT NULL")),
        Index(
            "ix_tickets_queue", "group_id", "queued_at", "id",
            postgresql_where=text("assignee_id IS NULL AND status IN ('NEW','OPEN')"),
        ),
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
        Index("ix_tickets_external_id", "external_id", postgresql_where=text("external_id IS NOT NULL")),
        Index("ix_tickets_tags", "tags", postgresql_using="gin", postgresql_where=text("tags <> '{}'")),
        Index("ix_tickets_search", "search", postgresql_using="gin"),
        Index("ix_tickets_follow_up", "follow_up_of_id", postgresql_where=text("follow_up_of_id IS NOT NULL")),
        Index("ix_tickets_merged_into", "merged_into_id", postgresql_where=text("merged_into_id IS NOT NULL")),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(BigInteger, Identity(start=100_001), unique=True)
    origin: Mapped[str]
    external_id: Mapped[str | None]
    title: Mapped[str]
    description: Mapped[str]
    status: Mapped[str]
    priority: Mapped[str]
    channel: Mapped[str]
    service_item_id: Mapped[UUID]
    configuration_version: Mapped[int] = mapped_column(ForeignKey("configuration_versions.number"))
    form: Mapped[dict[str, Any]]
    group_id: Mapped[UUID] = mapped_column(ForeignKey("agent_groups.id"))
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("agents.id"))
    requester_kind: Mapped[str]
    requester_key: Mapped[str]
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customers.id"))
    store_code: Mapped[str | None]
    member_code: Mapped[str | None]
    order_code: Mapped[str | None]
    tags: Mapped[list[str]]
    flag: Mapped[str | None]
    queued_at: Mapped[datetime | None]
    wake_at: Mapped[datetime | None]
    awaiting: Mapped[str | None]
    first_responded_at: Mapped[datetime | None]
    solved_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    follow_up_of_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets.id"))
    merged_into_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets.id"))
    urged: Mapped[int]
    urged_at: Mapped[datetime | None]
    search_text: Mapped[str]
    search: Mapped[Any] = mapped_column(TSVECTOR)
    created_at: Mapped[datetime]
    revision: Mapped[int]
    last_event_at: Mapped[datetime]

    @property
    def subject_kind(self) -> str:
        """As the log writes it."""
        return "ticket"

    def facets(self) -> dict[str, Any]:
        """What followers filter and are scoped by (helpdesk.tickets.filters, .visibility)."""
        return {
            "status": self.status,
            "priority": self.priority,
            "channel": self.channel,
            "service_item_id": str(self.service_item_id),
            "group_id": str(self.group_id),
            "assignee_id": str(self.assignee_id) if self.assignee_id else None,
            "store_code": self.store_code,
            "member_code": self.member_code,
            "requester_key": self.requester_key,
            "tags": list(self.tags),
        }


class Comment(Table):
    """A public reply or an internal note; `phrase_code` names the standard phrase that a reply was written by."""

    __tablename__ = "comments"
    __table_args__ = (Index("ix_comments_ticket", "ticket_id", "at", "id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    visibility: Mapped[str]
    author_kind: Mapped[str]
    author_key: Mapped[str]
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("agents.id"))
    body: Mapped[str]
    phrase_code: Mapped[str | None]
    at: Mapped[datetime]


class TicketFlag(Table):
    """One setting of a ticket's flag (旗帜备注); the latest is in force, the others are its history."""

    __tablename__ = "ticket_flags"
    __table_args__ = (Index("ix_ticket_flags_ticket", "ticket_id", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    colour: Mapped[str | None]
    content: Mapped[str]
    on_date: Mapped[date] = mapped_column(Date)
    author_key: Mapped[str]
    author_id: Mapped[UUID | None] = mapped_column(ForeignKey("agents.id"))
    at: Mapped[datetime]


class Unmasking(Table):
    """One value that somebody was shown in clear: who, when, which field, and why, in their own words.

    A customer's phone names the customer; the ticket too, where it was for one and not for a planned call.
    """

    __tablename__ = "unmaskings"
    __table_args__ = (
        Index("ix_unmaskings_ticket", "ticket_id", "at"),
        Index("ix_unmaskings_customer", "customer_id", "at", postgresql_where=text("customer_id IS NOT NULL")),
        CheckConstraint("ticket_id IS NOT NULL OR customer_id IS NOT NULL", name="about_something"),
    )  # fmt: skip

    id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID | None] = mapped_column(ForeignKey("tickets.id"))
    customer_id: Mapped[UUID | None] = mapped_column(ForeignKey("customers.id"))
    value_id: Mapped[UUID]
    path: Mapped[str]
    reason: Mapped[str]
    actor_kind: Mapped[str]
    actor_key: Mapped[str]
    at: Mapped[datetime]


class TicketLink(Table):
    """Two tickets that belong together, seen from both."""

    __tablename__ = "ticket_links"
    __table_args__ = (
        UniqueConstraint("source_id", "target_id", "kind"),
        Index("ix_ticket_links_target", "target_id"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    source_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    target_id: Mapped[UUID] = mapped_column(ForeignKey("tickets.id"))
    kind: Mapped[str]
    at: Mapped[datetime]
