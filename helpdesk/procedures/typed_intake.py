"""Intake by a mutation of its own: the ticket, its procedure, what it holds alone and its hard deadline, at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from helpdesk.catalog.tree import Catalog
from helpdesk.configuration.kinds import Snapshot
from helpdesk.configuration.versions import Configurations
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.errors import NotFound
from helpdesk.procedures import running
from helpdesk.procedures.definition import PROCEDURE, ProcedureDocument
from helpdesk.procedures.facts import Facts
from helpdesk.procedures.models import Procedure
from helpdesk.sla import repository as sla
from helpdesk.sla import timers
from helpdesk.sla.dated import Instant
from helpdesk.sla.terms import Metric, deadline
from helpdesk.tickets import intake, promises
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.submissions import Submission


async def offered(work: UnitOfWork, mutation: str) -> tuple[UUID, ProcedureDocument]:
    """The service item whose procedure this mutation begins, the first by place. Raises NotFound."""
    return item_of(await work.resource(Configurations).current(work.session), mutation)


def item_of(snapshot: Snapshot, mutation: str) -> tuple[UUID, ProcedureDocument]:
    """As `offered`, in a version of the configuration."""
    catalog, procedures = Catalog.of(snapshot), snapshot.of(PROCEDURE)
    for item in sorted(catalog.items.values(), key=lambda item: (item.position, item.code)):
        if item.submittable and catalog.is_offered(item.id):
            found = catalog.effective(item.id).procedure
            if found is not None and procedures[found.value].intake == mutation:
                return item.id, procedures[found.value]
    raise NotFound(field="input", what="service item", id=mutation)


async def submit(
    work: UnitOfWork,
    submission: Submission,
    *,
    claims: Iterable[str],
    facts: Facts,
    knowing: Mapping[str, Any] | None = None,
    closes_at: datetime | None = None,
) -> tuple[Ticket, Procedure]:
    """Take a ticket in by the mutation that its submission names, under the item `offered`, and begin its procedure.

    Its hard deadline is `closes_at`. Raises what `intake.submit` raises, and ProcedureOpenAlready.
    """
    ticket = await intake.submit(work, submission)
    snapshot = await work.resource(Configurations).get(work.session, ticket.configuration_version)
    _, definition = item_of(snapshot, submission.intake or "")
    procedure = await running.begin(
        work, ticket, snapshot, definition, claims=claims, knowing=knowing, facts=facts
    )
    if closes_at is not None:
        await set_deadline(work, ticket, definition, closes_at)
    return ticket, procedure


async def set_deadline(
    work: UnitOfWork, ticket: Ticket, definition: ProcedureDocument, closes_at: datetime
) -> None:
    """Start the clock of a hard deadline, unless the definition does nothing at it."""
    if definition.at_deadline is None:
        return
    terms = deadline(
        closes_at,
        configuration_version=ticket.configuration_version,
        warn_before=definition.at_deadline.warn_before,
        escalation=definition.at_deadline.escalation,
    )
    hours = (await promises.of(work, ticket)).hours
    await timers.begin_step(work, hours, ticket, terms=terms, metric=Metric.DEADLINE)


async def move_deadline(
    work: UnitOfWork, ticket: Ticket, definition: ProcedureDocument, closes_at: datetime, *, reason: str
) -> None:
    """Let the hard deadline be at another instant. One that passed already is cancelled, and another clock starts."""
    if definition.at_deadline is None:
        return
    hours = (await promises.of(work, ticket)).hours
    for timer in await timers.live(work, ticket, Metric.DEADLINE):
        state = sla.state_of(timer)
        if state.breached_at is None and not state.is_overdue(work.now):
            terms = state.terms.model_copy(update={"target": Instant(at=closes_at)})
            await timers.retarget_one(work, hours, ticket, timer_id=timer.id, terms=terms, reason=reason)
            return
        await timers.cancel_one(work, hours, ticket, timer_id=timer.id, reason=reason)
    await set_deadline(work, ticket, definition, closes_at)
