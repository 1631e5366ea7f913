"""Where a subscription begins: now, or after a cursor. Apart from that, equal requests are the same."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, replace
from typing import Any

import orjson
from graphql import (
    ArgumentNode,
    FieldNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    NamedTypeNode,
    NullValueNode,
    SelectionSetNode,
    VariableNode,
    Visitor,
    visit,
)

from helpdesk.schema.execution import Operation, Request

CURSOR = "after"


@dataclass(frozen=True, slots=True)
class Beginning:
    """How an operation names its cursor: by a variable, in a way that keeps it apart from others, or not at all."""

    variable: str | None = None
    apart: bool = False

    def of(self, request: Request) -> Start:
        """Where this request of the operation begins."""
        if self.apart:
            return Start(has_cursor=True, shared=None)
        given = dict(request.variables or {})
        cursor = None if self.variable is None else given.pop(self.variable, None)
        return Start(has_cursor=cursor is not None, shared=replace(request, variables=given))


@dataclass(frozen=True, slots=True)
class Start:
    """Whether a request begins after a cursor, and the same request beginning now, which others may share."""

    has_cursor: bool
    shared: Request | None

    def key(self) -> tuple[Hashable, ...]:
        """What is equal for requests that can be shared; only for those."""
        assert self.shared is not None  # noqa: S101 - whoever asks has looked
        written = orjson.dumps(self.shared.variables, option=orjson.OPT_SORT_KEYS)
        return self.shared.query, self.shared.operation_name, written


def beginning(operation: Operation) -> Beginning:
    """How a subscription names its cursor.

    One that is written into the document, has a default, or is used for something else too keeps it apart.
    """
    cursors = [one for one in _cursors(operation, operation.node.selection_set) if not _is_null(one)]
    if not cursors:
        return Beginning()
    value = cursors[0].value
    if len(cursors) > 1 or not isinstance(value, VariableNode):
        return Beginning(apart=True)
    name = value.name.value
    return Beginning(name) if _is_plain(operation, name) else Beginning(apart=True)


def _is_null(argument: ArgumentNode) -> bool:
    return isinstance(argument.value, NullValueNode)


def _cursors(operation: Operation, selections: SelectionSetNode) -> Iterator[ArgumentNode]:
    """The cursor arguments of root fields; valid documents have no circles of fragments."""
    for selection in selections.selections:
        if isinstance(selection, FieldNode):
            yield from (one for one in selection.arguments or () if one.name.value == CURSOR)
        elif isinstance(selection, InlineFragmentNode):
            yield from _cursors(operation, selection.selection_set)
        elif isinstance(selection, FragmentSpreadNode):
            fragment = operation.parsed.fragments[selection.name.value]
            yield from _cursors(operation, fragment.selection_set)


def _is_plain(operation: Operation, name: str) -> bool:
    """Whether a variable may be null, has no default, and is used once in the whole document."""
    for definition in operation.node.variable_definitions or ():
        if definition.variable.name.value == name:
            plain = isinstance(definition.type, NamedTypeNode) and definition.default_value is None
            return plain and _mentions(operation, name) == 2  # its definition, and one use
    return False


class _Mentions(Visitor):
    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.count = 0

    def enter_variable(self, node: VariableNode, *_rest: Any) -> None:
        self.count += node.name.value == self.name


def _mentions(operation: Operation, name: str) -> int:
    found = _Mentions(name)
    visit(operation.parsed.document, found)
    return found.count
