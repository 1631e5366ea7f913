"""Which events change what somebody sees, for those who follow the log."""

from __future__ import annotations

from typing import Any, Final

from helpdesk.events.log import LoggedEvent
from helpdesk.kit.actor import Actor

KINDS: Final = frozenset(
    {
        "agent.saved",
        "group.saved",
        "group.members_changed",
        "organisation_unit.saved",
        "integration.saved",
        "integration_token.revoked",
    }
)
_LEADERS: Final = ("manager_id", "deputy_id")
_PLACES: Final = ("department_id", "parent_id")


def may_concern(actor: Actor, event: LoggedEvent) -> bool:
    """Whether an event of KINDS may have changed what an agent sees; rather too often than once too few.

    Only agents' sight hangs on the organisation: others see what their token says.
    """
    if actor.agent_id is None:
        return False
    data = event.data
    if event.kind == "agent.saved":
        return event.subject_id == actor.agent_id and bool({"roles", "active"} & set(data["changed"]))
    if event.kind == "group.members_changed":
        return str(actor.agent_id) in {*data["added"], *data["removed"]}
    if event.kind not in {"group.saved", "organisation_unit.saved"} or data["before"] is None:
        return False  # a new group or unit had no tickets yet
    return _reordered(str(actor.agent_id), data["before"], data["after"])


def _reordered(agent_id: str, before: dict[str, Any], after: dict[str, Any]) -> bool:
    """Whether the agent began or ceased to lead it, or it was put under somebody else."""
    led = any(
        before.get(role) != after.get(role) and agent_id in (before.get(role), after.get(role))
        for role in _LEADERS
    )
    return led or any(before.get(place) != after.get(place) for place in _PLACES)
