"""The SQL of a list: ranges of indexes, each in the list's order and cut to the page, merged and cut again.

Limits stand in the text: of one that is bound the planner knows nothing, and plans to read a tenth of the table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    TableValuedAlias,
    any_,
    false,
    func,
    literal_column,
    select,
    true,
    tuple_,
    union,
    union_all,
)
from sqlalchemy import column as named

from helpdesk.kit.statements import Columns
from helpdesk.tickets.filters import PARTS
from helpdesk.tickets.leading import Lead
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.parameters import column, one, several
from helpdesk.tickets.visibility import seen_by

AFTER_AT, AFTER_ID = "after_at", "after_id"
PROBED: Final = 2_000
"""So many hits of a search are sorted; where there are more, the list is walked, and hits are not far apart."""


@dataclass(frozen=True, slots=True)
class Branch:
    """One lead's rows that pass the rest of the filter and, where sight is by `seen`, are in the actor's."""

    number: int
    columns: tuple[str, ...]
    single: bool
    ordered: bool
    rest: tuple[str, ...]
    seen: tuple[str, ...]

    def values(self, lead: Lead) -> dict[str, Any]:
        """What the branch binds."""
        return {
            self._name(held): values[0] if self._equal else list(values)
            for held, values in zip(self.columns, lead.values, strict=True)
        }

    def conditions(self) -> list[ColumnElement[bool]]:
        """All but those on the lead's columns."""
        return [*(PARTS[name] for name in self.rest), *([seen_by(self.seen)] if self.seen else [])]

    def equal(self) -> list[ColumnElement[bool]]:
        """The lead's columns, of which each has one value."""
        return [column(held) == one(self._name(held), held) for held in self.columns]

    def among(self) -> list[ColumnElement[bool]]:
        """The lead's columns, wherever they hold one of the values."""
        return [column(held) == any_(several(self._name(held), held)) for held in self.columns]

    def arrays(self) -> list[TableValuedAlias]:
        """The values of each of the lead's columns, as rows."""
        return [
            func.unnest(several(self._name(held), held))
            .table_valued(named("value", column(held).type))
            .render_derived(name=f"{held}_{self.number}")
            for held in self.columns
        ]

    @property
    def _equal(self) -> bool:
        return self.single and self.ordered

    def _name(self, held: str) -> str:
        return f"{held}_{'is' if self._equal else 'in'}_{self.number}"


@dataclass(frozen=True, slots=True)
class Walk:
    """A page of a list. `probe` are the parts and the ways of seeing where a search looks first."""

    branches: tuple[Branch, ...]
    column: str
    downwards: bool
    further: bool
    limit: int
    probe: tuple[tuple[str, ...], tuple[str, ...]] | None

    def build(self, columns: Columns) -> Select[Any]:
        """The statement for these columns of `tickets`."""
        if not self.branches:
            return select(*columns).where(false())
        first = self.branches[0]
        if self.probe is None and len(self.branches) == 1 and first.single and first.ordered:
            statement = select(*columns).where(*first.equal(), *first.conditions(), *self._bounds())
            return self._cut(statement, column(self.column), Ticket.id)
        page = self._probed(*self.probe).subquery("page") if self.probe else self._merged().subquery("page")
        return (
            select(*columns).join(page, page.c.id == Ticket.id).order_by(*self._order(page.c.at, page.c.id))
        )

    def _merged(self) -> Select[Any]:
        """Ids and instants of the page; what two branches found is there once."""
        ranges = [self._range(branch) for branch in self.branches]
        found = (union(*ranges) if len(ranges) > 1 else ranges[0]).subquery("found")
        return self._cut(select(found.c.id, found.c.at), found.c.at, found.c.id)

    def _probed(self, parts: tuple[str, ...], seen: tuple[str, ...]) -> Select[Any]:
        """Hits by the search's own index where they are few, and else those that the walk meets."""
        conditions = [*(PARTS[name] for name in parts), *([seen_by(seen)] if seen else []), *self._bounds()]
        hits = self._keys().where(*conditions).limit(literal_column(str(PROBED + 1))).cte("hits")
        many = _number(hits) > literal_column(str(PROBED))
        walked = self._merged().subquery("walked")
        found = union_all(
            select(hits.c.id, hits.c.at).where(~many), select(walked.c.id, walked.c.at).where(many)
        ).subquery("searched")
        return self._cut(select(found.c.id, found.c.at), found.c.at, found.c.id)

    def _range(self, branch: Branch) -> Select[Any]:
        inner = self._keys().where(*branch.conditions(), *self._bounds())
        if (
            not branch.ordered
        ):  # OFFSET 0 keeps the planner from walking an order instead of reading the few rows
            whole = (
                inner.where(*branch.among()).offset(literal_column("0")).subquery(f"whole_{branch.number}")
            )
            return select(whole.c.id, whole.c.at)
        if branch.single:
            part = self._cut(inner.where(*branch.equal()), column(self.column), Ticket.id)
            cut = part.subquery(f"part_{branch.number}")
            return select(cut.c.id, cut.c.at)
        arrays = branch.arrays()
        equal = [column(held) == each.c.value for held, each in zip(branch.columns, arrays, strict=True)]
        part = self._cut(inner.where(*equal), column(self.column), Ticket.id)
        lateral = part.correlate(*arrays).lateral(f"part_{branch.number}")
        source: Any = arrays[0]
        for joined in (*arrays[1:], lateral):
            source = source.join(joined, true())
        return select(lateral.c.id, lateral.c.at).select_from(source)

    def _keys(self) -> Select[Any]:
        return select(Ticket.id, column(self.column).label("at"))

    def _bounds(self) -> list[ColumnElement[bool]]:
        if not self.further:
            return []
        here, there = (
            tuple_(column(self.column), Ticket.id),
            tuple_(one(AFTER_AT, self.column), one(AFTER_ID, "id")),
        )
        return [here < there if self.downwards else here > there]

    def _order(self, at: Any, key: Any) -> tuple[Any, ...]:
        return (at.desc(), key.desc()) if self.downwards else (at, key)

    def _cut(self, statement: Select[Any], at: Any, key: Any) -> Select[Any]:
        return statement.order_by(*self._order(at, key)).limit(literal_column(str(self.limit)))


def _number(hits: CTE) -> ColumnElement[int]:
    return select(func.count()).select_from(hits).scalar_subquery()
