"""What a resolver may answer instead of a value: rows that the plan then reads, with just the columns it needs."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, literal_column, select, tuple_

from helpdesk.kit.actor import Actor
from helpdesk.kit.paging import Page
from helpdesk.kit.statements import Columns, Condition, Statement
from helpdesk.schema.projection import cursors
from helpdesk.schema.projection.sources import Source


@dataclass(frozen=True, slots=True)
class ByKey:
    """One row by its key; null when it is not there for the caller."""

    source: Source
    key: UUID | bytes | None


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of a statement, in its order."""

    source: Source
    statement: Statement


@dataclass(frozen=True, slots=True)
class First:
    """The first row of a statement; null when it has none."""

    source: Source
    statement: Statement


@dataclass(frozen=True, slots=True)
class Paged:
    """One page of rows: the statement yields up to `page.size + 1`, in reverse when backwards.

    `cursor` names the columns whose values make a row's cursor.
    """

    source: Source
    statement: Statement
    counting: Statement
    page: Page
    cursor: Sequence[str]


@dataclass(frozen=True, slots=True)
class Count:
    """The number that a statement counts."""

    statement: Statement


@dataclass(frozen=True, slots=True)
class Pinned:
    """An object that is the same for a key as long as reference rows stay: a document of a version."""

    key: Hashable
    value: Any


Request = ByKey | Rows | First | Paged


def rows_of(source: Source, keys: Iterable[Any]) -> list[ByKey]:
    """Rows by their keys, as a list."""
    return [ByKey(source, key) for key in keys]


def selecting(
    source: Source, actor: Actor, *conditions: Condition, order: Sequence[str] = (), most: int | None = None
) -> Statement:
    """The rows of a source that are in the caller's scope and meet constant conditions."""
    parts, values = _together([*source.scope(actor), *conditions])

    def build(columns: Columns) -> Select[Any]:
        found = select(*columns).where(*parts).order_by(*_ordering(source, order))
        return found if most is None else found.limit(literal_column(str(most)))

    return Statement(("selecting", parts, tuple(order), most), build, values)


def counting(source: Source, actor: Actor, *conditions: Condition) -> Statement:
    """How many rows `selecting` finds."""
    parts, values = _together([*source.scope(actor), *conditions])

    def build(_columns: Columns) -> Select[Any]:
        return select(func.count()).select_from(source.table).where(*parts)

    return Statement(("counting", parts), build, values)


def paged(source: Source, actor: Actor, *conditions: Condition, order: Sequence[str], page: Page) -> Paged:
    """A page forwards, by an order of columns that all rise or all fall, the last one unique. Raises InvalidCursor."""
    further: list[Condition] = []
    if page.after is not None:
        further = [_after(source, tuple(order), page.after)]
    return Paged(
        source,
        selecting(source, actor, *conditions, *further, order=order, most=page.size + 1),
        counting(source, actor, *conditions),
        page,
        [name.removeprefix("-") for name in order],
    )


def _after(source: Source, order: tuple[str, ...], values: Sequence[Any]) -> Condition:
    columns = [source.table.c[name.removeprefix("-")] for name in order]
    return Condition(_mark(source, order), cursors.read(columns, values))


@lru_cache
def _mark(source: Source, order: tuple[str, ...]) -> ColumnElement[bool]:
    columns = [source.table.c[name.removeprefix("-")] for name in order]
    here, there = tuple_(*columns), tuple_(*cursors.parameters(columns))
    return here < there if order[0].startswith("-") else here > there


def _ordering(source: Source, order: Sequence[str]) -> list[ColumnElement[Any]]:
    columns = [source.table.c[name.removeprefix("-")] for name in order]
    return [
        column.desc() if name.startswith("-") else column.asc()
        for name, column in zip(order, columns, strict=True)
    ]


def _together(conditions: Sequence[Condition]) -> tuple[tuple[ColumnElement[bool], ...], dict[str, Any]]:
    values: dict[str, Any] = {}
    for condition in conditions:
        values |= condition.values
    return tuple(condition.sql for condition in conditions), values
