"""Idempotency keys: the same call twice is one change and one answer.

A key is unique per (actor, mutation) for 7 days and is written in the change's own transaction: a call
that fails stores nothing.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import timedelta
from typing import Any

import orjson
from pydantic import SecretStr
from sqlalchemy import delete

from helpdesk.events.log import plain
from helpdesk.events.models import IdempotencyKey
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.errors import Busy, Conflict
from helpdesk.kit.pipeline import Prepared, Rows
from helpdesk.kit.text import clean

KEPT = timedelta(days=7)


class IdempotencyKeyReused(Conflict):
    """The key was used with another input."""

    code = "IDEMPOTENCY_KEY_REUSED"
    en = "This idempotency key was used for another input."
    zh = "该幂等键已用于其他内容的请求。"


_SCALARS = frozenset({str, int, bool, float, type(None)})


def digest(document: object) -> str:
    """A hash of an input, the same for the same values in any order of keys.

    It comes before the input is checked, so it takes whatever a caller can send: any depth, any text.
    """
    parts: list[str] = []
    waiting: list[object] = [document]
    while waiting:
        item = waiting.pop()
        if type(item) in _SCALARS:
            parts.append(f"{type(item).__name__}:{item!r};")
        elif isinstance(item, Mapping):
            parts.append(f"{{{len(item)}")
            waiting.extend(part for key in sorted(item) for part in (item[key], key))
        elif isinstance(item, list | tuple):
            parts.append(f"[{len(item)}")
            waiting.extend(item)
        elif is_dataclass(item):
            waiting.append({one.name: getattr(item, one.name) for one in fields(item)})
        else:
            parts.append(f"{type(item).__name__}:{item!r};")
    return hashlib.sha256("".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


class Repeated(Exception):
    """The call was made before; this is what it led to."""

    def __init__(self, outcome: dict[str, Any]) -> None:
        super().__init__()
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class Key:
    """A caller's key for one mutation, with the digest of the input that it came with."""

    mutation: str
    key: str
    digest: str

    @classmethod
    def of(cls, mutation: str, key: str, document: object) -> Key:
        """The key as it is kept. Raises InvalidValue."""
        return cls(mutation, clean(key, field="idempotencyKey", at_most=200), digest(document))


def claim(work: UnitOfWork, key: Key) -> None:
    """Take the key in front of the first exchange, which raises Repeated when it was taken before.

    A concurrent twin waits at most two seconds for the first to finish, then gets Busy (retryable). Raises
    IdempotencyKeyReused.
    """
    identity = work.actor.key, key.mutation, key.key

    async def check(answers: Sequence[Rows]) -> None:
        if not answers[0]:
            raise Repeated(await _earlier(work, key))

    work.first([_CLAIM(*identity, key.digest, work.now, work.now - KEPT), _WAIT_AS_EVER()], check)


async def _earlier(work: UnitOfWork, key: Key) -> dict[str, Any]:
    [found] = await work.ask(_LOOK_UP(work.actor.key, key.mutation, key.key))
    if not found:
        raise Busy  # it was removed just now
    [(stated, outcome)] = found
    if stated != key.digest:
        raise IdempotencyKeyReused(field="idempotencyKey")
    return dict(outcome or {})


def settle(work: UnitOfWork, key: Key, outcome: Mapping[str, Any]) -> None:
    """Keep the ids of what the call led to, in its own transaction; a secret is told once and not kept."""
    kept = orjson.dumps(
        plain({name: value for name, value in outcome.items() if not isinstance(value, SecretStr)})
    )
    work.later(_SETTLE(work.actor.key, key.mutation, key.key, kept))


_CLAIM = Prepared(
    """
    WITH patience AS MATERIALIZED (SELECT set_config('lock_timeout', '2s', true))
    INSERT INTO idempotency_keys AS kept (actor_key, mutation, key, digest, at)
    SELECT $1, $2, $3, $4, $5::timestamptz FROM patience
    ON CONFLICT (actor_key, mutation, key) DO UPDATE
       SET digest = excluded.digest, outcome = NULL, at = excluded.at WHERE kept.at < $6::timestamptz
    RETURNING true
    """
)
"""A key that is too old is taken over. Another's that is not finished is waited for, and no longer than this."""
_WAIT_AS_EVER = Prepared("SELECT set_config('lock_timeout', NULL, true)")
_LOOK_UP = Prepared(
    "SELECT digest, outcome FROM idempotency_keys WHERE actor_key = $1 AND mutation = $2 AND key = $3"
)
_SETTLE = Prepared(
    "UPDATE idempotency_keys SET outcome = $4::jsonb WHERE actor_key = $1 AND mutation = $2 AND key = $3"
)


async def forget(work: UnitOfWork) -> int:
    """Remove keys older than 7 days; how many."""
    result = await work.session.execute(delete(IdempotencyKey).where(IdempotencyKey.at < work.now - KEPT))
    return int(getattr(result, "rowcount", 0))
