"""Goods received, as the platform tells: the calls that this earns are planned (docs/domain.md, section 4)."""

from __future__ import annotations

from contextlib import suppress

from sqlalchemy import select

from helpdesk.calls import generation
from helpdesk.calls.errors import DoNotCall, OccasionTooOld
from helpdesk.calls.plans import AfterReceipt, active_plans
from helpdesk.configuration import versions
from helpdesk.customers.models import Customer
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.errors import InvalidValue
from helpdesk.platform.notices import Notice, NoticeKind


async def react(work: UnitOfWork, notice: Notice) -> None:
    """Plan the call of each plan that waits for received goods, once for each order.

    Nobody is called who has no profile or no number here, refused calls, or received the goods too long ago.
    """
    if notice.kind is not NoticeKind.ORDER_RECEIVED:
        return
    customer_id = await work.session.scalar(
        select(Customer.id).where(Customer.member_code == notice.member_code, Customer.phone_id.is_not(None))
    )
    if customer_id is None:
        return
    for plan in active_plans(await versions.current(work)):
        if isinstance(plan.trigger, AfterReceipt):
            with suppress(DoNotCall, OccasionTooOld, InvalidValue):
                await generation.plan_call(
                    work,
                    plan_code=plan.code,
                    customer_id=customer_id,
                    happened_at=min(notice.at, work.now),
                    order_code=notice.order_code,
                )
