"""The earlier ticket about the same matter."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from helpdesk.procedures.models import Procedure
from helpdesk.procedures.taking import Taking
from helpdesk.tickets.models import Ticket

DAYS = 30


async def same_matter(taking: Taking) -> Ticket | None:
    """The latest ticket with this procedure of the same requester in the last `days`: about the same order where one is
    named, else under the same service item."""
    ticket, since = taking.ticket, taking.work.now - timedelta(days=taking.given.get("days", DAYS))
    query = select(Ticket).join(Procedure, Procedure.ticket_id == Ticket.id).where(
        Procedure.code == taking.procedure.code, Ticket.id != ticket.id, Ticket.created_at >= since
    )  # fmt: skip
    if ticket.customer_id is not None:
        query = query.where(Ticket.customer_id == ticket.customer_id)
    else:
        query = query.where(
            Ticket.requester_key == ticket.requester_key, Ticket.store_code == ticket.store_code
        )
    if ticket.order_code is not None:
        query = query.where(Ticket.order_code == ticket.order_code)
    else:
        query = query.where(Ticket.service_item_id == ticket.service_item_id)
    found: Ticket | None = await taking.work.session.scalar(query.order_by(Ticket.created_at.desc()).limit(1))
    return found
