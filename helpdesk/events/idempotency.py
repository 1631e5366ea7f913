"""Idempotency keys: the same call twice is one change and one answer.

A key is unique per (actor, mutation) for 7 days and is written in the change's own transaction: a call
that fails stores nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select, text, update
from sqlalchemy.dialects.postgresql import insert

from helpdesk.events.log import plain
from helpdesk.events.models import IdempotencyKey
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.errors import Busy, Conflict
from helpdesk.kit.text import clean

KEPT = timedelta(days=7)
PATIENCE = "2s"


class IdempotencyKeyReused(Conflict):
    """The key was used with another input."""

    code = "IDEMPOTENCY_KEY_REUSED"
    en = "This idempotency key was used for another input."
    zh = "该幂等键已用于其他内容的请求。"


def digest(document: object) -> str:
    """A hash of an input, the same for the same values in any order of keys.

    It comes before the input is checked, so it takes whatever a caller can send: any depth, any text.
    """
    hashed = hashlib.sha256()
    waiting: list[object] = [document]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Mapping):
            hashed.update(b"{%d" % len(item))
            waiting.extend(part for key in sorted(item) for part in (item[key], key))
        elif is_dataclass(item):
            waiting.append({one.name: getattr(item, one.name) for one in fields(item)})
        elif isinstance(item, list | tuple):
            hashed.update(b"[%d" % len(item))
            waiting.extend(item)
        else:
            hashed.update(f"{type(item).__name__}:{item!r};".encode("utf-8", "surrogatepass"))
    return hashed.hexdigest()


async def claim(work: UnitOfWork, mutation: str, key: str, stated: str) -> dict[str, Any] | None:
    """Take the key for this call, or return what it led to before.

    `stated` is the input's digest. A concurrent twin waits at most two seconds for the first to finish,
    then gets Busy (retryable). Raises IdempotencyKeyReused.
    """
    key = clean(key, field="idempotencyKey", at_most=200)
    identity = {"actor_key": work.actor.key, "mutation": mutation, "key": key}
    await work.session.execute(text(f"SET LOCAL lock_timeout = '{PATIENCE}'"))
    await work.session.execute(
        delete(IdempotencyKey).filter_by(**identity).where(IdempotencyKey.at < work.now - KEPT)
    )
    taken = await work.session.scalar(
        insert(IdempotencyKey)
        .values(**identity, digest=stated, at=work.now)
        .on_conflict_do_nothing()
        .returning(IdempotencyKey.key)
    )
    await work.session.execute(text("SET LOCAL lock_timeout TO DEFAULT"))
    if taken is not None:
        return None
    return await _earlier(work, identity, stated)


async def _earlier(work: UnitOfWork, identity: dict[str, str], stated: str) -> dict[str, Any]:
    row = (
        await work.session.execute(
            select(IdempotencyKey.digest, IdempotencyKey.outcome).filter_by(**identity)
        )
    ).one_or_none()
    if row is None:
        raise Busy  # it grew too old and was removed just now
    if row.digest != stated:
        raise IdempotencyKeyReused(field="idempotencyKey")
    return dict(row.outcome or {})


async def settle(work: UnitOfWork, mutation: str, key: str, outcome: dict[str, Any]) -> None:
    """Keep the ids of what the call led to, in its own transaction."""
    await work.session.execute(
        update(IdempotencyKey)
        .filter_by(actor_key=work.actor.key, mutation=mutation, key=key.strip())
        .values(outcome=plain(outcome))
    )


async def forget(work: UnitOfWork) -> int:
    """Remove keys older than 7 days; how many."""
    result = await work.session.execute(delete(IdempotencyKey).where(IdempotencyKey.at < work.now - KEPT))
    return int(getattr(result, "rowcount", 0))
