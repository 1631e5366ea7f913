"""Shifts and leave: half-open, never overlapping, told without reasons."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from helpdesk.accounts import roster
from helpdesk.accounts.errors import IntervalReversed, LeavesOverlap, ShiftsOverlap
from helpdesk.kit.actor import Actor, ActorKind, Permission
from helpdesk.kit.errors import HelpdeskError, NotAllowed, NotFound
from helpdesk.kit.ids import new_id

HOUR = timedelta(hours=1)
KINDS = [
    pytest.param(roster.plan_shift, ShiftsOverlap, id="shifts"),
    pytest.param(roster.record_leave, LeavesOverlap, id="leave"),
]


@pytest.fixture
def plan(transactor, clock, admin):
    """Record an interval, in hours from now, with a verb."""

    async def run(verb, agent_id, begins: float, ends: float, actor: Actor = admin):
        now = clock.now()
        async with transactor.begin(actor) as work:
            return await verb(
                work, agent_id=agent_id, starts_at=now + begins * HOUR, ends_at=now + ends * HOUR
            )

    return run


@pytest.mark.parametrize(("verb", "refusal"), KINDS)
@pytest.mark.parametrize(
    ("begins", "ends", "is_free"),
    [
        pytest.param(0, 2, False, id="the same"),
        pytest.param(0.5, 1, False, id="within"),
        pytest.param(-1, 3, False, id="around"),
        pytest.param(-1, 0.5, False, id="over the start"),
        pytest.param(1.5, 3, False, id="over the end"),
        pytest.param(-1, 0, True, id="up to the start"),
        pytest.param(2, 3, True, id="from the end on"),
    ],
)
async def test_intervals_of_one_agent_do_not_overlap(
    *, plan, make, told, verb, refusal, begins, ends, is_free
) -> None:
    agent_id = await make.agent()
    await plan(verb, agent_id, 0, 2)
    if is_free:
        await plan(verb, agent_id, begins, ends)
    else:
        with pytest.raises(refusal):
            await plan(verb, agent_id, begins, ends)
    assert len(await told()) == (2 if is_free else 1)


@pytest.mark.parametrize(("verb", "_"), KINDS)
@pytest.mark.parametrize("ends", [0, -1])
async def test_an_interval_ends_after_it_starts(plan, make, told, verb, _, ends) -> None:
    with pytest.raises(IntervalReversed) as refused:
        await plan(verb, await make.agent(), 0, ends)
    assert refused.value.field == "endsAt"
    assert await told() == []


async def test_two_agents_share_hours_and_leave_crosses_shifts(plan, make) -> None:
    first, second = await make.agent(), await make.agent()
    await plan(roster.plan_shift, first, 0, 8)
    await plan(roster.plan_shift, second, 0, 8)
    await plan(roster.record_leave, first, 2, 4)


async def test_two_overlapping_shifts_at_once_leave_one(plan, make, told) -> None:
    agent_id = await make.agent()
    outcomes = await asyncio.gather(
        *(plan(roster.plan_shift, agent_id, begins, begins + 8) for begins in (0, 1, 2)),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, ShiftsOverlap) for outcome in outcomes) == 2
    assert len(await told()) == 1


async def test_a_shift_is_told_with_its_hours(plan, make, told, clock) -> None:
    agent_id = await make.agent()
    shift = await plan(roster.plan_shift, agent_id, 1, 9)
    [happened] = await told()
    assert (happened.kind, happened.subject_kind, happened.subject_id) == (
        "agent.shift_planned", "agent", agent_id,
    )  # fmt: skip
    assert happened.data == {
        "shift_id": str(shift.id),
        "starts_at": (clock.now() + HOUR).isoformat(),
        "ends_at": (clock.now() + 9 * HOUR).isoformat(),
    }


async def test_the_reason_of_a_leave_stays_out_of_the_log(transactor, admin, make, clock, told) -> None:
    agent_id = await make.agent()
    async with transactor.begin(admin) as work:
        await roster.record_leave(
            work, agent_id=agent_id, starts_at=clock.now(), ends_at=clock.now() + HOUR, reason="手术"
        )
    assert "手术" not in str(await told())


async def test_a_shift_that_covers_now_drains_the_agents_groups(plan, make, jobs) -> None:
    group = await make.group()
    agent_id = await make.agent(groups=(group,))
    await plan(roster.plan_shift, agent_id, 1, 2)
    assert await jobs() == []
    await plan(roster.plan_shift, agent_id, 0, 1)
    assert await jobs() == [("drain_queues", {"group_ids": [str(group)]})]


async def test_who_comes_back_early_gets_what_waits(transactor, admin, make, jobs, told) -> None:
    group = await make.group()
    agent_id = await make.agent(groups=(group,))
    leave_id = await make.leave(agent_id)
    async with transactor.begin(admin) as work:
        assert await roster.remove_leave(work, leave_id=leave_id) == agent_id
    assert [happened.kind for happened in await told()] == ["agent.leave_removed"]
    assert await jobs() == [("drain_queues", {"group_ids": [str(group)]})]


async def test_what_was_removed_is_free_again_and_gone(transactor, admin, plan, make) -> None:
    agent_id = await make.agent()
    shift = await plan(roster.plan_shift, agent_id, 0, 8)
    async with transactor.begin(admin) as work:
        await roster.remove_shift(work, shift_id=shift.id)
    await plan(roster.plan_shift, agent_id, 0, 8)
    with pytest.raises(NotFound):
        async with transactor.begin(admin) as work:
            await roster.remove_shift(work, shift_id=shift.id)


@pytest.mark.parametrize(
    ("permissions", "shares", "refusal"),
    [
        pytest.param(frozenset(), True, NotAllowed, id="without the right"),
        pytest.param(frozenset({Permission.ROSTER_WRITE}), False, NotFound, id="without a common group"),
    ],
)
async def test_a_roster_is_for_its_supervisors(
    *, transactor, plan, make, told, permissions, shares, refusal: type[HelpdeskError]
) -> None:
    group = await make.group()
    agent_id = await make.agent(groups=(group,))
    shift_id, leave_id = await make.shift(agent_id), await make.leave(agent_id)
    actor = Actor(
        ActorKind.AGENT, "agent:0", permissions, group_ids=frozenset([group] if shares else [new_id()])
    )
    for verb in (roster.plan_shift, roster.record_leave):
        with pytest.raises(refusal):
            await plan(verb, agent_id, 5, 6, actor)
    for remove, interval in (
        (roster.remove_shift, {"shift_id": shift_id}),
        (roster.remove_leave, {"leave_id": leave_id}),
    ):
        with pytest.raises(refusal):
            async with transactor.begin(actor) as work:
                await remove(work, **interval)
    assert await told() == []
