"""Procedures on tickets as the API shows them: steps taken, current and possible."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import Enum
from typing import TYPE_CHECKING, Annotated, Any, TypeAlias
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from helpdesk.kit.actor import Permission
from helpdesk.procedures import entering, possible, sight
from helpdesk.procedures.definition import PROCEDURE, Note, ProcedureDocument, TakenBy
from helpdesk.procedures.possible import Choice
from helpdesk.schema.catalog.types import name_of
from helpdesk.schema.context import Info
from helpdesk.schema.errors import UserError, user_errors
from helpdesk.schema.node import NODES, Node
from helpdesk.schema.people.types import Agent, AgentGroup, Name
from helpdesk.schema.procedures.acts import PlatformAct
from helpdesk.schema.procedures.verification_types import PhoneVerification
from helpdesk.schema.projection.declarations import batched, column, identifier, to_many, to_one
from helpdesk.schema.projection.reading import Run
from helpdesk.schema.projection.requests import Pinned
from helpdesk.schema.sources import (
    ACTS,
    AGENTS,
    GROUPS,
    PHONE_VERIFICATIONS,
    PROCEDURE_STEPS,
    PROCEDURES,
    TICKETS,
    TIMERS,
)
from helpdesk.schema.tickets.timers import SlaTimer

if TYPE_CHECKING:
    from helpdesk.schema.tickets.types import Ticket

strawberry.enum(TakenBy, name="StepTakenBy", description="Who takes a step.")

Key: TypeAlias = tuple[UUID, int]
"""A definition and the version of the configuration that it is pinned to."""


@strawberry.enum(description="How a procedure stands.")
class ProcedureState(Enum):
    """A procedure's state."""

    RUNNING = strawberry.enum_value("RUNNING", description="Steps of it are to be taken.")
    DONE = strawberry.enum_value("DONE", description="What it was for is done.")
    DECLINED = strawberry.enum_value("DECLINED", description="What it was for is not to be.")
    CANCELLED = strawberry.enum_value("CANCELLED", description="The request was withdrawn.")


@strawberry.enum(description="How one turn of a step stands.")
class ProcedureStepState(Enum):
    """A turn's state."""

    CURRENT = strawberry.enum_value("CURRENT", description="It is to be taken now.")
    TAKEN = strawberry.enum_value("TAKEN", description="It was taken, with an outcome.")
    LEFT = strawberry.enum_value("LEFT", description="The procedure went on without it.")


@strawberry.type(description="What can come of a step that is to be taken now.")
class PossibleOutcome:
    """An outcome, judged now."""

    row: strawberry.Private[possible.Possible]

    @strawberry.field(description="Its code; give it to `takeStep` as `outcome`.")
    def code(self) -> str:
        """The code."""
        return self.row.outcome.code

    @strawberry.field(description="What it is called.")
    def title(self) -> Name:
        """The title."""
        return name_of(self.row.outcome.title)

    @strawberry.field(description="JSON Schema (2020-12) of what must be filled in; null takes nothing.")
    def fields(self) -> JSON | None:
        """The form."""
        found = self.row.outcome.fields
        return None if found is None else JSON(found)

    @strawberry.field(description="Whether a reason must be given.")
    def note_required(self) -> bool:
        """The note."""
        return self.row.outcome.note is Note.REQUIRED

    @strawberry.field(
        description="Whether the caller may take it as things stand; null where only what is filled in, or the "
        "platform, can tell."
    )
    def allowed(self) -> bool | None:
        """Judged by the rules that hold when it is taken."""
        return self.row.allowed

    @strawberry.field(description="What forbids it now, where the step is the caller's to take.")
    def refusals(self, info: Info) -> list[UserError]:
        """What its guards say."""
        language = info.context.language
        return [error for one in self.row.refusals for error in user_errors(one, language)]


async def _definition(run: Run, key: Key) -> ProcedureDocument | None:
    found, version = key
    return (await run.context.configuration(version)).of(PROCEDURE).get(found)


async def _titles(run: Run, rows: Sequence[tuple[UUID, int, str]]) -> list[Pinned]:
    found: dict[tuple[UUID, int, str], Pinned] = {}
    for key, version, code in set(rows):
        definition = await _definition(run, (key, version))
        step = definition.by_code.get(code) if definition else None
        title = name_of(step.title) if step else Name(zh=code, en=code)
        found[key, version, code] = Pinned(("step", version, key, code), title)
    return [found[row] for row in rows]


async def _names(run: Run, rows: Sequence[tuple[UUID, int, str]]) -> list[Pinned]:
    found: dict[tuple[UUID, int, str], Pinned] = {}
    for key, version, code in set(rows):
        definition = await _definition(run, (key, version))
        name = name_of(definition.name) if definition else Name(zh=code, en=code)
        found[key, version, code] = Pinned(("procedure", version, key), name)
    return [found[row] for row in rows]


async def _outcome_titles(run: Run, rows: Sequence[tuple[UUID, int, str, str | None]]) -> list[Pinned | None]:
    found: list[Pinned | None] = []
    for key, version, code, outcome in rows:
        definition = await _definition(run, (key, version))
        step = definition.by_code.get(code) if definition else None
        known = step.by_code.get(outcome or "") if step else None
        place = ("outcome", version, key, code, outcome)
        found.append(Pinned(place, name_of(known.title)) if known else None)
    return found


async def _takers(run: Run, rows: Sequence[tuple[UUID, int, str]]) -> list[TakenBy]:
    found = []
    for key, version, code in rows:
        definition = await _definition(run, (key, version))
        step = definition.by_code.get(code) if definition else None
        found.append(step.taken_by if step else TakenBy.AGENT)
    return found


async def _fields(
    run: Run, rows: Sequence[tuple[UUID, int, UUID, Mapping[str, Any] | None]]
) -> list[dict[str, Any] | None]:
    return [
        sight.shown(run.context.actor, await _definition(run, (key, version)), group_id, fields)
        for key, version, group_id, fields in rows
    ]


async def _possible(run: Run, rows: Sequence[tuple[UUID, str]]) -> list[list[PossibleOutcome]]:
    return [[PossibleOutcome(row=one) for one in found.outcomes] for found in await _choices(run, rows)]


async def _mine(run: Run, rows: Sequence[tuple[UUID, str]]) -> list[bool]:
    return [found.is_theirs for found in await _choices(run, rows)]


async def _choices(run: Run, rows: Sequence[tuple[UUID, str]]) -> list[Choice]:
    current = [key for key, state in rows if state == entering.CURRENT]
    if not current or not run.context.actor.may(Permission.PROCEDURE_TAKE_STEP):
        return [possible.NO_CHOICE] * len(rows)
    async with run.context.services.transactor.look(run.context.actor) as work:
        found = await possible.choices(work, current)
    return [found.get(key, possible.NO_CHOICE) for key, _ in rows]


_PINNED = ("definition_id", "configuration_version")


@strawberry.type(description="One turn of a step: to be taken now, or taken with an outcome.")
class ProcedureStep(Node):
    """A turn. Requesters see its title and state."""

    id: strawberry.ID = identifier("stp")
    code: str = column("code", "The step's code; give it to `takeStep` as `step`.")
    place: int = column("place", "Its number among the turns of the procedure, from 1.")
    title: Name = batched(_titles, *_PINNED, "code", description="What is to be done.", bound=True)
    state: ProcedureStepState = column("state", "How it stands.", convert=ProcedureStepState)
    to_be_taken_by: TakenBy = batched(_takers, *_PINNED, "code", description="Who takes it.", bound=True)
    ticket: Annotated[Ticket, strawberry.lazy("helpdesk.schema.tickets.types")] | None = to_one(
        TICKETS, "ticket_id", "The ticket that it is a step of; null when the caller may not see it."
    )
    group: AgentGroup = to_one(GROUPS, "group_id", "The group whose step it is.")
    outcome: str | None = column("outcome", "The code of what came of it.")
    outcome_title: Name | None = batched(
        _outcome_titles, *_PINNED, "code", "outcome", description="What came of it.", bound=True
    )
    fields: JSON | None = batched(
        _fields, *_PINNED, "group_id", "fields",
        description="What was filled in: for the step's own group and those who run it; other groups see what their "
        "own step declares, requesters nothing.",
    )  # fmt: skip
    note: str | None = column(
        "note", "Why, in words. Needs `ticket.read_internal`.", needs=Permission.TICKET_READ_INTERNAL
    )
    taken_by: Agent | None = to_one(AGENTS, "taken_by_id", "The agent who took it, where it was one.")
    began_at: datetime = column("began_at", "When it became current.")
    ended_at: datetime | None = column("ended_at", "When it was taken or left.")
    timer: SlaTimer | None = to_one(TIMERS, "timer_id", "Its clock; null where it has none.")
    mine: bool = batched(
        _mine,
        "id",
        "state",
        description="Whether it is the caller's to take now; positions are resolved now.",
    )
    possible: list[PossibleOutcome] = batched(
        _possible, "id", "state",
        description="What can come of it, while it is current; for those who take it, and the departments.",
    )  # fmt: skip


@strawberry.type(
    description="A procedure that runs, or ran, on a ticket, by a definition of its pinned version."
)
class Procedure(Node):
    """A procedure."""

    id: strawberry.ID = identifier("prc")
    code: str = column("code", "The definition's code.")
    name: Name = batched(_names, *_PINNED, "code", description="What it is called.", bound=True)
    state: ProcedureState = column("state", "How it stands.", convert=ProcedureState)
    reason: str | None = column("reason", "Why it ended so, as a code.")
    configuration_version: int = column(
        "configuration_version", "The version that its definition is pinned to."
    )
    began_at: datetime = column("began_at", "When it began.")
    ended_at: datetime | None = column("ended_at", "When it ended.")
    steps: list[ProcedureStep] = to_many(
        PROCEDURE_STEPS,
        by="procedure_id",
        order=["place"],
        description="Its turns, in the order in which they began.",
        owned=True,
    )
    acts: list[PlatformAct] = to_many(
        ACTS,
        by="procedure_id",
        order=["created_at", "id"],
        description="What the platform was told to do for it, oldest first; none without `ticket.read_internal`.",
        owned=True,
    )
    verifications: list[PhoneVerification] = to_many(
        PHONE_VERIFICATIONS,
        by="procedure_id",
        order=["began_at", "id"],
        description="Its phone verifications, the latest last; empty without `ticket.read_internal`.",
        owned=True,
    )


NODES.register("prc", PROCEDURES)
NODES.register("stp", PROCEDURE_STEPS)
