"""Walks the schema itself and writes a document: nothing of it is known here but its shape."""

from __future__ import annotations

from typing import Any

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    SchemaMetaFieldDef,
    TypeMetaFieldDef,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_list_type,
    is_non_null_type,
)
from graphql.utilities import do_types_overlap

from tests.oracle.documents.aiming import Aim
from tests.oracle.documents.arguments import Arguments
from tests.oracle.documents.drawing import Choices
from tests.oracle.documents.parts import Field, Fragment, Inline, Part, Scope, Spread, size

DEEPEST = 14
MOST_LISTS = 3
MOST_WRITTEN_OUT = 700
ALIASES = ("a", "b", "id", "nodes", "name", "number", "state")
"""Few, and some of them names of fields: keys meet, merge and must not be mistaken."""


class Walk:
    """One document's selections."""

    def __init__(
        self, schema: GraphQLSchema, choices: Choices, arguments: Arguments, budget: int, aim: Aim | None
    ) -> None:
        self._schema = schema
        self._aim = aim
        self._choices = choices
        self._arguments = arguments
        self._budget = budget
        self._fragments: list[tuple[Fragment, int]] = []
        self._total = 0
        self._turn = 0
        self.places: set[tuple[str, str]] = set()

    def operation(self) -> tuple[Part, ...]:
        """The selection of the query."""
        assert self._schema.query_type is not None
        return self.selection(self._schema.query_type, Scope(), depth=1, lists=0)

    def selection(self, kind: Any, scope: Scope, *, depth: int, lists: int) -> tuple[Part, ...]:
        """Some of what can be asked of a type, at least one field."""
        parts: list[Part] = []
        least, most = (1, 7 if depth < 4 else 4)
        if self._aim is not None and self._aim.kind == kind.name:
            self._aim.is_hit, least, most = True, 4, 12
            self._turn = self._choices.count(0, 30)
        for _ in range(self._choices.count(least, most)):
            part = self._part(kind, scope, depth, lists)
            if part is not None:
                parts.append(part)
                self._total += size([part])
            if self._budget <= 0:
                break
        return tuple(parts) or (self._typename(scope),)

    def _part(self, kind: Any, scope: Scope, depth: int, lists: int) -> Part | None:
        way = self._choices.count(0, 99)
        if self._aim is not None and not self._aim.is_hit:
            way = 50  # straight on: a field, or of an abstract type an inline fragment
        if way < (35 if is_abstract_type(kind) else 78):
            return self._field(kind, scope, depth, lists)
        if way < 93:
            return self._inline(kind, scope, depth, lists)
        return self._spread(kind, scope, depth, lists)

    def _field(self, kind: Any, scope: Scope, depth: int, lists: int) -> Part | None:
        fields = self._fields(kind, depth, lists)
        if not fields or self._choices.chance(5):
            return self._typename(scope)
        name = self._choices.pick(self._aimed_at(kind, fields) or tuple(fields))
        if self._aim is not None and self._aim.kind == kind.name:
            name = tuple(fields)[self._turn % len(fields)]  # one after the other, so that each has its turn
            self._turn += 1
        found = fields[name]
        arguments = self._arguments.all(f"{kind.name}.{name}", found.args)
        shape = str(found.type)
        signature = (name, arguments, shape)
        key = self._choices.pick(ALIASES) if self._choices.chance(18) else name
        if not scope.fits(key, signature):
            key = f"k{len(scope.taken)}"
            if not scope.fits(key, signature):
                return None
        self._budget -= 1
        self.places.add((kind.name, name))
        below = scope.within(key, signature)
        inner = None
        if not is_leaf_type(get_named_type(found.type)):
            inner = self.selection(
                get_named_type(found.type), below, depth=depth + 1, lists=lists + _is_list(found)
            )
        return Field(key, name, arguments, shape, self._directives(), inner)

    def _aimed_at(self, kind: Any, fields: dict[str, GraphQLField]) -> list[str]:
        if self._aim is None or self._aim.is_hit or self._choices.chance(5):
            return []
        return self._aim.nearest(kind, fields)

    def _fields(self, kind: Any, depth: int, lists: int) -> dict[str, GraphQLField]:
        known: dict[str, GraphQLField] = dict(getattr(kind, "fields", {}))
        known = {name: one for name, one in known.items() if not name.startswith("_")}
        if kind is self._schema.query_type and self._choices.chance(3):
            return {"__schema": SchemaMetaFieldDef, "__type": TypeMetaFieldDef}
        if depth >= DEEPEST - 2 or self._budget <= 0:
            return {name: one for name, one in known.items() if is_leaf_type(get_named_type(one.type))}
        if lists >= (
            2 if kind.name.startswith("__") else MOST_LISTS
        ):  # graphql-core forbids deep introspection
            return {name: one for name, one in known.items() if not _is_list(one) and not _is_page(one)}
        return known

    def _inline(self, kind: Any, scope: Scope, depth: int, lists: int) -> Part:
        condition = self._condition(kind) if self._choices.chance(80) or is_abstract_type(kind) else None
        inner = self.selection(condition or kind, scope, depth=depth, lists=lists)
        return Inline(condition and condition.name, self._directives(), inner)

    def _spread(self, kind: Any, scope: Scope, depth: int, lists: int) -> Part | None:
        usable = [
            one
            for one, within in self._fragments
            if lists <= within
            and not one.condition.startswith("__")  # no deeper than where it was written
            and do_types_overlap(self._schema, self._schema.type_map[one.condition], kind)  # type: ignore[arg-type]
            and self._total + size(one.inner) < MOST_WRITTEN_OUT
            and scope.takes(one.inner)
        ]
        if usable and self._choices.chance(60):
            found = self._choices.pick(usable)
            scope.add(found.inner)
            return Spread(found, self._directives())
        condition = self._condition(kind)
        inner = self.selection(condition, scope, depth=depth + 1, lists=lists)
        made = Fragment(f"F{len(self._fragments)}", condition.name, inner)
        self._fragments.append((made, lists))
        return Spread(made, self._directives())

    def _condition(self, kind: Any) -> Any:
        """A type of which a thing of this type may be."""
        if is_abstract_type(kind):
            possible = sorted(self._schema.get_possible_types(kind), key=lambda one: one.name)
            if self._aim is not None and not self._aim.is_hit:
                return min(possible, key=lambda one: self._aim.away(one.name))
            return self._choices.pick((*possible, kind))
        interfaces = kind.interfaces if isinstance(kind, GraphQLObjectType) else ()
        return self._choices.pick((kind, *interfaces)) if self._choices.chance(30) else kind

    def _directives(self) -> str:
        found = ""
        for name in ("skip", "include"):
            if self._choices.chance(6):
                found += f" @{name}(if: {self._arguments.condition()})"
        return found

    def _typename(self, scope: Scope) -> Field:
        key, signature = "__typename", ("__typename", "", "String!")
        if self._choices.chance(15) and scope.fits("kind_", signature):
            key = "kind_"
        scope.within(key, signature)
        return Field(key, "__typename", "", "String!", self._directives())


def _is_list(found: GraphQLField) -> bool:
    kind = found.type.of_type if is_non_null_type(found.type) else found.type
    return is_list_type(kind) and not is_leaf_type(get_named_type(kind))


def _is_page(found: GraphQLField) -> bool:
    return get_named_type(found.type).name.endswith("Connection")
