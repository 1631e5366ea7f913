"""Events as values: what a verb records and what readers of the log get back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import Enum
from typing import Any, ClassVar, Protocol
from uuid import UUID

from sqlalchemy import Row, Select, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from helpdesk.events.models import EventRow

Facets = Mapping[str, Any]


class Subject(Protocol):
    """A row whose changes are told: it counts its revisions and shows what filters look at."""

    id: Any
    revision: Any
    last_event_at: Any

    @property
    def subject_kind(self) -> str:
        """The kind, as the log writes it (`ticket`)."""
        ...

    def facets(self) -> dict[str, Any]:
        """The values by which followers filter, as JSON."""
        ...


class Event:
    """Base of every fact: a frozen dataclass whose fields are the data, free of personal data."""

    kind: ClassVar[str] = ""
    kinds: ClassVar[dict[str, type[Event]]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.kind:
            known = Event.kinds.setdefault(cls.kind, cls)
            if known.__qualname__ != cls.__qualname__:
                raise TypeError(f"event kind {cls.kind} is taken by {known.__qualname__}")

    def data(self) -> dict[str, Any]:
        """The fields as JSON values."""
        return {name: plain(getattr(self, name)) for name in _names_of(type(self))}


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """A committed event, with its place in the log once sequenced."""

    id: UUID
    position: int | None
    kind: str
    subject_kind: str
    subject_id: UUID
    revision: int
    actor_kind: str
    actor_key: str
    at: datetime
    data: Mapping[str, Any]
    facets_before: Facets | None
    facets_after: Facets | None

    def stored(self) -> dict[str, Any]:
        """The columns of its row, but for the position that it has yet to get."""
        return {
            "id": self.id, "kind": self.kind, "subject_kind": self.subject_kind, "subject_id": self.subject_id,
            "revision": self.revision, "actor_kind": self.actor_kind, "actor_key": self.actor_key, "at": self.at,
            "data": self.data, "facets_before": self.facets_before, "facets_after": self.facets_after,
        }  # fmt: skip


def plain(value: Any) -> Any:  # noqa: PLR0911 - one line for each kind of value
    """A value as JSON: ids as hex text, instants RFC 3339, durations in seconds, enums by value."""
    if value is None or type(value) in _PLAIN:
        return value
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted((plain(item) for item in value), key=str)
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [plain(item) for item in value]
    return value


_PLAIN = frozenset({str, int, bool, float})


_NAMES: dict[type[Event], tuple[str, ...]] = {}


def _names_of(kind: type[Event]) -> tuple[str, ...]:
    found = _NAMES.get(kind)
    if found is None:
        found = _NAMES[kind] = tuple(item.name for item in fields(kind))  # type: ignore[arg-type]  # kinds are dataclasses
    return found


COLUMNS = (
    EventRow.id, EventRow.position, EventRow.kind, EventRow.subject_kind, EventRow.subject_id,
    EventRow.revision, EventRow.actor_kind, EventRow.actor_key, EventRow.at, EventRow.data,
    EventRow.facets_before, EventRow.facets_after,
)  # fmt: skip


def from_row(row: Row[Any]) -> LoggedEvent:
    """A selected row of COLUMNS as an event."""
    values: tuple[Any, ...] = tuple(row)
    return LoggedEvent(*values)


async def history(
    connection: AsyncConnection | AsyncSession,
    subject_kind: str,
    subject_id: UUID,
    *,
    kinds: Sequence[str] = (),
) -> list[LoggedEvent]:
    """All events of one subject in the order of its revisions, sequenced or not."""
    query: Select[Any] = (
        select(*COLUMNS)
        .where(EventRow.subject_kind == subject_kind, EventRow.subject_id == subject_id)
        .order_by(EventRow.revision)
    )
    if kinds:
        query = query.where(EventRow.kind.in_(kinds))
    return [from_row(row) for row in await connection.execute(query)]


AFTER = (
    f"SELECT {', '.join(column.key for column in COLUMNS)} FROM events"  # noqa: S608 - our own columns
    " WHERE position > $1 ORDER BY position LIMIT $2"
)
"""As `after`, for a driver's own cursor: each process asks it all day."""


async def after(
    connection: AsyncConnection | AsyncSession, position: int, *, limit: int
) -> list[LoggedEvent]:
    """The next sequenced events after a position, at most `limit`."""
    query = select(*COLUMNS).where(EventRow.position > position).order_by(EventRow.position).limit(limit)
    return [from_row(row) for row in await connection.execute(query)]
