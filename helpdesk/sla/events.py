"""What happens to a clock. These events, in order, are all that its state is made of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, NamedTuple, cast

from pydantic import TypeAdapter

from helpdesk.events.log import Event, LoggedEvent
from helpdesk.sla.terms import Metric, Terms


@dataclass(frozen=True, slots=True)
class ClockEvent(Event):
    """Base: which of the subject's clocks, by metric and running number."""

    metric: Metric
    instance: int

    def data(self) -> dict[str, Any]:
        """The fields as JSON values; lengths of time are ISO 8601 durations or business days."""
        return cast("dict[str, Any]", _ADAPTERS[type(self)].dump_python(self, mode="json"))


@dataclass(frozen=True, slots=True)
class Started(ClockEvent):
    """The clock runs, under these terms; `conversation` when somebody was there to talk to."""

    kind: ClassVar[str] = "clock.started"

    terms: Terms
    conversation: bool

    def data(self) -> dict[str, Any]:
        """As every clock's, with the terms' own kept form."""
        return {
            "metric": self.metric.value, "instance": self.instance, "terms": self.terms.stored,
            "conversation": self.conversation,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Paused(ClockEvent):
    """The clock stopped, for a reason, until what is awaited comes."""

    kind: ClassVar[str] = "clock.paused"

    reason: str
    awaiting: str


@dataclass(frozen=True, slots=True)
class Resumed(ClockEvent):
    """The clock goes on with what was left."""

    kind: ClassVar[str] = "clock.resumed"

    reason: str


@dataclass(frozen=True, slots=True)
class Retargeted(ClockEvent):
    """The terms changed (priority, policy); what has elapsed is kept."""

    kind: ClassVar[str] = "clock.retargeted"

    terms: Terms
    reason: str

    def data(self) -> dict[str, Any]:
        """As every clock's, with the terms' own kept form."""
        return {
            "metric": self.metric.value, "instance": self.instance, "terms": self.terms.stored,
            "reason": self.reason,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Warned(ClockEvent):
    """The warning was given."""

    kind: ClassVar[str] = "clock.warned"

    due_at: datetime


@dataclass(frozen=True, slots=True)
class Breached(ClockEvent):
    """The target passed at `due_at` without being met."""

    kind: ClassVar[str] = "clock.breached"

    due_at: datetime


@dataclass(frozen=True, slots=True)
class Escalated(ClockEvent):
    """A level was reached, and what it asks for beyond telling its people."""

    kind: ClassVar[str] = "clock.escalated"

    level: int
    reassign: bool
    raise_priority: bool


@dataclass(frozen=True, slots=True)
class Acknowledged(ClockEvent):
    """Somebody took the breach on at this level; no further level follows."""

    kind: ClassVar[str] = "clock.acknowledged"

    level: int


@dataclass(frozen=True, slots=True)
class Met(ClockEvent):
    """What was promised is done."""

    kind: ClassVar[str] = "clock.met"


@dataclass(frozen=True, slots=True)
class Continued(ClockEvent):
    """What was done was not enough; the clock goes on with what was left."""

    kind: ClassVar[str] = "clock.continued"


@dataclass(frozen=True, slots=True)
class Cancelled(ClockEvent):
    """Nothing is promised any longer."""

    kind: ClassVar[str] = "clock.cancelled"

    reason: str


@dataclass(frozen=True, slots=True)
class Recomputed(ClockEvent):
    """Holidays became known and moved the due instant of a provisional clock."""

    kind: ClassVar[str] = "clock.recomputed"

    due_before: datetime | None
    due_after: datetime | None


KINDS: dict[str, type[ClockEvent]] = {
    event.kind: event
    for event in (
        Started, Paused, Resumed, Retargeted, Warned, Breached, Escalated, Acknowledged, Met, Continued,
        Cancelled, Recomputed,
    )
}  # fmt: skip


class Dated(NamedTuple):
    """A clock's event and its instant."""

    at: datetime
    event: ClockEvent


def from_logged(logged: LoggedEvent) -> Dated | None:
    """The clock's event that the log holds; None when it tells of something else."""
    kind = KINDS.get(logged.kind)
    return Dated(logged.at, _ADAPTERS[kind].validate_python(logged.data)) if kind else None


def by_clock(logged: Iterable[LoggedEvent]) -> dict[tuple[Metric, int], list[Dated]]:
    """The events of each of a subject's clocks, in the order given, which is the log's."""
    clocks: dict[tuple[Metric, int], list[Dated]] = {}
    for dated in filter(None, map(from_logged, logged)):
        clocks.setdefault((dated.event.metric, dated.event.instance), []).append(dated)
    return clocks


_ADAPTERS: dict[type[ClockEvent], TypeAdapter[ClockEvent]] = {
    kind: TypeAdapter(kind) for kind in KINDS.values()
}
