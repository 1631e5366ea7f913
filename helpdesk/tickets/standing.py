"""Whose member and whose order it is: the platform's to say, asked before a ticket is taken in.

Asked while no transaction is open. What is not the submitter's does not exist for them.
"""

from __future__ import annotations

from helpdesk.kit.actor import Actor, ActorKind
from helpdesk.kit.errors import NotFound
from helpdesk.platform.errors import PlatformUnavailable
from helpdesk.platform.port import Platform
from helpdesk.platform.values import Member, Order

SUBMITTERS = frozenset({ActorKind.MEMBER, ActorKind.STORE_MANAGER})


async def check(platform: Platform, actor: Actor, *, member_code: str | None, order_code: str | None) -> None:
    """Raise NotFound for a member or order that is not there, or not the submitter's.

    Members and store managers get PlatformUnavailable when nobody can say; who submits for others goes on.
    """
    try:
        if member_code is not None:
            _require(actor, await platform.member(member_code), "memberCode", "member", member_code)
        if order_code is not None:
            _require(actor, await platform.order(order_code), "orderCode", "order", order_code)
    except PlatformUnavailable:
        if actor.kind in SUBMITTERS:
            raise


def _require(actor: Actor, found: Member | Order | None, field: str, what: str, code: str) -> None:
    if found is None or not _is_theirs(actor, found):
        raise NotFound(field=field, what=what, id=code[:64])


def _is_theirs(actor: Actor, found: Member | Order) -> bool:
    if actor.kind is ActorKind.STORE_MANAGER:
        return found.store_code == actor.store_code
    if actor.kind is ActorKind.MEMBER:
        return (found.code if isinstance(found, Member) else found.member_code) == actor.member_code
    return True
