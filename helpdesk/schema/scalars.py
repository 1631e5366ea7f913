"""Scalars beside GraphQL's own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import NewType

import strawberry
from graphql import GraphQLError
from strawberry.schema.config import StrawberryConfig
from strawberry.types.scalar import ScalarDefinition

from helpdesk.kit.settings import read_offset

Duration = NewType("Duration", timedelta)


def write_duration(value: timedelta) -> str:
    """A length of time as ISO 8601: `PT1H30M`, `PT0S`, `-PT5M`; microseconds are cut off."""
    seconds = int(value.total_seconds())
    sign = "-" if seconds < 0 else ""
    hours, rest = divmod(abs(seconds), 3600)
    minutes, seconds = divmod(rest, 60)
    text = "".join(
        f"{amount}{unit}" for amount, unit in ((hours, "H"), (minutes, "M"), (seconds, "S")) if amount
    )
    return f"{sign}PT{text or '0S'}"


def read_duration(value: str) -> timedelta:
    """ISO 8601 text as a length of time."""
    try:
        found = read_offset(value)
    except (ValueError, TypeError):
        found = None
    if not isinstance(found, timedelta):
        raise GraphQLError("A duration is written as in PT1H30M.")
    return found


def read_instant(value: object) -> datetime:
    """RFC 3339 text as an instant in UTC; one without its offset could be any hour and is refused."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
        instant = found.astimezone(UTC) if found is not None and found.tzinfo is not None else None
    except (ValueError, OverflowError):
        instant = None
    if instant is None:
        raise GraphQLError("An instant is written with its offset, as in 2026-11-20T10:00:00+08:00.")
    return instant


SCALARS: dict[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="An instant, RFC 3339 with offset: `2026-11-20T10:00:00+08:00`.",
        serialize=datetime.isoformat,
        parse_value=read_instant,
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
    ),
    Duration: strawberry.scalar(
        name="Duration",
        description="A length of time, ISO 8601: `PT1H30M`.",
        serialize=write_duration,
        parse_value=read_duration,
        specified_by_url="https://www.iso.org/iso-8601-date-and-time-format.html",
    ),
}


def config() -> StrawberryConfig:
    """How the schema is printed and its scalars are read."""
    return StrawberryConfig(scalar_map=SCALARS)
