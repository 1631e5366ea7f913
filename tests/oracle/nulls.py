"""Which nullable fields of which types a document was answered with a value for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from graphql import (
    FragmentDefinitionNode,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_operation_ast,
    is_abstract_type,
    is_leaf_type,
    is_non_null_type,
    parse,
)
from graphql.execution.values import VariableValues, get_variable_values

from helpdesk.schema.projection.selections import Document, Selected
from tests.oracle.asking import Asked
from tests.oracle.reach import Place, to_ask_for


def nullable(schema: GraphQLSchema) -> set[Place]:
    """Every field that can be null, of every type that can be reached."""
    there = to_ask_for(schema, schema.query_type, schema.mutation_type, schema.subscription_type)
    return {
        (kind, name)
        for kind, name in there
        if not is_non_null_type(schema.type_map[kind].fields[name].type)  # type: ignore[attr-defined]
    }


def answered(schema: GraphQLSchema, asked: Asked, data: Any) -> set[Place]:
    """The fields of which the answer holds a value."""
    parsed = parse(asked.query)
    operation = get_operation_ast(parsed, asked.operation)
    assert operation is not None
    fragments = {
        part.name.value: part for part in parsed.definitions if isinstance(part, FragmentDefinitionNode)
    }
    values = get_variable_values(schema, operation.variable_definitions or (), dict(asked.variables))
    assert isinstance(values, VariableValues)
    document = Document(schema, operation, fragments, values, frozenset())
    root = schema.get_root_type(operation.operation)
    assert root is not None
    return set(_told(document, root, document.root(root), data))


def _told(
    document: Document, of: GraphQLObjectType, selected: Sequence[Selected], data: Any
) -> Iterator[Place]:
    for one in selected if isinstance(data, dict) else ():
        value = data.get(one.key)
        if value is None:
            continue
        yield of.name, one.name
        yield from _below(document, one, one.definition.type, value)


def _below(document: Document, one: Selected, kind: Any, value: Any) -> Iterator[Place]:
    if isinstance(kind, GraphQLNonNull):
        yield from _below(document, one, kind.of_type, value)
    elif isinstance(kind, GraphQLList):
        for item in value:
            yield from _below(document, one, kind.of_type, item)
    elif isinstance(value, dict) and not is_leaf_type(kind):
        concrete = _concrete(document, one, kind, value)
        if concrete is not None:
            yield from _told(document, concrete, document.below(one.details, concrete), value)


def _concrete(document: Document, one: Selected, kind: Any, value: dict[str, Any]) -> Any:
    """The object type of a value: the only one of which just these keys are asked, or None."""
    if not is_abstract_type(kind):
        return kind
    named = value.get("__typename")
    fitting = [
        possible
        for possible in document.schema.get_possible_types(kind)
        if named in (None, possible.name)
        and [part.key for part in document.below(one.details, possible)] == list(value)
    ]
    return fitting[0] if len(fitting) == 1 else None
