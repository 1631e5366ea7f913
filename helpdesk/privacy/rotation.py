"""Changing keys: sealed values come under the first key, batch by batch, and so do the hashes they are looked up by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from helpdesk.events.rows import as_json
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.pipeline import Prepared
from helpdesk.privacy.errors import CannotBeOpened
from helpdesk.privacy.kinds import ValueKind
from helpdesk.privacy.models import SealedValue
from helpdesk.privacy.vault import Vault

FIRST = UUID(int=0)
_RESEALED = Prepared(
    "UPDATE sealed_values AS value SET key_id = found.key_id, ciphertext = found.ciphertext,"
    " lookup_key_id = found.lookup_key_id, lookup = found.lookup"
    " FROM jsonb_populate_recordset(NULL::sealed_values, $1::jsonb) AS found WHERE value.id = found.id"
)


@dataclass(frozen=True, slots=True)
class Standing:
    """How many values there are, and under which keys: by id of the key."""

    values: Counter[str]
    lookups: Counter[str]

    def behind(self, vault: Vault) -> int:
        """How many values or hashes are not under the first keys."""
        values = sum(self.values.values()) - self.values[vault.sealer.key_id]
        return values + sum(self.lookups.values()) - self.lookups[vault.recogniser.key_id]


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of some values; `last` is where the next batch goes on, None at the end."""

    resealed: int
    last: UUID | None
    unreadable: Sequence[UUID] = field(default_factory=tuple)


async def standing(connection: AsyncConnection) -> Standing:
    """Count what is kept under which keys. Reads the table once."""
    rows = await connection.execute(
        select(SealedValue.key_id, SealedValue.lookup_key_id, func.count())
        .where(SealedValue.erased_at.is_(None))
        .group_by(SealedValue.key_id, SealedValue.lookup_key_id)
    )
    found = Standing(Counter(), Counter())
    for key_id, lookup_key_id, count in rows:
        found.values[key_id or ""] += count
        if lookup_key_id is not None:
            found.lookups[lookup_key_id] += count
    return found


async def behind(connection: AsyncConnection, vault: Vault) -> int:
    """How many values are to be sealed anew, or to be looked up by another hash."""
    return await connection.scalar(select(func.count()).where(_behind(vault))) or 0


async def next_batch(work: UnitOfWork, after: UUID = FIRST, *, most: int = 500) -> Batch:
    """Seal the next values beyond an id under the first keys. What cannot be opened is told and left as it is."""
    vault = work.resource(Vault)
    rows = await work.session.execute(
        select(
            SealedValue.id, SealedValue.kind, SealedValue.key_id, SealedValue.ciphertext, SealedValue.lookup
        )
        .where(SealedValue.id > after, _behind(vault))
        .order_by(SealedValue.id)
        .limit(most)
        .with_for_update()
    )
    anew: list[dict[str, Any]] = []
    unreadable: list[UUID] = []
    last = None
    for value_id, kind, key_id, ciphertext, lookup in rows:
        last = value_id
        try:
            value = vault.sealer.open(value_id, ValueKind(kind), key_id or "", ciphertext or b"")
        except CannotBeOpened:
            unreadable.append(value_id)
        else:
            anew.append(vault.anew(value_id, ValueKind(kind), value, looked_up=lookup is not None))
    if anew:
        await work.exchange(_RESEALED(as_json(anew)))
    return Batch(len(anew), last, unreadable)


def _behind(vault: Vault) -> Any:
    return and_(
        SealedValue.erased_at.is_(None),
        or_(SealedValue.key_id != vault.sealer.key_id, SealedValue.lookup_key_id != vault.recogniser.key_id),
    )
