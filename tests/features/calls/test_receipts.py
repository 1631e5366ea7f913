"""The platform tells that goods were received: the calls that this earns are planned once (docs/domain.md §8.1)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from helpdesk.calls import refusing
from helpdesk.kit.actor import SYSTEM
from helpdesk.platform import notices
from tests.features.calls.build import CallDesk


async def tell(
    desk: CallDesk, named: str = "msg_1", *, member: str = "M1", ago: timedelta = timedelta(hours=1)
) -> None:
    """The platform posts it, a worker reacts; twice."""
    at = (desk.clock.now() - ago).isoformat()
    body = f'{{"type": "order.received", "timestamp": "{at}", "data": {{"orderCode": "D7", "memberCode": "{member}"}}}}'
    told = notices.read(body.encode())
    assert told is not None
    kept = await desk.transactor.run(SYSTEM, partial(notices.take, webhook_id=named, told=told))
    assert kept is not None
    for _ in range(2):
        await desk.transactor.run(SYSTEM, partial(notices.react, notice_id=kept))


async def test_received_goods_earn_one_call_however_often_they_are_told(desk: CallDesk) -> None:
    await desk.open("receipt")
    customer = await desk.customer(member="M1")
    await tell(desk)
    await tell(desk, "msg_2", ago=timedelta(0))
    [call] = await desk.calls()
    assert (call.customer_id, call.period, call.order_code) == (customer, "order/D7", "D7")


async def test_a_clock_of_the_platform_that_is_ahead_loses_no_call(desk: CallDesk) -> None:
    await desk.open("receipt")
    await desk.customer(member="M1")
    await tell(desk, ago=timedelta(minutes=-2))
    assert len(await desk.calls()) == 1


async def test_nobody_is_called_who_is_not_known_wants_no_calls_or_waited_too_long(desk: CallDesk) -> None:
    await desk.open("receipt")
    await tell(desk, member="M9")
    customer = await desk.customer(member="M1")
    await tell(desk, "msg_2", ago=timedelta(days=60))
    await desk.do(desk.wang, refusing.do_not_call, customer_id=customer, reason="不需要")
    await tell(desk, "msg_3")
    assert await desk.calls() == []
