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

from sqlalchemy import and_, delete, func, or_, select

from helpdesk.events.work import UnitOfWork
from helpdesk.notify import giving_up
from helpdesk.notify.channels import Channel, Habits
from helpdesk.notify.guarding import Answer
from helpdesk.notify.models import Delivery
from helpdesk.notify.states import WORKER_DIED, DeliveryState, next_attempt

KEPT: timedelta = timedelta(days=90)
_LOCK = "deliveries by "


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
    anything = select(Delivery.id).where(Delivery.channel == channel, Delivery.next_at <= work.now).limit(1)
    if await work.session.scalar(anything) is None:
        return []  # most looks find nothing, and cost one statement
    await work.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(_LOCK + channel))))
    real = (await work.session.execute(select(func.clock_timestamp()))).scalar_one()
    found = await _due(work, channel, real, most)
    fresh: dict[str, UUID] = {}
    messages: dict[tuple[str, UUID], list[Delivery]] = {}
    lost = [one for one in found if one.state == DeliveryState.SENDING and not habits.repeatable]
    await giving_up.give_up(work, lost, DeliveryState.UNKNOWN, WORKER_DIED)
    for one in found:
        if one in lost:
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
        giving_up.end(work, one, DeliveryState.WITHDRAWN, why)


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
    lost = [one for one in members if _settled(work, one, answer, habits)]
    state = DeliveryState.UNKNOWN if answer.doubt and not habits.repeatable else DeliveryState.FAILED
    await giving_up.give_up(work, lost, state, answer.error)
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
    found = {one.id: one for one in first}
    if held := [one for one in first if one.held]:  # others are messages of their own
        begun = Delivery.message_id.in_({one.message_id for one in held if one.message_id})
        fresh = Delivery.recipient_key.in_({one.recipient_key for one in held if one.message_id is None})
        together = and_(Delivery.held, or_(begun, and_(Delivery.message_id.is_(None), fresh)))
        rest = await work.session.scalars(select(Delivery).where(due, together).with_for_update())
        found |= {one.id: one for one in rest}
    return sorted(found.values(), key=lambda one: one.id)


def _settled(work: UnitOfWork, one: Delivery, answer: Answer, habits: Habits) -> bool:
    """Keep an answer that leaves nothing to anybody; else True: it is to be given up."""
    if answer.error is None:
        giving_up.end(work, one, DeliveryState.SENT, None)
        return False
    if answer.for_good or (answer.doubt and not habits.repeatable):
        return True
    again = next_attempt(one.attempts, one.due_at, work.now, habits)
    if again is None:
        return True
    one.state, one.next_at, one.lease_until, one.last_error = DeliveryState.WAITING, again, None, answer.error
    return False
