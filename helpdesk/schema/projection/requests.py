"""What a resolver may answer instead of a value: rows that the plan then reads, with just the columns it needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from helpdesk.kit.paging import Page
from helpdesk.kit.statements import Statement
from helpdesk.schema.projection.sources import Source


@dataclass(frozen=True, slots=True)
class ByKey:
    """One row by its key; null when it is not there for the caller."""

    source: Source
    key: UUID | bytes | None


@dataclass(frozen=True, slots=True)
class Rows:
    """All rows of a statement, in its order."""

    source: Source
    statement: Statement


@dataclass(frozen=True, slots=True)
class First:
    """The first row of a statement; null when it has none."""

    source: Source
    statement: Statement


@dataclass(frozen=True, slots=True)
class Paged:
    """One page of rows: the statement yields up to `page.size + 1`, in reverse when backwards.

    `cursor` names the columns whose values make a row's cursor.
    """

    source: Source
    statement: Statement
    counting: Statement
    page: Page
    cursor: Sequence[str]


Request = ByKey | Rows | First | Paged


def rows_of(source: Source, keys: Sequence[Any]) -> list[ByKey]:
    """Rows by their keys, as a list."""
    return [ByKey(source, key) for key in keys]
