"""What a declaration means, said once more: for one object and one field, from whole rows."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import isawaitable
from typing import Any, cast

from helpdesk.kit import paging
from helpdesk.schema.context import Context
from helpdesk.schema.projection.declarations import (
    Batched,
    Column,
    Computed,
    Declaration,
    Embedded,
    Pages,
    ToMany,
    ToOne,
    Variants,
)
from helpdesk.schema.projection.requests import ByKey, Count, First, Paged, Pinned, Rows
from tests.oracle.lists import Listed, cut
from tests.oracle.rows import Database, Record


class Reading:
    """One document's reading: who asks, and where rows are. Batched functions take it for a run."""

    def __init__(self, context: Context, database: Database) -> None:
        self.context = context
        self.database = database

    async def select(self, statement: Any, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows of a statement of a batched function."""
        return self.database.raw(statement, values)

    def value(  # noqa: PLR0911 - one for each kind
        self, declared: Declaration, parent: Any, given: Mapping[str, Any]
    ) -> Any:
        """What a field of an object is, to be completed by graphql-core; maybe awaitable."""
        needs = getattr(declared, "needs", None)
        if needs is not None and not self.context.actor.may(needs):
            return getattr(declared, "otherwise", None)
        match declared:
            case Column():
                return _shown(declared, column(parent, declared.name))
            case Computed():
                return self._computed(declared, parent)
            case Embedded(columns=columns):
                there = {name: _unless_none(parent, name_there) for name, name_there in columns.items()}
                return Record("", {**parent.columns, **there})
            case Variants(choose=choose, columns=columns):
                chosen = choose(*(column(parent, name) for name in columns))
                return Record(type_name(chosen), parent.columns)
            case Batched(function=function, columns=columns):
                return self._batched(function, tuple(column(parent, name) for name in columns))
            case _:
                return self._related(declared, parent, given)

    def answer(self, found: Any) -> Any:  # noqa: PLR0911 - one for each kind
        """What a resolver says, requests for rows being read."""
        match found:
            case ByKey(source=source, key=key):
                return self.database.one(source, self.context.actor, key, reached=True)
            case Rows(source=source, statement=statement):
                return self.database.asked(source, statement)
            case First(source=source, statement=statement):
                return next(iter(self.database.asked(source, statement)), None)
            case Paged(source=source, statement=statement, page=page, cursor=cursor, counting=counting):
                rows = paging.cut(self.database.asked(source, statement), page)
                return Listed(rows, cursor, lambda: self.database.count(counting))
            case Count(statement=statement):
                return self.database.count(statement)
            case Pinned(value=value):
                return value
            case list():
                return [self.answer(one) for one in found]
            case _:
                return found

    async def answered(self, found: Any) -> Any:
        """As `answer`, of what is to be awaited."""
        return self.answer(await found)

    def _computed(self, declared: Computed, parent: Any) -> Any:
        values = [column(parent, name) for name in declared.columns]
        return declared.function(*([self.context] if declared.in_context else []), *values)

    async def _batched(self, function: Any, row: tuple[Any, ...]) -> Any:
        found = function(self, [row])
        (answer,) = await found if isawaitable(found) else found
        return self.answer(answer)

    def _related(self, declared: Any, parent: Any, given: Mapping[str, Any]) -> Any:
        source, actor = declared.source(), self.context.actor
        if isinstance(declared, ToOne):
            return self.database.one(source, actor, self._computed(declared.key, parent))
        page = None
        if isinstance(declared, Pages):
            page = paging.page(first=given.get("first"), after=given.get("after"), default=declared.default)
        conditions = [source.table.c[declared.by] == column(parent, "id")]
        if declared.only is not None:
            conditions.append(declared.only)
        rows = self.database.of(source, actor, *conditions, order=declared.order)
        if page is not None:
            return cut(rows, source, declared.order, page)
        return next(iter(rows), None) if cast("ToMany", declared).latest else rows


def column(parent: Any, name: str) -> Any:
    """A column of a row, or an attribute of the row that an object holds."""
    return parent.columns[name] if isinstance(parent, Record) else getattr(parent.row, name)


def type_name(kind: type) -> str:
    """The GraphQL name of a Strawberry class."""
    return str(kind.__strawberry_definition__.name)  # type: ignore[attr-defined]  # every Strawberry class has it


def _shown(declared: Column, value: Any) -> Any:
    if value is None:
        return None
    if declared.prefix is not None:
        return f"{declared.prefix}_{value.hex}"
    return value if declared.convert is None else declared.convert(value)


def _unless_none(parent: Any, name: str | None) -> Any:
    return None if name is None else column(parent, name)
