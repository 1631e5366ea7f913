"""How long sealed values are kept: some time after their subject ended (docs/domain.md §1)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select

from helpdesk.events.work import UnitOfWork
from helpdesk.kit.pipeline import Prepared
from helpdesk.privacy.models import SealedValue

_BEGUN = Prepared(
    "UPDATE sealed_values SET retain_until = $3::timestamptz"
    " WHERE subject_kind = $1 AND subject_id = $2::uuid AND erased_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class Retention:
    """For how long after the end. A resource of every unit of work."""

    length: timedelta

    def begin(self, work: UnitOfWork, subject_kind: str, subject_id: UUID) -> None:
        """The subject ended: its values are kept for the length from now on, whatever is set later."""
        work.later(_BEGUN(subject_kind, subject_id, work.now + self.length))


async def due(work: UnitOfWork, subject_kind: str, *, most: int = 200) -> dict[UUID, list[UUID]]:
    """Values that were kept long enough, the longest due first, by subject."""
    rows = await work.session.execute(
        select(SealedValue.subject_id, SealedValue.id)
        .where(
            SealedValue.retain_until <= work.now,
            SealedValue.erased_at.is_(None),
            SealedValue.subject_kind == subject_kind,
        )
        .order_by(SealedValue.retain_until)
        .limit(most)
    )
    found: dict[UUID, list[UUID]] = {}
    for subject_id, value_id in rows:
        found.setdefault(subject_id, []).append(value_id)
    return found
