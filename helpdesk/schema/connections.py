"""Relay connections; plans make them of pages of rows (`projection.pages`)."""

from __future__ import annotations

from typing import Generic, TypeVar

import strawberry

Node = TypeVar("Node")


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
    total_count: int = strawberry.field(description="How many there are in all; counted only when asked for.")
