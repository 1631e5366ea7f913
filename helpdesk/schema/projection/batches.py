"""Fields that are answered for all rows of a level at once, before the rows become dicts."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Awaitable, Callable, Sequence
from typing import TYPE_CHECKING, Any, Protocol, cast

from graphql import (
    DocumentNode,
    GraphQLInputObjectType,
    GraphQLSchema,
    OperationDefinitionNode,
    SelectionSetNode,
    execute_sync,
)

from helpdesk.schema.projection.code import Code
from helpdesk.schema.projection.completion import Completion
from helpdesk.schema.projection.faults import Fault, Faulty
from helpdesk.schema.projection.reading import Moved, Run
from helpdesk.schema.projection.selections import Document, Selected

if TYPE_CHECKING:
    from helpdesk.schema.context import Context

UNTOLD = (Moved, asyncio.CancelledError)
"""What ends the whole reading, not one field."""


class Batch(Protocol):
    """Answers one field.

    `bound` says whether what it answers changes with the row's own version, or with kept rows, alone; it is
    known once the code is settled. `versions` names columns that speak for rows beyond.
    """

    bound: bool
    versions: Sequence[str]

    def settle(self, code: Code) -> None:
        """Take what the generated code offers, once it is made."""

    async def values(self, run: Run, rows: Sequence[Any]) -> list[Any]:
        """A completed value for each row, Faulty where it failed."""


def failed(error: Exception, rows: Sequence[Any], selected: Selected) -> list[Any]:
    """The same failure for each row. What ends the whole reading goes on."""
    if isinstance(error, UNTOLD):
        raise error
    fault = Faulty(None, [Fault((), error, selected.nodes)])
    return [fault] * len(rows)


class Values:
    """Values that an expression gives, completed by their type."""

    bound = True
    versions: Sequence[str] = ()

    def __init__(self, expression: str, completion: Completion, selected: Selected) -> None:
        self._expression = expression
        self._completion = completion
        self._selected = selected

    def settle(self, code: Code) -> None:
        self._get = code.column(self._expression)

    async def values(self, run: Run, rows: Sequence[Any]) -> list[Any]:
        try:
            values = self._get(run, rows)
        except Exception:  # noqa: BLE001 - then each row for itself
            values = [self._one(run, row) for row in rows]
        return await self._completion.complete(run, values)

    def _one(self, run: Run, row: Any) -> Any:
        try:
            return self._get(run, [row])[0]
        except Exception as error:  # noqa: BLE001 - a field's failure is its own
            return Faulty.of(error, self._selected.nodes)


class Functional:
    """Values that a function gives for all rows at once."""

    versions: Sequence[str] = ()

    def __init__(
        self,
        function: Callable[[Run, Sequence[tuple[Any, ...]]], Awaitable[Sequence[Any]]],
        expressions: Sequence[str],
        completion: Completion,
        selected: Selected,
        *,
        bound: bool,
    ) -> None:
        self.bound = bound
        self._function = function
        self._expressions = expressions
        self._completion = completion
        self._selected = selected

    def settle(self, code: Code) -> None:
        self._get = code.getter(self._expressions)

    async def values(self, run: Run, rows: Sequence[Any]) -> list[Any]:
        try:
            values = await self._function(run, self._get(run, rows))
        except Exception as error:  # noqa: BLE001 - told as the field's failure
            return failed(error, rows, self._selected)
        return await self._completion.complete(run, values)


class Info:
    """What resolvers are given: the request's context."""

    __slots__ = ("context",)

    def __init__(self, context: Context) -> None:
        self.context = context


class Resolved:
    """A resolver in Python, asked object by object; it may answer with a request for rows."""

    bound = False
    versions: Sequence[str] = ()

    def __init__(self, selected: Selected, completion: Completion) -> None:
        self._selected = selected
        self._completion = completion
        self._call = caller(selected)

    def settle(self, code: Code) -> None:
        """Nothing is taken from the code."""

    async def values(self, run: Run, rows: Sequence[Any]) -> list[Any]:
        return await self.complete(run, [await self.answer(run.context, row) for row in rows])

    async def answer(self, context: Context, parent: Any) -> Any:
        """What the resolver says, not yet completed."""
        try:
            found = self._call(parent, context)
            return await found if inspect.isawaitable(found) else found
        except Exception as error:  # noqa: BLE001 - told as the field's failure
            return failed(error, (None,), self._selected)[0]

    async def complete(self, run: Run, values: Sequence[Any]) -> list[Any]:
        """The answers, completed."""
        try:
            return await self._completion.complete(run, values)
        except Exception as error:  # noqa: BLE001 - rows that cannot be read are the field's failure
            return failed(error, values, self._selected)


class Introspection:
    """The schema about itself, told by graphql-core."""

    bound = False
    versions: Sequence[str] = ()

    def __init__(self, document: Document, selected: Selected) -> None:
        self._schema = document.schema
        operation = OperationDefinitionNode(
            operation=document.operation.operation,
            name=document.operation.name,
            variable_definitions=document.operation.variable_definitions,
            selection_set=SelectionSetNode(selections=tuple(selected.nodes)),
        )
        self._document = DocumentNode(definitions=(operation, *document.fragments.values()))
        self._selected = selected

    def settle(self, code: Code) -> None:
        """Nothing is taken from the code."""

    async def values(self, run: Run, rows: Sequence[Any]) -> list[Any]:
        given = run.context.variables.given
        _mend(self._schema)
        found = execute_sync(self._schema, self._document, variable_values=dict(given))
        key = self._selected.key
        if found.errors:
            faults = [
                Fault(tuple(error.path or ())[1:], error, self._selected.nodes) for error in found.errors
            ]
            return [Faulty((found.data or {}).get(key), faults)] * len(rows)
        return [(found.data or {}).get(key)] * len(rows)


def caller(selected: Selected) -> Callable[[Any, Context], Any]:
    """How the field's resolver is called: with its parent and the context as it asks for them."""
    field = selected.field
    resolver = field.base_resolver
    assert resolver is not None  # noqa: S101 - asked for such fields alone
    function = cast("Callable[..., Any]", resolver.wrapped_func)
    wants_self = resolver.self_parameter is not None
    info = resolver.info_parameter
    root = resolver.root_parameter or resolver.parent_parameter

    def call(parent: Any, context: Context) -> Any:
        given = selected.arguments(context.variables)
        if info is not None:
            given[info.name] = Info(context)
        if root is not None:
            given[root.name] = parent
        return function(parent, **given) if wants_self else function(**given)

    return call


def _mend(schema: GraphQLSchema) -> None:
    """Answer `isOneOf` of every type. All schemas of a process share `__Type`, and each that strawberry makes gives it
    a resolver that fails for lists and non-nulls."""
    schema.type_map["__Type"].fields["isOneOf"].resolve = _is_one_of  # type: ignore[attr-defined]  # is an object


def _is_one_of(kind: Any, _info: Any) -> bool | None:
    """Of input objects alone (GraphQL, 4.2.2); of whatever schema, for a platform's is looked at as well."""
    if not isinstance(kind, GraphQLInputObjectType):
        return None
    return bool(kind.extensions.get("strawberry-definition", kind).is_one_of)
