"""How generated code reaches a column: a slot of a row that was read, or an attribute of an object's row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol
from uuid import UUID

import orjson
from graphql import GraphQLEnumType, GraphQLOutputType
from sqlalchemy import ARRAY, ColumnElement, Uuid
from sqlalchemy.dialects.postgresql import JSONB

from helpdesk.schema.projection.code import Constants
from helpdesk.schema.projection.declarations import Column
from helpdesk.schema.projection.leaves import AS_IT_IS, innermost, names, shower
from helpdesk.schema.projection.sources import Source

ITSELF = "*"
"""In place of a column: the whole object, where there is one."""


class Columns:
    """The columns that a plan reads of one source, in the order in which it came to need them."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._slots: dict[str, int] = {}

    def slot(self, name: str) -> int:
        """Where a column's value stands in the row."""
        return self._slots.setdefault(name, len(self._slots))

    def selected(self) -> list[ColumnElement[Any]]:
        """The columns, to be selected."""
        return [self.source.column(name) for name in self._slots]

    def pattern(self) -> str:
        """What takes a row apart; the generation stands last."""
        return "(" + "".join(f"r{slot}, " for slot in self._slots.values()) + "_)"

    def __len__(self) -> int:
        return len(self._slots)


class Access(Protocol):
    """Code for columns."""

    def raw(self, name: str) -> str:
        """The column as it came."""

    def value(self, name: str, constants: Constants) -> str:
        """The column as Python holds it, for functions."""

    def shown(self, declared: Column, of: GraphQLOutputType, constants: Constants) -> str:
        """The column as JSON shows it."""

    def certain(self, name: str) -> bool:
        """Whether it is never null."""


class RowAccess:
    """Columns of rows read from a source: UUIDs are bytes, JSON is text after one byte."""

    def __init__(self, columns: Columns) -> None:
        self.columns = columns

    def raw(self, name: str) -> str:
        return f"r{self.columns.slot(name)}"

    def value(self, name: str, constants: Constants) -> str:
        raw, kind = self.raw(name), self._kind(name)
        if isinstance(kind, Uuid):
            return self._unless_null(name, raw, f"{constants.name(_uuid)}({raw})")
        if isinstance(kind, JSONB):
            return self._unless_null(name, raw, f"{constants.name(orjson.loads)}({raw}[1:])")
        if isinstance(kind, ARRAY) and isinstance(kind.item_type, Uuid):
            return self._unless_null(name, raw, f"[{constants.name(_uuid)}(u) for u in {raw}]")
        return raw

    def shown(self, declared: Column, of: GraphQLOutputType, constants: Constants) -> str:
        name = declared.name
        raw, kind = self.raw(name), self._kind(name)
        if declared.prefix is not None:
            return self._unless_null(name, raw, f"{declared.prefix + '_'!r} + {raw}.hex()")
        if isinstance(kind, JSONB) and declared.convert is None:
            return self._unless_null(name, raw, f"{constants.name(orjson.Fragment)}({raw}[1:])")
        if isinstance(of, GraphQLEnumType) and isinstance(declared.convert, type):
            return f"{constants.name(names(of, declared.convert))}[{raw}]"
        if declared.convert is None and innermost(of).name in AS_IT_IS:
            return raw
        shown = constants.name(_converted(declared, of))
        return self._unless_null(name, raw, f"{shown}({self.value(name, constants)})")

    def certain(self, name: str) -> bool:
        return not self.columns.source.nullable(name)

    def _kind(self, name: str) -> Any:
        return self.columns.source.column(name).type

    def _unless_null(self, name: str, raw: str, code: str) -> str:
        return code if self.certain(name) else f"(None if {raw} is None else {code})"


class ObjectAccess:
    """Attributes of the `row` of an object, as Python holds them."""

    def raw(self, name: str) -> str:
        return "o" if name == ITSELF else f"o.row.{name}"

    def value(self, name: str, constants: Constants) -> str:
        return self.raw(name)

    def shown(self, declared: Column, of: GraphQLOutputType, constants: Constants) -> str:
        raw = self.raw(declared.name)
        show = _public(declared.prefix) if declared.prefix is not None else _converted(declared, of)
        return f"{constants.name(show)}({raw})"

    def certain(self, name: str) -> bool:
        return False


class Renamed:
    """Columns of an object that lives on another's row, under other names there."""

    def __init__(self, inner: Access, columns: Mapping[str, str | None]) -> None:
        self._inner = inner
        self._columns = columns

    def raw(self, name: str) -> str:
        there = self._columns.get(name, name)
        return "None" if there is None else self._inner.raw(there)

    def value(self, name: str, constants: Constants) -> str:
        there = self._columns.get(name, name)
        return "None" if there is None else self._inner.value(there, constants)

    def shown(self, declared: Column, of: GraphQLOutputType, constants: Constants) -> str:
        there = self._columns.get(declared.name, declared.name)
        if there is None:
            return "None"
        return self._inner.shown(Column(there, declared.convert, declared.prefix), of, constants)

    def certain(self, name: str) -> bool:
        there = self._columns.get(name, name)
        return there is not None and self._inner.certain(there)


def _uuid(value: bytes) -> UUID:
    return UUID(bytes=value)


def _public(prefix: str) -> Any:
    def show(value: UUID | None) -> str | None:
        return None if value is None else f"{prefix}_{value.hex}"

    return show


def _converted(declared: Column, of: GraphQLOutputType) -> Any:
    show, convert = shower(of), declared.convert
    if convert is None:
        return show
    return lambda value: None if value is None else show(convert(value))
