"""Fan-out by stock Strawberry: its own graphql-transport-ws handler, one queue and generator a subscriber."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

import orjson
import strawberry
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, WebSocketRoute
from strawberry.asgi import GraphQL

from benchmarks.peers import serving

followers: set[asyncio.Queue[TicketUpdate]] = set()


@strawberry.type
class Agent:
    id: strawberry.ID
    name: str


@strawberry.type
class AgentGroup:
    id: strawberry.ID
    code: str


@strawberry.type
class Ticket:
    id: strawberry.ID
    number: int
    version: int
    title: str
    status: str
    priority: str
    store_code: str | None
    tags: list[str]
    flag: str | None
    updated_at: str
    group: AgentGroup
    assignee: Agent | None


@strawberry.type
class TicketUpdate:
    cursor: str
    change_type: str
    ticket_id: strawberry.ID
    ticket: Ticket | None


@strawberry.type
class Query:
    ready: bool = True


@strawberry.type
class Subscription:
    @strawberry.subscription
    async def ticket_updates(self) -> AsyncGenerator[TicketUpdate, None]:
        waiting: asyncio.Queue[TicketUpdate] = asyncio.Queue()
        followers.add(waiting)
        try:
            while True:
                yield await waiting.get()
        finally:
            followers.discard(waiting)


def _update(said: dict[str, Any]) -> TicketUpdate:
    found = said["ticket"]
    return TicketUpdate(
        cursor=said["cursor"],
        change_type=said["changeType"],
        ticket_id=said["ticketId"],
        ticket=Ticket(
            id=found["id"], number=found["number"], version=found["version"], title=found["title"],
            status=found["status"], priority=found["priority"], store_code=found["storeCode"], tags=found["tags"],
            flag=found["flag"], updated_at=found["updatedAt"], group=AgentGroup(**found["group"]),
            assignee=found["assignee"] and Agent(**found["assignee"]),
        ),
    )  # fmt: skip


async def publish(request: Request) -> PlainTextResponse:
    """Put an update into every follower's queue; how many there are."""
    if request.method == "POST":
        update = _update(orjson.loads(await request.body()))
        for waiting in followers:
            waiting.put_nowait(update)
    return PlainTextResponse(str(len(followers)))


if __name__ == "__main__":
    graphql: GraphQL[Any, Any] = GraphQL(strawberry.Schema(Query, subscription=Subscription))
    routes = [Route("/", publish, methods=["GET", "POST"]), WebSocketRoute("/graphql", graphql)]
    serving.serve(Starlette(routes=routes))
