"""From a token's claims to the actor: who it is, what they may do, and whose tickets they see.

Two statements at most, since it is asked at every request.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from sqlalchemy import BindParameter, Select, and_, bindparam, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from helpdesk.accounts import roles
from helpdesk.accounts.errors import TokenRevoked, UnknownCaller
from helpdesk.accounts.models import (
    Agent,
    AgentGroup,
    GroupMember,
    Integration,
    OrganisationUnit,
    Role,
    UnitKind,
)
from helpdesk.accounts.token_models import IntegrationToken
from helpdesk.accounts.tokens import CallerRole, Claims
from helpdesk.kit.actor import Actor, ActorKind, Permission

Connection = AsyncConnection | AsyncSession


async def resolve(connection: Connection, claims: Claims) -> Actor:
    """The actor that the claims stand for, with present rights. Raises UnknownCaller and TokenRevoked.

    An agent sees the groups they work in or lead: a group by managing or standing in for it, all groups
    of a department led, and every group when they lead the company.
    """
    if claims.role is CallerRole.AGENT:
        return await _agent(connection, claims)
    if claims.token_id is not None:
        return await _by_own_token(connection, claims.token_id)
    if claims.role is CallerRole.INTEGRATION:
        return await _integration(connection, claims)
    return await _submitter(connection, claims)


async def _agent(connection: Connection, claims: Claims) -> Actor:
    rows = (await connection.execute(_AGENT, {"external_key": claims.subject})).all()
    if not rows:
        raise UnknownCaller
    agent_id: UUID = rows[0].id
    groups = (await connection.execute(_GROUPS, {"agent_id": agent_id})).all()
    return Actor(
        kind=ActorKind.AGENT,
        key=f"agent:{agent_id.hex}",
        permissions=_granted(name for row in rows for name in row.permissions or ()),
        agent_id=agent_id,
        sees_all=any(row.sees_all for row in rows),
        group_ids=frozenset(row.id for row in groups),
        works_in=frozenset(row.id for row in groups if row.works_in),
    )


async def _integration(connection: Connection, claims: Claims) -> Actor:
    """What the token grants, unless the integration was shut out here."""
    if await connection.scalar(_IS_SHUT_OUT, {"external_key": claims.subject}):
        raise UnknownCaller
    groups: Iterable[UUID] = ()
    if claims.groups:
        groups = (await connection.scalars(_GROUPS_BY_CODE, {"codes": sorted(claims.groups)})).all()
    return Actor(
        kind=ActorKind.INTEGRATION,
        key=f"integration:{claims.subject}",
        permissions=claims.permissions,
        sees_all=claims.everything,
        group_ids=frozenset(groups),
        store_codes=claims.stores,
    )


async def _by_own_token(connection: Connection, token_id: UUID) -> Actor:
    """What the helpdesk's own token grants, unless it was revoked or its integration was shut out."""
    row = (await connection.execute(_OWN_TOKEN, {"token_id": token_id})).one_or_none()
    if row is None or not row.active:
        raise UnknownCaller
    if row.revoked_at is not None:
        raise TokenRevoked
    return Actor(
        kind=ActorKind.INTEGRATION,
        key=f"integration:{row.external_key}",
        permissions=_granted(row.permissions),
        sees_all=row.sees_all,
        group_ids=frozenset(row.group_ids),
        store_codes=frozenset(row.stores),
    )


async def _submitter(connection: Connection, claims: Claims) -> Actor:
    is_store = claims.role is CallerRole.STORE_MANAGER
    key = roles.STORE_MANAGER if is_store else roles.MEMBER
    granted = await connection.scalar(_ROLE, {"key": key})
    store_code = claims.store_code if is_store else None
    return Actor(
        kind=ActorKind.STORE_MANAGER if is_store else ActorKind.MEMBER,
        key=f"store:{store_code}" if is_store else f"member:{claims.member_code}",
        permissions=_granted(granted or ()),
        store_code=store_code,
        member_code=claims.member_code,
        store_codes=frozenset((store_code,) if store_code else ()),
    )


def _granted(names: Iterable[str]) -> frozenset[Permission]:
    known = frozenset(names)
    return frozenset(permission for permission in Permission if permission.value in known)


def _visible_groups() -> Select[UUID, bool]:
    """Groups that an agent works in or leads, and which of them they work in."""
    me: BindParameter[UUID] = bindparam("agent_id")
    unit, child = OrganisationUnit, OrganisationUnit.__table__.alias("child")
    led = (
        select(unit.id, unit.kind)
        .where(or_(unit.manager_id == me, unit.deputy_id == me))
        .cte("led", recursive=True)
    )
    led = led.union(select(child.c.id, child.c.kind).join(led, child.c.parent_id == led.c.id))
    leads_company = exists().where(led.c.kind == UnitKind.COMPANY.value)
    return (
        select(AgentGroup.id, GroupMember.agent_id.is_not(None).label("works_in"))
        .outerjoin(GroupMember, and_(GroupMember.group_id == AgentGroup.id, GroupMember.agent_id == me))
        .where(
            or_(
                GroupMember.agent_id.is_not(None),
                AgentGroup.manager_id == me,
                AgentGroup.deputy_id == me,
                AgentGroup.department_id.in_(select(led.c.id)),
                leads_company,
            )
        )
    )


_AGENT: Final = (
    select(Agent.id, Role.permissions, Role.sees_all)
    .outerjoin(Role, Role.key == Agent.roles.any_())
    .where(Agent.external_key == bindparam("external_key"), Agent.active)
)
_GROUPS: Final = _visible_groups()
_ROLE: Final = select(Role.permissions).where(Role.key == bindparam("key"))
_IS_SHUT_OUT: Final = (
    select(Integration.id).where(Integration.external_key == bindparam("external_key"), ~Integration.active)
)  # fmt: skip
_OWN_TOKEN: Final = (
    select(
        Integration.external_key, Integration.active, IntegrationToken.permissions, IntegrationToken.stores,
        IntegrationToken.group_ids, IntegrationToken.sees_all, IntegrationToken.revoked_at,
    )
    .join(Integration, Integration.id == IntegrationToken.integration_id)
    .where(IntegrationToken.id == bindparam("token_id"))
)  # fmt: skip
_GROUPS_BY_CODE: Final = select(AgentGroup.id).where(AgentGroup.code.in_(bindparam("codes", expanding=True)))
