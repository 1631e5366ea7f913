"""Relay's Node interface and the prefixes of global ids."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any
from uuid import UUID

import strawberry

from helpdesk.kit import ids
from helpdesk.schema.context import Context, Info

Find = Callable[[Context, UUID], Awaitable[Any]]


@strawberry.interface(description="Anything with a global id (Relay).")
class Node:
    """Relay's node."""

    id: strawberry.ID = strawberry.field(description="Global id, `<prefix>_<32 hex digits>`.")


class Nodes:
    """Which prefix is found by what; each feature's types register their own."""

    def __init__(self) -> None:
        self._finders: dict[str, Find] = {}
        self._shapes: dict[str, Callable[[Any], Any]] = {}

    def register(self, prefix: str, find: Find, shape: Callable[[Any], Any] | None = None) -> None:
        """Let ids with this prefix be found by `find`, which answers None for what the caller may not see.

        `shape` makes the type of a row, for features below that list rows of this one.
        """
        self._finders[prefix] = find
        if shape is not None:
            self._shapes[prefix] = shape

    def shape(self, prefix: str, row: Any) -> Any:
        """A row as the type of its prefix."""
        return self._shapes[prefix](row)

    async def find(self, context: Context, public_id: str) -> Any:
        """The node of a global id, or None. Raises InvalidId."""
        prefix, key = ids.split(public_id, field="id")
        finder = self._finders.get(prefix)
        return None if finder is None else await finder(context, key)


NODES = Nodes()


@strawberry.type
class NodeQueries:
    """The root field of Relay."""

    @strawberry.field(description="Anything by its global id; null when it is not there for the caller.")
    async def node(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="Global id.")],
    ) -> Node | None:
        """Look a node up."""
        found: Node | None = await NODES.find(info.context, id)
        return found
