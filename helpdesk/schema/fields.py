"""How a type says where its fields come from: a column of its row, or an id of it.

A type backed by a table holds its `row`; a field is declared with its column, once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import strawberry

from helpdesk.kit import ids


def column(name: str, description: str, *, convert: Callable[[Any], Any] | None = None) -> Any:
    """A field that shows a column of the type's row; `convert` is not asked for nulls."""

    def resolve(root: Any) -> Any:
        value = getattr(root.row, name)
        return convert(value) if convert is not None and value is not None else value

    return strawberry.field(resolver=resolve, description=description)


def identifier(prefix: str, *, name: str = "id") -> Any:
    """The `id` field: the row's UUID as a public id with a prefix."""
    return column(
        name, f"Global id, `{prefix}_…`.", convert=lambda value: strawberry.ID(ids.encode(prefix, value))
    )


def reference(prefix: str, name: str, description: str) -> Any:
    """A field that shows a foreign key as a public id."""
    return column(name, description, convert=lambda value: strawberry.ID(ids.encode(prefix, value)))


def needed(prefix: str, value: str, field: str) -> UUID:
    """The UUID of a public id in an input. Raises InvalidId naming the field."""
    return ids.decode(prefix, value, field=field)


def optional(prefix: str, value: str | None, field: str) -> UUID | None:
    """As `needed`, where nothing need be given."""
    return None if value is None else ids.decode(prefix, value, field=field)


def several(prefix: str, values: list[strawberry.ID] | None, field: str) -> tuple[UUID, ...]:
    """As `needed`, for a list."""
    return tuple(
        ids.decode(prefix, value, field=f"{field}.{place}") for place, value in enumerate(values or ())
    )
