"""Deliveries that end without anybody being told: seen in the log, on a work list, and by administrators."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Final
from uuid import UUID

import structlog
from sqlalchemy import exists, func, select

from helpdesk.accounts.models import Agent
from helpdesk.events.work import UnitOfWork
from helpdesk.kit import ids
from helpdesk.kit.actor import Permission
from helpdesk.kit.errors import InvalidValue, NotFound
from helpdesk.notify.errors import NothingToRetry
from helpdesk.notify.events import DeliveryGivenUp, DeliveryRetried
from helpdesk.notify.inbox import Reason, agent_key
from helpdesk.notify.models import Delivery, Notification
from helpdesk.notify.states import DeliveryState
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.visibility import visible

MOST: Final = 100
_ADMIN: Final = "ADMIN"
_TOLD_ONCE_IN: Final = timedelta(hours=1)
_LOCK: Final = "administrators told of deliveries"
_log = structlog.get_logger(__name__)


async def give_up(
    work: UnitOfWork, deliveries: Sequence[Delivery], state: DeliveryState, error: str | None
) -> None:
    """End deliveries, locked, that were not made, or perhaps not. Administrators are told of one in an hour."""
    if not deliveries:
        return
    told = await _administrators(work)
    for one in deliveries:
        work.track(one)
        end(work, one, state, error)
        given_up = DeliveryGivenUp(one.channel, state.value, error, one.attempts, one.notification_id, told)
        work.record(one, given_up)
        told = []
        _log.warning(
            "delivery.given_up", delivery=str(one.id), channel=one.channel, state=state.value, error=error
        )


def end(work: UnitOfWork, one: Delivery, state: DeliveryState, error: str | None) -> None:
    """Nothing more is done about a delivery."""
    one.state, one.last_error = state, error
    one.settled_at, one.next_at, one.lease_until = work.now, None, None


async def retry(work: UnitOfWork, *, delivery_ids: Sequence[UUID]) -> list[Delivery]:
    """Have deliveries tried again from the beginning: given up, or waiting after attempts in vain.

    Raises NotAllowed, InvalidValue, NotFound for those out of the actor's sight, NothingToRetry.
    """
    work.actor.require(Permission.NOTIFICATION_SETTLE)
    if not 1 <= len(delivery_ids) <= MOST:
        raise InvalidValue("deliveryIds", f"Give 1 to {MOST}.", f"请提供 1 到 {MOST} 条。")
    rows = await work.session.scalars(
        select(Delivery).where(Delivery.id.in_(delivery_ids)).order_by(Delivery.id).with_for_update()
    )
    found = {one.id: one for one in rows}
    seen = await _in_sight(work, list(found))
    for place, wanted in enumerate(delivery_ids):
        field = f"deliveryIds.{place}"
        one = found.get(wanted) if wanted in seen else None
        if one is None:
            raise NotFound(field=field, what="delivery", id=ids.encode("dlv", wanted))
        if not _is_undelivered(one):
            raise NothingToRetry(field=field)
    for one in found.values():
        work.track(one)
        before, one.state = one.state, DeliveryState.WAITING
        one.due_at = one.next_at = work.now
        one.attempts, one.message_id, one.settled_at = 0, None, None
        work.record(one, DeliveryRetried(one.channel, before))
    return [found[wanted] for wanted in dict.fromkeys(delivery_ids)]


def _is_undelivered(one: Delivery) -> bool:
    waiting = one.state == DeliveryState.WAITING and one.attempts > 0
    return waiting or one.state in {DeliveryState.FAILED, DeliveryState.UNKNOWN}


async def _in_sight(work: UnitOfWork, delivery_ids: Sequence[UUID]) -> set[UUID]:
    """Deliveries about tickets that the actor sees; who sees all has those that are about no ticket, too."""
    query = (
        select(Delivery.id)
        .join(Notification, Notification.id == Delivery.notification_id)
        .where(Delivery.id.in_(delivery_ids))
    )
    if not work.actor.sees_all:
        scope = visible(work.actor)
        query = query.where(exists().where(Ticket.id == Notification.ticket_id, scope.sql)).params(
            scope.values
        )
    return set(await work.session.scalars(query))


async def _administrators(work: UnitOfWork) -> list[UUID]:
    """Administrators, none where one was told within the hour."""
    await work.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(_LOCK))))
    query = select(Agent.id).where(Agent.active, Agent.roles.contains([_ADMIN])).order_by(Agent.id)
    found = list(await work.session.scalars(query))
    lately = (
        select(Notification.id)
        .where(
            Notification.recipient_key.in_([agent_key(one) for one in found]),
            Notification.at > work.now - _TOLD_ONCE_IN,
            Notification.reason == Reason.DELIVERY_FAILED,
        )
        .limit(1)
    )
    return [] if await work.session.scalar(lately) else found
