"""Routine calls: as many as the plan says, each once, none to whoever wants no more (docs/domain.md §8.1)."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from helpdesk.calls import coverage, generation, refusing
from helpdesk.calls.errors import DoNotCall, OccasionTooOld, PlanTakesNoOccasion
from helpdesk.calls.models import CallRefusal
from helpdesk.calls.outcomes import CallState
from helpdesk.kit.actor import SYSTEM, Actor, ActorKind, Permission
from helpdesk.kit.errors import NotAllowed, NotFound
from tests.features.calls.build import MONTHLY, CallDesk
from tests.features.tickets.build import shanghai
from tests.world import key

SECOND = timedelta(seconds=1)


async def test_each_grade_gets_the_calls_of_today_once(desk: CallDesk) -> None:
    await desk.open("routine")
    for number, grade in enumerate("ABCV"):
        await desk.customer(f"1380013800{number}", grade=grade)
    await desk.customer("13800138009")
    assert await desk.plan_all() == 4
    assert await desk.plan_all() == 0
    assert Counter((call.period, call.channel) for call in await desk.calls()) == {
        ("2026-11/1", "SMS"): 1, ("2026-11/2", "SMS"): 1, ("2026-11/2", "PHONE"): 2,
    }  # fmt: skip
    desk.at(shanghai("2026-12-01 00:00") - SECOND)
    assert await desk.plan_all() == 0
    desk.at(shanghai("2026-12-01 00:00"))
    assert await desk.plan_all() == 4


async def test_two_workers_plan_each_call_once(desk: CallDesk) -> None:
    await desk.open("routine")
    for number in range(5):
        await desk.customer(f"1380013800{number}", grade="V")
    await asyncio.gather(*(desk.plan_all() for _ in range(4)))
    await desk.plan_all()
    assert len(await desk.calls()) == 5


async def test_members_are_called_once_a_quarter_over_the_years_end(desk: CallDesk) -> None:
    await desk.open("quarterly")
    await desk.customer(member="M1")
    await desk.customer("13900139000")
    await desk.plan_all()
    desk.at(shanghai("2027-01-01 00:00") - SECOND)
    await desk.plan_all()
    assert [call.period for call in await desk.calls()] == ["2026Q4"]
    desk.at(shanghai("2027-01-01 00:00"))
    await desk.plan_all()
    assert [call.period for call in await desk.calls()] == ["2026Q4", "2027Q1"]


async def test_do_not_call_ends_routine_calls_for_good_with_the_reason(desk: CallDesk) -> None:
    await desk.open("routine", "quarterly", "receipt")
    customer_id = await desk.customer(grade="V", member="M1")
    await desk.plan_all()
    calls = await desk.calls()
    done = await desk.say(calls[0], "reached", "never", notes="不想再被打扰")
    assert done.state == CallState.DONE
    assert [call.state for call in await desk.calls()] == [CallState.DONE, CallState.CANCELLED]
    [refusal] = await desk.scalars(CallRefusal.__table__.select().with_only_columns(CallRefusal.reason))
    assert refusal == "不想再被打扰"
    desk.at(shanghai("2027-03-01 10:00"))
    assert await desk.plan_all() == 0
    with pytest.raises(DoNotCall):
        await desk.occasion(customer_id, desk.clock.now())


async def test_do_not_call_said_twice_keeps_the_first_reason_and_tells_once(desk: CallDesk) -> None:
    await desk.open("routine")
    customer_id = await desk.customer(grade="V")
    for reason in ("第一次", "第二次"):
        await desk.do(desk.wang, refusing.do_not_call, customer_id=customer_id, reason=reason)
    assert list(await desk.scalars(CallRefusal.__table__.select().with_only_columns(CallRefusal.reason))) == [
        "第一次"
    ]
    before = (await desk.known(customer_id)).revision
    await desk.do(desk.wang, refusing.do_not_call, customer_id=customer_id, reason="第三次")
    assert (await desk.known(customer_id)).revision == before


async def test_goods_received_are_asked_about_on_business_day_7_to_15_once(desk: CallDesk) -> None:
    await desk.open("receipt")
    customer_id = await desk.customer()
    received = desk.clock.now()
    call = await desk.occasion(customer_id, received, order_code="D7")
    again = await desk.occasion(customer_id, received, order_code="D7")
    assert call.id == again.id
    assert (call.not_before, call.due) == (shanghai("2026-11-25 09:00"), shanghai("2026-12-08 00:00"))
    assert (await desk.occasion(customer_id, received, order_code="D8")).id != call.id


async def test_an_occasion_that_is_over_or_lies_ahead_is_refused(desk: CallDesk) -> None:
    await desk.open("receipt", "routine")
    customer_id = await desk.customer()
    end = shanghai("2026-12-08 00:00")
    received = desk.clock.now()
    with pytest.raises(OccasionTooOld):
        await desk.occasion(customer_id, received + SECOND)
    for edge in ("0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00"):
        with pytest.raises(OccasionTooOld):
            await desk.occasion(customer_id, datetime.fromisoformat(edge))
    desk.at(end)
    with pytest.raises(OccasionTooOld):
        await desk.occasion(customer_id, received)
    with pytest.raises(PlanTakesNoOccasion):
        await desk.occasion(customer_id, received, plan_code="routine")
    with pytest.raises(NotFound):
        await desk.occasion(customer_id, received, plan_code="unknown")


async def test_an_integration_plans_calls_of_its_own_stores_alone(desk: CallDesk) -> None:
    await desk.open("receipt")
    customer_id = await desk.customer()
    shop = Actor(
        ActorKind.INTEGRATION, "integration:shop", frozenset({Permission.CALLS_MAKE}), store_codes=frozenset({"S1"})
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        await desk.occasion(customer_id, desk.clock.now(), by=shop)
    assert await desk.calls() == []


async def test_coverage_counts_the_calls_whose_window_ends_in_the_time(desk: CallDesk) -> None:
    await desk.open("quarterly")
    for number in range(4):
        await desk.customer(f"1380013800{number}", member=f"M{number}")
    await desk.plan_all()
    first, second, third, _ = await desk.calls()
    await desk.say(first, "reached", "good")
    await desk.say(second, "reached", "never", notes="不需要")
    desk.at(third.due)
    assert await desk.miss() == 2
    quarter = shanghai("2026-10-01 00:00"), shanghai("2027-01-01 00:00")

    async def report(since: object, until: object) -> coverage.Coverage:
        async with desk.transactor.read() as connection:
            return await coverage.coverage(
                connection,
                SYSTEM,
                plan_id=key("plan-quarterly"),
                since=since,
                until=until,  # type: ignore[arg-type]
            )

    found = await report(*quarter)
    assert (found.planned, found.done, found.reached, found.missed, found.open) == (4, 2, 2, 2, 0)
    assert found.percent == 50.0
    assert (await report(quarter[0], quarter[1] - SECOND)).planned == 0
    assert (await report(quarter[1], shanghai("2027-04-01 00:00"))).percent is None


STEP = st.one_of(
    st.tuples(st.just("wait"), st.integers(1, 20)),
    st.tuples(st.just("grade"), st.sampled_from("ABCV")),
    st.tuples(st.just("call"), st.sampled_from(["good", "nobody", "out", "never"])),
    st.tuples(st.just("refuse"), st.just("")),
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(STEP, min_size=3, max_size=10), st.integers(0, 9999))
async def test_never_more_calls_than_the_plan_says_and_none_after_do_not_call(
    desk: CallDesk, steps: list[tuple[str, object]], number: int
) -> None:
    await desk.open("routine")
    customer_id = await desk.customer(f"1390013{number:04d}", grade="V")
    refused_at = None
    for kind, value in steps:
        await desk.plan_all()
        await desk.miss()
        calls = [call for call in await desk.calls() if call.customer_id == customer_id]
        if kind == "wait":
            desk.clock.advance(timedelta(days=int(str(value))))
        elif kind == "grade":
            await desk.regrade(customer_id, str(value))
        elif kind == "refuse" or value == "never":
            await desk.do(desk.wang, refusing.do_not_call, customer_id=customer_id, reason="不需要")
            refused_at = refused_at or desk.clock.now()
        else:
            for call in calls:
                if (
                    call.state == CallState.DUE
                    and call.channel == "PHONE"
                    and call.not_before <= desk.clock.now()
                ):
                    answers = ("reached", "good") if value == "good" else (str(value),)
                    await desk.say(call, *answers)
    await desk.plan_all()
    calls = [call for call in await desk.calls() if call.customer_id == customer_id]
    months = Counter(call.period[:7] for call in calls)
    assert all(count <= max(map(len, MONTHLY.values())) for count in months.values())
    assert len({call.period for call in calls}) == len(calls)
    if refused_at is not None:
        assert all(call.created_at <= refused_at for call in calls)
        assert all(call.state not in {CallState.DUE, CallState.POSTPONED} for call in calls)


async def test_nothing_is_planned_for_whoever_has_no_number(desk: CallDesk) -> None:
    await desk.open("quarterly")
    await desk.submit(desk.lin, member_code="M7")
    assert await desk.do(SYSTEM, generation.plan_by_date) == 0
