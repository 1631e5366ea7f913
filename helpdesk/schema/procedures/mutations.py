"""Taking a step."""

from __future__ import annotations

from typing import cast

import strawberry
from strawberry.scalars import JSON

from helpdesk.events.work import UnitOfWork
from helpdesk.procedures import running
from helpdesk.procedures.facts import Facts
from helpdesk.schema.context import Context
from helpdesk.schema.fields import needed
from helpdesk.schema.mutation import Outcome, Payload, change
from helpdesk.schema.procedures import asking
from helpdesk.schema.sources import TICKETS
from helpdesk.schema.tickets.inputs import KEY, TICKET, VERSION
from helpdesk.schema.tickets.types import Ticket


@strawberry.input(description="A step that is taken.")
class TakeStepInput:
    """What came of it."""

    ticket_id: strawberry.ID = strawberry.field(description=TICKET)
    step: str = strawberry.field(description="The code of a step that is current.")
    outcome: str = strawberry.field(description="The code of one of its outcomes.")
    fields: JSON | None = strawberry.field(
        default=None, description="What the outcome's JSON Schema asks for."
    )
    note: str | None = strawberry.field(
        default=None,
        description="Why, at most 2,000 characters; where the procedure ends, the submitter is told it.",
    )
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type(description="What takeStep answers with.")
class TakeStepPayload(Payload):
    """The ticket as it is after the step."""

    @strawberry.field(
        description="The ticket; null when nothing was taken, or it is out of the caller's sight now."
    )
    def ticket(self) -> Ticket | None:
        """Read it under present rights."""
        return cast("Ticket | None", self.row(TICKETS, "ticket"))


async def ask_platform(context: Context, input: TakeStepInput) -> Facts:
    """What the platform says about the ticket's member and order, where its procedure looks at that."""
    return await asking.for_step(context, needed("tkt", input.ticket_id, "ticketId"))


async def take_step(work: UnitOfWork, input: TakeStepInput, facts: Facts) -> Outcome:
    ticket = await running.take(
        work,
        ticket_id=needed("tkt", input.ticket_id, "ticketId"),
        step=input.step,
        outcome=input.outcome,
        fields=input.fields,  # type: ignore[arg-type]  # what is no object is refused by the form
        note=input.note,
        expected_version=input.expected_version,
        facts=facts,
    )
    return {"ticket": ticket.id}


@strawberry.type
class ProcedureMutations:
    """Mutations about procedures."""

    take_step = change(
        take_step,
        prepare=ask_platform,
        payload=TakeStepPayload,
        description="Take a current step with one of its outcomes: its form and its guards are judged, its effects "
        "happen, the steps that follow begin. Needs `procedure.take_step`, and the step must be the caller's to take. "
        "Events: procedure.step_taken, procedure.step_began, procedure.ended, clock.met, clock.started, "
        "ticket.status_changed.",
    )
