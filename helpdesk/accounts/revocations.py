"""Taking tokens back before they expire: one by its `jti`, or all of an actor that were issued before an instant."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import delete, select

from helpdesk.accounts.events import TokenRevoked, TokensRevoked
from helpdesk.accounts.token_models import TokenRevocation
from helpdesk.accounts.tokens import LONGEST_JTI
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Permission
from helpdesk.kit.errors import Busy, InvalidValue
from helpdesk.kit.ids import new_id
from helpdesk.kit.text import clean

_ACTOR_KEY: Final = re.compile(r"agent:[0-9a-f]{32}|(?:store|member|integration):[^\x00-\x1f\x7f]{1,200}")


async def revoke_token(work: UnitOfWork, *, jti: str, expires_at: datetime, reason: str) -> TokenRevocation:
    """Let the platform's token of that `jti` in no longer. One that is revoked stays so, at the latest expiry stated.

    `expires_at` is the token's `exp`: after it nothing need be remembered. Raises InvalidValue.
    """
    work.actor.require(Permission.ORGANISATION_WRITE)
    jti = clean(jti, field="jti", at_most=LONGEST_JTI)
    reason = clean(reason, field="reason", at_most=500)
    if expires_at <= datetime.now(UTC):
        raise InvalidValue("expiresAt", "The token has expired already.", "令牌已过期，无需吊销。")
    found = await _locked(work, TokenRevocation.jti == jti)
    if found is not None and found.expires_at is not None and found.expires_at >= expires_at:
        return found
    revocation = found or _new(work, jti=jti)
    revocation.expires_at, revocation.reason = expires_at, reason
    return await _kept(work, revocation, TokenRevoked(jti, expires_at), new=found is None)


async def revoke_tokens_of(
    work: UnitOfWork,
    *,
    actor_key: str,
    issued_before: datetime | None = None,
    expires_at: datetime | None = None,
    reason: str,
) -> TokenRevocation:
    """Let an actor's tokens in no longer that were issued before an instant (`iat`), now when left out.

    Tokens that do not say when they were issued count as issued before. The helpdesk's own tokens of an integration
    count too. `expires_at` is when the last of them ends, after which nothing need be remembered; without it the
    row is kept for good. An earlier instant than is in force changes nothing. Raises InvalidValue.
    """
    work.actor.require(Permission.ORGANISATION_WRITE)
    now = datetime.now(UTC)
    reason = clean(reason, field="reason", at_most=500)
    issued_before = issued_before or now
    if not _ACTOR_KEY.fullmatch(actor_key):
        raise InvalidValue(
            "actorKey",
            "This is no key of an actor, as `agent:…`, `store:…`, `member:…`, `integration:…`.",
            "这不是有效的主体标识，应形如 `agent:…`、`store:…`、`member:…`、`integration:…`。",
        )
    if issued_before > now:
        raise InvalidValue(
            "issuedBefore", "The instant must not lie in the future.", "时间不能晚于当前时间。"
        )
    if expires_at is not None and expires_at <= now:
        raise InvalidValue("expiresAt", "The tokens have expired already.", "令牌已过期，无需吊销。")
    found = await _locked(work, TokenRevocation.actor_key == actor_key)
    if found is not None and found.issued_before is not None and found.issued_before >= issued_before:
        return found
    revocation = found or _new(work, actor_key=actor_key)
    revocation.issued_before, revocation.reason = issued_before, reason
    kept_until = revocation.expires_at
    for_good = expires_at is None or (found is not None and kept_until is None)
    revocation.expires_at = None if for_good else max(filter(None, (kept_until, expires_at)))
    return await _kept(work, revocation, TokensRevoked(actor_key, issued_before), new=found is None)


async def forget(work: UnitOfWork) -> None:
    """Remove what is about tokens that ended anyway."""
    await work.session.execute(delete(TokenRevocation).where(TokenRevocation.expires_at < datetime.now(UTC)))


async def _locked(work: UnitOfWork, condition: Any) -> TokenRevocation | None:
    found = await work.session.scalar(
        select(TokenRevocation).where(condition).with_for_update(key_share=True)
    )
    if found is not None:
        work.track(found)
    return found


def _new(work: UnitOfWork, *, jti: str | None = None, actor_key: str | None = None) -> TokenRevocation:
    return TokenRevocation(
        id=new_id(), jti=jti, actor_key=actor_key, issued_before=None, expires_at=None, reason="",
        revoked_by=work.actor.key, revoked_at=work.now, revision=0, last_event_at=work.now,
    )  # fmt: skip


async def _kept(
    work: UnitOfWork, revocation: TokenRevocation, event: TokenRevoked | TokensRevoked, *, new: bool
) -> TokenRevocation:
    """Written and told. Somebody else who revoked the same at the same time makes it Busy: tried again, it is done."""
    if new:
        work.session.add(revocation)
        work.track(revocation, new=True)
    revocation.revoked_by, revocation.revoked_at = work.actor.key, work.now
    await work.flush(uq_token_revocations_jti=Busy(), uq_token_revocations_actor_key=Busy())
    work.record(revocation, event)
    return revocation
