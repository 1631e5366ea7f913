"""What a document may cost at most: how many values its answer can hold, page sizes multiplied down the tree."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNamedType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)

MOST = 30_000
LIST = 5
"""What a list without pages is taken to hold: the timers of a ticket, the members of a group."""
PAGE = 20
LONGEST_PAGE = 100
LONG_TEXT = 30
"""What a text of up to 20,000 characters costs, or a form of up to 64 KiB: as much as so many short values."""
SOME_TEXT = 4
"""What a text of up to 2,000 characters costs."""
_BY_NAME = {
    "body": LONG_TEXT, "description": LONG_TEXT,
    "note": SOME_TEXT, "notes": SOME_TEXT, "reason": SOME_TEXT, "question": SOME_TEXT,
}  # fmt: skip
_SHORT_JSON = frozenset({"data"})
"""Of events: ids, codes and states alone."""


def cost(
    schema: GraphQLSchema,
    operation: OperationDefinitionNode,
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Mapping[str, Any],
) -> int:
    """How many values the answer of an operation could hold with these variables."""
    root = schema.get_root_type(operation.operation)
    assert root is not None  # noqa: S101 - validation holds it
    return _Costs(schema, fragments, variables).of(operation.selection_set, root)


def excess_cost(found: int) -> GraphQLError | None:
    """What makes a cost too high; None for most."""
    if found <= MOST:
        return None
    return GraphQLError(
        f"The answer could hold {found} values, more than {MOST}. Ask for smaller pages.",
        extensions={"code": "QUERY_TOO_COSTLY"},
    )


class _Costs:
    """Costs of selections on types, each worked out once."""

    def __init__(
        self,
        schema: GraphQLSchema,
        fragments: Mapping[str, FragmentDefinitionNode],
        variables: Mapping[str, Any],
    ) -> None:
        self._schema = schema
        self._fragments = fragments
        self._variables = variables
        self._known: dict[tuple[int, str], int] = {}

    def of(self, selected: SelectionSetNode | None, on: GraphQLNamedType) -> int:
        if selected is None:
            return 0
        place = (id(selected), on.name)
        if place not in self._known:
            self._known[place] = 0  # of a fragment inside itself; validation refuses it
            self._known[place] = sum(self._one(selection, on) for selection in selected.selections)
        return self._known[place]

    def _one(self, selection: Any, on: GraphQLNamedType) -> int:
        if isinstance(selection, FieldNode):
            return self._field(selection, on)
        if isinstance(selection, FragmentSpreadNode):
            selection = self._fragments[selection.name.value]
        assert isinstance(selection, InlineFragmentNode | FragmentDefinitionNode)  # noqa: S101 - there is no fourth
        condition = selection.type_condition
        inner = on if condition is None else self._schema.type_map[condition.name.value]
        return self.of(selection.selection_set, inner)

    def _field(self, node: FieldNode, on: GraphQLNamedType) -> int:
        found = (
            on.fields.get(node.name.value)
            if isinstance(on, GraphQLObjectType | GraphQLInterfaceType)
            else None
        )
        if found is None:
            return 1
        if node.selection_set is None:
            return _leaf(node.name.value, get_named_type(found.type).name)
        of = found.type.of_type if isinstance(found.type, GraphQLNonNull) else found.type
        times = 1
        if "first" in found.args:
            times = self._page(node)
        elif isinstance(of, GraphQLList):
            times = 1 if on.name.endswith(("Connection", "Feed")) else LIST
        return 1 + times * self.of(node.selection_set, get_named_type(found.type))

    def _page(self, node: FieldNode) -> int:
        for argument in node.arguments or ():
            if argument.name.value in {"first", "last"}:
                value = argument.value
                given: Any = None
                if isinstance(value, IntValueNode):
                    given = int(value.value)
                elif isinstance(value, VariableNode):
                    given = self._variables.get(value.name.value)
                if isinstance(given, int):
                    return max(1, min(given, LONGEST_PAGE))
        return PAGE


def _leaf(name: str, kind: str) -> int:
    """What one value costs."""
    if kind == "JSON":
        return 1 if name in _SHORT_JSON else LONG_TEXT
    return _BY_NAME.get(name, 1) if kind == "String" else 1
