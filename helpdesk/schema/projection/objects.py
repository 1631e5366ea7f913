"""Plans of object types: one selection on rows of a source, and one on objects that Python made."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from typing import Any, cast
from uuid import UUID

import orjson
from graphql import GraphQLCompositeType, GraphQLObjectType, GraphQLSchema, is_abstract_type
from graphql.execution.collect_fields import FieldDetails
from sqlalchemy import Select, any_, select

from helpdesk.kit.shared import Once
from helpdesk.kit.statements import Condition, Statement
from helpdesk.schema.projection import pages
from helpdesk.schema.projection.access import Access, Columns, ObjectAccess, RowAccess
from helpdesk.schema.projection.cells import Maker
from helpdesk.schema.projection.code import Code
from helpdesk.schema.projection.faults import Fault, Faulty
from helpdesk.schema.projection.fragments import Token, Tokens, variables_below
from helpdesk.schema.projection.reading import Row, Run
from helpdesk.schema.projection.rendering import Keys, Text, keys_parameter, render
from helpdesk.schema.projection.requests import ByKey, First, Paged, Pinned, Rows
from helpdesk.schema.projection.selections import Document, Selected, python_type
from helpdesk.schema.projection.sources import Source

_TEXTS_KEPT = 200
_KEPT_MOST = 5_000
_LOOKS_KEPT = 16
KEYS = keys_parameter("keys")


class ObjectPlan:
    """One selection on objects of one type: what generated code makes of them, relations first."""

    def __init__(self, document: Document, selected: Sequence[Selected], access: Access, of: str) -> None:
        maker = Maker(document, access, composite=lambda of, details: TypePlan(document, of, details))
        self.cells = maker.cells(selected, of)
        self._maker = maker

    @cached_property
    def code(self) -> Code:
        """The generated functions; made once all that shares the rows has named its columns."""
        pattern = self._maker.pattern()
        code = Code(self.cells, pattern, len(self._maker.batches), self._maker.constants)
        for batch in self._maker.batches:
            batch.settle(code)
        return code

    @property
    def bound(self) -> bool:
        """Whether nothing but the rows' own columns and kept rows speaks in what is made of them."""
        _ = self.code
        return self._maker.bound and all(batch.bound for batch in self._maker.batches)

    @property
    def versions_beyond(self) -> list[str]:
        """Columns that speak for the versions of other rows."""
        _ = self.code
        return [name for batch in self._maker.batches for name in batch.versions]

    async def shape(self, run: Run, rows: Sequence[Any]) -> list[Any]:
        """A dict for each row."""
        if not rows:
            return []
        code = self.code
        batches = [await batch.values(run, rows) for batch in self._maker.batches]
        return code.make(run, rows, batches)


class RowPlan(ObjectPlan):
    """One selection on rows of one source."""

    def __init__(
        self, document: Document, selected: Sequence[Selected], source: Source, columns: Columns | None = None
    ) -> None:
        self.source = source
        self.document = document
        self.columns = Columns(source) if columns is None else columns
        self.columns.slot(source.key)
        super().__init__(document, selected, RowAccess(self.columns), source.type_name)
        if document.keeps and source.version is not None:
            for name in (source.version, *self._maker.versions()):
                self.columns.slot(name)
        self._texts: OrderedDict[Any, Text] = OrderedDict()
        self._tokens = Tokens(variables_below(document, selected))
        self._looks: Once[Mapping[bytes, Any]] = Once(_LOOKS_KEPT)

    @cached_property
    def versions(self) -> list[str] | None:
        """The columns that together are the version of a completed row; None where nothing speaks for it."""
        if self.source.version is None or not self.bound:
            return None
        return [self.source.version, *self.versions_beyond]

    def token(self, run: Run) -> Token:
        """What this selection's kept rows go by, for this request."""
        return self._tokens.of(run.context.kept, run.context.variables.values.coerced)

    async def fragments(
        self, run: Run, rows: Sequence[Row], slots: Sequence[int], conditions: Sequence[Condition]
    ) -> list[Any]:
        """Rows completed, of which key and version were read: kept ones, and those that are read now.

        `slots` says where the key and what makes the version stand. None for what is there no more.
        """
        key, *versions = slots
        shelf, token = run.context.services.references.shelf, self.token(run)
        found = [shelf.get(token, row[key], tuple([row[slot] for slot in versions])) for row in rows]
        missing = [row[key] for row, text in zip(rows, found, strict=True) if text is None]
        learnt = await self._learn(run, token, missing, conditions) if missing else {}
        return [
            learnt.get(row[key]) if text is None else orjson.Fragment(text)
            for row, text in zip(rows, found, strict=True)
        ]

    async def _learn(
        self, run: Run, token: object, keys: Sequence[bytes], conditions: Sequence[Condition]
    ) -> Mapping[bytes, Any]:
        """Rows read and completed, and kept under the versions that were read with them."""
        slots = [self.columns.slot(name) for name in self.versions or ()]
        key = self.columns.slot(self.source.key)
        rows = await self.read(run, by_keys(self.source, conditions, keys))
        learnt: dict[bytes, Any] = {}
        for row, made in zip(rows, await self.shape(run, rows), strict=True):
            learnt[row[key]] = made
            if type(made) is not Faulty:
                text = orjson.dumps(made)
                version = tuple(row[slot] for slot in slots)
                run.context.services.references.shelf.put(token, row[key], version, text)
                learnt[row[key]] = orjson.Fragment(text)
        return learnt

    async def read(self, run: Run, statement: Statement) -> list[Row]:
        """The rows of a statement over the source, with the columns that the plan needs."""
        text = self._texts.get(statement.shape)
        if text is None:
            _ = self.code  # the columns are known once the code is made
            text = self._texts[statement.shape] = render(statement.build(self.columns.selected()))
            if len(self._texts) > _TEXTS_KEPT:
                self._texts.popitem(last=False)
        return await run.read(text, statement.values)

    async def by_keys(self, run: Run, keys: Iterable[bytes], *, reach: bool) -> Mapping[bytes, Any]:
        """Completed rows by key, those that are there for the caller."""
        actor = run.context.actor
        conditions = [*self.source.scope(actor), *(self.source.reach(actor) if reach else ())]
        if self.document.keeps and self.versions is not None and self.token(run).again():
            return await self._kept_by_keys(run, conditions, keys)
        position = run.context.track.position
        if self.document.shares and position is not None and self.versions is not None:
            return await self._shared_by_keys(run, conditions, tuple(keys), position)
        return await self._read_by_keys(run, conditions, keys)

    async def _shared_by_keys(
        self, run: Run, conditions: Sequence[Condition], keys: tuple[bytes, ...], position: int
    ) -> Mapping[bytes, Any]:
        """What followers of the same sight are told at one position of the log, read once, by its own connection."""

        async def read() -> Mapping[bytes, Any]:
            async with run.apart() as own:
                found = await self._read_by_keys(own, conditions, keys)
                await own.verify()
                return found

        sight = tuple(one.key for one in conditions)
        found = await self._looks.get((self.token(run), position, keys, sight), read)
        run.verified = True
        return found

    async def _read_by_keys(
        self, run: Run, conditions: Sequence[Condition], keys: Iterable[bytes]
    ) -> Mapping[bytes, Any]:
        slot = self.columns.slot(self.source.key)
        rows = await self.read(run, by_keys(self.source, conditions, keys))
        return dict(zip([row[slot] for row in rows], await self.shape(run, rows), strict=True))

    async def _kept_by_keys(
        self, run: Run, conditions: Sequence[Condition], keys: Iterable[bytes]
    ) -> Mapping[bytes, Any]:
        names = [self.source.key, *(self.versions or ())]
        statement = by_keys(self.source, conditions, keys)
        text = self._texts.get((statement.shape, "versions"))
        if text is None:
            text = render(statement.build([self.source.column(name) for name in names]))
            self._texts[statement.shape, "versions"] = text
        rows = await run.read(text, statement.values)
        found = await self.fragments(run, rows, range(len(names)), conditions)
        return {row[0]: made for row, made in zip(rows, found, strict=True) if made is not None}


class TypePlan:
    """What a document asks of one composite type, wherever its objects come from."""

    def __init__(self, document: Document, of: GraphQLCompositeType, details: Sequence[FieldDetails]) -> None:
        self.document = document
        self.of = of
        self.details = details
        self._by_source: dict[Source, RowPlan] = {}
        self._by_type: dict[type, ObjectPlan] = {}
        self._pages: dict[Any, pages.PagePlan] = {}
        self._kept_pages: dict[pages.PagePlan, pages.PagePlan] = {}
        self._kept: dict[Any, Any] = {}
        self._kept_for: Any = None

    async def complete(self, run: Run, values: Sequence[Any]) -> list[Any]:
        """Objects and requests for rows, completed together where they come from one place."""
        if len(values) == 1 and type(values[0]) is ByKey:  # a payload, a node, the ticket of a page
            only = values[0]
            return await self.by_keys(run, only.source, [_bytes(only.key)], reach=True)
        answers: list[Any] = list(values)
        for (way, where), indexes in _together(values).items():
            found = await self._each(run, way, where, [values[index] for index in indexes])
            for index, answer in zip(indexes, found, strict=True):
                answers[index] = answer
        return answers

    async def _each(self, run: Run, way: type, where: Any, values: Sequence[Any]) -> Sequence[Any]:
        """Values that come from one place, completed."""
        if way is ByKey:
            return await self.by_keys(run, where, [_bytes(value.key) for value in values], reach=True)
        if way is Pinned:
            return [await self._pinned(run, values[0])] * len(values)
        if way in (First, Paged):
            return [await self._requested(run, value) for value in values]
        return await self.of_objects(way).shape(run, values)

    async def _pinned(self, run: Run, value: Pinned) -> Any:
        known = self._present(run)
        found = known.get(value.key)
        if found is None:
            found = (await self.complete(run, [value.value]))[0]
            if type(found) is not Faulty:
                known[value.key] = found
        return found

    def _present(self, run: Run) -> dict[Any, Any]:
        """What is known of objects that stay as they are while nothing kept changes."""
        if self._kept_for is not run.context.kept or len(self._kept) > _KEPT_MOST:
            self._kept, self._kept_for = {}, run.context.kept
        return self._kept

    async def rows(self, run: Run, request: Rows) -> list[Any]:
        """The rows of a statement, completed."""
        plan = self.of_source(request.source)
        return await plan.shape(run, await plan.read(run, request.statement))

    async def by_keys(
        self, run: Run, source: Source, keys: Sequence[bytes | None], *, reach: bool = False
    ) -> list[Any]:
        """A completed row for each key, or None."""
        if source.kept:
            return await self._of_kept(run, source, keys)
        wanted = {key for key in keys if key is not None}
        if not wanted:
            return [None] * len(keys)
        found = await self.of_source(source).by_keys(run, wanted, reach=reach)
        return [found.get(key) for key in keys]  # type: ignore[arg-type]  # nobody's key is None

    def of_source(self, source: Source) -> RowPlan:
        """The plan for rows of a source."""
        plan = self._by_source.get(source)
        if plan is None:
            plan = RowPlan(self.document, self.selected(source.type_name), source)
            self._by_source[source] = plan
        return plan

    def of_objects(self, kind: type) -> ObjectPlan:
        """The plan for instances of a Strawberry type."""
        plan = self._by_type.get(kind)
        if plan is None:
            concrete = self._concrete(kind)
            plan = ObjectPlan(
                self.document, self.document.below(self.details, concrete), ObjectAccess(), concrete.name
            )
            self._by_type[kind] = plan
        return plan

    def selected(self, type_name: str) -> list[Selected]:
        """What is asked of objects of a type."""
        concrete = cast("GraphQLObjectType", self.document.schema.type_map[type_name])
        return self.document.below(self.details, concrete)

    async def _of_kept(self, run: Run, source: Source, keys: Sequence[bytes | None]) -> list[Any]:
        """Rows that the process keeps; completed once for as long as nothing kept changes."""
        known = self._present(run)  # another run may begin a new one while this one waits
        missing = {key for key in keys if key is not None and (source, key) not in known}
        learnt = await self._learn(run, source, missing, known) if missing else {}
        return [None if key is None else known.get((source, key), learnt.get(key)) for key in keys]

    async def _learn(
        self, run: Run, source: Source, missing: set[bytes], known: dict[Any, Any]
    ) -> Mapping[bytes, Any]:
        rows = await run.context.kept.rows(source, run.context.actor)
        found = [(key, rows[key]) for key in missing if key in rows]
        kind = python_type(cast("GraphQLObjectType", self.document.schema.type_map[source.type_name]))
        shaped = await self.of_objects(kind).shape(run, [kind(row=row) for _, row in found])
        learnt = {key: value for (key, _), value in zip(found, shaped, strict=True)}
        known.update({(source, key): value for key, value in learnt.items() if type(value) is not Faulty})
        return learnt

    async def _requested(self, run: Run, value: First | Paged) -> Any:
        if isinstance(value, First):
            plan = self.of_source(value.source)
            shaped = await plan.shape(run, (await plan.read(run, value.statement))[:1])
            return shaped[0] if shaped else None
        return await self._page(run, value)

    def paged(self, source: Source, cursor: Sequence[str], by: str | None = None) -> pages.PagePlan:
        """The plan for pages of a source, with the columns that make its cursors and the one of their parents."""
        key = (source, tuple(cursor), by)
        plan = self._pages.get(key)
        if plan is None:
            columns = Columns(source)
            if by is not None:
                columns.slot(by)
            of = cast("GraphQLObjectType", self.of)
            plan = self._pages[key] = pages.PagePlan(self.document, of, self.details, columns, cursor)
        return plan

    async def _page(self, run: Run, asked: Paged) -> Any:
        plan = self.paged(asked.source, asked.cursor)
        if not self.document.keeps or asked.source.version is None:
            return await plan.one(run, asked)
        kept = self._kept_pages.get(plan)
        if kept is None:
            kept = self._kept_pages[plan] = plan.keeping()
        with suppress(pages.Vanished):
            if kept.asked_before(run):
                return await kept.one(run, asked)
        return await plan.one(run, asked)

    def _concrete(self, kind: type) -> GraphQLObjectType:
        if not is_abstract_type(self.of):
            return cast("GraphQLObjectType", self.of)
        return object_type(self.document.schema, kind)


def object_type(schema: GraphQLSchema, kind: type) -> GraphQLObjectType:
    """The object type of a Strawberry class that is not generic."""
    name = kind.__strawberry_definition__.name  # type: ignore[attr-defined]  # every Strawberry class has it
    return cast("GraphQLObjectType", schema.type_map[name])


def by_keys(source: Source, conditions: Sequence[Condition], keys: Iterable[bytes]) -> Statement:
    """Rows of a source by their keys, in no order."""
    values: dict[str, Any] = {"keys": Keys(keys)}
    for condition in conditions:
        values |= condition.values
    parts = tuple(condition.sql for condition in conditions)

    def build(columns: Sequence[Any]) -> Select[Any]:
        return select(*columns).where(source.table.c[source.key] == any_(KEYS), *parts)

    return Statement(("by_keys", parts), build, values)


def _together(values: Sequence[Any]) -> dict[tuple[type, Any], list[int]]:
    """Where values stand, by where they come from; nulls and faults are complete as they are."""
    found: dict[tuple[type, Any], list[int]] = {}
    for index, value in enumerate(values):
        way = type(value)
        if value is None or way is Faulty:
            continue
        where = value.source if way is ByKey else value.key if way is Pinned else None
        found.setdefault((way, where), []).append(index)
    return found


def _bytes(key: UUID | bytes | None) -> bytes | None:
    return key.bytes if isinstance(key, UUID) else key


__all__ = ["Fault", "ObjectPlan", "RowPlan", "TypePlan", "by_keys", "object_type"]
