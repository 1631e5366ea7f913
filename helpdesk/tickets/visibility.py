"""Who sees which ticket: one rule, as SQL for lists and as a predicate for followers of the log.

A member sees their own tickets, a store manager the store's, an agent those of their groups and their own,
managers their department's, an admin all, an integration what its token grants (docs/domain.md).
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, false, or_, true

from helpdesk.events.log import Facets
from helpdesk.kit.actor import Actor, ActorKind, Permission
from helpdesk.tickets.models import Ticket


def visible(actor: Actor) -> ColumnElement[bool]:
    """The condition under which `actor` sees a row of `tickets`."""
    if not actor.may(Permission.TICKET_READ):
        return false()
    if actor.sees_all:
        return true()
    ways: list[ColumnElement[bool]] = []
    if actor.kind is ActorKind.MEMBER and actor.member_code:
        ways.append(Ticket.member_code == actor.member_code)
    if actor.kind is ActorKind.STORE_MANAGER and actor.store_code:
        ways.append(Ticket.store_code == actor.store_code)
    if actor.group_ids:
        ways.append(Ticket.group_id.in_(actor.group_ids))
    if actor.agent_id:
        ways.append(Ticket.assignee_id == actor.agent_id)
    if actor.store_codes:
        ways.append(Ticket.store_code.in_(actor.store_codes))
    return or_(*ways) if ways else false()


def sees(actor: Actor, facets: Facets) -> bool:
    """Whether `actor` sees a ticket that looks like this: the same rule as `visible`."""
    if not actor.may(Permission.TICKET_READ):
        return False
    if actor.sees_all:
        return True
    store, member = facets.get("store_code"), facets.get("member_code")
    if actor.kind is ActorKind.MEMBER and actor.member_code and member == actor.member_code:
        return True
    if actor.kind is ActorKind.STORE_MANAGER and actor.store_code and store == actor.store_code:
        return True
    if actor.agent_id and facets.get("assignee_id") == str(actor.agent_id):
        return True
    return UUID(facets["group_id"]) in actor.group_ids or store in actor.store_codes
