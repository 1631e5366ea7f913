"""New rows as statements: one INSERT for each table, whatever their number, with one JSON parameter.

The text depends on the columns alone, so that it is prepared once; PostgreSQL turns the JSON into the
column types, as it would the text of single parameters.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cache
from typing import Any, TypeVar

import orjson
from sqlalchemy.orm.attributes import manager_of_class

from helpdesk.kit.database import Table
from helpdesk.kit.pipeline import Call, Prepared

Row = Mapping[str, Any]


def insertion(table: type[Table], rows: Sequence[Row]) -> Call:
    """The statement that writes rows of one table, all with the columns of the first."""
    prepared = _insert(table, tuple(rows[0]))
    return prepared(as_json(rows))


def as_json(rows: Sequence[Row]) -> bytes:
    """Rows as `jsonb_populate_recordset` reads them."""
    return orjson.dumps(rows, default=_as_text)


def insertions(entities: Iterable[Table]) -> Iterator[Call]:
    """The statements that write entities as they are now, table by table in the order of the first of each."""
    by_shape: dict[tuple[type[Table], tuple[str, ...]], list[Row]] = {}
    for entity in entities:
        row = {name: value for name, value in entity.__dict__.items() if name != "_sa_instance_state"}
        by_shape.setdefault((type(entity), tuple(row)), []).append(row)
    for (table, _), rows in by_shape.items():
        yield insertion(table, rows)


Entity = TypeVar("Entity", bound=Table)


def new(kind: type[Entity], /, **values: object) -> Entity:
    """A new entity to be added to a unit of work, without the session's bookkeeping for each value."""
    entity: Entity = manager_of_class(kind).new_instance()
    fill(entity, **values)
    return entity


def fill(entity: Table, /, **values: object) -> None:
    """Set more values of an entity that `new` made and that is not written yet."""
    entity.__dict__.update(values)


@cache
def _insert(table: type[Table], columns: tuple[str, ...]) -> Prepared:
    unknown = set(columns) - {column.key for column in table.__table__.columns}
    if unknown:
        raise LookupError(f"{table.__name__} has no columns {sorted(unknown)}")
    names = ", ".join(f'"{name}"' for name in columns)
    name = table.__tablename__
    return Prepared(
        f"INSERT INTO {name} ({names}) SELECT {names} FROM jsonb_populate_recordset(NULL::{name}, $1::jsonb)"  # noqa: S608 - names of models
    )


def _as_text(value: object) -> object:
    if isinstance(value, timedelta):
        return f"{value.days} days {value.seconds} seconds {value.microseconds} microseconds"
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, bytes):
        return f"\\x{value.hex()}"
    raise TypeError(f"{type(value).__name__} is not written to the database")
