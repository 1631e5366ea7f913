"""Why an agent got the work, and why the others did not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast
from uuid import UUID

import strawberry

from helpdesk.routing.assignment import Obstacle, Reason, Why
from helpdesk.schema.people.types import Agent
from helpdesk.schema.projection.requests import ByKey
from helpdesk.schema.sources import AGENTS

strawberry.enum(Why, name="AssignmentReason", description="How the choice of an agent came about.")
strawberry.enum(Obstacle, name="AssignmentObstacle", description="What kept an agent from getting the work.")


@strawberry.type(description="Why an agent of the group did not get the work.")
class PassedOver:
    """One of the others."""

    reason: strawberry.Private[Reason]

    @strawberry.field(description="The agent; null when they are no longer known.")
    def agent(self) -> Agent | None:
        """Who was passed over."""
        return cast("Agent | None", ByKey(AGENTS, self.reason.agent_id))

    @strawberry.field(description="What was in the way.")
    def obstacles(self) -> list[Obstacle]:
        """All that was."""
        return list(self.reason.obstacles)

    @strawberry.field(description="Skills that the work needs and the agent lacks.")
    def missing_skills(self) -> list[str]:
        """Which skills."""
        return list(self.reason.missing_skills)


def passed_over(reasons: Sequence[Reason], chosen: UUID | None) -> list[PassedOver]:
    """Everybody but the chosen one."""
    return [PassedOver(reason=reason) for reason in reasons if reason.agent_id != chosen]


__all__ = ["Obstacle", "PassedOver", "Why", "passed_over"]
