"""Who acts, and what they may do. Resolved from a token by `accounts`; asked for by every verb."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from helpdesk.kit.errors import NotAllowed


class Permission(StrEnum):
    """Every right that a verb asks for. Roles grant them as data (`accounts.roles`)."""

    TICKET_SUBMIT = "ticket.submit"
    TICKET_SUBMIT_FOR_OTHERS = "ticket.submit_for_others"
    TICKET_READ = "ticket.read"
    TICKET_READ_INTERNAL = "ticket.read_internal"
    TICKET_REPLY = "ticket.reply"
    TICKET_NOTE = "ticket.note"
    TICKET_ASSIGN = "ticket.assign"
    TICKET_MOVE = "ticket.move"
    TICKET_PRIORITISE = "ticket.prioritise"
    TICKET_WORK = "ticket.work"
    TICKET_CANCEL = "ticket.cancel"
    TICKET_REOPEN = "ticket.reopen"
    TICKET_URGE = "ticket.urge"
    TICKET_MERGE = "ticket.merge"
    PROCEDURE_TAKE_STEP = "procedure.take_step"
    PROCEDURE_SETTLE = "procedure.settle"
    ESCALATION_ACKNOWLEDGE = "escalation.acknowledge"
    CUSTOMER_READ = "customer.read"
    CUSTOMER_WRITE = "customer.write"
    AVAILABILITY_SET = "availability.set"
    ROSTER_WRITE = "roster.write"
    ORGANISATION_READ = "organisation.read"
    ORGANISATION_WRITE = "organisation.write"
    CONFIGURATION_READ = "configuration.read"
    CONFIGURATION_WRITE = "configuration.write"
    EVENTS_READ = "events.read"
    FIELD_UNMASK = "field.unmask"
    PRIVACY_ERASE = "privacy.erase"
    NOTIFICATION_SETTLE = "notification.settle"
    CALLS_READ = "calls.read"
    CALLS_MAKE = "calls.make"


class ActorKind(StrEnum):
    """Kinds of party (docs/domain.md, Who takes part)."""

    MEMBER = "MEMBER"
    STORE_MANAGER = "STORE_MANAGER"
    AGENT = "AGENT"
    INTEGRATION = "INTEGRATION"
    SYSTEM = "SYSTEM"


@dataclass(frozen=True, slots=True)
class Actor:
    """One caller, with the rights and the scope that hold for this request.

    `key` is stable and free of personal data: it owns idempotency keys and signs events.
    """

    kind: ActorKind
    key: str
    permissions: frozenset[Permission] = frozenset()
    agent_id: UUID | None = None
    store_code: str | None = None
    member_code: str | None = None
    sees_all: bool = False
    group_ids: frozenset[UUID] = field(default_factory=frozenset)
    works_in: frozenset[UUID] = field(default_factory=frozenset)
    store_codes: frozenset[str] = field(default_factory=frozenset)

    def may(self, permission: Permission) -> bool:
        """Whether this actor holds the permission."""
        return permission in self.permissions

    def require(self, permission: Permission) -> None:
        """Raise NotAllowed unless the actor holds the permission."""
        if permission not in self.permissions:
            raise NotAllowed(permission=permission.value)


SYSTEM = Actor(kind=ActorKind.SYSTEM, key="system", permissions=frozenset(Permission), sees_all=True)
"""The helpdesk itself: timers, drains, relays."""
