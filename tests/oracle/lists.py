"""Pages as the oracle makes them: the whole list is read, then cut."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from helpdesk.kit import paging
from helpdesk.kit.paging import InvalidCursor, Page, Slice
from helpdesk.schema.projection.sources import Source
from tests.oracle.rows import Record, read_as


@dataclass(frozen=True, slots=True)
class Listed:
    """A connection, with attributes as Strawberry's classes name them."""

    page: Slice[Record]
    cursor: Sequence[str]
    counted: Callable[[], int]

    @property
    def nodes(self) -> Sequence[Record]:
        """The rows."""
        return self.page.rows

    @property
    def edges(self) -> list[Any]:
        """The rows with their cursors."""
        return [SimpleNamespace(node=row, cursor=self._cursor(row)) for row in self.nodes]

    @property
    def page_info(self) -> Any:
        """Where the page lies."""
        cursors = [self._cursor(row) for row in self.nodes] or [None]
        return SimpleNamespace(
            has_next_page=self.page.has_next, has_previous_page=self.page.has_previous,
            start_cursor=cursors[0], end_cursor=cursors[-1],
        )  # fmt: skip

    @property
    def total_count(self) -> int:
        """How many there are in all."""
        return self.counted()

    def _cursor(self, row: Record) -> str:
        return paging.encode([row.columns[name] for name in self.cursor])


def cut(rows: Sequence[Record], source: Source, order: Sequence[str], page: Page) -> Listed:
    """One page forwards of all rows in their order. Raises InvalidCursor."""
    names = [name.removeprefix("-") for name in order]
    following = list(rows)
    if page.after is not None:
        mark = _mark(source, names, page.after)
        falling = order[0].startswith("-")
        following = [row for row in rows if _follows(_place(row, names), mark, falling=falling)]
    return Listed(paging.cut(following[: page.size + 1], page), names, lambda: len(rows))


def _place(row: Record, names: Sequence[str]) -> tuple[Any, ...]:
    return tuple(row.columns[name] for name in names)


def _follows(place: tuple[Any, ...], mark: tuple[Any, ...], *, falling: bool) -> bool:
    return place < mark if falling else place > mark


def _mark(source: Source, names: Sequence[str], values: Sequence[Any]) -> tuple[Any, ...]:
    kinds = [source.table.c[name].type.python_type for name in names]
    try:
        return tuple(read_as(kind, value) for kind, value in zip(kinds, values, strict=True))
    except (ValueError, TypeError, AttributeError, OverflowError):
        raise InvalidCursor(field="after") from None
