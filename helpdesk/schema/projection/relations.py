"""Rows that belong to rows: one statement for a whole level, whatever its width."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, any_, func, literal_column, select, true, tuple_

from helpdesk.kit import paging
from helpdesk.kit.paging import Page
from helpdesk.kit.statements import Condition, Statement
from helpdesk.schema.projection import cursors
from helpdesk.schema.projection.batches import failed
from helpdesk.schema.projection.code import Code
from helpdesk.schema.projection.declarations import Pages, ToMany
from helpdesk.schema.projection.faults import listed
from helpdesk.schema.projection.reading import Run
from helpdesk.schema.projection.rendering import Keys, keys_parameter
from helpdesk.schema.projection.selections import Selected
from helpdesk.schema.projection.sources import Source

if TYPE_CHECKING:
    from helpdesk.schema.projection.objects import TypePlan

KEYS = keys_parameter("keys")


class One:
    """The row that each row's key names."""

    def __init__(
        self, source: Source, key: str, plan: TypePlan, selected: Selected, version: str | None
    ) -> None:
        self.bound = source.kept
        self.versions: Sequence[str] = ()
        self.version = version
        self._source = source
        self._key = key
        self._plan = plan
        self._selected = selected

    def settle(self, code: Code) -> None:
        self._get = code.column(self._key)
        if self.version is not None and self._plan.document.sees_all_of(self._source):
            there = self._plan.of_source(self._source)
            self.bound = there.bound and not there.versions_beyond
            self.versions = (self.version,) if self.bound else ()

    async def values(self, run: Run, rows: Sequence[Any]) -> list[Any]:
        try:
            keys = self._get(run, rows)
            if any(isinstance(key, UUID) for key in keys):
                keys = [key.bytes if isinstance(key, UUID) else key for key in keys]
            return await self._plan.by_keys(run, self._source, keys)
        except Exception as error:  # noqa: BLE001 - told as the field's failure
            return failed(error, rows, self._selected)


class Many:
    """All rows that belong to each row."""

    versions: Sequence[str] = ()

    def __init__(self, declared: ToMany, key: str, plan: TypePlan, selected: Selected) -> None:
        self._declared = declared
        self._source = declared.source()
        self._key = key
        self._plan = plan
        self._selected = selected

    def settle(self, code: Code) -> None:
        self._get = code.column(self._key)
        rows = self._plan.of_source(self._source)
        self._by = rows.columns.slot(self._declared.by)
        self._rows = rows
        self.bound = self._declared.owned and rows.bound and not rows.versions_beyond

    async def values(self, run: Run, rows: Sequence[Any]) -> list[Any]:
        try:
            keys = self._get(run, rows)
            found = await self._rows.read(run, self._statement(run, keys))
            shaped = await self._rows.shape(run, found)
        except Exception as error:  # noqa: BLE001 - told as the field's failure
            return failed(error, rows, self._selected)
        by_key: dict[bytes, list[Any]] = defaultdict(list)
        for row, made in zip(found, shaped, strict=True):
            by_key[row[self._by]].append(made)
        if self._declared.latest:
            return [by_key[key][0] if key in by_key else None for key in keys]
        return [listed(by_key.get(key, []), items_required=True) for key in keys]

    def _statement(self, run: Run, keys: Sequence[bytes]) -> Statement:
        source, declared = self._source, self._declared
        if declared.latest:
            return first_of_each(source, declared, paging.Page(0), run, set(keys))
        parts, values = scoped(source, run, declared.only)

        def build(columns: Sequence[ColumnElement[Any]]) -> Select[Any]:
            wanted = select(*columns).where(source.table.c[declared.by] == any_(KEYS), *parts)
            return wanted.order_by(*ordering(source, declared.order))

        return Statement(("many", parts), build, {**values, "keys": Keys(set(keys))})


class Paging:
    """A page of the rows that belong to each row."""

    versions: Sequence[str] = ()

    def __init__(self, declared: Pages, key: str, plan: TypePlan, selected: Selected) -> None:
        self._declared = declared
        self._source = declared.source()
        self._key = key
        self._selected = selected
        names = [name.removeprefix("-") for name in declared.order]
        self._pages = plan.paged(self._source, names, declared.by)

    def settle(self, code: Code) -> None:
        self._get = code.column(self._key)
        self.bound = self._declared.owned and self._pages.bound

    async def values(self, run: Run, rows: Sequence[Any]) -> list[Any]:
        try:
            given = self._selected.arguments(run.context.variables)
            page = paging.page(
                first=given.get("first"), after=given.get("after"), default=self._declared.default
            )
            return await self._pages.of_parents(run, self._declared, page, self._get(run, rows))
        except Exception as error:  # noqa: BLE001 - told as the field's failure
            return failed(error, rows, self._selected)


def scoped(
    source: Source, run: Run, only: ColumnElement[bool] | None
) -> tuple[tuple[ColumnElement[bool], ...], dict[str, Any]]:
    """The caller's scope on a source: its constant expressions, and their values."""
    conditions: Sequence[Condition] = source.scope(run.context.actor)
    values: dict[str, Any] = {}
    for condition in conditions:
        values |= condition.values
    parts = tuple(condition.sql for condition in conditions)
    return (parts if only is None else (only, *parts)), values


def ordering(source: Source, order: Sequence[str]) -> list[ColumnElement[Any]]:
    """Columns to order by; `-at` falls."""
    columns = [source.table.c[name.removeprefix("-")] for name in order]
    return [
        column.desc() if name.startswith("-") else column.asc()
        for name, column in zip(order, columns, strict=True)
    ]


def first_of_each(
    source: Source, declared: Pages | ToMany, page: Page, run: Run, keys: set[bytes]
) -> Statement:
    """The first rows of each parent after the page's cursor, one more than the page holds. Raises InvalidCursor."""
    parts, values = scoped(source, run, declared.only)
    order = [source.table.c[name.removeprefix("-")] for name in declared.order]
    after = None if page.after is None else cursors.read(order, page.after)

    def build(columns: Sequence[ColumnElement[Any]]) -> Select[Any]:
        parent = func.unnest(KEYS).table_valued("key", name="parent").render_derived()
        found = select(*columns).where(source.table.c[declared.by] == parent.c.key, *parts)
        if after is not None:
            here, there = tuple_(*order), tuple_(*cursors.parameters(order))
            found = found.where(here < there if declared.order[0].startswith("-") else here > there)
        each = (
            found.order_by(*ordering(source, declared.order))
            .limit(literal_column(str(page.size + 1)))
            .lateral("each")
        )
        return select(*each.c).select_from(parent).join(each, true())

    shape = ("first", parts, page.size, after is None)
    return Statement(shape, build, {**values, **(after or {}), "keys": Keys(keys)})


def count_of_each(source: Source, declared: Pages, run: Run, keys: set[bytes]) -> Statement:
    """How many rows each parent has; none for those that have none."""
    parts, values = scoped(source, run, declared.only)
    by = source.table.c[declared.by]

    def build(_columns: Sequence[ColumnElement[Any]]) -> Select[Any]:
        return select(by, func.count()).where(by == any_(KEYS), *parts).group_by(by)

    return Statement(("count", parts), build, {**values, "keys": Keys(keys)})
