"""Where the rows of a type come from: a table with the scope that each caller has on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, FromClause, false

from helpdesk.kit.actor import Actor, Permission
from helpdesk.kit.statements import Condition

Scope = Callable[[Actor], Sequence[Condition]]
NOTHING = Condition(false())


def _everything(_actor: Actor) -> Sequence[Condition]:
    return ()


def holders_of(permission: Permission) -> Scope:
    """The scope of rows that are there for holders of a permission alone."""

    def scope(actor: Actor) -> Sequence[Condition]:
        return () if actor.may(permission) else (NOTHING,)

    return scope


@dataclass(frozen=True, slots=True, eq=False)
class Source:
    """Rows of one GraphQL type.

    `scope` holds wherever the rows are read; `reach` in addition where one is asked for by its own id, not
    from a parent that the caller sees. `kept` rows are few and change seldom: each process keeps them all.
    `version` names the column that each change of a row raises. Who holds `open_to` sees every row.
    """

    type_name: str
    table: FromClause
    key: str = "id"
    scope: Scope = _everything
    reach: Scope = _everything
    kept: bool = False
    version: str | None = None
    open_to: Permission | None = None
    expressions: Mapping[str, ColumnElement[Any]] = field(default_factory=dict)

    def column(self, name: str) -> ColumnElement[Any]:
        """A column, or an expression that is declared under a name."""
        found = self.expressions.get(name)
        return self.table.c[name] if found is None else found.label(name)

    def nullable(self, name: str) -> bool:
        """Whether a column can be null."""
        return name in self.expressions or bool(getattr(self.table.c[name], "nullable", True))
