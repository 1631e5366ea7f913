"""From the platform's JSON to values, by a mapping: what is asked for, and how it is read."""

from __future__ import annotations

import types
from collections.abc import Hashable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints
from zoneinfo import ZoneInfo

import orjson
from pydantic import TypeAdapter, ValidationError
from pydantic.alias_generators import to_camel, to_snake

from helpdesk.platform.mapping import Source
from helpdesk.platform.values import Money

Value = TypeVar("Value")
Path = tuple[str, ...]
Selection = dict[str, "Selection"]
"""Fields to ask for, each with what is asked of it; a key may be `... on Type`."""
Shapes = Mapping[str, Mapping[str, Source]]


class Unreadable(Exception):
    """The answer is not of the mapping. Carries no part of it: it may be personal."""


@dataclass(frozen=True, slots=True)
class Part:
    """One of our fields: where it is, what it is."""

    name: str
    source: Source
    path: Path
    kind: Any
    many: bool
    shape: Shape | None
    zone: ZoneInfo

    def selection(self) -> Selection:
        """What must be asked for."""
        if self.source.absent or self.source.constant is not None:
            return {}
        return nested(self.path, self.shape.selection() if self.shape else {})

    def read(self, document: Any) -> Any:
        """Our value in their object. Raises Unreadable."""
        if self.source.absent:
            return () if self.many else None
        if self.source.constant is not None:
            return self.source.constant
        found = follow(document, self.path)
        if not self.many:
            return self._one(found)
        if not isinstance(found, list):
            raise Unreadable
        return [self._one(item) for item in found]

    def written(self, value: str | None) -> str | None:
        """The inverse of reading a text: as the platform itself holds it."""
        theirs = {ours: stated for stated, ours in self.source.enum.items()}
        if value is None:
            return None
        return theirs.get(value, value).removeprefix(self.source.prefix)

    def _one(self, found: Any) -> Any:
        if found is None:
            return None
        if self.shape is not None:
            return self.shape.read(found)
        try:
            return self._scalar(found)
        except (ValueError, TypeError, ArithmeticError, OSError):
            raise Unreadable from None

    def _scalar(self, found: Any) -> Any:
        source = self.source
        if source.enum:
            found = source.enum.get(text_of(found), found)
        if self.kind is datetime:
            return self._instant(found)
        if self.kind is str and isinstance(found, int) and not isinstance(found, bool):
            found = str(found)
        if source.prefix and isinstance(found, str) and not found.startswith(source.prefix):
            found = source.prefix + found
        if source.minor is not None:
            found = Decimal(str(found)).scaleb(-source.minor)
        if source.currency is not None:
            found = {"amount": found, "currency": source.currency}
        return found

    def _instant(self, found: Any) -> datetime:
        match self.source.instant:
            case "seconds":
                return datetime.fromtimestamp(int(found), UTC)
            case "milliseconds":
                return datetime.fromtimestamp(int(found) / 1000, UTC)
            case form:
                instant = datetime.fromisoformat(found)
                if instant.tzinfo is None and form == "local":
                    return instant.replace(tzinfo=self.zone)
                if instant.tzinfo is None:
                    raise ValueError
                return instant


@dataclass(frozen=True, slots=True)
class Shape:
    """A value object as the platform shows it."""

    kind: type[Any]
    parts: tuple[Part, ...]

    def selection(self) -> Selection:
        """Everything that must be asked for."""
        return merged(*(part.selection() for part in self.parts))

    def read(self, document: Any) -> dict[str, Any]:
        """Their object under our names. Raises Unreadable."""
        return {part.name: part.read(document) for part in self.parts}

    def read_all(self, documents: Any) -> list[dict[str, Any]]:
        """A list of their objects. Raises Unreadable."""
        if not isinstance(documents, list):
            raise Unreadable
        return [self.read(document) for document in documents]

    def part(self, name: str) -> Part:
        """The part of one field."""
        return next(part for part in self.parts if part.name == name)


def shape_of(kind: type[Any], sources: Mapping[str, Source], shapes: Shapes, zone: ZoneInfo) -> Shape:
    """The shape of a value object; nested ones are found by their names. Raises ValueError naming a field."""
    names = [field.name for field in fields(kind)]
    for name in sources:
        if name not in names:
            raise ValueError(f"{name}: is no field; there are {', '.join(names)}")
    hints = get_type_hints(kind)
    return Shape(
        kind, tuple(_part(name, hints[name], sources.get(name, Source()), shapes, zone) for name in names)
    )


def _part(name: str, hint: Any, source: Source, shapes: Shapes, zone: ZoneInfo) -> Part:
    kind, many = _inner(hint)
    stated = source.path if source.path is not None else to_camel(name)
    shape = None
    if isinstance(kind, type) and is_dataclass(kind) and not (kind is Money and source.currency is not None):
        called = source.shape or to_snake(kind.__name__)
        if source.shape is not None and called not in shapes:
            raise ValueError(f"{name}.shape: there is no shape {called}")
        shape = shape_of(kind, shapes.get(called, {}), shapes, zone)
    return Part(name, source, steps(stated), kind, many, shape, zone)


def _inner(hint: Any) -> tuple[Any, bool]:
    """The type without `None`, and of a tuple that of its items."""
    if get_origin(hint) in {Union, types.UnionType}:
        hint = next(one for one in get_args(hint) if one is not type(None))
    if get_origin(hint) is tuple:
        return get_args(hint)[0], True
    return hint, False


def steps(path: str) -> Path:
    """The names that a path goes through."""
    return tuple(path.split(".")) if path else ()


def follow(document: Any, path: Path) -> Any:
    """What lies at a path; through a list, that of each item; null ends it. Raises Unreadable."""
    for place, step in enumerate(path):
        if document is None:
            return None
        if isinstance(document, list):
            return [follow(item, path[place:]) for item in document]
        if not isinstance(document, dict) or step not in document:
            raise Unreadable
        document = document[step]
    return document


def nested(path: Path, selection: Selection) -> Selection:
    """A selection below a path."""
    for step in reversed(path):
        selection = {step: selection}
    return selection


def merged(*selections: Selection) -> Selection:
    """Several selections of one object as one."""
    whole: Selection = {}
    for selection in selections:
        for name, inner in selection.items():
            whole[name] = merged(whole.get(name, {}), inner)
    return whole


def text_of(value: Any) -> str:
    """A scalar as a key of an `enum` table: `true`, `3`, `NAME`."""
    return value if isinstance(value, str) else orjson.dumps(value).decode()


def as_value(kind: type[Value], document: object) -> Value:
    """What was read, as a value object (or a tuple of them). Raises Unreadable."""
    try:
        value: Value = _adapter(cast("Hashable", kind)).validate_python(document)
    except ValidationError:
        raise Unreadable from None
    return value


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    return TypeAdapter(kind)
