"""Acts of which nobody can say whether the platform did them."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import SYSTEM
from helpdesk.procedures.acts import claiming, settling
from helpdesk.procedures.acts.models import PlatformAct
from helpdesk.procedures.acts.states import OPEN
from helpdesk.tickets.models import Ticket
from tests.features.tickets.build import Desk


async def stick(desk: Desk, ticket: Ticket) -> UUID:
    """Let the act that a ticket waits for be stuck, as after twelve tries that told nothing; its id."""
    waiting = select(PlatformAct).where(PlatformAct.ticket_id == ticket.id, PlatformAct.state.in_(OPEN))
    [act] = await desk.scalars(waiting)

    async def run(work: UnitOfWork) -> None:
        found = await claiming.locked(work, act.id)
        assert found is not None
        await settling.stick(work, found, why="NO_ANSWER")

    await desk.transactor.run(SYSTEM, run)
    return act.id
