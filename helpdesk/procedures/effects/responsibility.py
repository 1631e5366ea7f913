"""Whose responsibility a complaint was is recorded when it closes (docs/domain.md, section 5)."""

from __future__ import annotations

from typing import Final

from sqlalchemy import func, select

from helpdesk.accounts import organisation
from helpdesk.accounts.models import Agent
from helpdesk.events.rows import new
from helpdesk.kit import ids
from helpdesk.kit.errors import NotFound
from helpdesk.kit.ids import new_id
from helpdesk.procedures.events import ResponsibilityRecorded
from helpdesk.procedures.models import Responsibility
from helpdesk.procedures.taking import Taking

TELLS: Final = 3
"""Which proven complaint of a kind about an agent in a calendar year the manager is told of."""


async def responsibility(taking: Taking) -> None:
    """Record `responsibility`, `proven` and `agent` as filled in; the third proven one tells the group's manager."""
    work, filled = taking.work, taking.fields
    named = filled.get("agent")
    agent_id = ids.decode("agt", named, field="fields.agent") if named else taking.ticket.assignee_id
    if agent_id is not None and await work.session.get(Agent, agent_id) is None:
        raise NotFound(field="fields.agent", what="agent", id=named)
    found: Responsibility = new(
        Responsibility, id=new_id(), ticket_id=taking.ticket.id, agent_id=agent_id, kind=filled["responsibility"],
        proven=filled["proven"], on_date=work.today,
    )  # fmt: skip
    work.add(found)
    await work.flush()
    count = await _proven_this_year(taking, found) if found.proven and agent_id else 0
    manager = None
    if count == TELLS and taking.turn is not None:
        manager = (
            await organisation.resolve_position(work.session, taking.turn.group_id, 1, work.now)
        ).agent_id
    work.record(
        taking.ticket,
        ResponsibilityRecorded(
            agent_id=agent_id,
            responsibility=found.kind,
            proven=found.proven,
            proven_this_year=count,
            told=manager,
        ),
    )


async def _proven_this_year(taking: Taking, found: Responsibility) -> int:
    first = taking.work.today.replace(month=1, day=1)
    query = select(func.count()).where(
        Responsibility.agent_id == found.agent_id, Responsibility.kind == found.kind, Responsibility.proven,
        Responsibility.on_date >= first, Responsibility.on_date < first.replace(year=first.year + 1),
    )  # fmt: skip
    return int(await taking.work.session.scalar(query) or 0)
