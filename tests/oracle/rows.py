"""The database as the oracle reads it: whole rows as dicts, one statement at a time, nothing remembered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Select, create_engine, select
from sqlalchemy.engine import make_url

from helpdesk.configuration.models import ConfigurationHead
from helpdesk.kit.actor import Actor
from helpdesk.kit.statements import Condition, Statement
from helpdesk.schema.projection.rendering import Keys
from helpdesk.schema.projection.sources import Source

GENERATION = 0
"""What stands last in the rows that the product's batched functions are given; the oracle knows none."""


@dataclass(frozen=True, slots=True)
class Record:
    """A row with the name of the GraphQL type as which it is shown."""

    type_name: str
    columns: Mapping[str, Any]


class Database:
    """One connection, each statement seeing what was committed before it."""

    def __init__(self, url: str) -> None:
        driver = make_url(url).set(drivername="postgresql+psycopg")
        self._engine = create_engine(
            driver, isolation_level="AUTOCOMMIT", connect_args={"options": "-c timezone=UTC"}
        )
        self._connection: Connection = self._engine.connect()

    def close(self) -> None:
        """Disconnect."""
        self._connection.close()
        self._engine.dispose()

    def all(self, statement: Select[Any], values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """What a statement finds."""
        found = self._connection.execute(statement, {k: plain(value) for k, value in (values or {}).items()})
        return [dict(row) for row in found.mappings()]

    def asked(self, source: Source, statement: Statement) -> list[Record]:
        """The rows that a resolver asks for, whole."""
        found = self.all(statement.build(_whole(source)), statement.values)
        return [Record(source.type_name, row) for row in found]

    def count(self, statement: Statement) -> int:
        """What a counting statement counts."""
        (found,) = self.all(statement.build(()), statement.values)
        (count,) = found.values()
        return int(count)

    def of(
        self, source: Source, actor: Actor, *conditions: Any, order: Sequence[str] = (), reached: bool = False
    ) -> list[Record]:
        """The rows of a source that the caller has a right to; with `reached` not by way of a row they see."""
        scope: list[Condition] = [*source.scope(actor), *(source.reach(actor) if reached else ())]
        values = {name: value for one in scope for name, value in one.values.items()}
        columns = [source.table.c[name.removeprefix("-")] for name in order]
        ordered = [
            column.desc() if name.startswith("-") else column
            for name, column in zip(order, columns, strict=True)
        ]
        statement = select(*_whole(source)).where(*(one.sql for one in scope), *conditions).order_by(*ordered)
        return [Record(source.type_name, row) for row in self.all(statement, values)]

    def one(self, source: Source, actor: Actor, key: Any, *, reached: bool = False) -> Record | None:
        """A row by its key."""
        if key is None:
            return None
        wanted = UUID(bytes=key) if isinstance(key, bytes) else key
        found = self.of(source, actor, source.table.c[source.key] == wanted, reached=reached)
        return found[0] if found else None

    def raw(self, statement: Select[Any], values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """Rows as the product's batched functions take them: ids as bytes, the generation last."""
        found = self.all(statement, values)
        return [(*(_bytes(value) for value in row.values()), GENERATION) for row in found]

    def version(self) -> int:
        """The configuration in force."""
        return int(self.all(select(ConfigurationHead.version))[0]["version"])


def _whole(source: Source) -> list[ColumnElement[Any]]:
    """All columns of a source, and what it declares under a name."""
    return [*source.table.c, *(source.column(name) for name in source.expressions)]


def plain(value: Any) -> Any:
    """A parameter as SQLAlchemy takes it."""
    return [UUID(bytes=key) for key in value.keys] if isinstance(value, Keys) else value


def _bytes(value: Any) -> Any:
    return value.bytes if isinstance(value, UUID) else value


def read_as(kind: type, value: Any) -> Any:
    """A value of a cursor as its column holds it. Raises ValueError, TypeError, AttributeError, OverflowError."""
    if kind is datetime:
        return datetime.fromisoformat(value).astimezone()
    if kind is UUID:
        return UUID(value)
    if type(value) is not kind or (kind is int and abs(value) >= 2**63):
        raise TypeError(value)
    return value
