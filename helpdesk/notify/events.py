"""What happens to the ways in which agents are told: never an address."""

from __future__ import annotations

from dataclasses import dataclass

from helpdesk.events.log import Event


@dataclass(frozen=True, slots=True)
class ContactSaved(Event):
    """Where and when an agent is told things was changed; which parts of it, not what they are."""

    kind = "agent.contact_saved"

    changed: list[str]


@dataclass(frozen=True, slots=True)
class GroupRobotSaved(Event):
    """A group got a chat robot, another, or none any more; of what it tells."""

    kind = "group.robot_saved"

    kind_before: str | None
    kind_after: str | None
    reasons: list[str]
