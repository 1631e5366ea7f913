"""The records of privacy: who was shown what and why, who was forgotten and why."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import strawberry

from helpdesk.schema.people.types import Agent, acting_agent
from helpdesk.schema.projection.declarations import column, to_one
from helpdesk.schema.sources import AGENTS


@strawberry.type(description="Somebody was shown a personal value in full.")
class Unmasking:
    """A showing."""

    row: strawberry.Private[Any]
    path: str = column(
        "path",
        "Which field: a path into the form, `steps.<place>.…` into a step's fields, or `customer.phone`.",
    )
    reason: str = column("reason", "Why, in their own words.")
    at: datetime = column("at", "When.")
    actor_key: str = column("actor_key", "Who: `agent:…`, `member:…`, `integration:…`.")
    agent: Agent | None = to_one(AGENTS, acting_agent("actor_key"), "The agent, where it was one.")


@strawberry.type(description="The data of a person were deleted for good.")
class Erasure:
    """A person was forgotten."""

    row: strawberry.Private[Any]
    reason: str = column("reason", "Why, in their own words.")
    at: datetime = column("at", "When.")
    actor_key: str = column("actor_key", "Who did it: `agent:…`.")
    agent: Agent | None = to_one(AGENTS, acting_agent("actor_key"), "The agent, where it was one.")
