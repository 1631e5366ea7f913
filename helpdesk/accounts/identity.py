"""From a token's claims to the actor: who it is, what they may do, and whose tickets they see.

Two statements at most, since it is asked at every request.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    SQLColumnExpression,
    Text,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
)
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
from helpdesk.accounts.token_models import IntegrationToken, TokenRevocation
from helpdesk.accounts.tokens import CallerRole, Claims
from helpdesk.kit.actor import Actor, ActorKind, Permission
from helpdesk.kit.database import Lexical

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
    rows = (await connection.execute(_AGENT, {"external_key": claims.subject, **_of_token(claims)})).all()
    if not rows:
        raise UnknownCaller
    if rows[0].revoked:
        raise TokenRevoked
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
    key = f"integration:{claims.subject}"
    given = {"external_key": claims.subject, "actor_key": key, **_of_token(claims)}
    standing = (await connection.execute(_INTEGRATION, given)).one()
    if standing.shut_out:
        raise UnknownCaller
    if standing.revoked:
        raise TokenRevoked
    groups: Iterable[UUID] = ()
    if claims.groups:
        groups = (await connection.scalars(_GROUPS_BY_CODE, {"codes": sorted(claims.groups)})).all()
    return Actor(
        kind=ActorKind.INTEGRATION,
        key=key,
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
    if row.revoked_at is not None or row.revoked:
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
    store_code = claims.store_code if is_store else None
    key = f"store:{store_code}" if is_store else f"member:{claims.member_code}"
    role = roles.STORE_MANAGER if is_store else roles.MEMBER
    row = (await connection.execute(_SUBMITTER, {"role": role, "actor_key": key, **_of_token(claims)})).one()
    if row.revoked:
        raise TokenRevoked
    return Actor(
        kind=ActorKind.STORE_MANAGER if is_store else ActorKind.MEMBER,
        key=key,
        permissions=_granted(row.permissions or ()),
        store_code=store_code,
        member_code=claims.member_code,
        store_codes=frozenset((store_code,) if store_code else ()),
    )


def _of_token(claims: Claims) -> dict[str, object]:
    """What a token is revoked by, besides whose it is."""
    return {"jti": claims.jti, "issued_at": claims.issued_at}


def _revoked(
    actor_key: ColumnElement[str], issued_at: SQLColumnExpression[datetime] | None = None
) -> ColumnElement[bool]:
    """Whether the token is revoked: by itself, or with all of the actor that were issued before an instant.

    Two looks at an index, in the statement that finds the actor. Without `issued_at` it is the platform's token.
    """
    found = TokenRevocation
    theirs = issued_at is None
    instant = bindparam("issued_at", type_=found.issued_before.type) if issued_at is None else issued_at
    of_actor = exists().where(
        found.actor_key == actor_key, or_(instant.is_(None), found.issued_before > instant)
    )
    own = exists().where(found.jti == bindparam("jti", type_=Lexical))
    return or_(own, of_actor) if theirs else of_actor


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


_ACTOR_KEY: Final = bindparam("actor_key", type_=Lexical)
_AGENT: Final = (
    select(
        Agent.id,
        Role.permissions,
        Role.sees_all,
        _revoked(literal("agent:") + func.replace(cast(Agent.id, Text), "-", "")).label("revoked"),
    )
    .outerjoin(Role, Role.key == Agent.roles.any_())
    .where(Agent.external_key == bindparam("external_key"), Agent.active)
)
_GROUPS: Final = _visible_groups()
_SUBMITTER: Final = select(
    select(Role.permissions).where(Role.key == bindparam("role")).scalar_subquery().label("permissions"),
    _revoked(_ACTOR_KEY).label("revoked"),
)
_INTEGRATION: Final = select(
    exists()
    .where(Integration.external_key == bindparam("external_key"), ~Integration.active)
    .label("shut_out"),
    _revoked(_ACTOR_KEY).label("revoked"),
)
_OWN_TOKEN: Final = (
    select(
        Integration.external_key, Integration.active, IntegrationToken.permissions, IntegrationToken.stores,
        IntegrationToken.group_ids, IntegrationToken.sees_all, IntegrationToken.revoked_at,
        _revoked(literal("integration:") + Integration.external_key, IntegrationToken.created_at).label("revoked"),
    )
    .join(Integration, Integration.id == IntegrationToken.integration_id)
    .where(IntegrationToken.id == bindparam("token_id"))
)  # fmt: skip
_GROUPS_BY_CODE: Final = select(AgentGroup.id).where(AgentGroup.code.in_(bindparam("codes", expanding=True)))
