"""The ordering values in a cursor, read back as what their columns hold."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, bindparam

from helpdesk.kit.paging import InvalidCursor

_BEYOND = 2**63


def parameters(columns: Sequence[ColumnElement[Any]]) -> list[Any]:
    """The parameters that `read` gives values for."""
    return [bindparam(f"after_{index}", type_=column.type) for index, column in enumerate(columns)]


def read(columns: Sequence[ColumnElement[Any]], values: Sequence[Any]) -> dict[str, Any]:
    """A cursor's values by parameter. Raises InvalidCursor."""
    if len(values) != len(columns):
        raise InvalidCursor(field="after")
    return {
        f"after_{index}": _typed(column.type.python_type, value)
        for index, (column, value) in enumerate(zip(columns, values, strict=True))
    }


def _typed(wanted: type, value: Any) -> Any:
    try:
        if wanted is datetime:
            return datetime.fromisoformat(value).astimezone(UTC)
        if wanted is UUID:
            return UUID(value)
    except (ValueError, TypeError, AttributeError, OverflowError):
        raise InvalidCursor(field="after") from None
    if type(value) is not wanted or (isinstance(value, int) and abs(value) >= _BEYOND):
        raise InvalidCursor(field="after")
    return value
