"""Claiming the timers that are due: a short lease and nothing else, so that a dead worker loses seconds."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ScalarSelect, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from helpdesk.events.work import UnitOfWork
from helpdesk.sla.models import SlaTimer

LEASE = timedelta(seconds=5)


class Claimed(NamedTuple):
    """A timer to be crossed by whoever holds its lease; its subject is locked first."""

    timer_id: UUID
    subject_kind: str
    subject_id: UUID


async def claim(
    work: UnitOfWork, *, lease: timedelta = LEASE, size: int = 500, most: int | None = None
) -> list[Claimed]:
    """Take a lease on the timers that came upon something, the longest due first, and nothing else.

    Due is by the helpdesk's clock; the lease runs in real time, after which another worker may have it. At `most` so
    many are held at a time, by all workers together: more than they can do within a lease would be claimed again and
    again, and the queue would fill with what is done already.
    """
    due = (
        select(SlaTimer.id)
        .where(SlaTimer.next_at <= work.now)
        .where(or_(SlaTimer.lease_until.is_(None), SlaTimer.lease_until <= func.clock_timestamp()))
        .order_by(SlaTimer.next_at)
        .limit(size if most is None else func.least(size, most - _held(work, most)))
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    claimed = await work.session.execute(
        update(SlaTimer)
        .where(SlaTimer.id == due.c.id)
        .values(lease_until=func.clock_timestamp() + lease)
        .returning(SlaTimer.id, SlaTimer.subject_kind, SlaTimer.subject_id)
        .execution_options(synchronize_session=False)
    )
    return [Claimed(*row) for row in claimed]


def _held(work: UnitOfWork, most: int) -> ScalarSelect[int]:
    """How many due timers are held now, counted up to `most`."""
    held = (
        select(SlaTimer.id)
        .where(SlaTimer.next_at <= work.now, SlaTimer.lease_until > func.clock_timestamp())
        .limit(most)
        .subquery()
    )
    return select(func.count()).select_from(held).scalar_subquery()


async def still_due(connection: AsyncConnection, timer_ids: Sequence[UUID], now: datetime) -> list[UUID]:
    """Which of these timers still came upon something, the longest due first.

    What was handed out twice, for a lease ran out before its turn came, costs one question for all of it.
    """
    due = (
        select(SlaTimer.id)
        .where(SlaTimer.id.in_(timer_ids), SlaTimer.next_at <= now)
        .order_by(SlaTimer.next_at)
    )
    return list((await connection.scalars(due)).all())
