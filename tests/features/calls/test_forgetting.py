"""Who was forgotten is called no more, and what they said is cleared."""

from __future__ import annotations

from sqlalchemy import select

from helpdesk.calls import forgetting
from helpdesk.calls.models import CallRefusal
from helpdesk.calls.outcomes import CallState
from helpdesk.kit.actor import SYSTEM
from helpdesk.tickets import erasing
from tests.conftest import MONDAY
from tests.features.calls.build import CallDesk


async def test_open_calls_end_and_words_go(desk: CallDesk) -> None:
    await desk.open("receipt")
    customer = await desk.customer()
    spoken, open_one = [await desk.occasion(customer, MONDAY, order_code=code) for code in ("D1", "D2")]
    desk.at(open_one.not_before)
    await desk.say(spoken, "nobody", notes="家人接听，电话 13812345678")
    await desk.do(desk.admin, erasing.erase_customer, customer_id=customer, reason="本人要求")
    [asked] = await desk.jobs("forget_calls")
    assert asked == {"customer_id": str(customer)}
    assert await desk.do(SYSTEM, forgetting.forget, customer_id=customer) == 2
    assert await desk.do(SYSTEM, forgetting.forget, customer_id=customer) == 0
    assert {(await desk.call(call)).state for call in (spoken, open_one)} == {CallState.CANCELLED}
    assert [(one.notes, one.path) for one in await desk.attempts()] == [("", [])]
    *_, last = await desk.told_of(open_one)
    assert (last.kind, last.data) == ("planned_call.cancelled", {"why": "ERASED"})


async def test_that_somebody_is_not_to_be_called_stays(desk: CallDesk) -> None:
    await desk.open("receipt")
    customer = await desk.customer()
    call = await desk.occasion(customer, MONDAY)
    desk.at(call.not_before)
    await desk.say(call, "reached", "never", notes="不要再打")
    await desk.do(SYSTEM, forgetting.forget, customer_id=customer)
    assert [row.reason for row in await desk.scalars(select(CallRefusal))] == [""]
