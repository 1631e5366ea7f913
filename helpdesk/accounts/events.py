"""What happens to agents, groups and the organisation. Ids and settings only, never a person's data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from helpdesk.events.log import Event


@dataclass(frozen=True, slots=True)
class AgentSaved(Event):
    """An agent was made (no before) or changed. `changed` also names fields that are not shown."""

    kind = "agent.saved"

    changed: list[str]
    before: dict[str, Any] | None
    after: dict[str, Any]


@dataclass(frozen=True, slots=True)
class AvailabilityChanged(Event):
    """An agent's presence changed."""

    kind = "agent.availability_changed"

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ShiftPlanned(Event):
    """An agent is to be on duty in `[starts_at, ends_at)`."""

    kind = "agent.shift_planned"

    shift_id: UUID
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class ShiftRemoved(Event):
    """A planned shift was taken back."""

    kind = "agent.shift_removed"

    shift_id: UUID
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class LeaveRecorded(Event):
    """An agent is away in `[starts_at, ends_at)`; why is nobody else's business."""

    kind = "agent.leave_recorded"

    leave_id: UUID
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class LeaveRemoved(Event):
    """A recorded leave was taken back."""

    kind = "agent.leave_removed"

    leave_id: UUID
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class GroupSaved(Event):
    """A group was made (no before) or changed; a new manager or deputy sees its tickets from now on."""

    kind = "group.saved"

    before: dict[str, Any] | None
    after: dict[str, Any]


@dataclass(frozen=True, slots=True)
class GroupMembersChanged(Event):
    """Agents joined or left a group; those who keep a scope in memory drop it for these agents."""

    kind = "group.members_changed"

    added: list[UUID]
    removed: list[UUID]


@dataclass(frozen=True, slots=True)
class UnitSaved(Event):
    """A department or company was made (no before) or changed."""

    kind = "organisation_unit.saved"

    before: dict[str, Any] | None
    after: dict[str, Any]


@dataclass(frozen=True, slots=True)
class IntegrationTokenCreated(Event):
    """A token was made for an integration, with what it grants. Nothing of its secret is told."""

    kind = "integration_token.created"

    integration_id: UUID
    permissions: list[str]
    stores: list[str]
    group_ids: list[UUID]
    sees_all: bool
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class IntegrationTokenRevoked(Event):
    """An integration's token lets in no longer."""

    kind = "integration_token.revoked"

    integration_id: UUID


@dataclass(frozen=True, slots=True)
class TokenRevoked(Event):
    """One token of the platform's is good no longer; its `exp` is when it would have ended anyway."""

    kind = "token_revocation.of_token"

    jti: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class TokensRevoked(Event):
    """All tokens of an actor that were issued before an instant are good no longer."""

    kind = "token_revocation.of_actor"

    actor_key: str
    issued_before: datetime


@dataclass(frozen=True, slots=True)
class IntegrationSaved(Event):
    """An integration was registered (no before), let in or shut out."""

    kind = "integration.saved"

    before: bool | None
    after: bool
