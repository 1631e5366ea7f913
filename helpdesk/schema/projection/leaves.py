"""Values at the leaves: from what a column or an attribute holds to what JSON shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any, cast

from graphql import (
    GraphQLEnumType,
    GraphQLLeafType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLOutputType,
    is_leaf_type,
)

Show = Callable[[Any], Any]
AS_IT_IS = frozenset({"String", "Int", "Boolean", "ID", "Float", "DateTime", "Date"})
"""Scalars whose values a driver gives as JSON's writer takes them."""


def is_leaf(of: GraphQLOutputType) -> bool:
    """Whether a type is a scalar or an enum, or a list of them."""
    if isinstance(of, GraphQLNonNull | GraphQLList):
        return is_leaf(cast("GraphQLOutputType", of.of_type))
    return is_leaf_type(of)


def innermost(of: GraphQLOutputType) -> Any:
    """A type without its lists and non-nulls."""
    while isinstance(of, GraphQLNonNull | GraphQLList):
        of = cast("GraphQLOutputType", of.of_type)
    return of


def shower(of: GraphQLOutputType) -> Show:
    """How values of a leaf type are shown, nulls and lists with them. What cannot be shown raises."""
    if isinstance(of, GraphQLNonNull):
        inner = shower(cast("GraphQLOutputType", of.of_type))

        def present(value: Any) -> Any:
            if value is None:
                raise TypeError("Cannot return null for a non-nullable item.")
            return inner(value)

        return present
    if isinstance(of, GraphQLList):
        item = shower(cast("GraphQLOutputType", of.of_type))
        return lambda values: None if values is None else [item(value) for value in values]
    leaf = cast("GraphQLLeafType", of)
    return lambda value: None if value is None else leaf.coerce_output_value(value)


def names(of: GraphQLEnumType, convert: type[Enum]) -> Mapping[Any, str | None]:
    """The names of an enum by what a column holds; null is null."""
    shown = {member.value: of.coerce_output_value(member) for member in convert}
    return {**shown, None: None}
