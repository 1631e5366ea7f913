"""SQL whose text is rendered once: a shape says which text, values are what each request binds.

Expressions are module constants with named parameters, so that a statement's text can be kept by which of
them it is made of; building SQL anew for each request costs more than running it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Select

Columns = Sequence[ColumnElement[Any]]


@dataclass(frozen=True, slots=True)
class Condition:
    """One part of a WHERE: a constant expression, and the values of the parameters that it names."""

    sql: ColumnElement[bool]
    values: Mapping[str, Any] = field(default_factory=dict)

    @property
    def key(self) -> Hashable:
        """Equal for conditions that let the same rows through; the order of a list of values says nothing."""
        values = {name: frozenset(one) if isinstance(one, list) else one for name, one in self.values.items()}
        return self.sql, frozenset(values.items())


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement over one kind of row, which can be asked for any of its columns.

    Two statements of one shape have the same text for the same columns; `build` is asked once for it.
    """

    shape: Hashable
    build: Callable[[Columns], Select[Any]]
    values: Mapping[str, Any] = field(default_factory=dict)
