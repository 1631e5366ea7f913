"""Completing values by their type, all values of a field at once (GraphQL, 6.4.3)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol, cast

from graphql import FieldNode, GraphQLList, GraphQLNonNull, GraphQLOutputType, is_non_null_type

from helpdesk.schema.projection.faults import Faulty, listed, required
from helpdesk.schema.projection.leaves import Show, is_leaf, shower
from helpdesk.schema.projection.reading import Run
from helpdesk.schema.projection.requests import Count, Rows
from helpdesk.schema.projection.selections import Selected


class Completion(Protocol):
    """Completes the values of one field; an answer for each, in their order."""

    async def complete(self, run: Run, values: Sequence[Any]) -> list[Any]:
        """What JSON shows of each value: None, a leaf, a dict, a list, or one of them with its faults."""


class Composite(Completion, Protocol):
    """Completes objects; knows how to read rows of a source as such objects."""

    async def rows(self, run: Run, request: Rows) -> list[Any]:
        """The rows of a statement, completed."""


class Leaf:
    """Scalars and enums, and lists of them."""

    def __init__(self, of: GraphQLOutputType, nodes: Sequence[FieldNode]) -> None:
        self._show: Show = shower(of)
        self._nodes = nodes

    async def complete(self, run: Run, values: Sequence[Any]) -> list[Any]:
        return [
            await run.count(value.statement) if isinstance(value, Count) else self._one(value)
            for value in values
        ]

    def _one(self, value: Any) -> Any:
        if type(value) is Faulty:
            return value
        try:
            return self._show(value)
        except Exception as error:  # noqa: BLE001 - a field's failure is its own
            return Faulty.of(error, self._nodes)


class ListOf:
    """Lists of objects; their items are completed together."""

    def __init__(self, inner: Completion, selected: Selected, *, items_required: bool) -> None:
        self._inner = inner
        self._selected = selected
        self._items_required = items_required

    async def complete(self, run: Run, values: Sequence[Any]) -> list[Any]:
        items: list[Any] = []
        bounds: list[Any] = []
        for value in values:
            if value is None or type(value) is Faulty or isinstance(value, Rows):
                bounds.append(value)
            else:
                begin = len(items)
                items.extend(value)
                bounds.append((begin, len(items)))
        completed = await self._inner.complete(run, items) if items else []
        return [await self._list(run, bound, completed) for bound in bounds]

    async def _list(self, run: Run, bound: Any, completed: Sequence[Any]) -> Any:
        if isinstance(bound, Rows):
            found = await cast("Composite", self._inner).rows(run, bound)
        elif isinstance(bound, tuple):
            found = list(completed[bound[0] : bound[1]])
        else:
            return bound
        if self._items_required:
            found = [required(item, self._selected.place, self._selected.nodes) for item in found]
        return listed(found, items_required=self._items_required)


def completion(of: GraphQLOutputType, selected: Selected, composite: Any) -> Completion:
    """How values of a type are completed; `composite` makes the way for its innermost object type."""
    if isinstance(of, GraphQLNonNull):
        of = cast("GraphQLOutputType", of.of_type)
    if is_leaf(of):
        return Leaf(of, selected.nodes)
    if isinstance(of, GraphQLList):
        item = cast("GraphQLOutputType", of.of_type)
        inner = completion(item, selected, composite)
        return ListOf(inner, selected, items_required=is_non_null_type(item))
    return cast("Completion", composite(of, selected.details))
