"""The ORM of the plain Strawberry peer: the tables as an ordinary project would map them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Declarative base; columns that nothing reads are left out."""


class Ticket(Base):
    """A ticket."""

    __tablename__ = "tickets"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int]
    title: Mapped[str]
    description: Mapped[str]
    status: Mapped[str]
    priority: Mapped[str]
    channel: Mapped[str]
    store_code: Mapped[str | None]
    member_code: Mapped[str | None]
    order_code: Mapped[str | None]
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text))
    flag: Mapped[str | None]
    urged: Mapped[int]
    revision: Mapped[int]
    created_at: Mapped[datetime]
    last_event_at: Mapped[datetime]
    requester_kind: Mapped[str]
    requester_key: Mapped[str]
    customer_id: Mapped[UUID | None]
    assignee_id: Mapped[UUID | None]
    group_id: Mapped[UUID]
    service_item_id: Mapped[UUID]


class Customer(Base):
    """A customer's profile."""

    __tablename__ = "customers"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str | None]


class Agent(Base):
    """An agent."""

    __tablename__ = "agents"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]


class AgentGroup(Base):
    """A group."""

    __tablename__ = "agent_groups"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str]


class ServiceItem(Base):
    """A service item."""

    __tablename__ = "service_items"
    __table_args__ = {"schema": "peers"}  # noqa: RUF012 - SQLAlchemy's form
    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str]


class SlaTimer(Base):
    """A clock."""

    __tablename__ = "sla_timers"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    subject_kind: Mapped[str]
    subject_id: Mapped[UUID]
    metric: Mapped[str]
    phase: Mapped[str]
    due_at: Mapped[datetime | None]
    paused_at: Mapped[datetime | None]
    met_at: Mapped[datetime | None]
    breached_at: Mapped[datetime | None]
    anchor: Mapped[datetime]


class Comment(Base):
    """A comment."""

    __tablename__ = "comments"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    ticket_id: Mapped[UUID]
    visibility: Mapped[str]
    author_kind: Mapped[str]
    author_key: Mapped[str]
    author_id: Mapped[UUID | None]
    body: Mapped[str]
    at: Mapped[datetime]
