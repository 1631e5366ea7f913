"""Which fields of which types a document asks for, and which there are to ask for."""

from __future__ import annotations

from collections.abc import Iterator

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    get_named_type,
    parse,
    visit,
)

Place = tuple[str, str]
"""A type and a field of it."""


def asked_for(schema: GraphQLSchema, query: str) -> frozenset[Place]:
    """What a document asks for, whatever comes back."""
    document: DocumentNode = parse(query)
    types, found = TypeInfo(schema), set()

    class Collect(Visitor):
        def enter_field(self, node: FieldNode, *_: object) -> None:
            parent = types.get_parent_type()
            if parent is not None:
                found.add((parent.name, node.name.value))

    visit(document, TypeInfoVisitor(types, Collect()))
    return frozenset(found)


def to_ask_for(schema: GraphQLSchema, *roots: GraphQLObjectType | None) -> frozenset[Place]:
    """Every field of every object type that can be reached from these."""
    return frozenset(
        (kind.name, name)
        for kind in _objects(schema, roots)
        for name in kind.fields
        if not name.startswith("_")
    )


def _objects(
    schema: GraphQLSchema, roots: tuple[GraphQLObjectType | None, ...]
) -> Iterator[GraphQLObjectType]:
    waiting, known = [root for root in roots if root is not None], set()
    while waiting:
        kind = waiting.pop()
        if kind.name in known:
            continue
        known.add(kind.name)
        yield kind
        for field in kind.fields.values():
            below = get_named_type(field.type)
            if isinstance(below, GraphQLObjectType):
                waiting.append(below)
            elif isinstance(below, GraphQLUnionType) or below.name == "Node":
                waiting += schema.get_possible_types(below)  # type: ignore[arg-type]
