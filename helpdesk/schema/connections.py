"""Relay connections over keyset pages."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

import strawberry

from helpdesk.kit.paging import Slice

Node = TypeVar("Node")
Row = TypeVar("Row")


@strawberry.type(description="Where a page lies in its list (Relay).")
class PageInfo:
    """Relay's page information."""

    has_next_page: bool = strawberry.field(description="Whether there is more after this page.")
    has_previous_page: bool = strawberry.field(description="Whether there is more before this page.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first node.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last node; give it as `after`.")


@strawberry.type(description="A node with its cursor.")
class Edge(Generic[Node]):
    """Relay's edge."""

    cursor: str = strawberry.field(description="Where this node lies; opaque.")
    node: Node = strawberry.field(description="The node.")


@strawberry.type(description="One page of a list.")
class Connection(Generic[Node]):
    """Relay's connection, with `nodes` for those who need no edges."""

    nodes: list[Node] = strawberry.field(description="The nodes of this page, in the list's order.")
    edges: list[Edge[Node]] = strawberry.field(description="The nodes with their cursors.")
    page_info: PageInfo = strawberry.field(description="Where this page lies.")
    count: strawberry.Private[Callable[[], Awaitable[int]]]

    @strawberry.field(description="How many there are in all; counted only when asked for.")
    async def total_count(self) -> int:
        """Count the whole list."""
        return await self.count()


def connect(
    page: Slice[Row],
    *,
    node: Callable[[Row], Node],
    cursor: Callable[[Row], str],
    count: Callable[[], Awaitable[int]],
) -> Connection[Node]:
    """A page of rows as a connection."""
    edges: Sequence[Edge[Node]] = [Edge(cursor=cursor(row), node=node(row)) for row in page.rows]
    return Connection(
        nodes=[edge.node for edge in edges],
        edges=list(edges),
        page_info=PageInfo(
            has_next_page=page.has_next,
            has_previous_page=page.has_previous,
            start_cursor=edges[0].cursor if edges else None,
            end_cursor=edges[-1].cursor if edges else None,
        ),
        count=count,
    )
