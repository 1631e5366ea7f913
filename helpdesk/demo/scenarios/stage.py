"""Where scenarios are played: everybody's calls to the helpdesk, and questions to the platform itself."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from rich.console import Console
from rich.table import Table
from sqlalchemy.ext.asyncio import AsyncEngine

from helpdesk.demo.client import Api, Caller, DidNotHappen
from helpdesk.demo.people import PEOPLE
from helpdesk.demo.scenarios import documents
from helpdesk.demo.scenarios.player import Player
from helpdesk.demo.story import Story, clock, words
from helpdesk.demo.tokens import Tokens
from helpdesk.kit.settings import Settings

KEYS = {person.name: person.key for person in PEOPLE}
BEGIN_ANEW = (
    "the demo's data hold nothing fit for it any more; stop the demo, remove its home and start it again"
)


@dataclass(slots=True)
class Stage:
    """The helpdesk and the platform, both reached over HTTP alone; `engine` is for the shared clock."""

    settings: Settings
    api: Api
    tokens: Tokens
    engine: AsyncEngine
    console: Console
    story: Story
    _platform: httpx.AsyncClient
    _stack: AsyncExitStack
    _callers: dict[str, Caller] = field(default_factory=dict)

    async def store(self, code: str) -> Player:
        """The manager of a store."""
        return await self._player(f"Manager of {code}", self.tokens.store(code))

    async def assignee(self, ticket_id: str) -> Player:
        """The agent who works a ticket now."""
        ticket = await self.ticket(ticket_id)
        if ticket["assignee"] is None:
            raise DidNotHappen("nobody works the ticket")
        name = ticket["assignee"]["name"]
        return await self._player(f"{name}, {ticket['group']['name']['text']}", self.tokens.agent(KEYS[name]))

    async def ticket(self, ticket_id: str) -> dict[str, Any]:
        """A ticket with its procedure, as a program sees it that may see all."""
        everything = await self._everything()
        found: dict[str, Any] = (await everything.ask(documents.TICKET, id=ticket_id))["ticket"]
        return found

    async def settled(self, ticket_id: str, status: str) -> dict[str, Any]:
        """The ticket once it has come to a status by the workers' doing. Raises DidNotHappen after 20 s."""
        for _ in range(200):
            ticket = await self.ticket(ticket_id)
            if ticket["status"] == status:
                return ticket
            await asyncio.sleep(0.1)
        raise DidNotHappen(f"ticket {ticket['number']} is {ticket['status']}, not {status}, after 20 s")

    async def platform(self, document: str, **variables: Any) -> dict[str, Any]:
        """What the platform answers, asked by its own GraphQL."""
        answer = await self._platform.post(
            self.settings.platform_url, json={"query": document, "variables": variables}
        )
        data: dict[str, Any] = answer.raise_for_status().json()["data"]
        return data

    async def orders(self) -> AsyncIterator[dict[str, Any]]:
        """The orders that stand and that no ticket is about, store by store, each with its `store`."""
        everything = await self._everything()
        for store in (await self.platform(documents.STORES))["stores"]:
            for order in (await self.platform(documents.ORDERS, code=store["code"]))["orders"]:
                about = (await everything.ask(documents.ABOUT, code=order["code"]))["tickets"]["nodes"]
                if order["deletedAt"] is None and not about:
                    yield order | {"store": store["code"]}

    async def members(self) -> AsyncIterator[dict[str, Any]]:
        """Members, as the platform holds them, that no ticket is about and that no store is tied to."""
        everything = await self._everything()
        for store in (await self.platform(documents.STORES))["stores"]:
            for one in (await self.platform(documents.MEMBERS, code=store["code"]))["members"]:
                about = (await everything.ask(documents.OF_MEMBER, code=one["code"]))["tickets"]["nodes"]
                member = await self.member(one["code"])
                if not about and not member["legalPersonOf"]:
                    yield member

    async def anybody(self) -> dict[str, Any]:
        """The first such member. Raises DidNotHappen when there is none."""
        async for member in self.members():
            return member
        raise DidNotHappen(BEGIN_ANEW)

    async def member(self, code: str) -> dict[str, Any]:
        """A member as the platform holds them now."""
        found: dict[str, Any] = (await self.platform(documents.MEMBER, code=code))["member"]
        return found

    async def end(self, ticket_id: str) -> None:
        """What is on record at the end, and what the submitter was told."""
        ticket = await self.ticket(ticket_id)
        steps_taken(self.console, ticket)
        said = [one["body"] for one in ticket["comments"]["nodes"] if one["visibility"] == "PUBLIC"]
        if said:
            self.story.say("The store reads:")
            for one in said[-1].splitlines():
                self.story.say(f"  {one}")

    async def _everything(self) -> Player:
        """A program that sees every ticket."""
        return await self._player("Integration", self.tokens.integration())

    async def _player(self, name: str, token: str) -> Player:
        if name not in self._callers:
            self._callers[name] = await self._stack.enter_async_context(Caller(self.api, token))
        return Player(name, self._callers[name], self.story)


@asynccontextmanager
async def opened(settings: Settings, engine: AsyncEngine, console: Console) -> AsyncIterator[Stage]:
    """A stage; everybody's connections are closed at the end."""
    async with AsyncExitStack() as stack:
        bearer = {"Authorization": f"Bearer {settings.platform_token.get_secret_value()}"}
        platform = await stack.enter_async_context(httpx.AsyncClient(headers=bearer, timeout=15.0))
        api = Api(settings.host, settings.port)
        yield Stage(settings, api, Tokens(settings), engine, console, Story(console), platform, stack)


def steps_taken(console: Console, ticket: Mapping[str, Any]) -> None:
    """The steps of a ticket's procedure: who took each, and what came of it."""
    table = Table(title="Steps", title_justify="left", header_style="bold", expand=False)
    for heading in ("when", "step", "group", "taken by", "outcome"):
        table.add_column(heading, overflow="fold")
    for step in ticket["procedure"]["steps"]:
        by = step["takenBy"]["name"] if step["takenBy"] else "helpdesk"
        outcome = step["outcomeTitle"]
        table.add_row(
            clock(step["endedAt"]) if step["endedAt"] else "–", step["title"]["text"], step["group"]["name"]["text"],
            by if step["endedAt"] else "–", outcome["text"] if outcome else words(step["state"]),
        )  # fmt: skip
    console.print(table)
