"""Submitting a ticket (docs/domain.md, Intake)."""

from __future__ import annotations

from sqlalchemy import select

from helpdesk.events.log import history
from helpdesk.events.work import Transactor
from helpdesk.sla.models import SlaTimer
from helpdesk.tickets.intake import Submission, submit
from tests.actors import store_manager
from tests.world import World


async def test_a_submitted_ticket_goes_to_the_group_of_its_item_and_an_agent_on_duty(
    transactor: Transactor, world: World
) -> None:
    async with transactor.begin(store_manager("S001")) as work:
        ticket = await submit(work, Submission(service_item_id=world.items["product-use"], title="怎么用？"))
    assert ticket.group_id == world.groups["hotline"]
    assert ticket.assignee_id in {world.agents["wang"], world.agents["zhao"]}
    async with transactor.read() as connection:
        kinds = [event.kind for event in await history(connection, "ticket", ticket.id)]
        metrics = (await connection.scalars(select(SlaTimer.metric).order_by(SlaTimer.metric))).all()
    assert kinds == ["ticket.submitted", "ticket.routed", "ticket.assigned", "clock.started", "clock.started"]
    assert metrics == ["FIRST_RESPONSE", "RESOLUTION"]
