"""The vault: seals a value within a change, opens it for those who may, erases it for good.

Everything else holds the id and the masked form. Sealing asks the database nothing: the row goes with the
unit of work's next exchange.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_, bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from helpdesk.events.work import UnitOfWork
from helpdesk.kit.ids import new_id
from helpdesk.kit.pipeline import Prepared, array
from helpdesk.privacy import kinds
from helpdesk.privacy.keyring import Keyring
from helpdesk.privacy.kinds import LOOKED_UP, ValueKind
from helpdesk.privacy.models import SealedValue
from helpdesk.privacy.sealing import Recogniser, Sealer

_OPENED = Prepared(
    "SELECT id, kind, key_id, ciphertext FROM sealed_values WHERE id = ANY($1::uuid[]) AND erased_at IS NULL"
)
_READ = select(SealedValue.id, SealedValue.kind, SealedValue.key_id, SealedValue.ciphertext).where(
    SealedValue.id == any_(bindparam("ids", type_=ARRAY(Uuid()))), SealedValue.erased_at.is_(None)
)
_CLEARED = (
    "UPDATE sealed_values"
    " SET ciphertext = NULL, key_id = NULL, lookup = NULL, lookup_key_id = NULL, masked = '',"
)
_ERASED = Prepared(
    f"{_CLEARED} erased_at = $2::timestamptz WHERE id = ANY($1::uuid[]) AND erased_at IS NULL RETURNING id"
)
_ERASED_OF = Prepared(
    f"{_CLEARED} erased_at = $3::timestamptz WHERE subject_kind = $1 AND subject_id = ANY($2::uuid[])"
    " AND erased_at IS NULL RETURNING id"
)


_ROW = (
    "id, kind, subject_kind, subject_id, key_id, ciphertext, lookup_key_id, lookup, masked, recognises,"
    " created_at"
)
KEPT_ONCE = (
    f"INSERT INTO sealed_values ({_ROW}) SELECT {_ROW}"  # noqa: S608 - names of columns
    " FROM jsonb_populate_recordset(NULL::sealed_values, $1::jsonb)"
    " ON CONFLICT (subject_kind, kind, lookup) WHERE recognises DO NOTHING RETURNING id, subject_id, masked"
)
"""Keeps rows of `Vault.row` that recognise, save where another subject has the value: part of a caller's statement."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """What may be kept anywhere of a sealed value: its id, and the form that everyone may see."""

    id: UUID
    masked: str


class Vault:
    """Seals and opens under this process's keys. A resource of every unit of work."""

    def __init__(self, keyring: Keyring) -> None:
        self.sealer = Sealer(keyring.sealing)
        self.recogniser = Recogniser(keyring.lookup)

    def seal(
        self,
        work: UnitOfWork,
        kind: ValueKind,
        value: str,
        *,
        subject_kind: str,
        subject_id: UUID,
        retain_until: datetime | None = None,
        value_id: UUID | None = None,
        recognises: bool = False,
    ) -> Sealed:
        """Keep a value of a subject, until it is erased, at the latest when `retain_until` has passed.

        `value_id` is the id that something already refers to it by. What `recognises` its subject must be no other's:
        `uq_sealed_values_recognising`.
        """
        row = self.row(
            kind, value, subject_kind, subject_id, at=work.now, recognises=recognises, value_id=value_id
        )
        work.insert(SealedValue, [{**row, "retain_until": retain_until}])
        return Sealed(row["id"], row["masked"])

    def row(
        self,
        kind: ValueKind,
        value: str,
        subject_kind: str,
        subject_id: UUID,
        *,
        at: datetime,
        recognises: bool = False,
        value_id: UUID | None = None,
    ) -> dict[str, Any]:
        """The row of a new value, for a statement of the caller's own; it has no end of its retention."""
        return {
            **self.anew(value_id or new_id(), kind, value, looked_up=kind in LOOKED_UP),
            "kind": kind,
            "subject_kind": subject_kind,
            "subject_id": subject_id,
            "masked": kinds.mask(kind, value),
            "recognises": recognises,
            "created_at": at,
        }

    def anew(self, value_id: UUID, kind: ValueKind, value: str, *, looked_up: bool) -> dict[str, Any]:
        """What is kept of a value that is there already, under the first keys."""
        return {
            "id": value_id,
            "key_id": self.sealer.key_id,
            "ciphertext": self.sealer.seal(value_id, kind, value),
            "lookup_key_id": self.recogniser.key_id if looked_up else None,
            "lookup": self.lookup(kind, value) if looked_up else None,
        }

    async def open(
        self, reader: UnitOfWork | AsyncConnection | AsyncSession, ids: Iterable[UUID]
    ) -> dict[UUID, str | None]:
        """The values by id; None for one that was erased or never was. Raises CannotBeOpened."""
        wanted = list(dict.fromkeys(ids))
        if not wanted:
            return {}
        rows: Sequence[Sequence[Any]]
        if isinstance(reader, UnitOfWork):
            [rows] = await reader.exchange(_OPENED(array(wanted)))
        else:
            rows = (await reader.execute(_READ, {"ids": wanted})).all()
        found = {
            value_id: self.sealer.open(value_id, ValueKind(kind), key_id, bytes(sealed))
            for value_id, kind, key_id, sealed in rows
        }
        return {value_id: found.get(value_id) for value_id in wanted}

    def mask(self, kind: ValueKind, value: str) -> str:
        """What everyone may see of a value."""
        return kinds.mask(kind, value)

    def lookup(self, kind: ValueKind, value: str) -> bytes:
        """The keyed hash by which new values of this kind are found."""
        return self.recogniser.lookup(kind, value)

    def lookups(self, kind: ValueKind, value: str) -> list[bytes]:
        """The keyed hashes under every key in use: look for any of them."""
        return self.recogniser.lookups(kind, value)

    async def erase(self, work: UnitOfWork, ids: Iterable[UUID]) -> list[UUID]:
        """Delete values for good; which of them were still there."""
        return [value_id for (value_id,) in (await work.exchange(_ERASED(array(ids), work.now)))[0]]

    async def erase_of(self, work: UnitOfWork, subject_kind: str, subject_ids: Iterable[UUID]) -> list[UUID]:
        """Delete all values of some subjects for good; which were still there."""
        [rows] = await work.exchange(_ERASED_OF(subject_kind, array(subject_ids), work.now))
        return [value_id for (value_id,) in rows]
