"""Arguments as Python values: what graphql-core coerced becomes Strawberry's input objects, by converters made once.

Strawberry's own conversion asks each value of each call what it is; a form costs more there than its transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import MISSING
from functools import cache
from typing import Any

from strawberry.types.arguments import StrawberryArgument
from strawberry.types.base import StrawberryList, StrawberryOptional, get_object_definition
from strawberry.types.field import StrawberryField
from strawberry.types.lazy_type import LazyType

from helpdesk.schema.scalars import config

_NAMES = config().name_converter
Convert = Callable[[Any], Any]


def arguments(field: StrawberryField, given: Mapping[str, Any]) -> dict[str, Any]:
    """A field's arguments by Python names."""
    found = {}
    for name, python_name, convert in _converters(field):
        if name in given:
            value = given[name]
            found[python_name] = value if value is None or convert is None else convert(value)
    return found


def _converters(field: StrawberryField) -> list[tuple[str, str, Convert | None]]:
    found: list[tuple[str, str, Convert | None]] | None = field.metadata.get(_CONVERTERS)
    if found is None:
        found = [_of_argument(argument) for argument in field.arguments]
        field.metadata = {**field.metadata, _CONVERTERS: found}  # type: ignore[assignment]  # a plain mapping
    return found


_CONVERTERS = "converters"


def _of_argument(argument: StrawberryArgument) -> tuple[str, str, Convert | None]:
    return _NAMES.from_argument(argument), argument.python_name, _converter(argument.type)


def _converter(of: Any) -> Convert | None:
    """How a value that is not null becomes a type's; None where it is that already."""
    while isinstance(of, StrawberryOptional | LazyType):
        of = of.of_type if isinstance(of, StrawberryOptional) else of.resolve_type()
    if isinstance(of, StrawberryList):
        inner = _converter(of.of_type)
        return list if inner is None else _each(inner)  # a copy: a default is the same list each time
    return None if get_object_definition(of) is None else _input(of)


def _each(inner: Convert) -> Convert:
    return lambda values: [None if value is None else inner(value) for value in values]


@cache
def _input(of: type) -> Convert:
    fields: list[tuple[str, str, Convert | None]] = []
    absent: dict[str, None] = {}

    def convert(given: Mapping[str, Any]) -> Any:
        if not fields:  # an input may hold itself: its fields are looked at when one is given
            fields.extend(_fields(of))
            absent.update(_without_default(of))
        values: dict[str, Any] = dict(absent)
        for name, python_name, inner in fields:
            if name in given:
                value = given[name]
                values[python_name] = value if value is None or inner is None else inner(value)
        return of(**values)

    return convert


def _fields(of: type) -> list[tuple[str, str, Convert | None]]:
    definition = get_object_definition(of, strict=True)
    return [
        (
            _NAMES.from_field(field),
            field.python_name,
            _converter(field.resolve_type(type_definition=definition)),
        )
        for field in definition.fields
    ]


def _without_default(of: type) -> dict[str, None]:
    """Fields that may be left out though they name no default: null then."""
    fields = get_object_definition(of, strict=True).fields
    return {
        field.python_name: None
        for field in fields
        if field.default_value is MISSING and field.default_factory is MISSING
    }
