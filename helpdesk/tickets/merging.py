"""The SQL of a list: ranges of indexes, each in the list's order and cut to the page, merged and cut again.

What leads is decided here, by what is asked, and not by the planner, who plans for any values. So limits stand in
the text: of one that is bound it knows nothing, and plans to read a tenth of the table. And what is only checked
stands in a CASE: of that it guesses one half, instead of a part so small that it would rather sort the whole range.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any, Final

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    TableValuedAlias,
    any_,
    case,
    false,
    func,
    literal_column,
    select,
    true,
    tuple_,
    union_all,
)
from sqlalchemy import column as named
from sqlalchemy.dialects.postgresql import distinct_on

from helpdesk.kit.statements import Columns
from helpdesk.tickets.filters import BOUNDS, PARTS
from helpdesk.tickets.leading import Lead
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.parameters import column, one, several
from helpdesk.tickets.visibility import seen_by

AFTER_AT, AFTER_ID = "after_at", "after_id"
PROBED: Final = 2_000
"""So many hits of a search are sorted; where there are more, the list is walked, and hits are not far apart."""


class Form(Enum):
    """How a branch reads its lead's rows."""

    ONE = "one range of the index"
    EACH = "a page of each range, whatever their number"
    WHOLE = "all rows of all ranges, to be sorted"


@dataclass(frozen=True, slots=True)
class Branch:
    """One lead's rows that pass the rest of the filter and, where sight is by `seen`, are in the actor's."""

    number: int
    columns: tuple[str, ...]
    form: Form
    rest: tuple[str, ...]
    seen: tuple[str, ...]

    def values(self, lead: Lead) -> dict[str, Any]:
        """What the branch binds."""
        single = self.form is Form.ONE
        return {
            self._name(held): values[0] if single else list(values)
            for held, values in zip(self.columns, lead.values, strict=True)
        }

    def conditions(self) -> list[ColumnElement[bool]]:
        """All but those on the lead's columns."""
        if self.form is Form.WHOLE:
            return _holding(self.rest, self.seen)
        bounds = [PARTS[name] for name in self.rest if name in BOUNDS]
        checks = _holding(tuple(name for name in self.rest if name not in BOUNDS), self.seen)
        return [*bounds, *(case((check, true()), else_=false()) for check in checks)]

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

    def _name(self, held: str) -> str:
        return f"{held}_{'is' if self.form is Form.ONE else 'in'}_{self.number}"


@dataclass(frozen=True, slots=True)
class Walk:
    """A page of a list; `overlapping` branches may hold the same tickets.

    `probe` are the parts and the ways of seeing by which a search looks first.
    """

    branches: tuple[Branch, ...]
    overlapping: bool
    column: str
    downwards: bool
    further: bool
    limit: int
    probe: tuple[tuple[str, ...], tuple[str, ...]] | None

    @property
    def parts(self) -> frozenset[str]:
        """The parts of the filter whose expressions are in the text."""
        probed = self.probe[0] if self.probe else ()
        return frozenset(probed).union(*(branch.rest for branch in self.branches))

    def build(self, columns: Columns) -> Select[Any]:
        """The statement for these columns of `tickets`."""
        if not self.branches:
            return select(*columns).where(false())
        if self.probe is None and all(branch.form is not Form.EACH for branch in self.branches):
            return self._direct(columns)
        page = (self._probed(*self.probe) if self.probe else self._merged(())).subquery("page")
        statement = select(*columns).join(page, page.c.id == Ticket.id)
        return statement.order_by(*self._order(page.c.at, page.c.id))

    def _direct(self, columns: Columns) -> Select[Any]:
        """Rows as they are read, without a look at the table by their ids."""
        first = self.branches[0]
        if len(self.branches) == 1 and first.form is Form.ONE:
            statement = select(*columns).where(*first.equal(), *first.conditions(), *self._bounds())
            return self._cut(statement, column(self.column), Ticket.id)
        page = self._merged(columns).subquery("page")
        wanted = [page.c[f"c{place}"].label(getattr(each, "key", None)) for place, each in enumerate(columns)]
        return select(*wanted).order_by(*self._order(page.c.at, page.c.id))

    def _merged(self, columns: Columns) -> Select[Any]:
        """The page's columns, instants and ids; what two branches found is there once."""
        labelled = [each.label(f"c{place}") for place, each in enumerate(columns)]
        ranges = [self._range(branch, labelled) for branch in self.branches]
        found = (union_all(*ranges) if len(ranges) > 1 else ranges[0]).subquery("found")
        statement = self._cut(select(*found.c), found.c.at, found.c.id)
        if not self.overlapping:
            return statement
        if any(branch.form is Form.EACH for branch in self.branches):
            most = self.limit * len(self.branches)
            found = statement.limit(literal_column(str(most))).subquery("nearest")
            statement = self._cut(select(*found.c), found.c.at, found.c.id)
        return statement.ext(distinct_on(found.c.at, found.c.id))

    def _probed(self, parts: tuple[str, ...], seen: tuple[str, ...]) -> Select[Any]:
        """Hits by the search's own index where they are few, and else those that the walk meets."""
        hits = (
            self._keys([])
            .where(*_holding(parts, seen), *self._bounds())
            .limit(literal_column(str(PROBED + 1)))
            .cte("hits")
        )
        many = _number(hits) > literal_column(str(PROBED))
        walked = self._merged(()).subquery("walked")
        found = union_all(
            select(hits.c.id, hits.c.at).where(~many), select(walked.c.id, walked.c.at).where(many)
        ).subquery("searched")
        return self._cut(select(found.c.id, found.c.at), found.c.at, found.c.id)

    def _range(self, branch: Branch, columns: list[Any]) -> Select[Any]:
        inner = self._keys(columns).where(*branch.conditions(), *self._bounds())
        if branch.form is Form.WHOLE:
            # OFFSET 0: else the planner may walk an order, in which these few rows lie far apart
            whole = (
                inner.where(*branch.among()).offset(literal_column("0")).subquery(f"whole_{branch.number}")
            )
            part = self._cut(select(*whole.c), whole.c.at, whole.c.id)
        elif branch.form is Form.ONE:
            part = self._cut(inner.where(*branch.equal()), column(self.column), Ticket.id)
        else:
            return self._each(branch, inner)
        return select(*part.subquery(f"part_{branch.number}").c)

    def _each(self, branch: Branch, inner: Select[Any]) -> Select[Any]:
        arrays = branch.arrays()
        equal = [column(held) == each.c.value for held, each in zip(branch.columns, arrays, strict=True)]
        part = self._cut(inner.where(*equal), column(self.column), Ticket.id)
        lateral = part.correlate(*arrays).lateral(f"part_{branch.number}")
        source: Any = arrays[0]
        for joined in (*arrays[1:], lateral):
            source = source.join(joined, true())
        return select(*lateral.c).select_from(source)

    def _keys(self, columns: list[Any]) -> Select[Any]:
        return select(*columns, Ticket.id, column(self.column).label("at"))

    def _bounds(self) -> list[ColumnElement[bool]]:
        """What lies beyond the cursor."""
        if not self.further:
            return []
        here = tuple_(column(self.column), Ticket.id)
        there = tuple_(one(AFTER_AT, self.column), one(AFTER_ID, "id"))
        return [here < there if self.downwards else here > there]

    def _order(self, at: Any, key: Any) -> tuple[Any, ...]:
        return (at.desc(), key.desc()) if self.downwards else (at, key)

    def _cut(self, statement: Select[Any], at: Any, key: Any) -> Select[Any]:
        return statement.order_by(*self._order(at, key)).limit(literal_column(str(self.limit)))


def _holding(parts: tuple[str, ...], seen: tuple[str, ...]) -> list[ColumnElement[bool]]:
    return [*(PARTS[name] for name in parts), *([seen_by(seen)] if seen else [])]


def _number(hits: CTE) -> ColumnElement[int]:
    return select(func.count()).select_from(hits).scalar_subquery()
