"""A delivery that was given up, without a server to refuse it."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import SYSTEM
from helpdesk.notify import fanning, giving_up, preferences
from helpdesk.notify.channels import Channel
from helpdesk.notify.inbox import Reason
from helpdesk.notify.models import Delivery, Notification
from helpdesk.notify.planning import Wish
from helpdesk.notify.states import DeliveryState
from helpdesk.tickets import assignment
from helpdesk.tickets.models import Ticket
from tests.features.tickets.build import Desk


async def given_up(desk: Desk, ticket: Ticket) -> UUID:
    """Zhao was given the ticket, and the letter that says so was given up."""
    zhao = desk.world.agents["zhao"]
    choices = {Channel.EMAIL: {Reason.ASSIGNED: Wish.AT_ONCE}}
    await desk.do(
        SYSTEM, preferences.save, agent_id=zhao, changes={"email": "zhao@example.com", "choices": choices}
    )
    for whom in (desk.world.agents["wang"], zhao):
        await desk.do(SYSTEM, assignment.assign, ticket_id=ticket.id, assignee_id=whom)
    while await desk.do(SYSTEM, fanning.fan_out, channels=frozenset({Channel.EMAIL})):
        pass

    async def lose(work: UnitOfWork) -> UUID:
        one = await work.session.scalar(
            select(Delivery)
            .join(Notification, Notification.id == Delivery.notification_id)
            .where(Notification.ticket_id == ticket.id)
            .order_by(Delivery.id.desc())
            .limit(1)
            .with_for_update(of=Delivery)
        )
        assert one is not None
        await giving_up.give_up(work, [one], DeliveryState.FAILED, "SMTP_RECIPIENT_550")
        return one.id

    return await desk.transactor.run(SYSTEM, lose)
