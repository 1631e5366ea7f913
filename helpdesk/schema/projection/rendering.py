"""Statements as text with numbered parameters, rendered once; keys of many rows as one parameter."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from psycopg.adapt import AdaptersMap, Dumper
from psycopg.pq import Format
from psycopg.types.string import ByteaBinaryLoader
from sqlalchemy import ARRAY, Select, Uuid, bindparam, select
from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from helpdesk.events.models import ReferenceHead

_DIALECT = PGDialect_psycopg(paramstyle="numeric_dollar")  # type: ignore[no-untyped-call]  # its own
_UUID, _UUIDS, _JSONB = 2950, 2951, 3802

GENERATION = select(ReferenceHead.generation).scalar_subquery().label("generation")
"""Read with the rows of every statement, as its last column: whether what the process keeps still holds."""


@dataclass(frozen=True, slots=True)
class Text:
    """A rendered statement: its text, and what fills `$1`, `$2` … where a request does not say otherwise."""

    sql: bytes
    names: tuple[str, ...]
    constants: Mapping[str, Any]

    def parameters(self, values: Mapping[str, Any]) -> list[Any]:
        """The parameters in their order."""
        constants = self.constants
        return [values[name] if name in values else constants[name] for name in self.names]


def render(statement: Select[Any]) -> Text:
    """A statement as text, with the generation of the reference rows as its last column."""
    compiled = statement.add_columns(GENERATION).compile(dialect=_DIALECT)
    return Text(str(compiled).encode(), tuple(compiled.positiontup or ()), dict(compiled.params))


class Keys:
    """Keys of rows as one array, written straight from their sixteen bytes each."""

    __slots__ = ("keys",)

    def __init__(self, keys: Iterable[bytes]) -> None:
        self.keys = keys


class _KeysDumper(Dumper):
    format = Format.BINARY
    oid = _UUIDS

    def dump(self, obj: Keys) -> bytes:
        keys = list(obj.keys)
        parts = [struct.pack(">iiiii", 1, 0, _UUID, len(keys), 1)]
        size = struct.pack(">i", 16)
        for key in keys:
            parts += (size, key)
        return b"".join(parts)


def keys_parameter(name: str) -> Any:
    """The parameter that takes `Keys`."""
    return bindparam(name, type_=ARRAY(Uuid()))


def adapt(found: AdaptersMap) -> None:
    """Let a connection read UUIDs as bytes and JSON as it came (after one byte), and take keys as arrays."""
    found.register_loader(_UUID, ByteaBinaryLoader)
    found.register_loader(_JSONB, ByteaBinaryLoader)
    found.register_dumper(Keys, _KeysDumper)
