"""Making and revoking the tokens of integrations."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

from pydantic import SecretStr
from sqlalchemy import select

from helpdesk.accounts.errors import RightsBeyondYours
from helpdesk.accounts.events import IntegrationTokenCreated, IntegrationTokenRevoked
from helpdesk.accounts.models import AgentGroup, Integration
from helpdesk.accounts.token_models import IntegrationToken
from helpdesk.events.work import UnitOfWork
from helpdesk.kit import ids
from helpdesk.kit.actor import Permission
from helpdesk.kit.errors import InvalidValue, NotFound
from helpdesk.kit.ids import new_id
from helpdesk.kit.text import clean

PREFIX: Final = "hdi_"
SECRET_BYTES: Final = 32
MOST_NAMED: Final = 500


@dataclass(frozen=True, slots=True)
class Grant:
    """What a token lets its bearer do, and on which tickets: all, or those of the stores and groups."""

    permissions: Collection[Permission]
    stores: Collection[str] = ()
    group_ids: Collection[UUID] = ()
    sees_all: bool = False


async def create_token(
    work: UnitOfWork, *, integration_id: UUID, name: str, grant: Grant, expires_at: datetime
) -> tuple[IntegrationToken, SecretStr]:
    """Make a token for an integration; the token and its secret, which is kept nowhere.

    It grants no more than its maker has. Raises NotFound, RightsBeyondYours and InvalidValue.
    """
    work.actor.require(Permission.ORGANISATION_WRITE)
    values = _values(name, grant, expires_at)
    _require_grantable(work, grant, values["stores"])
    if await work.session.get(Integration, integration_id) is None:
        raise NotFound(field="integrationId", what="integration", id=ids.encode("itg", integration_id))
    await _require_groups(work, grant.group_ids)
    secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
    token = IntegrationToken(
        id=new_id(), integration_id=integration_id, secret_hash=hashed(secret), created_by=work.actor.key,
        created_at=work.now, last_used_at=None, revoked_by=None, revoked_at=None, revision=0,
        last_event_at=work.now, **values,
    )  # fmt: skip
    work.session.add(token)
    work.track(token, new=True)
    shown = {name: value for name, value in values.items() if name != "name"}
    work.record(token, IntegrationTokenCreated(integration_id=integration_id, **shown))
    return token, SecretStr(secret)


async def revoke_token(work: UnitOfWork, *, token_id: UUID) -> IntegrationToken:
    """Let a token in no longer, from the commit on. One that is revoked stays as it was. Raises NotFound."""
    work.actor.require(Permission.ORGANISATION_WRITE)
    query = select(IntegrationToken).where(IntegrationToken.id == token_id)
    token = await work.session.scalar(query.with_for_update(key_share=True))
    if token is None:
        raise NotFound(field="integrationTokenId", what="integration token", id=ids.encode("itk", token_id))
    work.track(token)
    if token.revoked_at is None:
        token.revoked_by, token.revoked_at = work.actor.key, work.now
        work.record(token, IntegrationTokenRevoked(token.integration_id))
    return token


def hashed(secret: str) -> bytes:
    """What is kept of a secret, and what it is found by."""
    return sha256(secret.encode()).digest()


def _values(name: str, grant: Grant, expires_at: datetime) -> dict[str, Any]:
    """The columns. Expiry is judged by real time, as of all tokens."""
    if expires_at <= datetime.now(UTC):
        raise InvalidValue("expiresAt", "The expiry must lie in the future.", "到期时间必须晚于当前时间。")
    if not grant.permissions:
        raise InvalidValue("permissions", "Grant at least one permission.", "请至少授予一项权限。")
    for field, named in (("stores", grant.stores), ("groupIds", grant.group_ids)):
        if len(named) > MOST_NAMED:
            raise InvalidValue(field, f"At most {MOST_NAMED} can be named.", f"最多可指定 {MOST_NAMED} 个。")
    return {
        "name": clean(name, field="name", at_most=100),
        "permissions": sorted({permission.value for permission in grant.permissions}),
        "stores": sorted({clean(code, field="stores", at_most=200) for code in grant.stores}),
        "group_ids": sorted(set(grant.group_ids)),
        "sees_all": grant.sees_all,
        "expires_at": expires_at,
    }


def _require_grantable(work: UnitOfWork, grant: Grant, stores: Collection[str]) -> None:
    """Nobody gives away what they lack: permissions, and sight of tickets."""
    actor = work.actor
    if beyond := sorted(set(grant.permissions) - actor.permissions):
        raise RightsBeyondYours(field="permissions", permissions=", ".join(beyond))
    if actor.sees_all:
        return
    if grant.sees_all:
        raise RightsBeyondYours(field="seesAll", permissions="sees_all")
    if unseen := sorted(set(stores) - actor.store_codes):
        raise RightsBeyondYours(field="stores", permissions=", ".join(unseen))
    if set(grant.group_ids) - actor.group_ids:
        raise RightsBeyondYours(field="groupIds", permissions="groupIds")


async def _require_groups(work: UnitOfWork, group_ids: Collection[UUID]) -> None:
    known = set(await work.session.scalars(select(AgentGroup.id).where(AgentGroup.id.in_(group_ids))))
    for missing in sorted(set(group_ids) - known):
        raise NotFound(field="groupIds", what="agent group", id=ids.encode("grp", missing))
