"""What time does to promises: warn, breach, escalate level by level (docs/domain.md, SLA)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.priority import Priority
from helpdesk.sla.claim import claim, still_due
from helpdesk.tickets import escalation, lifecycle
from helpdesk.tickets.errors import NothingToAcknowledge
from helpdesk.tickets.escalation import acknowledge
from helpdesk.tickets.models import Ticket
from tests.features.tickets.build import STORE, Desk, at
from tests.world import key

WARNED, BREACHED, FIRST, SECOND, THIRD = (
    ("WARNED", 0), ("BREACHED", 0), ("LEVEL", 1), ("LEVEL", 2), ("LEVEL", 3),
)  # fmt: skip
DUE = at(4)


async def escalated(desk: Desk, ticket: Ticket) -> list[dict[str, Any]]:
    """What the log says of who was told, per crossing."""
    found = [event.data for event in await desk.events(ticket) if event.kind == "ticket.escalation_notified"]
    return [dict(data, recipients=desk.names(data["recipients"])) for data in found]


async def levels(desk: Desk, ticket: Ticket) -> list[tuple[str, int]]:
    """Crossings as told, in order."""
    return [(data["crossing"], data["level"]) for data in await escalated(desk, ticket)]


async def climb(desk: Desk, ticket: Ticket) -> None:
    """Every crossing at its own instant, to the top."""
    for minutes in (-60, 0, 5, 15):
        desk.clock.at = DUE + timedelta(minutes=minutes)
        await desk.fire_all(ticket)


async def test_it_warns_at_three_quarters_breaches_at_the_target_and_climbs(desk: Desk) -> None:
    ticket = await desk.answered()
    assignee = desk.name(desk.assignee(ticket).key)
    for instant, crossings in (
        (at(3, seconds=-1), []), (at(3), [WARNED]), (at(4, seconds=-1), []), (DUE, [BREACHED, FIRST]),
        (at(4, minutes=5, seconds=-1), []), (at(4, minutes=5), [SECOND]),
        (at(4, minutes=15, seconds=-1), []), (at(4, minutes=15), [THIRD]), (at(24), []),
    ):  # fmt: skip
        desk.clock.at = instant
        assert await desk.fire_all(ticket) == crossings
    assert [data["recipients"] for data in await escalated(desk, ticket)] == [
        [assignee], [assignee], [assignee, "lin"], ["head"], ["boss"],
    ]  # fmt: skip


async def test_each_is_told_in_the_transaction_of_its_level(desk: Desk) -> None:
    ticket = await desk.answered()
    assignee = desk.name(desk.assignee(ticket).key)
    await climb(desk, ticket)
    assert (await desk.told(ticket))[-6:] == [
        (assignee, "SLA_WARNED"), (assignee, "SLA_BREACHED"),
        *sorted([(assignee, "SLA_ESCALATED"), ("lin", "SLA_ESCALATED")], key=lambda one: desk.world.agents[one[0]].hex),
        ("head", "SLA_ESCALATED"), ("boss", "SLA_ESCALATED"),
    ]  # fmt: skip


async def test_what_nobody_has_is_the_managers_from_the_warning_on(desk: Desk) -> None:
    await desk.nobody_on_duty()
    ticket = await desk.submit()
    await climb(desk, ticket)
    assert [data["recipients"] for data in await escalated(desk, ticket)] == [
        ["lin"], ["lin"], ["lin"], ["head"], ["boss"],
    ]  # fmt: skip


async def test_absent_holders_are_stood_in_for_and_the_record_says_so(desk: Desk) -> None:
    ticket = await desk.answered()
    for name in ("lin", "head"):
        await desk.away(name)
    await climb(desk, ticket)
    _, _, first, second, _ = await escalated(desk, ticket)
    assert (first["recipients"][1:], second["recipients"]) == (["deputy"], ["deputy"])
    passed = [step["position"] for step in first["substitutions"][0]["substituted"]]
    assert passed == ["GROUP hotline manager", "GROUP hotline deputy", "DEPARTMENT SERVICE manager"]
    assert second["substitutions"][0]["position"] == "DEPARTMENT SERVICE deputy"


async def test_each_level_happens_once_though_ten_fire_at_once(desk: Desk) -> None:
    ticket = await desk.answered()
    timer = await desk.timer(ticket)
    for minutes in (-60, 0, 5, 15):
        desk.clock.at = DUE + timedelta(minutes=minutes)
        await asyncio.gather(*(desk.do(SYSTEM, escalation.fire, timer_id=timer.id) for _ in range(10)))
    assert await levels(desk, ticket) == [WARNED, BREACHED, FIRST, SECOND, THIRD]


async def test_a_late_worker_catches_up_one_crossing_at_a_time(desk: Desk) -> None:
    ticket = await desk.answered()
    desk.clock.at = at(6)
    assert [await desk.fire(ticket) is not None for _ in range(4)] == [True, True, True, False]
    assert await levels(desk, ticket) == [WARNED, BREACHED, FIRST]
    assert (await desk.timer(ticket)).breached_at == DUE
    desk.clock.at = at(6, minutes=5)
    assert await desk.fire_all(ticket) == [SECOND]


async def test_acknowledging_stops_what_would_follow_but_not_the_breach(desk: Desk) -> None:
    ticket = await desk.answered()
    desk.clock.at = DUE
    await desk.fire_all(ticket)
    await desk.do(desk.lin, acknowledge, ticket_id=ticket.id)
    desk.clock.at = at(48)
    assert await desk.fire_all(ticket) == []
    timer = await desk.timer(ticket)
    assert (timer.breached_at, timer.acknowledged_level, timer.next_at) == (DUE, 1, None)
    with pytest.raises(NothingToAcknowledge):
        await desk.do(desk.lin, acknowledge, ticket_id=ticket.id)


async def test_only_what_is_breached_is_acknowledged_and_one_clock_if_wished(desk: Desk) -> None:
    ticket = await desk.submit()
    timers = await desk.timers(ticket)
    desk.clock.at = at(0, minutes=5)
    with pytest.raises(NothingToAcknowledge) as refused:
        await desk.do(desk.lin, acknowledge, ticket_id=ticket.id, timer_id=timers["RESOLUTION"].id)
    assert refused.value.field == "timerId"
    await desk.do(desk.lin, acknowledge, ticket_id=ticket.id, timer_id=timers["FIRST_RESPONSE"].id)
    assert (await desk.kinds(ticket))[-2:] == ["clock.breached", "clock.acknowledged"]


async def test_pausing_suspends_the_levels_and_resuming_continues_them(desk: Desk) -> None:
    ticket = await desk.answered()
    desk.clock.at = DUE
    await desk.fire_all(ticket)
    desk.clock.advance(timedelta(minutes=2))
    await desk.ask(ticket)
    desk.clock.advance(timedelta(hours=1))
    assert await desk.fire_all(ticket) == []
    await desk.reply(STORE, ticket)
    desk.clock.advance(timedelta(minutes=3, seconds=-1))
    assert await desk.fire_all(ticket) == []
    desk.clock.advance(timedelta(seconds=1))
    assert await desk.fire_all(ticket) == [SECOND]


@pytest.mark.parametrize("way", ["met", "cancelled"])
async def test_meeting_or_cancelling_ends_them(desk: Desk, way: str) -> None:
    ticket = await desk.answered()
    desk.clock.at = DUE
    await desk.fire_all(ticket)
    if way == "met":
        await desk.do(desk.lin, lifecycle.solve, ticket_id=ticket.id)
    else:
        await desk.do(STORE, lifecycle.cancel, ticket_id=ticket.id, reason="不需要了")
    desk.clock.at = at(48)
    assert await desk.fire_all(ticket) == []


async def test_a_reopened_ticket_goes_on_climbing_where_it_stopped(desk: Desk) -> None:
    ticket = await desk.answered()
    desk.clock.at = DUE
    await desk.fire_all(ticket)
    await desk.do(desk.lin, lifecycle.solve, ticket_id=ticket.id)
    desk.clock.advance(timedelta(hours=1))
    await desk.reply(STORE, ticket)
    desk.clock.advance(timedelta(minutes=5))
    assert await desk.fire_all(ticket) == [SECOND]


def level(desk: Desk, **does: bool) -> Any:
    """The world's configuration with a first level that does more than tell."""

    def change(documents: dict[str, dict[UUID, dict[str, Any]]]) -> None:
        resolution = documents["sla_policy"][key("fast")]["promises"][2]
        resolution["escalation"] = [{"after": "PT0S", **does}, {"after": "PT5M"}]

    return desk.publish(change)


async def test_a_level_gives_the_ticket_to_another(desk: Desk) -> None:
    await level(desk, reassign=True)
    ticket = await desk.answered()
    desk.clock.at = DUE
    await desk.fire_all(ticket)
    other = {desk.wang.agent_id, desk.zhao.agent_id} - {ticket.assignee_id}
    assert {(await desk.ticket(ticket)).assignee_id} == other


@pytest.mark.parametrize("present", [True, False])
async def test_with_no_other_who_is_on_duty_keeps_it_and_who_is_away_does_not(
    desk: Desk, present: bool
) -> None:
    await level(desk, reassign=True)
    ticket = await desk.answered()
    for one in (desk.wang, desk.zhao):
        if one.agent_id != ticket.assignee_id or not present:
            await desk.set_agents(desk.name(one.key), presence="AWAY")
    desk.clock.at = DUE
    await desk.fire_all(ticket)
    after = await desk.ticket(ticket)
    assert (after.assignee_id, after.queued_at) == ((ticket.assignee_id, None) if present else (None, DUE))


async def test_a_level_raises_the_priority_and_with_it_the_other_targets(desk: Desk) -> None:
    await level(desk, raise_priority=True)
    ticket = await desk.answered()
    desk.clock.at = DUE
    await desk.fire_all(ticket)
    assert (await desk.ticket(ticket)).priority == "HIGH"
    changed = next(event for event in await desk.events(ticket) if event.kind == "ticket.priority_changed")
    assert (changed.data["why"], changed.actor_key) == ("ESCALATION_LEVEL_1", "system")
    desk.clock.advance(timedelta(minutes=5))
    assert await desk.fire_all(ticket) == [SECOND]


async def test_the_most_urgent_stays_so(desk: Desk) -> None:
    await level(desk, raise_priority=True)
    ticket = await desk.submit(desk.wang, phone="13800138000", priority=Priority.URGENT)
    desk.clock.at = at(1)
    assert await desk.fire_all(ticket) == [WARNED, BREACHED, FIRST]
    assert (await desk.ticket(ticket)).priority == "URGENT"


async def test_due_timers_are_claimed_by_one_worker_and_given_up_when_done(desk: Desk) -> None:
    ticket = await desk.submit()
    assert await desk.do(SYSTEM, claim) == []
    desk.clock.at = at(0, minutes=5)
    claimed = await asyncio.gather(*(desk.do(SYSTEM, claim) for _ in range(5)))
    assert [one.subject_id for part in claimed for one in part] == [ticket.id]
    assert await desk.fire(ticket, "FIRST_RESPONSE") is not None
    assert [one.subject_id for one in await desk.do(SYSTEM, claim)] == [ticket.id]


async def test_what_was_handed_out_twice_and_is_done_is_not_due_any_more(desk: Desk) -> None:
    ticket = await desk.submit()
    desk.clock.at = at(0, minutes=5)
    handed = [one.timer_id for one in await desk.do(SYSTEM, claim)]
    assert len(handed) == 1
    async with desk.transactor.read() as connection:
        assert await still_due(connection, handed, desk.clock.now()) == handed
    while await desk.fire(ticket, "FIRST_RESPONSE"):
        pass
    async with desk.transactor.read() as connection:
        assert await still_due(connection, handed, desk.clock.now()) == []


async def test_a_clock_that_is_gone_and_one_not_due_do_nothing(desk: Desk) -> None:
    ticket = await desk.submit()
    assert await desk.do(SYSTEM, escalation.fire, timer_id=ticket.id) is None
    assert await desk.fire(ticket) is None
    assert await desk.kinds(ticket, ticket.revision) == []
