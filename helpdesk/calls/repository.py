"""SQL of planned calls for writing and locking."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, func, or_, select, true

from helpdesk.calls.models import CallRefusal, PlannedCall
from helpdesk.calls.outcomes import OPEN
from helpdesk.customers import repository as customers
from helpdesk.events.work import UnitOfWork
from helpdesk.kit import ids
from helpdesk.kit.actor import Actor
from helpdesk.kit.errors import NotFound

PREFIX = "pcl"
_PLANNING = 0x63616C6C
"""The advisory lock of planning by date: one process at a time plans, and nobody refuses calls meanwhile."""


def in_scope(actor: Actor) -> ColumnElement[bool]:
    """The calls of the actor's groups; who sees all sees all."""
    return true() if actor.sees_all else PlannedCall.group_id.in_(actor.group_ids)


async def lock(work: UnitOfWork, call_id: UUID, *, expected_version: int | None = None) -> PlannedCall:
    """Lock the customer and then their call, in the actor's scope. Raises NotFound, StaleVersion."""
    wanted = (PlannedCall.id == call_id, in_scope(work.actor))
    customer_id = await work.session.scalar(select(PlannedCall.customer_id).where(*wanted))
    call = None
    if customer_id is not None:
        await customers.lock(work, customer_id)
        call = await work.session.scalar(
            select(PlannedCall).where(*wanted).with_for_update().execution_options(populate_existing=True)
        )
    if call is None:
        raise NotFound(field="callId", what="planned call", id=ids.encode(PREFIX, call_id))
    work.track(call, expected_version=expected_version)
    return call


async def lock_next(work: UnitOfWork, *due: ColumnElement[bool]) -> PlannedCall | None:
    """Lock the open call that ends first of those that meet conditions, passing over held ones."""
    call: PlannedCall | None = await work.session.scalar(
        select(PlannedCall)
        .where(PlannedCall.state.in_(OPEN), *due)
        .order_by(PlannedCall.due, PlannedCall.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )
    if call is not None:
        work.track(call)
    return call


async def lock_routine(work: UnitOfWork, customer_id: UUID) -> list[PlannedCall]:
    """Lock a customer's open routine calls."""
    return await lock_open(work, customer_id, PlannedCall.routine.is_(True))


async def lock_open(work: UnitOfWork, customer_id: UUID, *which: ColumnElement[bool]) -> list[PlannedCall]:
    """Lock a customer's open calls that meet conditions."""
    found = await work.session.scalars(
        select(PlannedCall)
        .where(PlannedCall.customer_id == customer_id, PlannedCall.state.in_(OPEN), *which)
        .order_by(PlannedCall.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    calls = list(found)
    for call in calls:
        work.track(call)
    return calls


async def of_period(work: UnitOfWork, plan_id: UUID, customer_id: UUID, period: str) -> PlannedCall | None:
    """The call of a plan for a customer's period, locked; the customer is locked already."""
    call: PlannedCall | None = await work.session.scalar(
        select(PlannedCall)
        .where(
            PlannedCall.plan_id == plan_id,
            PlannedCall.customer_id == customer_id,
            PlannedCall.period == period,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if call is not None:
        work.track(call)
    return call


async def is_refused(work: UnitOfWork, customer_id: UUID) -> bool:
    """Whether the customer asked not to be called."""
    return await work.session.get(CallRefusal, customer_id) is not None


async def plans_alone(work: UnitOfWork) -> bool:
    """Take the lock of planning until this transaction ends; whether nobody else has it."""
    return bool(await work.session.scalar(select(func.pg_try_advisory_xact_lock(_PLANNING))))


async def let_nobody_plan(work: UnitOfWork) -> None:
    """Wait for who is planning, and keep others from it until this transaction ends."""
    await work.session.execute(select(func.pg_advisory_xact_lock(_PLANNING)))


def unleased(now: datetime) -> ColumnElement[bool]:
    """Calls that nobody is about to send."""
    return or_(PlannedCall.leased_until.is_(None), PlannedCall.leased_until <= now)
