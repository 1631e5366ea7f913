"""Deliveries in hand: claimed with a lease by one worker at a time, and settled with what came of it.

What is held for one recipient goes as one message, whose members are fixed at its first attempt. Killed between the
sending and the settling, a message is sent again under its id, or, where the channel is not repeatable, counts as
unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import and_, delete, func, or_, select

from helpdesk.events.work import UnitOfWork
from helpdesk.notify.channels import Channel, Habits
from helpdesk.notify.guarding import Answer
from helpdesk.notify.models import Delivery
from helpdesk.notify.states import UNDELIVERED, WORKER_DIED, DeliveryState, next_attempt

KEPT: timedelta = timedelta(days=90)
_LOCK = "deliveries by "
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message in hand: the deliveries that it consists of, locked, and until when they are nobody else's."""

    message_id: UUID
    recipient_key: str
    lease_until: datetime
    members: Sequence[Delivery]


async def claim(
    work: UnitOfWork, *, channel: Channel, habits: Habits, lease: timedelta, most: int
) -> list[Claimed]:
    """Take messages of a channel that are due in hand for `lease` of real time, the longest due first.

    What was in the hands of a worker that died, and must not be sent twice, ends here.
    """
    await work.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(_LOCK + channel))))
    real = (await work.session.execute(select(func.clock_timestamp()))).scalar_one()
    found = await _due(work, channel, real, most)
    fresh: dict[str, UUID] = {}
    messages: dict[tuple[str, UUID], list[Delivery]] = {}
    for one in found:
        if one.state == DeliveryState.SENDING and not habits.repeatable:
            _end(work, one, DeliveryState.UNKNOWN, WORKER_DIED)
            continue
        if one.message_id is None:
            one.message_id = fresh.setdefault(one.recipient_key, one.id) if one.held else one.id
        one.state, one.lease_until = DeliveryState.SENDING, real + lease
        one.attempts += 1
        messages.setdefault((one.recipient_key, one.message_id), []).append(one)
    return [Claimed(message, key, real + lease, rows) for (key, message), rows in messages.items()]


def withdraw(work: UnitOfWork, members: Iterable[Delivery], *, why: str | None = None) -> None:
    """Nobody is to be told this any more by this channel."""
    for one in members:
        _end(work, one, DeliveryState.WITHDRAWN, why)


async def settle(
    work: UnitOfWork, *, ids: Sequence[UUID], lease_until: datetime, answer: Answer, habits: Habits
) -> DeliveryState | None:
    """Keep what came of an attempt; None where its lease ran out and somebody else has it by now."""
    mine = (
        Delivery.id.in_(ids),
        Delivery.state == DeliveryState.SENDING,
        Delivery.lease_until == lease_until,
    )
    members = (await work.session.scalars(select(Delivery).where(*mine).with_for_update())).all()
    for one in members:
        _settle(work, one, answer, habits)
    return DeliveryState(members[0].state) if members else None


async def forget(work: UnitOfWork) -> int:
    """Delete what went out, or was not to any more, long ago; how many."""
    over = Delivery.state.in_([DeliveryState.SENT, DeliveryState.WITHDRAWN])
    gone = await work.session.execute(
        delete(Delivery).where(over, Delivery.settled_at < work.now - KEPT).returning(Delivery.id)
    )
    return len(gone.all())


async def _due(work: UnitOfWork, channel: Channel, real: datetime, most: int) -> list[Delivery]:
    """Deliveries of the messages that are due first, by id."""
    free = or_(Delivery.lease_until.is_(None), Delivery.lease_until <= real)
    due = and_(Delivery.channel == channel, Delivery.next_at <= work.now, free)
    query = select(Delivery).where(due).order_by(Delivery.next_at, Delivery.id)
    first = (await work.session.scalars(query.limit(most).with_for_update())).all()
    if not first:
        return []
    begun = Delivery.message_id.in_([one.message_id for one in first if one.message_id])
    digests = and_(
        Delivery.held,
        Delivery.message_id.is_(None),
        Delivery.recipient_key.in_([one.recipient_key for one in first if one.held]),
    )
    rest = await work.session.scalars(select(Delivery).where(due, or_(begun, digests)).with_for_update())
    return sorted({one.id: one for one in (*first, *rest)}.values(), key=lambda one: one.id)


def _settle(work: UnitOfWork, one: Delivery, answer: Answer, habits: Habits) -> None:
    if answer.error is None:
        _end(work, one, DeliveryState.SENT, None)
    elif answer.doubt and not habits.repeatable:
        _end(work, one, DeliveryState.UNKNOWN, answer.error)
    elif answer.for_good or (again := next_attempt(one.attempts, one.due_at, work.now, habits)) is None:
        _end(work, one, DeliveryState.FAILED, answer.error)
    else:
        one.state, one.next_at, one.lease_until = DeliveryState.WAITING, again, None
        one.last_error = answer.error


def _end(work: UnitOfWork, one: Delivery, state: DeliveryState, error: str | None) -> None:
    one.state, one.last_error = state, error
    one.settled_at, one.next_at, one.lease_until = work.now, None, None
    if state in UNDELIVERED:
        _log.warning(
            "delivery.given_up", delivery=str(one.id), channel=one.channel, state=state.value, error=error
        )
