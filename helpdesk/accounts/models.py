"""Tables of agents, groups, the organisation, rosters, roles and integrations (docs/domain.md §1)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from helpdesk.kit.database import Table


class Presence(StrEnum):
    """Whether an agent takes work at this moment, by their own word."""

    ONLINE = "ONLINE"
    AWAY = "AWAY"
    OFFLINE = "OFFLINE"


class UnitKind(StrEnum):
    """Levels of the organisation above the agent group."""

    COMPANY = "COMPANY"
    DEPARTMENT = "DEPARTMENT"


class Agent(Table):
    """One person who works tickets (客服专员). `external_key` is the `sub` of the host's token."""

    __tablename__ = "agents"
    __table_args__ = (
        CheckConstraint("presence IN ('ONLINE', 'AWAY', 'OFFLINE')", name="presence_known"),
        CheckConstraint("capacity >= 0", name="capacity_counts"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    external_key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    roles: Mapped[list[str]]
    skills: Mapped[list[str]]
    capacity: Mapped[int]
    presence: Mapped[str]
    active: Mapped[bool]
    language: Mapped[str]
    last_assigned_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    revision: Mapped[int]
    last_event_at: Mapped[datetime]

    @property
    def subject_kind(self) -> str:
        """As the log writes it."""
        return "agent"

    def facets(self) -> dict[str, Any]:
        """Followers may filter by presence and by who is active."""
        return {"presence": self.presence, "active": self.active}


class OrganisationUnit(Table):
    """A department or the company (组织), with its manager and deputy; either may be vacant."""

    __tablename__ = "organisation_units"
    __table_args__ = (CheckConstraint("kind IN ('COMPANY', 'DEPARTMENT')", name="kind_known"),)

    id: Mapped[UUID] = mapped_column(primary_key=True)
    kind: Mapped[str]
    parent_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation_units.id"), index=True)
    code: Mapped[str] = mapped_column(unique=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    manager_id: Mapped[UUID | None] = mapped_column(ForeignKey("agents.id"), index=True)
    deputy_id: Mapped[UUID | None] = mapped_column(ForeignKey("agents.id"), index=True)
    revision: Mapped[int]
    last_event_at: Mapped[datetime]

    @property
    def subject_kind(self) -> str:
        """As the log writes it."""
        return "organisation_unit"

    def facets(self) -> dict[str, Any]:
        """Followers may filter by level."""
        return {"kind": self.kind}


class AgentGroup(Table):
    """The group responsible for tickets (责任客服组); it belongs to a department."""

    __tablename__ = "agent_groups"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name_zh: Mapped[str]
    name_en: Mapped[str]
    department_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation_units.id"), index=True)
    manager_id: Mapped[UUID | None] = mapped_column(ForeignKey("agents.id"), index=True)
    deputy_id: Mapped[UUID | None] = mapped_column(ForeignKey("agents.id"), index=True)
    active: Mapped[bool]
    revision: Mapped[int]
    last_event_at: Mapped[datetime]

    @property
    def subject_kind(self) -> str:
        """As the log writes it."""
        return "group"

    def facets(self) -> dict[str, Any]:
        """Followers may filter by what is in use."""
        return {"active": self.active}


class GroupMember(Table):
    """An agent works in a group."""

    __tablename__ = "group_members"

    group_id: Mapped[UUID] = mapped_column(ForeignKey("agent_groups.id"), primary_key=True)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id"), primary_key=True, index=True)


class Shift(Table):
    """An agent is on duty in `[starts_at, ends_at)`. One agent's shifts do not overlap."""

    __tablename__ = "shifts"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="runs_forward"),
        Index(None, "agent_id", "ends_at", "starts_at"),
        Index(None, "ends_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]


class Leave(Table):
    """An agent is away in `[starts_at, ends_at)`; `reason` stays in this table."""

    __tablename__ = "leaves"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="runs_forward"),
        Index(None, "agent_id", "ends_at", "starts_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    agent_id: Mapped[UUID] = mapped_column(ForeignKey("agents.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reason: Mapped[str]


class Role(Table):
    """Permissions as data. `sees_all` lifts the row scope: every ticket, whoever's group it is in."""

    __tablename__ = "roles"

    key: Mapped[str] = mapped_column(primary_key=True)
    permissions: Mapped[list[str]]
    sees_all: Mapped[bool]
    name_zh: Mapped[str]
    name_en: Mapped[str]


class Integration(Table):
    """A program that calls (集成). What it may do is in its token; here it can be shut out."""

    __tablename__ = "integrations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    external_key: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    active: Mapped[bool]
    revision: Mapped[int]
    last_event_at: Mapped[datetime]

    @property
    def subject_kind(self) -> str:
        """As the log writes it."""
        return "integration"

    def facets(self) -> dict[str, Any]:
        """Followers may filter by what is in use."""
        return {"active": self.active}
