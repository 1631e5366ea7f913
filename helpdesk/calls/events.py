"""What happens to planned calls. Free of personal data: ids, codes and states only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from helpdesk.events.log import Event


@dataclass(frozen=True, slots=True)
class CallPlanned(Event):
    """A call is to be made in `[not_before, due)`."""

    kind = "planned_call.planned"

    plan_id: UUID
    customer_id: UUID
    period: str
    channel: str
    not_before: datetime
    due: datetime


@dataclass(frozen=True, slots=True)
class CallAttempted(Event):
    """An agent called; what was said stays with the attempt."""

    kind = "planned_call.attempted"

    attempt_id: UUID
    outcome: str
    state: str
    opened_ticket_id: UUID | None


@dataclass(frozen=True, slots=True)
class CallPostponed(Event):
    """The call is to be made at another time."""

    kind = "planned_call.postponed"

    not_before: datetime
    due: datetime
    why: str


@dataclass(frozen=True, slots=True)
class CallSent(Event):
    """The message of the call was handed to the SMS provider."""

    kind = "planned_call.sent"

    attempt_id: UUID


@dataclass(frozen=True, slots=True)
class CallMissed(Event):
    """The window passed, or the attempts were used up, and the customer was not reached; who is told of it."""

    kind = "planned_call.missed"

    why: str
    attempts: int
    recipients: list[UUID]
    substitutions: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class CallCancelled(Event):
    """The call is not to be made any more."""

    kind = "planned_call.cancelled"

    why: str


@dataclass(frozen=True, slots=True)
class DoNotCallSet(Event):
    """A customer asked not to be called again; the reason is read through the customer's record, not the log."""

    kind = "customer.do_not_call_set"

    cancelled: int
