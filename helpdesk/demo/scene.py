"""Who takes part in the scenario, and what they look at while it plays."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncEngine

from helpdesk.demo import documents, moment
from helpdesk.demo.client import Api, Caller, Follower
from helpdesk.demo.story import Story
from helpdesk.demo.tokens import Tokens

SETTLING = 1.2
"""Real seconds after which every process has seen that the shared clock was moved."""


@dataclass(slots=True)
class Scene:
    """The parties: a store manager, an agent with a screen, a program that follows every ticket."""

    story: Story
    api: Api
    tokens: Tokens
    engine: AsyncEngine
    store: Caller
    program: Caller
    screen: Follower
    feed: Follower
    names: dict[str, str] = field(default_factory=dict)

    async def set_speed(self, speed: float) -> None:
        """Let the shared clock run at another speed; at ordinary speed, once everybody knows."""
        async with self.engine.begin() as connection:
            await moment.change_speed(connection, speed)
        if speed == 1.0:
            await asyncio.sleep(SETTLING)

    async def look(self, ticket_id: str) -> dict[str, Any]:
        """The ticket and its clocks as they are now."""
        found: dict[str, Any] = (await self.program.ask(documents.TICKET, id=ticket_id))["ticket"]
        return found

    async def timeline(self, ticket_id: str) -> Sequence[Mapping[str, Any]]:
        """All that happened to the ticket."""
        found = await self.program.ask(documents.TIMELINE, id=ticket_id)
        events: Sequence[Mapping[str, Any]] = found["ticket"]["timeline"]["nodes"]
        return events

    async def name(self, value: object) -> str:
        """The name behind an agent's or group's id; other values are themselves."""
        text = str(value)
        try:
            key = UUID(text)
        except ValueError:
            return text
        if text not in self.names:
            for prefix in ("agt", "grp"):
                node = (await self.program.ask(documents.NAME, id=f"{prefix}_{key.hex}"))["node"]
                if node:
                    self.names[text] = node.get("name") or node["label"]["zh"]
                    break
        return self.names.get(text, text)


async def act(caller: Caller, ticket_id: str, mutation: str, **given: Any) -> None:
    """Do something to the ticket. Raises DidNotHappen when it is refused."""
    await caller.do(mutation, documents.change(mutation), ticketId=ticket_id, **given)


def timer(ticket: Mapping[str, Any], metric: str) -> dict[str, Any]:
    """The ticket's clock of a metric."""
    found: dict[str, Any] = next(one for one in ticket["timers"] if one["metric"] == metric)
    return found
