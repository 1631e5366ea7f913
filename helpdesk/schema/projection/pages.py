"""Connections: a page of rows with its cursors, at the root or below each row of a level."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from graphql import GraphQLObjectType
from graphql.execution.collect_fields import FieldDetails

from helpdesk.kit import paging
from helpdesk.kit.paging import Page, Slice
from helpdesk.kit.statements import Statement
from helpdesk.schema.projection import objects, relations
from helpdesk.schema.projection.access import Columns
from helpdesk.schema.projection.declarations import Pages
from helpdesk.schema.projection.faults import Fault, Faulty, listed
from helpdesk.schema.projection.leaves import innermost
from helpdesk.schema.projection.reading import Row, Run
from helpdesk.schema.projection.rendering import Text, render
from helpdesk.schema.projection.requests import Paged
from helpdesk.schema.projection.selections import Document, Selected

_TEXTS_KEPT = 200


class Vanished(Exception):
    """A row that a list names was not there any more when it was read."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """One page: its rows, where its nodes lie among all that were completed, and the whole list's length."""

    rows: Slice[Row]
    begin: int
    total: int | None


class PagePlan:
    """What a document asks of a connection over one source, whose cursors hold the named columns of it."""

    def __init__(
        self,
        document: Document,
        of: GraphQLObjectType,
        details: Sequence[FieldDetails],
        columns: Columns,
        cursor: Sequence[str],
    ) -> None:
        self._document = document
        self._of = of
        self._details = details
        self._names = cursor
        self._columns = columns
        self._parts = document.below(details, of)
        self._inner = {
            part.key: document.below(part.details, innermost(part.type))
            for part in self._parts
            if part.name in {"edges", "pageInfo"}
        }
        self._cursor = [self._columns.slot(name) for name in cursor]
        self._counts = any(part.name == "totalCount" for part in self._parts)
        self._nodes = {_place(node): self._row_plan(node) for node in self._of_rows()}
        self._texts: OrderedDict[Any, Text] = OrderedDict()

    @property
    def bound(self) -> bool:
        """Whether its rows change with their parent alone, where the relation says that they belong to it."""
        return all(plan.bound and not plan.versions_beyond for plan in self._nodes.values())

    def keeping(self) -> PagePlan:
        """The plan with kept rows, where all of its rows' selections have a version; else this one."""
        columns = Columns(self._columns.source)
        found = KeptPagePlan(self._document, self._of, self._details, columns, self._names)
        return found if all(one.versions is not None for one in found.rows()) else self

    def asked_before(self, run: Run) -> bool:
        """Whether all of its rows' selections were asked before; from now on they were."""
        return all(plan.token(run).again() for plan in self.rows())

    def rows(self) -> list[objects.RowPlan]:
        """The plans of its rows."""
        return list(self._nodes.values())

    async def one(self, run: Run, asked: Paged) -> Any:
        """The page that a root field asks for."""
        rows = paging.cut(await self.read(run, asked.statement), asked.page)
        total = None
        if self._counts:
            total = (await self.read(run, asked.counting, counting=True))[0][0]
        return self._page(Drawn(rows, 0, total), await self._completed(run, rows.rows))

    async def of_parents(self, run: Run, declared: Pages, page: Page, keys: Sequence[bytes]) -> list[Any]:
        """A page for each parent, by its key."""
        by = self._columns.slot(declared.by)
        source, wanted = declared.source(), set(keys)
        found: dict[bytes, list[Row]] = {key: [] for key in wanted}
        for row in await self.read(run, relations.first_of_each(source, declared, page, run, wanted)):
            found[row[by]].append(row)
        totals: dict[bytes, int] = {}
        if self._counts:
            counting = relations.count_of_each(source, declared, run, wanted)
            totals = {row[0]: row[1] for row in await self.read(run, counting, counting=True)}
        drawn, begin = {}, 0
        for key, rows in found.items():
            cut = paging.cut(rows, page)
            drawn[key] = Drawn(cut, begin, totals.get(key, 0))
            begin += len(cut.rows)
        shaped = dict(zip(drawn, await self._shape(run, list(drawn.values())), strict=True))
        return [shaped[key] for key in keys]

    async def read(self, run: Run, statement: Statement, *, counting: bool = False) -> list[Row]:
        """The rows of a statement; with `counting` the columns are the statement's own."""
        shape = (counting, statement.shape)
        text = self._texts.get(shape)
        if text is None:
            for plan in self._nodes.values():
                _ = plan.code  # the columns are known once the code is made
            columns = [] if counting else self._columns.selected()
            text = self._texts[shape] = render(statement.build(columns))
            if len(self._texts) > _TEXTS_KEPT:
                self._texts.popitem(last=False)
        return await run.read(text, statement.values)

    def _of_rows(self) -> list[Selected]:
        """`nodes`, and each `node` below `edges`."""
        edges = [part for part in self._parts if part.name == "edges"]
        inner = [one for part in edges for one in self._inner[part.key] if one.name == "node"]
        return [*(part for part in self._parts if part.name == "nodes"), *inner]

    def _row_plan(self, node: Selected) -> objects.RowPlan:
        selected = self._document.below(node.details, innermost(node.type))
        return objects.RowPlan(self._document, selected, self._columns.source, self._columns)

    async def _shape(self, run: Run, pages: Sequence[Drawn]) -> list[Any]:
        nodes = await self._completed(run, [row for page in pages for row in page.rows.rows])
        return [self._page(page, nodes) for page in pages]

    async def _completed(self, run: Run, rows: Sequence[Row]) -> Mapping[tuple[int, ...], list[Any]]:
        return {place: await plan.shape(run, rows) for place, plan in self._nodes.items()}

    def _page(self, page: Drawn, nodes: Mapping[tuple[int, ...], list[Any]]) -> Any:
        return _object([(part, self._part(part, page, nodes)) for part in self._parts])

    def _part(self, part: Selected, page: Drawn, nodes: Mapping[tuple[int, ...], list[Any]]) -> Any:
        match part.name:
            case "nodes":
                return listed(self._own(part, page, nodes), items_required=True)
            case "edges":
                return listed(self._edges(part, page, nodes), items_required=True)
            case "pageInfo":
                return self._page_info(part, page)
            case "totalCount":
                return page.total
            case _:
                return self._of.name

    def _own(self, node: Selected, page: Drawn, nodes: Mapping[tuple[int, ...], list[Any]]) -> list[Any]:
        return nodes[_place(node)][page.begin : page.begin + len(page.rows.rows)]

    def _edges(self, part: Selected, page: Drawn, nodes: Mapping[tuple[int, ...], list[Any]]) -> list[Any]:
        edge = cast("GraphQLObjectType", innermost(part.type))
        inner = self._inner[part.key]
        own = {one.key: self._own(one, page, nodes) for one in inner if one.name == "node"}
        return [
            _object([(one, self._of_edge(one, row, own, index, edge.name)) for one in inner])
            for index, row in enumerate(page.rows.rows)
        ]

    def _of_edge(self, one: Selected, row: Row, own: dict[str, list[Any]], index: int, type_name: str) -> Any:
        if one.name == "node":
            return own[one.key][index]
        return self._cursor_of(row) if one.name == "cursor" else type_name

    def _page_info(self, part: Selected, page: Drawn) -> dict[str, Any]:
        info = cast("GraphQLObjectType", innermost(part.type))
        rows = page.rows.rows
        known: dict[str, Any] = {
            "hasNextPage": page.rows.has_next,
            "hasPreviousPage": page.rows.has_previous,
            "startCursor": self._cursor_of(rows[0]) if rows else None,
            "endCursor": self._cursor_of(rows[-1]) if rows else None,
            "__typename": info.name,
        }
        return {one.key: known[one.name] for one in self._inner[part.key]}

    def _cursor_of(self, row: Row) -> str:
        values = [row[slot] for slot in self._cursor]
        return paging.encode([UUID(bytes=one) if isinstance(one, bytes) else one for one in values])


def _place(node: Selected) -> tuple[int, ...]:
    """What tells one selection of nodes from another."""
    return tuple(id(detail.node) for detail in node.details)


def _object(parts: Sequence[tuple[Selected, Any]]) -> Any:
    """An object of parts that cannot be null."""
    made: dict[str, Any] = {}
    faults: list[Fault] = []
    for selected, value in parts:
        if type(value) is Faulty:
            faults += [fault.under(selected.key) for fault in value.faults]
            if value.value is None:
                return Faulty(None, faults)
            value = value.value  # noqa: PLW2901 - what is left of it
        made[selected.key] = value
    return Faulty(made, faults) if faults else made


class KeptPagePlan(PagePlan):
    """A connection whose rows are kept by their versions: the list reads keys and versions alone."""

    def _row_plan(self, node: Selected) -> objects.RowPlan:
        selected = self._document.below(node.details, innermost(node.type))
        plan = objects.RowPlan(self._document, selected, self._columns.source)
        self._columns.slot(plan.source.key)
        for name in plan.versions or ():
            self._columns.slot(name)
        return plan

    async def _completed(self, run: Run, rows: Sequence[Row]) -> Mapping[tuple[int, ...], list[Any]]:
        source = self._columns.source
        conditions = source.scope(run.context.actor)
        completed = {}
        for place, plan in self._nodes.items():
            slots = [self._columns.slot(name) for name in (source.key, *(plan.versions or ()))]
            found = await plan.fragments(run, rows, slots, conditions)
            if None in found:  # a row left the caller's sight between two statements: read all in one
                raise Vanished
            completed[place] = found
        return completed
