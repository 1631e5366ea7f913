"""Relay's Node interface and the prefixes of global ids."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, cast
from uuid import UUID

import strawberry

from helpdesk.kit import ids
from helpdesk.schema.context import Context, Info
from helpdesk.schema.projection.requests import ByKey
from helpdesk.schema.projection.sources import Source

Find = Callable[[Context, UUID], Awaitable[Any]]


@strawberry.interface(description="Anything with a global id (Relay).")
class Node:
    """Relay's node."""

    id: strawberry.ID = strawberry.field(description="Global id, `<prefix>_<32 hex digits>`.")


class Nodes:
    """Which prefix is found where; each feature's types register their own."""

    def __init__(self) -> None:
        self._found: dict[str, Source | Find] = {}

    def register(self, prefix: str, found: Source | Find) -> None:
        """Let ids with this prefix be rows of a source, or be found by a function.

        Either answers null for what the caller may not see.
        """
        self._found[prefix] = found

    async def find(self, context: Context, public_id: str) -> Any:
        """The node of a global id, or None. Raises InvalidId."""
        prefix, key = ids.split(public_id, field="id")
        found = self._found.get(prefix)
        if isinstance(found, Source):
            return ByKey(found, key)
        return None if found is None else await found(context, key)


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
        return cast("Node | None", await NODES.find(info.context, id))
