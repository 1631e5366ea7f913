"""Whom an integration's token lets in: found by the hash of its secret."""

from __future__ import annotations

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from helpdesk.accounts.errors import TokenExpired, TokenInvalid, TokenRevoked
from helpdesk.accounts.integration_tokens import PREFIX, hashed
from helpdesk.accounts.models import Integration
from helpdesk.accounts.token_models import IntegrationToken
from helpdesk.accounts.tokens import CallerRole, Claims

LOOKS_AT_ONCE: Final = 4
"""Connections that looking for tokens may take: whoever makes tokens up does not take them all."""
USE_IS_NEWS: Final = timedelta(minutes=1)
_FORM: Final = re.compile(re.escape(PREFIX) + r"[A-Za-z0-9_-]{43}")
_FIND: Final = (
    select(
        IntegrationToken.id, IntegrationToken.expires_at, IntegrationToken.last_used_at,
        IntegrationToken.revoked_at, Integration.external_key,
    )
    .join(Integration, Integration.id == IntegrationToken.integration_id)
    .where(IntegrationToken.secret_hash == bindparam("hash"))
)  # fmt: skip
_USED: Final = (
    update(IntegrationToken)
    .where(
        IntegrationToken.id == bindparam("token_id"),
        or_(IntegrationToken.last_used_at.is_(None), IntegrationToken.last_used_at < bindparam("before")),
    )
    .values(last_used_at=bindparam("at"))
)


class Bearers:
    """Looks tokens up. What they grant is resolved with the caller, under present rights."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._room = asyncio.Semaphore(LOOKS_AT_ONCE)

    async def find(self, token: str) -> Claims:
        """The claims of an integration's token. Raises TokenInvalid, TokenExpired, TokenRevoked."""
        if not _FORM.fullmatch(token):
            raise TokenInvalid(reason="form")
        async with self._room, self._engine.connect() as connection:
            row = (await connection.execute(_FIND, {"hash": hashed(token)})).one_or_none()
            if row is None:
                raise TokenInvalid(reason="unknown")
            if row.revoked_at is not None:
                raise TokenRevoked
            now = datetime.now(UTC)
            if row.expires_at <= now:
                raise TokenExpired
            if row.last_used_at is None or row.last_used_at < now - USE_IS_NEWS:
                await connection.execute(_USED, {"token_id": row.id, "before": now - USE_IS_NEWS, "at": now})
                await connection.commit()
        return Claims(row.external_key, CallerRole.INTEGRATION, row.expires_at, token_id=row.id)


def is_ours(token: str) -> bool:
    """Whether a bearer token is one that the helpdesk gave, and not the platform's."""
    return token.startswith(PREFIX)
