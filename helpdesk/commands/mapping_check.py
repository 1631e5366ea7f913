"""Whether a platform's mapping fits its schema: what `helpdesk doctor` says names operation and field."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLError,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLInterfaceType,
    GraphQLNamedType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    build_client_schema,
    get_introspection_query,
    get_named_type,
    get_nullable_type,
    is_required_argument,
    is_required_input_field,
    parse,
    parse_type,
    validate,
)
from graphql.utilities import is_type_sub_type_of, type_from_ast

from helpdesk.platform.contract import ACTS
from helpdesk.platform.graphql import Book, GraphqlPlatform
from helpdesk.platform.mapping import Argument, Writer
from helpdesk.platform.meanings import ErrorAnswer
from helpdesk.platform.requests import Asking
from helpdesk.platform.shapes import Selection
from helpdesk.platform.transport import CallFailed

_ON = "... on "


class SchemaHidden(Exception):
    """The platform does not show its schema."""


async def ask(platform: GraphqlPlatform) -> list[str]:
    """Everything that does not fit, one line each. Raises SchemaHidden."""
    try:
        shown = await platform.introspect(get_introspection_query(descriptions=False))
        schema = build_client_schema(shown)  # type: ignore[arg-type]  # checked by building it
    except (CallFailed, ErrorAnswer, GraphQLError, TypeError, KeyError) as error:
        raise SchemaHidden(type(error).__name__) from None
    return check(platform.book, schema)


def check(book: Book, schema: GraphQLSchema) -> list[str]:
    """Everything in the mapping that does not fit the schema."""
    return [problem for asking in book.askings.values() for problem in _operation(asking, schema)]


def _operation(asking: Asking, schema: GraphQLSchema) -> Iterator[str]:
    root = schema.mutation_type if asking.name in ACTS else schema.query_type
    field = root.fields.get(asking.operation.field) if root else None
    if root is None or field is None:
        kind = root.name if root else "Mutation"
        yield f"{asking.name}: `{asking.operation.field}` is not in type {kind}"
        return
    found = [
        *_arguments(asking, root.name, field, schema),
        *_selection(asking.selection, get_named_type(field.type), schema, ()),
    ]
    for problem in found:
        yield f"{asking.name}: {problem}"
    if not found:  # the specification's own rules, for what was not looked at
        for error in validate(schema, parse(asking.document)):
            yield f"{asking.name}: {error.message}"


def _arguments(asking: Asking, root: str, field: GraphQLField, schema: GraphQLSchema) -> Iterator[str]:
    given = asking.operation.arguments
    for name, wanted in field.args.items():
        if name not in given and is_required_argument(wanted):
            yield f"argument `{name}` is missing; {root}.{asking.operation.field} wants {wanted.type}"
    for name, argument in given.items():
        if name not in field.args:
            yield f"argument `{name}` is not taken by {root}.{asking.operation.field}"
        else:
            yield from _argument(name, argument, field.args[name].type, schema)


def _argument(
    name: str, argument: Argument, wanted: GraphQLInputType, schema: GraphQLSchema
) -> Iterator[str]:
    try:
        stated = type_from_ast(schema, parse_type(argument.type))
    except GraphQLError:
        stated = None
    if stated is None:
        yield f"argument `{name}`: there is no type {argument.type}"
    elif not is_type_sub_type_of(schema, stated, wanted):
        yield f"argument `{name}` is {wanted}, the mapping says {argument.type}"
    else:
        yield from _input(argument, get_named_type(get_nullable_type(wanted)), name)


def _input(writer: Writer, kind: GraphQLNamedType, place: str) -> Iterator[str]:
    if isinstance(kind, GraphQLEnumType):
        stated = [*writer.enum.values(), *([] if writer.constant is None else [writer.constant])]
        for value in stated:
            if value not in kind.values:
                yield f"argument `{place}`: {value} is no value of {kind.name}"
        return
    if not isinstance(kind, GraphQLInputObjectType):
        if writer.fields is not None:
            yield f"argument `{place}`: {kind.name} has no fields"
        return
    given = writer.fields or {}
    for name, wanted in kind.fields.items():
        if name not in given and is_required_input_field(wanted):
            yield f"argument `{place}.{name}` is missing; {kind.name} wants {wanted.type}"
    for name, inner in given.items():
        if name not in kind.fields:
            yield f"argument `{place}.{name}` is not in type {kind.name}"
        else:
            yield from _input(inner, get_named_type(kind.fields[name].type), f"{place}.{name}")


def _selection(
    selection: Selection, kind: GraphQLNamedType, schema: GraphQLSchema, path: tuple[str, ...]
) -> Iterator[str]:
    for name, inner in selection.items():
        if name.startswith(_ON):
            yield from _member(name.removeprefix(_ON), inner, kind, schema, path)
        elif name != "__typename":
            yield from _field(name, inner, kind, schema, path)


def _member(
    name: str, inner: Selection, kind: GraphQLNamedType, schema: GraphQLSchema, path: tuple[str, ...]
) -> Iterator[str]:
    member = schema.type_map.get(name)
    possible: list[Any] = []
    if isinstance(kind, GraphQLUnionType | GraphQLInterfaceType):
        possible = list(schema.get_possible_types(kind))
    if member is None or (member not in possible and member is not kind):
        yield f"`{name}` is no type of {kind.name}"
    else:
        yield from _selection(inner, member, schema, (*path, name))


def _field(
    name: str, inner: Selection, kind: GraphQLNamedType, schema: GraphQLSchema, path: tuple[str, ...]
) -> Iterator[str]:
    shown = ".".join((*path, name))
    if not isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
        yield f"`{shown}`: {kind.name} is no object and has no fields"
    elif name not in kind.fields:
        yield f"`{shown}` is not in type {kind.name}"
    else:
        below = get_named_type(kind.fields[name].type)
        composite = isinstance(below, GraphQLObjectType | GraphQLInterfaceType | GraphQLUnionType)
        if composite and not inner:
            yield f"`{shown}` is an object of type {below.name}; the path must lead to a value in it"
        else:
            yield from _selection(inner, below, schema, (*path, name))
