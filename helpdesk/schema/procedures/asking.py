"""What is asked of the platform before a transaction begins."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select

from helpdesk.kit import ids
from helpdesk.kit.errors import NotFound
from helpdesk.platform.errors import PlatformUnavailable
from helpdesk.procedures.acts.models import PlatformAct
from helpdesk.procedures.definition import PROCEDURE
from helpdesk.procedures.facts import Facts, gather
from helpdesk.procedures.models import Procedure
from helpdesk.procedures.registry import asks_platform
from helpdesk.procedures.running import RUNNING
from helpdesk.schema.context import Context
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.requesters import code
from helpdesk.tickets.visibility import visible


async def about(context: Context, *, member_code: str | None = None, order_code: str | None = None) -> Facts:
    """The facts of a member and an order. Raises PlatformUnavailable, InvalidValue for what can be no code."""
    services = context.services
    return await gather(
        services.platform,
        member_code=code(member_code, "memberCode"),
        order_code=code(order_code, "orderCode"),
        now=services.transactor.clock.now(),
    )


async def about_ticket(context: Context, ticket_id: UUID) -> Facts:
    """The facts of a ticket's member and order. Raises NotFound for a ticket out of the caller's sight."""
    sight = visible(context.actor)
    query = select(Ticket.member_code, Ticket.order_code).where(Ticket.id == ticket_id, sight.sql)
    async with context.services.transactor.read() as connection:
        found = (await connection.execute(query, dict(sight.values))).one_or_none()
    if found is None:
        raise NotFound(field="ticketId", what="ticket", id=ids.encode("tkt", ticket_id))
    return await about(context, member_code=found.member_code, order_code=found.order_code)


async def about_act(context: Context, act_id: UUID) -> Facts:
    """The facts of an act's ticket; none where it is out of the caller's sight, or the platform is away."""
    sight = visible(context.actor)
    query = (
        select(Ticket.member_code, Ticket.order_code)
        .join(PlatformAct, PlatformAct.ticket_id == Ticket.id)
        .where(PlatformAct.id == act_id, sight.sql)
    )
    async with context.services.transactor.read() as connection:
        found = (await connection.execute(query, dict(sight.values))).one_or_none()
    if found is None:
        return Facts()
    try:
        return await about(context, member_code=found.member_code, order_code=found.order_code)
    except PlatformUnavailable:
        return Facts()


async def for_step(context: Context, ticket_id: UUID) -> Facts:
    """The facts for taking a step of a ticket's procedure, asked only where the procedure looks at them."""
    query = select(Procedure.definition_id, Procedure.configuration_version).where(
        Procedure.ticket_id == ticket_id, Procedure.state == RUNNING
    )
    async with context.services.transactor.read() as connection:
        found = (await connection.execute(query)).one_or_none()
    if found is None:
        return Facts()
    definition = (await context.configuration(found.configuration_version)).of(PROCEDURE)[found.definition_id]
    return await about_ticket(context, ticket_id) if asks_platform(definition) else Facts()
