"""Failures of single fields on their way up: a value with the errors below it (GraphQL, 6.4.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graphql import FieldNode, GraphQLError, located_error

Step = str | int


@dataclass(frozen=True, slots=True)
class Fault:
    """What went wrong at a place below, as seen from the value that carries it."""

    path: tuple[Step, ...]
    error: Exception
    nodes: Sequence[FieldNode]

    def under(self, step: Step) -> Fault:
        """The same fault, seen from one level up."""
        return replace(self, path=(step, *self.path))

    def told(self) -> GraphQLError:
        """As GraphQL tells it."""
        return located_error(self.error, list(self.nodes), list(self.path))


class Faulty:
    """A value that carries faults; None where they reached it through fields that cannot be null."""

    __slots__ = ("faults", "value")

    def __init__(self, value: Any, faults: Sequence[Fault]) -> None:
        self.value = value
        self.faults = faults

    @classmethod
    def of(cls, error: Exception, nodes: Sequence[FieldNode]) -> Faulty:
        """A field that failed itself."""
        return cls(None, [Fault((), error, nodes)])


def any_faulty(values: Iterable[Any]) -> bool:
    """Whether any of the values carries a fault."""
    return Faulty in map(type, values)


def listed(values: Sequence[Any], *, items_required: bool) -> Any:
    """Completed items as a list; null as a whole where an item that cannot be null is."""
    if not any_faulty(values):
        return values
    plain: list[Any] = []
    faults: list[Fault] = []
    for index, value in enumerate(values):
        if type(value) is Faulty:
            faults += [fault.under(index) for fault in value.faults]
            value = value.value  # noqa: PLW2901 - what is left of it
            if value is None and items_required:
                return Faulty(None, faults)
        plain.append(value)
    return Faulty(plain, faults)


def required(value: Any, place: str, nodes: Sequence[FieldNode]) -> Any:
    """A completed value of a type that cannot be null: a null without a fault becomes one."""
    if value is None:
        return Faulty.of(TypeError(f"Cannot return null for non-nullable field {place}."), nodes)
    return value
