"""What happens to a procedure, told on its ticket. Free of personal data: ids, codes and states only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from helpdesk.events.log import Event


@dataclass(frozen=True, slots=True)
class ProcedureBegan(Event):
    """A procedure began on the ticket, by the definition of the version that the ticket is pinned to."""

    kind = "procedure.began"

    procedure_id: UUID
    definition_id: UUID
    configuration_version: int
    code: str


@dataclass(frozen=True, slots=True)
class StepBegan(Event):
    """A step is to be taken now; `place` counts the turns of the procedure."""

    kind = "procedure.step_began"

    procedure_id: UUID
    step_id: UUID
    step: str
    place: int
    group_id: UUID


@dataclass(frozen=True, slots=True)
class StepTaken(Event):
    """A step was taken with this outcome; what was filled in is read through the step."""

    kind = "procedure.step_taken"

    procedure_id: UUID
    step_id: UUID
    step: str
    place: int
    outcome: str


@dataclass(frozen=True, slots=True)
class StepLeft(Event):
    """A step is not to be taken any more, since the procedure went on without it."""

    kind = "procedure.step_left"

    procedure_id: UUID
    step_id: UUID
    step: str
    place: int
    why: str


@dataclass(frozen=True, slots=True)
class ProcedureEnded(Event):
    """The procedure ended: DONE, DECLINED or CANCELLED, and why as a code."""

    kind = "procedure.ended"

    procedure_id: UUID
    code: str
    state: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class DeadlineMoved(Event):
    """The platform moved what the procedure's hard deadline is taken from."""

    kind = "procedure.deadline_moved"

    procedure_id: UUID
    before: datetime
    after: datetime


@dataclass(frozen=True, slots=True)
class OrderShippedSince(Event):
    """The platform shipped the order since the procedure began or looked at it."""

    kind = "procedure.order_shipped"

    procedure_id: UUID


@dataclass(frozen=True, slots=True)
class ResponsibilityRecorded(Event):
    """Whose responsibility a complaint was; `told` is the manager who hears of the third proven one of a year."""

    kind = "ticket.responsibility_recorded"

    agent_id: UUID | None
    responsibility: str
    proven: bool
    proven_this_year: int
    told: UUID | None
