"""Public ids in inputs."""

from __future__ import annotations

from uuid import UUID

import strawberry

from helpdesk.kit import ids


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
