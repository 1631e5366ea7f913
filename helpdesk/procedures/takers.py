"""Who may take a step: an agent of its group, the holder of a position, or the requester."""

from __future__ import annotations

from helpdesk.accounts import organisation
from helpdesk.accounts.organisation import Level
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Actor, ActorKind
from helpdesk.procedures.definition import Step, TakenBy
from helpdesk.procedures.errors import NotYoursToTake
from helpdesk.procedures.models import ProcedureStep
from helpdesk.tickets.models import Ticket

_LEVELS: dict[TakenBy, Level] = {
    TakenBy.GROUP_MANAGER: 1,
    TakenBy.DEPARTMENT_MANAGER: 2,
    TakenBy.COMPANY_MANAGER: 3,
}
_WHO = {
    TakenBy.AGENT: ("an agent of the responsible group", "责任客服组的客服"),
    TakenBy.GROUP_MANAGER: ("the group's manager", "客服经理"),
    TakenBy.DEPARTMENT_MANAGER: ("the department's manager", "部门主管"),
    TakenBy.COMPANY_MANAGER: ("the company's manager", "总经理"),
    TakenBy.REQUESTER: ("the requester", "提交人"),
    TakenBy.SYSTEM: ("the helpdesk itself", "系统"),
}


async def require(work: UnitOfWork, ticket: Ticket, step: Step, turn: ProcedureStep) -> None:
    """Raise NotYoursToTake unless the actor takes this turn."""
    if not await may_take(work, ticket, step.taken_by, turn):
        en, zh = _WHO[step.taken_by]
        raise NotYoursToTake(field="step", who_en=en, who_zh=zh)


async def may_take(work: UnitOfWork, ticket: Ticket, taken_by: TakenBy, turn: ProcedureStep) -> bool:
    """Whether the actor, who sees the ticket, takes this turn. Positions are resolved now."""
    actor = work.actor
    match taken_by:
        case TakenBy.SYSTEM:
            return actor.kind is ActorKind.SYSTEM
        case TakenBy.REQUESTER:
            return is_requester(actor, ticket)
        case TakenBy.AGENT:
            return actor.agent_id is not None and _of_the_group(actor, ticket, turn)
        case _:
            holder = await organisation.resolve_position(
                work.session, turn.group_id, _LEVELS[taken_by], work.now
            )
            return actor.agent_id is not None and holder.agent_id == actor.agent_id


def is_requester(actor: Actor, ticket: Ticket) -> bool:
    """Whether the actor is the person, or the manager of the store, that the ticket is for."""
    if actor.kind is ActorKind.STORE_MANAGER:
        return ticket.requester_key == actor.key
    return actor.kind is ActorKind.MEMBER and ticket.member_code == actor.member_code


def _of_the_group(actor: Actor, ticket: Ticket, turn: ProcedureStep) -> bool:
    return turn.group_id in actor.works_in | actor.group_ids or ticket.assignee_id == actor.agent_id
