"""Presence, the drain that follows it, and the facts that assignment reads."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from helpdesk.accounts import availability
from helpdesk.accounts.errors import AgentIsInactive
from helpdesk.accounts.models import Presence
from helpdesk.kit.actor import Actor, ActorKind, Permission
from helpdesk.kit.errors import NotAllowed, NotFound


def agent_actor(agent_id, *permissions: Permission, groups=()) -> Actor:
    return Actor(
        ActorKind.AGENT, f"agent:{agent_id.hex}", frozenset(permissions), agent_id=agent_id,
        group_ids=frozenset(groups),
    )  # fmt: skip


async def set_presence(transactor, actor, presence, agent_id=None) -> None:
    async with transactor.begin(actor) as work:
        await availability.set_availability(work, presence=presence, agent_id=agent_id)


async def test_coming_online_is_told_and_drains_the_agents_groups(transactor, make, told, jobs) -> None:
    groups = [await make.group(), await make.group()]
    agent_id = await make.agent(groups=tuple(groups))
    await set_presence(transactor, agent_actor(agent_id, Permission.AVAILABILITY_SET), Presence.ONLINE)
    [happened] = await told()
    assert (happened.kind, happened.subject_id, happened.revision) == (
        "agent.availability_changed", agent_id, 1,
    )  # fmt: skip
    assert happened.data == {"before": "OFFLINE", "after": "ONLINE"}
    assert (happened.facets_before["presence"], happened.facets_after["presence"]) == ("OFFLINE", "ONLINE")
    assert await jobs() == [("drain_queues", {"group_ids": sorted(map(str, groups))})]


async def test_what_is_rolled_back_drains_nothing(transactor, make, told, jobs) -> None:
    agent_id = await make.agent(groups=(await make.group(),))
    actor = agent_actor(agent_id, Permission.AVAILABILITY_SET)

    async def fail() -> None:
        async with transactor.begin(actor) as work:
            await availability.set_availability(work, presence=Presence.ONLINE)
            await work.write_out(())
            raise RuntimeError("the process dies here")

    with pytest.raises(RuntimeError):
        await fail()
    assert (await told(), await jobs()) == ([], [])


async def test_the_same_word_twice_is_told_once(transactor, make, told, jobs) -> None:
    agent_id = await make.agent(groups=(await make.group(),))
    actor = agent_actor(agent_id, Permission.AVAILABILITY_SET)
    await set_presence(transactor, actor, Presence.ONLINE)
    await set_presence(transactor, actor, Presence.ONLINE)
    assert (len(await told()), len(await jobs())) == (1, 1)


async def test_going_away_drains_nothing(transactor, make, jobs) -> None:
    agent_id = await make.agent(presence="ONLINE", groups=(await make.group(),))
    await set_presence(transactor, agent_actor(agent_id, Permission.AVAILABILITY_SET), Presence.AWAY)
    assert await jobs() == []


async def test_without_the_right_nothing_happens(transactor, make, told, jobs) -> None:
    agent_id = await make.agent(groups=(await make.group(),))
    with pytest.raises(NotAllowed):
        await set_presence(transactor, agent_actor(agent_id), Presence.ONLINE)
    assert (await told(), await jobs()) == ([], [])


async def test_who_is_no_agent_has_no_presence(transactor) -> None:
    caller = Actor(ActorKind.INTEGRATION, "integration:erp", frozenset({Permission.AVAILABILITY_SET}))
    with pytest.raises(NotFound):
        await set_presence(transactor, caller, Presence.ONLINE)


async def test_anothers_presence_needs_the_roster_and_a_common_group(transactor, make, told) -> None:
    ours, theirs = await make.group(), await make.group()
    agent_id, boss = await make.agent(groups=(ours,)), await make.agent()
    colleague = agent_actor(boss, Permission.AVAILABILITY_SET, groups=(ours,))
    elsewhere = agent_actor(boss, Permission.ROSTER_WRITE, groups=(theirs,))
    with pytest.raises(NotAllowed):
        await set_presence(transactor, colleague, Presence.ONLINE, agent_id)
    with pytest.raises(NotFound):
        await set_presence(transactor, elsewhere, Presence.ONLINE, agent_id)
    assert await told() == []
    await set_presence(
        transactor, agent_actor(boss, Permission.ROSTER_WRITE, groups=(ours,)), Presence.ONLINE, agent_id
    )
    assert [happened.subject_id for happened in await told()] == [agent_id]


async def test_who_left_cannot_come_online(transactor, make, admin, told) -> None:
    agent_id = await make.agent(active=False)
    with pytest.raises(AgentIsInactive):
        await set_presence(transactor, admin, Presence.ONLINE, agent_id)
    assert await told() == []


async def test_a_snapshot_holds_who_is_on_shift_on_leave_and_able(transactor, admin, make) -> None:
    hotline, chat, other = await make.group(), await make.group(), await make.group()
    on_duty = await make.agent(
        presence="ONLINE", skills=["refunds"], capacity=3, groups=(hotline, chat, other)
    )
    away, off = await make.agent(groups=(hotline,)), await make.agent(active=False, groups=(chat,))
    await make.agent(groups=(other,))
    await make.shift(on_duty, 0, 1)
    await make.shift(away, -1, 0)
    await make.leave(away, -1, 1)
    async with transactor.begin(admin) as work:
        rows = await availability.snapshot(work, [hotline, chat])
    assert [row.agent_id for row in rows] == sorted([on_duty, away, off])
    by_id = {row.agent_id: row for row in rows}
    first = by_id[on_duty]
    assert first.group_ids == {hotline, chat}
    assert (first.presence, first.skills, first.capacity) == (Presence.ONLINE, {"refunds"}, 3)
    assert (first.on_shift, first.on_leave, first.active) == (True, False, True)
    assert (by_id[away].on_shift, by_id[away].on_leave) == (False, True)
    assert not by_id[off].active


async def test_of_groups_without_anybody_the_snapshot_is_empty(transactor, admin, make) -> None:
    async with transactor.begin(admin) as work:
        assert await availability.snapshot(work, [await make.group()]) == []
        assert await availability.snapshot(work, []) == []


async def test_a_second_snapshot_waits_for_the_first_and_sees_what_it_decided(
    transactor, admin, make
) -> None:
    group = await make.group()
    agent_id = await make.agent(groups=(group,))
    order: list[str] = []

    async def second() -> list[availability.Availability]:
        async with transactor.begin(admin) as work:
            rows = await availability.snapshot(work, [group])
            order.append("second")
            return rows

    async with transactor.begin(admin) as work:
        await availability.snapshot(work, [group])
        waiting = asyncio.create_task(second())
        await asyncio.sleep(0.1)
        availability.mark_assigned(work, agent_id)
        order.append("first")
        at = work.now
    rows = await waiting
    assert order == ["first", "second"]
    assert rows[0].last_assigned_at == at


async def test_groups_come_on_duty_when_a_shift_begins_or_a_leave_ends(engine, clock, make) -> None:
    hour = timedelta(hours=1)
    starting, returning, resting = await make.group(), await make.group(), await make.group()
    await make.shift(await make.agent(groups=(starting,)), 0, 8)
    await make.leave(await make.agent(groups=(returning,)), -8, 0)
    await make.shift(await make.agent(groups=(resting,)), 1, 8)
    async with engine.connect() as connection:
        came = await availability.groups_coming_on_duty(connection, clock.now() - hour, clock.now())
        later = await availability.groups_coming_on_duty(connection, clock.now(), clock.now() + hour)
    assert (came, later) == (sorted([starting, returning]), [resting])
