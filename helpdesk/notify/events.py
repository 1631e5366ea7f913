"""What happens to the ways in which agents are told: never an address."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from helpdesk.events.log import Event


@dataclass(frozen=True, slots=True)
class ContactSaved(Event):
    """Where and when an agent is told things was changed; which parts of it, not what they are."""

    kind = "agent.contact_saved"

    changed: list[str]


@dataclass(frozen=True, slots=True)
class DeliveryGivenUp(Event):
    """A notification was not, or perhaps not, delivered: why, as a code; administrators are told once an hour."""

    kind = "delivery.given_up"

    channel: str
    state: str
    error: str | None
    attempts: int
    notification_id: UUID
    recipients: list[UUID]


@dataclass(frozen=True, slots=True)
class DeliveryRetried(Event):
    """Somebody had it tried again, from the beginning."""

    kind = "delivery.retried"

    channel: str
    state_before: str


@dataclass(frozen=True, slots=True)
class GroupRobotSaved(Event):
    """A group got a chat robot, another, or none any more; of what it tells."""

    kind = "group.robot_saved"

    kind_before: str | None
    kind_after: str | None
    reasons: list[str]
