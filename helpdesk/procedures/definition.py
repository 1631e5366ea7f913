"""A procedure as data: steps, who takes them, what can come of each, and where that leads.

Guards and effects go by name (`helpdesk.procedures.registry`): the definition says when, the code says what.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from enum import StrEnum
from functools import cached_property
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from helpdesk.catalog.documents import Code
from helpdesk.configuration.kinds import Entry, Kind
from helpdesk.kit.names import LocalisedText
from helpdesk.procedures.rules import mismatches
from helpdesk.sla.step_clock import StepClock
from helpdesk.sla.terms import EscalationLevel


class TakenBy(StrEnum):
    """Who takes a step. Managers are whoever holds that position above the step's group at that instant."""

    AGENT = "AGENT"
    GROUP_MANAGER = "GROUP_MANAGER"
    DEPARTMENT_MANAGER = "DEPARTMENT_MANAGER"
    COMPANY_MANAGER = "COMPANY_MANAGER"
    REQUESTER = "REQUESTER"
    SYSTEM = "SYSTEM"


class End(StrEnum):
    """How a procedure ends: what it was for is done, or it is not to be."""

    DONE = "DONE"
    DECLINED = "DECLINED"


class Note(StrEnum):
    """Whether whoever takes an outcome says why."""

    OPTIONAL = "OPTIONAL"
    REQUIRED = "REQUIRED"


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Use(_Part):
    """A guard or an effect by its name, with what it is to be told."""

    name: str
    given: dict[str, Any] = Field(default={}, alias="with")


def _named(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


Named = Annotated[Use, BeforeValidator(_named)]


class Outcome(_Part):
    """What can come of a step. Exactly one of: steps that follow, an end, or this branch simply `closes`.

    `fields` is a JSON Schema 2020-12 of what must be filled in; `reason` the code that an end is recorded with.
    """

    code: Code
    title: LocalisedText
    fields: dict[str, Any] | None = None
    note: Note = Note.OPTIONAL
    guards: tuple[Named, ...] = ()
    effects: tuple[Named, ...] = ()
    then: tuple[Code, ...] = ()
    end: End | None = None
    closes: bool = False
    reason: Code | None = None


class Step(_Part):
    """One step. Without a group it is the ticket's; with one, the ticket goes to that group.

    An `automatic` one the helpdesk takes itself at once, with the first outcome whose guards allow it.
    `shows` names what was filled in under other groups' steps that this step's group sees all the same.
    """

    code: Code
    title: LocalisedText
    description: LocalisedText | None = None
    taken_by: TakenBy = TakenBy.AGENT
    automatic: bool = False
    group_id: UUID | None = None
    clock: StepClock | None = None
    shows: tuple[str, ...] = ()
    entering: tuple[Named, ...] = ()
    outcomes: tuple[Outcome, ...] = Field(min_length=1)

    @cached_property
    def by_code(self) -> Mapping[str, Outcome]:
        """The outcomes by their codes."""
        return {outcome.code: outcome for outcome in self.outcomes}


class Answer(LocalisedText):
    """What the submitter is told; longer than a name."""

    zh: str = Field(min_length=1, max_length=2000)
    en: str = Field(min_length=1, max_length=2000)


class AtDeadline(_Part):
    """Before the hard deadline people are warned; when it passes: effects, and the reason of declining."""

    reason: Code
    warn_before: timedelta = timedelta(hours=24)
    escalation: tuple[EscalationLevel, ...] = ()
    effects: tuple[Named, ...] = ()


class ProcedureDocument(Entry):
    """A procedure's definition.

    `intake` names the only mutation that begins it; without one `submitTicket` under an item that has it does.
    `answers` are what the submitter is told at the end, by its reason. `unless_done` are effects of every other
    end: refused, withdrawn, or too late. `mismatches_a_day` is how often forms about one member may miss what the
    platform holds, for intakes that compare.
    """

    code: Code
    name: LocalisedText
    intake: str | None = None
    first: Code
    steps: tuple[Step, ...] = Field(min_length=1)
    answers: dict[str, Answer] = Field(default={})
    unless_done: tuple[Named, ...] = ()
    at_deadline: AtDeadline | None = None
    mismatches_a_day: int = Field(default=mismatches.A_DAY, ge=1, le=1000)

    @cached_property
    def by_code(self) -> Mapping[str, Step]:
        """The steps by their codes."""
        return {step.code: step for step in self.steps}

    def uses(self) -> Iterator[tuple[Step, Use, str]]:
        """Every use of a guard or effect, with its step and which of the two it is."""
        for step in self.steps:
            yield from ((step, use, "effect") for use in step.entering)
            for outcome in step.outcomes:
                yield from ((step, use, "guard") for use in outcome.guards)
                yield from ((step, use, "effect") for use in outcome.effects)


PROCEDURE = Kind("procedure", ProcedureDocument)
