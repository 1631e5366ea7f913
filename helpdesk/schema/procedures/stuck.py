"""Acts that are stuck: their work list, and what a person decides about one."""

from __future__ import annotations

from typing import Any, cast

import strawberry
from sqlalchemy import literal_column

from helpdesk.events.work import UnitOfWork
from helpdesk.kit import paging
from helpdesk.kit.actor import Permission
from helpdesk.kit.statements import Condition
from helpdesk.procedures.acts import deciding
from helpdesk.procedures.acts.models import PlatformAct as ActRow
from helpdesk.procedures.facts import Facts
from helpdesk.schema.arguments import After, First
from helpdesk.schema.connections import Connection
from helpdesk.schema.context import Context, Info
from helpdesk.schema.fields import needed
from helpdesk.schema.mutation import Outcome, Payload, change
from helpdesk.schema.procedures.acts import PlatformAct
from helpdesk.schema.procedures.asking import about_act
from helpdesk.schema.projection.requests import paged
from helpdesk.schema.sources import ACTS, TICKETS
from helpdesk.schema.tickets.inputs import KEY, VERSION
from helpdesk.schema.tickets.types import Ticket

_STUCK = Condition(ActRow.state == literal_column("'STUCK'"))
_ACT = "The act, `act_…`; it must be stuck."
_REASON = "Why, at most 1,000 characters; kept on the ticket as an internal note."


@strawberry.type
class StuckActQueries:
    """Root fields about acts that are stuck."""

    @strawberry.field(
        description="Acts on the platform of which nobody can say whether they were done, the longest waiting first: "
        "those whose ticket is in the caller's sight. Needs `procedure.settle` and `ticket.read_internal`."
    )
    async def stuck_acts(
        self, info: Info, first: First = None, after: After = None
    ) -> Connection[PlatformAct]:
        """A page of the work list."""
        actor = info.context.actor
        actor.require(Permission.PROCEDURE_SETTLE)
        actor.require(Permission.TICKET_READ_INTERNAL)
        page = paging.page(first=first, after=after)
        found: Any = paged(ACTS, actor, _STUCK, *ACTS.reach(actor), order=["created_at", "id"], page=page)
        return cast("Connection[PlatformAct]", found)


@strawberry.input(description="An act that the platform is asked about again.")
class AskActAgainInput:
    """Which, and why."""

    act_id: strawberry.ID = strawberry.field(description=_ACT)
    reason: str = strawberry.field(description=_REASON)
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="An act that is sent again.")
class RepeatActInput:
    """Which, and why."""

    act_id: strawberry.ID = strawberry.field(description=_ACT)
    reason: str = strawberry.field(description=_REASON)
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.input(description="An act that is let be.")
class GiveUpActInput:
    """Which, and why."""

    act_id: strawberry.ID = strawberry.field(description=_ACT)
    reason: str = strawberry.field(description=_REASON)
    expected_version: int | None = strawberry.field(default=None, description=VERSION)
    idempotency_key: str | None = strawberry.field(default=None, description=KEY)


@strawberry.type
class _OfAct(Payload):
    @strawberry.field(description="The act as it is after the decision; null when nothing was decided.")
    def act(self) -> PlatformAct | None:
        """The act."""
        return cast("PlatformAct | None", self.row(ACTS, "act"))

    @strawberry.field(
        description="Its ticket; null when nothing was decided, or it is out of the caller's sight."
    )
    def ticket(self) -> Ticket | None:
        """The ticket."""
        return cast("Ticket | None", self.row(TICKETS, "ticket"))


@strawberry.type(description="What askActAgain answers with.")
class AskActAgainPayload(_OfAct):
    """The act."""


@strawberry.type(description="What repeatAct answers with.")
class RepeatActPayload(_OfAct):
    """The act."""


@strawberry.type(description="What giveUpAct answers with.")
class GiveUpActPayload(_OfAct):
    """The act."""


async def ask_act_again(work: UnitOfWork, input: AskActAgainInput) -> Outcome:
    return _of(
        await deciding.ask_again(
            work,
            act_id=needed("act", input.act_id, "actId"),
            reason=input.reason,
            expected_version=input.expected_version,
        )
    )


async def repeat_act(work: UnitOfWork, input: RepeatActInput) -> Outcome:
    return _of(
        await deciding.repeat(
            work,
            act_id=needed("act", input.act_id, "actId"),
            reason=input.reason,
            expected_version=input.expected_version,
        )
    )


async def give_up_act(work: UnitOfWork, input: GiveUpActInput, facts: Facts) -> Outcome:
    return _of(
        await deciding.give_up(
            work,
            act_id=needed("act", input.act_id, "actId"),
            reason=input.reason,
            expected_version=input.expected_version,
            facts=facts,
        )
    )


async def ask_platform(context: Context, input: GiveUpActInput) -> Facts:
    """What the step that follows must know, where the platform can say it."""
    context.actor.require(Permission.PROCEDURE_SETTLE)
    return await about_act(context, needed("act", input.act_id, "actId"))


def _of(act: ActRow) -> Outcome:
    return {"act": act.id, "ticket": act.ticket_id}


_AGAIN = (
    "Needs `procedure.settle`, for a ticket in the caller's sight. Events: ticket.comment_added, act.decided."
)


@strawberry.type
class StuckActMutations:
    """Decisions about acts that are stuck."""

    ask_act_again = change(
        ask_act_again,
        payload=AskActAgainPayload,
        description=f"Have the platform asked again what became of an act that is stuck. {_AGAIN}",
    )
    repeat_act = change(
        repeat_act,
        payload=RepeatActPayload,
        description="Have an act that is stuck sent again under its key, once the platform's people say that it was "
        f"not done. TOO_LATE_TO_REPEAT from `repeatableUntil` on. {_AGAIN}",
    )
    give_up_act = change(
        give_up_act,
        payload=GiveUpActPayload,
        prepare=ask_platform,
        description="Let an act that is stuck be as it is: its step ends as if the platform had refused, and the "
        "submitter is told where the procedure ends with it. Needs `procedure.settle`, for a ticket in the caller's "
        "sight. Events: ticket.comment_added, act.decided, procedure.step_taken, procedure.ended, "
        "ticket.status_changed.",
    )
