"""From the platform's JSON to values, and from acts to its JSON."""

from __future__ import annotations

import re
from collections.abc import Hashable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel

from helpdesk.platform.acts import Done, Outcome, PreconditionGone, Refused

Value = TypeVar("Value")
_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")
_OUTCOMES: dict[str, type[Outcome]] = {kind.__name__: kind for kind in (Done, Refused, PreconditionGone)}


class Unreadable(Exception):
    """The answer is not of the contract. Carries no part of it: it may be personal."""


def read(kind: type[Value], document: object) -> Value:
    """The document as `kind` (a value object, or a tuple of them). Raises Unreadable."""
    try:
        value: Value = _adapter(cast("Hashable", kind)).validate_python(_snake(document))
    except ValidationError:
        raise Unreadable from None
    return value


def read_outcome(document: Any) -> Outcome:
    """An act's answer by its `__typename`. Raises Unreadable."""
    try:
        kind = _OUTCOMES[document["__typename"]]
    except (KeyError, TypeError):
        raise Unreadable from None
    return read(kind, {name: value for name, value in document.items() if name != "__typename"})


def write(value: Any) -> Any:
    """An act as GraphQL variables: camel-cased names; decimals as text."""
    if is_dataclass(value):
        return {to_camel(field.name): write(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [write(item) for item in value]
    return value if value is None or isinstance(value, str | bool | int) else str(value)


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


def _snake(document: object) -> object:
    if isinstance(document, dict):
        return {_CAPITAL.sub("_", name).lower(): _snake(value) for name, value in document.items()}
    if isinstance(document, list):
        return [_snake(item) for item in document]
    return document
