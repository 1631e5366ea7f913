"""A document may aim at one type somewhere in the schema, so that the remote ones are asked for as well."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from graphql import GraphQLSchema, get_named_type, is_abstract_type

FAR = 1000


class Aim:
    """A type, and how many steps it is away from others."""

    def __init__(self, schema: GraphQLSchema, kind: str) -> None:
        self.kind = kind
        self.is_hit = False
        self._away = _distances(schema, kind)

    def nearest(self, kind: Any, fields: Mapping[str, Any]) -> list[str]:
        """The fields of a type that lead there, the shortest way."""
        away = {name: self.away(get_named_type(one.type).name) for name, one in fields.items()}
        least = min(away.values(), default=FAR)
        most = least + (kind.name == "Query")  # from the root a little detour, as over `node`, does well
        return [name for name, distance in away.items() if distance <= most] if least < FAR else []

    def away(self, kind: str) -> int:
        """How many steps a type is away."""
        return self._away.get(kind, FAR)


@cache
def _distances(schema: GraphQLSchema, target: str) -> dict[str, int]:
    above = _above(schema)
    away, waiting = {target: 0}, deque([target])
    while waiting:
        kind = waiting.popleft()
        for parent in above.get(kind, ()):
            if parent not in away:
                away[parent] = away[kind] + 1
                waiting.append(parent)
    return away


@cache
def _above(schema: GraphQLSchema) -> dict[str, set[str]]:
    """From which types each is reached."""
    found: dict[str, set[str]] = {}
    for kind in schema.type_map.values():
        below: Iterable[str] = [get_named_type(one.type).name for one in getattr(kind, "fields", {}).values()]
        if is_abstract_type(kind):
            below = [*below, *(one.name for one in schema.get_possible_types(kind))]
        for name in below:
            found.setdefault(name, set()).add(kind.name)
    return found
