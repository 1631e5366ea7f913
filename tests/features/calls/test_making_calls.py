"""Making calls: who may, what is recorded, what is put off, what is missed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from helpdesk.calls import making, messages
from helpdesk.calls.errors import CallIsOver, NotAPhoneCall, PathRefused
from helpdesk.calls.models import PlannedCall
from helpdesk.calls.outcomes import CallState
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.errors import InvalidValue, NotAllowed, NotFound, StaleVersion
from helpdesk.notify.models import Notification
from tests.actors import store_manager
from tests.features.calls.build import CallDesk
from tests.features.tickets.build import shanghai

SECOND = timedelta(seconds=1)


async def due(desk: CallDesk, grade: str = "V") -> PlannedCall:
    """A routine call that can be made now, in the second half of November."""
    await desk.open("routine")
    await desk.customer(grade=grade)
    await desk.plan_all()
    [call] = await desk.calls()
    return call


async def test_an_attempt_carries_a_version(desk: CallDesk) -> None:
    call = await due(desk)
    await desk.say(call, "nobody", expected_version=call.revision)
    with pytest.raises(StaleVersion):
        await desk.say(call, "reached", "good", expected_version=call.revision)


async def test_another_groups_agent_finds_no_call_and_a_store_may_not(desk: CallDesk) -> None:
    call = await due(desk)
    with pytest.raises(NotFound):
        await desk.say(call, "reached", "good", by=desk.qian)
    with pytest.raises(NotAllowed):
        await desk.say(call, "reached", "good", by=store_manager("S001"))
    assert await desk.attempts() == []


async def test_a_way_that_the_script_does_not_go_records_nothing(desk: CallDesk) -> None:
    call = await due(desk)
    with pytest.raises(PathRefused):
        await desk.say(call, "reached")
    assert (await desk.call(call)).attempts == 0


async def test_out_is_called_the_next_day_at_ten(desk: CallDesk) -> None:
    call = await due(desk)
    found = await desk.say(call, "out")
    assert (found.state, found.not_before) == (CallState.POSTPONED, shanghai("2026-11-17 10:00"))


async def test_the_customers_own_time_stretches_the_window(desk: CallDesk) -> None:
    call = await due(desk)
    found = await desk.say(call, "reached", "later", named_time=shanghai("2026-12-03 15:00"))
    assert (found.not_before, found.due) == (shanghai("2026-12-03 15:00"), shanghai("2026-12-04 00:00"))
    [attempt] = await desk.attempts()
    assert attempt.named_time == shanghai("2026-12-03 15:00")


async def test_do_not_call_needs_a_reason(desk: CallDesk) -> None:
    call = await due(desk)
    with pytest.raises(InvalidValue):
        await desk.say(call, "reached", "never")


async def test_an_agent_puts_off_within_the_window_alone(desk: CallDesk) -> None:
    call = await due(desk)
    with pytest.raises(InvalidValue):
        await desk.do(desk.wang, making.postpone, call_id=call.id, until=call.due)
    with pytest.raises(InvalidValue):
        await desk.do(desk.wang, making.postpone, call_id=call.id, until=desk.clock.now())
    found = await desk.do(desk.wang, making.postpone, call_id=call.id, until=call.due - SECOND)
    assert (found.state, found.due) == (CallState.POSTPONED, call.due)


async def test_attempts_that_are_used_up_are_a_missed_call_of_which_the_manager_is_told(
    desk: CallDesk,
) -> None:
    call = await due(desk)
    for _ in range(3):
        found = await desk.say(call, "nobody")
    assert found.state == CallState.MISSED
    await told(desk, call, "NOT_REACHED")
    with pytest.raises(CallIsOver):
        await desk.say(call, "reached", "good")


async def test_a_window_that_passed_is_missed_at_its_end_not_a_second_before(desk: CallDesk) -> None:
    call = await due(desk)
    desk.at(call.due - SECOND)
    assert await desk.miss() == 0
    desk.at(call.due)
    assert await desk.miss() == 1
    assert await desk.miss() == 0
    await told(desk, call, "WINDOW_PASSED")


async def test_the_deputys_level_is_told_where_the_manager_is_away(desk: CallDesk) -> None:
    call = await due(desk)
    await desk.away("lin")
    desk.at(call.due)
    await desk.miss()
    event = (await desk.told_of(call))[-1]
    assert desk.names(event.data["recipients"]) == ["head"] or event.data["substitutions"]


async def told(desk: CallDesk, call: PlannedCall, why: str) -> None:
    """The group's manager was told of a missed call, once."""
    event = (await desk.told_of(call))[-1]
    assert (event.kind, event.data["why"]) == ("planned_call.missed", why)
    rows = await desk.scalars(Notification.__table__.select().with_only_columns(Notification.recipient_key))
    assert [desk.name(recipient) for recipient in rows] == ["lin"]
    rows = await desk.rows(Notification.__table__.select())
    assert [(row.reason, row.call_id, row.ticket_id) for row in rows] == [("CALL_MISSED", call.id, None)]


async def test_a_message_is_leased_sent_in_open_hours_and_recorded_once(desk: CallDesk) -> None:
    call = await due(desk, grade="B")
    with pytest.raises(NotAPhoneCall):
        await desk.say(call, "reached", "good")
    lease = timedelta(minutes=10)
    assert await desk.do(SYSTEM, messages.claim, lease=lease) == [call.id]
    assert await desk.do(SYSTEM, messages.claim, lease=lease) == []
    desk.clock.advance(lease)
    assert await desk.do(SYSTEM, messages.claim, lease=lease) == [call.id]
    found = await desk.do(SYSTEM, messages.message, call_id=call.id)
    assert found == messages.Message("+8613800138000", "您好，", call.id.hex)
    assert await desk.do(SYSTEM, messages.sent, call_id=call.id)
    assert not await desk.do(SYSTEM, messages.sent, call_id=call.id)
    assert await desk.do(SYSTEM, messages.message, call_id=call.id) is None
    assert (await desk.call(call)).state == CallState.DONE
    assert "13800138000" not in str([event.data for event in await desk.told_of(call)])


@pytest.mark.parametrize(
    ("end", "state"),
    [
        pytest.param(None, CallState.CANCELLED, id="the worker died"),
        pytest.param(messages.in_doubt, CallState.CANCELLED, id="the provider did not answer"),
        pytest.param(messages.not_taken, CallState.DUE, id="the provider did not take it"),
    ],
)
async def test_a_message_that_may_have_been_sent_is_not_sent_again(
    desk: CallDesk, end: Any, state: CallState
) -> None:
    call = await due(desk, grade="C")
    assert await desk.do(SYSTEM, messages.message, call_id=call.id) is not None
    if end is not None:
        await desk.do(SYSTEM, end, call_id=call.id)
    again = await desk.do(SYSTEM, messages.message, call_id=call.id)
    assert (again is not None) == (state is CallState.DUE)
    assert (await desk.call(call)).state == state
    if state is CallState.CANCELLED:
        told = [event.data for event in await desk.told_of(call) if event.kind == "planned_call.cancelled"]
        assert told == [{"why": "MAY_BE_SENT"}]


async def test_a_message_waits_for_the_next_opening(desk: CallDesk) -> None:
    call = await due(desk, grade="B")
    desk.at(shanghai("2026-11-16 18:00"))
    assert await desk.do(SYSTEM, messages.claim, lease=timedelta(minutes=1)) == []
    desk.at(shanghai("2026-11-17 09:00") - SECOND)
    assert await desk.do(SYSTEM, messages.claim, lease=timedelta(minutes=1)) == []
    desk.at(shanghai("2026-11-17 09:00"))
    assert await desk.do(SYSTEM, messages.claim, lease=timedelta(minutes=1)) == [call.id]
