"""Lists of tickets and comments: keyset pages over indexes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from enum import Enum
from typing import Any
from uuid import UUID

import strawberry
from sqlalchemy import ColumnElement, Select, func, select, tuple_

from helpdesk.kit import paging
from helpdesk.kit.paging import InvalidCursor, Page, Slice
from helpdesk.schema.connections import Connection, connect
from helpdesk.schema.context import Context
from helpdesk.schema.loading import TICKET_COLUMNS
from helpdesk.schema.node import NODES
from helpdesk.schema.tickets.parts import Comment as CommentType
from helpdesk.tickets.filters import TicketFilter
from helpdesk.tickets.listing import Order, counting, listing
from helpdesk.tickets.models import Comment


@strawberry.enum(description="How a list of tickets is ordered.")
class TicketOrder(Enum):
    """An order, and the column that it goes by."""

    CREATED_AT_DESC = "CREATED_AT_DESC"
    CREATED_AT_ASC = "CREATED_AT_ASC"
    UPDATED_AT_DESC = "UPDATED_AT_DESC"
    UPDATED_AT_ASC = "UPDATED_AT_ASC"


async def ticket_rows(context: Context, wanted: TicketFilter, order: TicketOrder, page: Page) -> Slice[Any]:
    """One page of the tickets that the caller sees and the filter lets through."""
    found = listing(context.actor, wanted, Order(order.value), page)
    rows = await context.loaders.rows(found.build(TICKET_COLUMNS).params(dict(found.values)))
    for row in rows[: page.size]:
        context.loaders.ticket.prime(row.id, row)
    return paging.cut(rows, page)


def ticket_cursor(order: TicketOrder) -> Callable[[Any], str]:
    """What makes a row's cursor in an order."""
    name = Order(order.value).column
    return lambda row: paging.encode([getattr(row, name), row.id])


async def ticket_connection(
    context: Context, wanted: TicketFilter, order: TicketOrder, page: Page
) -> Connection[Any]:
    """One page of tickets as a connection."""
    return connect(
        await ticket_rows(context, wanted, order, page),
        node=lambda row: NODES.shape("tkt", row),
        cursor=ticket_cursor(order),
        count=lambda: ticket_count(context, wanted),
    )


async def ticket_count(context: Context, wanted: TicketFilter) -> int:
    """How many tickets the caller sees that the filter lets through."""
    found = counting(context.actor, wanted)
    rows = await context.loaders.rows(found.build(()).params(dict(found.values)))
    return int(rows[0][0])


async def comments_of(
    context: Context, ticket_id: UUID, *, first: int | None, after: str | None
) -> Connection[CommentType]:
    """A ticket's comments that the caller may read, oldest first."""
    page = paging.page(first=first, after=after)
    conditions = [Comment.ticket_id == ticket_id, *context.loaders.readable_comments()]
    rows = await context.loaders.rows(
        keyset(
            select(*Comment.__table__.columns).where(*conditions),
            Comment.at,
            Comment.id,
            page,
            descending=False,
        )
    )

    async def count() -> int:
        found = await context.loaders.rows(select(func.count()).select_from(Comment).where(*conditions))
        return int(found[0][0])

    return connect(
        paging.cut(rows, page),
        node=lambda row: CommentType(row=row),
        cursor=lambda row: paging.encode([row.at, row.id]),
        count=count,
    )


def keyset(
    statement: Select[Any], by: ColumnElement[datetime] | Any, key: Any, page: Page, *, descending: bool
) -> Select[Any]:
    """The statement cut to a page, ordered by an instant and then by id. Raises InvalidCursor."""
    downwards = descending is not page.backwards
    if page.after is not None:
        at, last = _instant_and_id(page.after)
        here, there = tuple_(by, key), tuple_(at, last)
        statement = statement.where(here < there if downwards else here > there)
    order = (by.desc(), key.desc()) if downwards else (by, key)
    return statement.order_by(*order).limit(page.size + 1)


def _instant_and_id(values: tuple[Any, ...]) -> tuple[datetime, UUID]:
    try:
        at, key = values
        return datetime.fromisoformat(at).astimezone(UTC), UUID(key)
    except (ValueError, TypeError, AttributeError, OverflowError):
        raise InvalidCursor(field="after") from None
