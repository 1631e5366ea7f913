"""From the fields of a selection to cells of generated code and batches that are answered beforehand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, cast

from graphql import GraphQLObjectType, GraphQLUnionType

from helpdesk.schema.projection.access import Access, Renamed, RowAccess
from helpdesk.schema.projection.batches import Batch, Functional, Introspection, Resolved, Values
from helpdesk.schema.projection.code import Cell, Constants
from helpdesk.schema.projection.completion import completion
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
    itself,
)
from helpdesk.schema.projection.leaves import innermost, is_leaf, shower
from helpdesk.schema.projection.relations import Many, One, Paging
from helpdesk.schema.projection.selections import Document, Selected, python_type

Composites = Callable[[Any, Any], Any]
TYPENAME = "__typename"
INTROSPECTION = frozenset({"__schema", "__type"})


class Maker:
    """Makes the cells of one selection and of the objects that live on its rows."""

    def __init__(self, document: Document, access: Access, composite: Composites) -> None:
        self.constants = Constants()
        self.batches: list[Batch] = []
        self.bound = True
        self._document = document
        self._root = access
        self._composite = composite

    def pattern(self) -> str:
        """What takes a row apart in generated code."""
        return self._root.columns.pattern() if isinstance(self._root, RowAccess) else "o"

    def versions(self) -> list[str]:
        """Columns that may speak for the versions of other rows."""
        return [batch.version for batch in self.batches if isinstance(batch, One) and batch.version]

    def cells(self, selected: Sequence[Selected], of: str, access: Access | None = None) -> list[Cell]:
        """A cell for each response key, of an object type by its name."""
        return [self._cell(one, of, access or self._root) for one in selected]

    def _cell(self, one: Selected, of: str, access: Access) -> Cell:
        if one.name == TYPENAME:
            return Cell(one.key, one.place, one.nodes, True, True, repr(of))
        declaration = None if one.name in INTROSPECTION else one.declaration
        needs = getattr(declaration, "needs", None)
        if needs is not None and needs not in self._document.permissions:
            otherwise = getattr(declaration, "otherwise", None)
            return Cell(one.key, one.place, one.nodes, one.required, expression=repr(otherwise))
        if declaration is None:
            return self._undeclared(one)
        return self._declared(one, declaration, access)

    def _declared(self, one: Selected, declaration: Declaration, access: Access) -> Cell:
        match declaration:
            case Column():
                return self._column(one, declaration, access)
            case Computed():
                return self._computed(one, declaration, access)
            case Embedded(columns=columns):
                concrete = cast("GraphQLObjectType", one.type)
                inner = self._document.below(one.details, concrete)
                cells = self.cells(inner, concrete.name, Renamed(access, columns))
                return Cell(one.key, one.place, one.nodes, one.required, cells=cells)
            case Variants():
                return self._variants(one, declaration, access)
            case _:
                return self._batch(one, self._related(one, declaration, access))

    def _related(self, one: Selected, declaration: Declaration, access: Access) -> Batch:
        plan = self._composite(innermost(one.type), one.details)
        match declaration:
            case ToOne(source=source, key=key, version=version):
                return One(source(), self._call(key, access), plan, one, version)
            case ToMany():
                return Many(declaration, access.raw("id"), plan, one)
            case Pages():
                return Paging(declaration, access.raw("id"), plan, one)
            case Batched(function=function, columns=columns):
                expressions = [access.value(name, self.constants) for name in columns]
                inner = completion(one.type, one, self._composite)
                return Functional(function, expressions, inner, one, bound=declaration.bound)
            case _:
                raise AssertionError(declaration)

    def _column(self, one: Selected, declared: Column, access: Access) -> Cell:
        if not is_leaf(one.type):
            call = self._call(Computed(_unless_null(declared.convert or itself), (declared.name,)), access)
            return self._completed(one, call)
        code = access.shown(declared, one.type, self.constants)
        return Cell(
            one.key, one.place, one.nodes, one.required, access.certain(declared.name), expression=code
        )

    def _computed(self, one: Selected, declared: Computed, access: Access) -> Cell:
        call = self._call(declared, access)
        if not is_leaf(one.type):
            return self._completed(one, call)
        shown = f"{self.constants.name(shower(one.type))}({call})"
        return Cell(one.key, one.place, one.nodes, one.required, expression=shown)

    def _completed(self, one: Selected, call: str) -> Cell:
        return self._batch(one, Values(call, completion(one.type, one, self._composite), one))

    def _variants(self, one: Selected, declared: Variants, access: Access) -> Cell:
        members = cast("GraphQLUnionType", one.type).types
        names = {python_type(member): member.name for member in members}
        chosen = Computed(lambda *values: names[declared.choose(*values)], declared.columns)
        cases = {
            member.name: self.cells(self._document.below(one.details, member), member.name, access)
            for member in members
        }
        return Cell(
            one.key, one.place, one.nodes, one.required, True, choice=self._call(chosen, access), cases=cases
        )

    def _call(self, computed: Computed, access: Access) -> str:
        if computed.function is itself and len(computed.columns) == 1:
            return access.raw(computed.columns[0])
        values = [access.value(name, self.constants) for name in computed.columns]
        given = ["run.context", *values] if computed.in_context else values
        self.bound = self.bound and not computed.in_context
        return f"{self.constants.name(computed.function)}({', '.join(given)})"

    def _undeclared(self, one: Selected) -> Cell:
        if one.name in INTROSPECTION:
            return self._batch(one, Introspection(self._document, one))
        field = one.field
        if field.base_resolver is not None:
            return self._batch(one, Resolved(one, completion(one.type, one, self._composite)))
        attribute = f"o.{field.python_name}"
        if not is_leaf(one.type):
            return self._completed(one, attribute)
        shown = f"{self.constants.name(shower(one.type))}({attribute})"
        return Cell(one.key, one.place, one.nodes, one.required, expression=shown)

    def _batch(self, one: Selected, batch: Batch) -> Cell:
        self.batches.append(batch)
        return Cell(one.key, one.place, one.nodes, one.required, batch=len(self.batches) - 1)


def _unless_null(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None else convert(value)
