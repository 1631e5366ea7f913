"""A plain Strawberry server: ORM entities, one DataLoader a relation and request, parsed documents cached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry
from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine
from strawberry.asgi import GraphQL
from strawberry.dataloader import DataLoader
from strawberry.extensions import ParserCache, ValidationCache

from benchmarks.peers import serving
from benchmarks.peers import strawberry_models as models

engine = create_async_engine(
    serving.url().replace("postgresql://", "postgresql+psycopg://", 1),
    pool_size=serving.pool_size(),
    max_overflow=0,
)
sessions = async_sessionmaker(engine, expire_on_commit=False)


async def _all(statement: Any) -> Sequence[Any]:
    async with sessions() as session:
        return (await session.scalars(statement)).all()


def _by_id(model: Any) -> DataLoader[UUID, Any]:
    async def load(keys: list[UUID]) -> list[Any]:
        found = {row.id: row for row in await _all(select(model).where(model.id.in_(keys)))}
        return [found.get(key) for key in keys]

    return DataLoader(load)


async def _timers(keys: list[UUID]) -> list[list[Any]]:
    timer = models.SlaTimer
    wanted = (
        select(timer).where(timer.subject_kind == "ticket", timer.subject_id.in_(keys)).order_by(timer.id)
    )
    found: dict[UUID, list[Any]] = defaultdict(list)
    for row in await _all(wanted):
        found[row.subject_id].append(row)
    return [found[key] for key in keys]


class Loaders:
    """The DataLoaders of one request."""

    def __init__(self) -> None:
        self.customer = _by_id(models.Customer)
        self.agent = _by_id(models.Agent)
        self.group = _by_id(models.AgentGroup)
        self.item = _by_id(models.ServiceItem)
        self.timers: DataLoader[UUID, list[Any]] = DataLoader(_timers)


Info = strawberry.Info[Loaders, None]


@strawberry.type
class Customer:
    id: strawberry.ID
    name: str | None


@strawberry.type
class Agent:
    id: strawberry.ID
    name: str


@strawberry.type
class AgentGroup:
    id: strawberry.ID
    code: str


@strawberry.type
class ServiceItem:
    id: strawberry.ID
    code: str


@strawberry.type
class Party:
    kind: str
    key: str
    agent_id: strawberry.Private[UUID | None] = None

    @strawberry.field
    async def agent(self, info: Info) -> Agent | None:
        return await info.context.agent.load(self.agent_id) if self.agent_id else None


@strawberry.type
class Running:
    due_at: datetime | None


@strawberry.type
class Paused:
    since: datetime


@strawberry.type
class Met:
    at: datetime


@strawberry.type
class Breached:
    at: datetime


@strawberry.type
class Cancelled:
    at: datetime


State = Annotated[Running | Paused | Met | Breached | Cancelled, strawberry.union("SlaTimerState")]


@strawberry.type
class SlaTimer:
    row: strawberry.Private[models.SlaTimer]
    id: strawberry.ID
    metric: str

    @strawberry.field
    def state(self) -> State:
        row = self.row
        if row.breached_at is not None:
            return Breached(at=row.breached_at)
        if row.phase == "RUNNING":
            return Running(due_at=row.due_at)
        if row.phase == "PAUSED" and row.paused_at is not None:
            return Paused(since=row.paused_at)
        if row.phase == "MET" and row.met_at is not None:
            return Met(at=row.met_at)
        return Cancelled(at=row.anchor)


@strawberry.type
class Comment:
    id: strawberry.ID
    visibility: str
    body: str
    created_at: datetime
    author: Party


@strawberry.type
class CommentConnection:
    nodes: list[Comment]


@strawberry.type
class Ticket:
    row: strawberry.Private[models.Ticket]
    id: strawberry.ID
    number: int
    title: str
    description: str
    status: str
    priority: str
    channel: str
    store_code: str | None
    member_code: str | None
    order_code: str | None
    tags: list[str]
    flag: str | None
    urged: int
    version: int
    created_at: datetime
    updated_at: datetime
    requester: Party

    @strawberry.field
    async def customer(self, info: Info) -> Customer | None:
        return await info.context.customer.load(self.row.customer_id) if self.row.customer_id else None

    @strawberry.field
    async def assignee(self, info: Info) -> Agent | None:
        return await info.context.agent.load(self.row.assignee_id) if self.row.assignee_id else None

    @strawberry.field
    async def group(self, info: Info) -> AgentGroup:
        found: AgentGroup = await info.context.group.load(self.row.group_id)
        return found

    @strawberry.field
    async def service_item(self, info: Info) -> ServiceItem | None:
        found: ServiceItem | None = await info.context.item.load(self.row.service_item_id)
        return found

    @strawberry.field
    async def timers(self, info: Info) -> list[SlaTimer]:
        rows = await info.context.timers.load(self.row.id)
        return [SlaTimer(row=row, id=strawberry.ID(str(row.id)), metric=row.metric) for row in rows]

    @strawberry.field
    async def comments(self, first: int = 20) -> CommentConnection:
        comment = models.Comment
        wanted = select(comment).where(comment.ticket_id == self.row.id).order_by(comment.at, comment.id)
        return CommentConnection(nodes=[_comment(row) for row in await _all(wanted.limit(first))])


def _comment(row: models.Comment) -> Comment:
    author = Party(kind=row.author_kind, key=row.author_key, agent_id=row.author_id)
    return Comment(
        id=strawberry.ID(str(row.id)),
        visibility=row.visibility,
        body=row.body,
        created_at=row.at,
        author=author,
    )


def _ticket(row: models.Ticket) -> Ticket:
    return Ticket(
        row=row, id=strawberry.ID(str(row.id)), number=row.number, title=row.title, description=row.description,
        status=row.status, priority=row.priority, channel=row.channel, store_code=row.store_code,
        member_code=row.member_code, order_code=row.order_code, tags=row.tags, flag=row.flag, urged=row.urged,
        version=row.revision, created_at=row.created_at, updated_at=row.last_event_at,
        requester=Party(kind=row.requester_kind, key=row.requester_key),
    )  # fmt: skip


@strawberry.type
class TicketConnection:
    nodes: list[Ticket]


@strawberry.input
class TicketsFilter:
    status: list[str]
    group_id: list[UUID]
    or_assignee_id: UUID


@strawberry.type
class Query:
    @strawberry.field
    async def tickets(
        self, filter: TicketsFilter | None = None, order_by: str = "UPDATED_AT_DESC", first: int = 50
    ) -> TicketConnection:
        ticket = models.Ticket
        wanted = select(ticket).order_by(ticket.last_event_at.desc(), ticket.id.desc()).limit(first)
        if filter is not None:
            mine = or_(ticket.group_id.in_(filter.group_id), ticket.assignee_id == filter.or_assignee_id)
            wanted = wanted.where(ticket.status.in_(filter.status), mine)
        return TicketConnection(nodes=[_ticket(row) for row in await _all(wanted)])

    @strawberry.field
    async def ticket(self, id: UUID) -> Ticket | None:
        rows = await _all(select(models.Ticket).where(models.Ticket.id == id))
        return _ticket(rows[0]) if rows else None


class Server(GraphQL[Loaders, None]):
    """Strawberry's own ASGI application; each request has its loaders."""

    async def get_context(self, request: Any, response: Any) -> Loaders:
        return Loaders()


if __name__ == "__main__":
    serving.serve(Server(strawberry.Schema(Query, extensions=[ParserCache, ValidationCache])))
