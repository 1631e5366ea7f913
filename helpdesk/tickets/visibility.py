"""Who sees which ticket: one rule, as SQL for lists and as a predicate for followers of the log.

A member sees their own tickets, a store manager the store's, an agent those of their groups and their own,
managers their department's, an admin all, an integration what its token grants (docs/domain.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, any_, false, or_, true

from helpdesk.events.log import Facets
from helpdesk.kit.actor import Actor, ActorKind, Permission
from helpdesk.kit.statements import Condition
from helpdesk.tickets.parameters import column, several


@dataclass(frozen=True, slots=True)
class Way:
    """One reason for which an actor sees a ticket: its column holds one of the values."""

    column: str
    values: frozenset[Any]


def ways(actor: Actor) -> tuple[Way, ...] | None:
    """All ways in which `actor` sees tickets, one per column; none at all, or None for every ticket."""
    if not actor.may(Permission.TICKET_READ):
        return ()
    if actor.sees_all:
        return None
    member = actor.member_code if actor.kind is ActorKind.MEMBER else None
    store = actor.store_code if actor.kind is ActorKind.STORE_MANAGER else None
    found = (
        Way("member_code", frozenset({member} if member else ())),
        Way("store_code", actor.store_codes | ({store} if store else set())),
        Way("group_id", actor.group_ids),
        Way("assignee_id", frozenset({actor.agent_id} if actor.agent_id else ())),
    )
    return tuple(way for way in found if way.values)


def visible(actor: Actor) -> Condition:
    """The condition under which `actor` sees a row of `tickets`."""
    found = ways(actor)
    if found is None:
        return Condition(true())
    return Condition(
        seen_by(tuple(way.column for way in found)),
        {f"seen_{way.column}": list(way.values) for way in found},
    )


@lru_cache
def seen_by(columns: tuple[str, ...]) -> ColumnElement[bool]:
    """The expression of ways by these columns, whose values are `seen_<column>`."""
    return or_(*(_one_of(column) for column in columns)) if columns else false()


def _one_of(name: str) -> ColumnElement[bool]:
    sql: ColumnElement[bool] = column(name) == any_(several(f"seen_{name}", name))
    return sql


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
