"""Queues drain by themselves, oldest first (docs/domain.md, Intake; design: assignment)."""

from __future__ import annotations

import asyncio
from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select, update

from helpdesk.accounts.availability import set_availability
from helpdesk.accounts.models import Presence, Shift
from helpdesk.tickets import assignment, lifecycle
from helpdesk.tickets.models import Ticket
from tests.features.tickets.build import Desk, at
from tests.world import key


async def queued(desk: Desk, count: int, item: str = "product-use") -> list[Ticket]:
    """Tickets that came in a minute apart with nobody there."""
    await desk.nobody_on_duty()
    tickets = []
    for _ in range(count):
        tickets.append(await desk.submit(item=item))
        desk.clock.advance(timedelta(minutes=1))
    return tickets


async def test_who_comes_online_asks_for_the_queue_and_gets_the_oldest_first(desk: Desk) -> None:
    tickets = await queued(desk, 7)
    assert await desk.drainable() == set()
    await desk.do(desk.wang, set_availability, presence=Presence.ONLINE)
    assert [job["group_ids"] for job in await desk.jobs("drain_queues")] == [[str(tickets[0].group_id)]]
    assert await desk.drainable() == {"hotline"}
    assert await desk.drain("hotline") == 5
    taken = [(await desk.ticket(ticket)).assignee_id for ticket in tickets]
    assert taken == [desk.wang.agent_id] * 5 + [None] * 2
    assert await desk.drainable() == set()


async def test_a_shift_that_begins_drains_and_one_that_ended_does_not(desk: Desk) -> None:
    await queued(desk, 1)
    await desk.set_agents("wang", presence="ONLINE")
    begins = at(1)
    async with desk.transactor.engine.begin() as connection:
        await connection.execute(update(Shift).values(starts_at=begins, ends_at=begins + timedelta(hours=1)))
    assert (await desk.drainable(), await desk.drain("hotline")) == (set(), 0)
    desk.clock.at = begins
    assert (await desk.drainable(), await desk.drain("hotline")) == ({"hotline"}, 1)
    await queued(desk, 1)
    await desk.set_agents("wang", presence="ONLINE")
    desk.clock.at = begins + timedelta(hours=1)
    assert (await desk.drainable(), await desk.drain("hotline")) == (set(), 0)


async def test_who_is_on_leave_drains_nothing(desk: Desk) -> None:
    await queued(desk, 1)
    await desk.set_agents("wang", presence="ONLINE")
    await desk.away("wang", hours=1)
    assert (await desk.drainable(), await desk.drain("hotline")) == (set(), 0)
    desk.clock.advance(timedelta(hours=1))
    assert (await desk.drainable(), await desk.drain("hotline")) == ({"hotline"}, 1)


async def test_who_gets_free_takes_the_next(desk: Desk) -> None:
    await desk.set_agents("wang", "zhao", capacity=1)
    tickets = [await desk.submit() for _ in range(3)]
    assert (tickets[2].assignee_id, await desk.drain("hotline")) == (None, 0)
    await desk.do(desk.lin, lifecycle.solve, ticket_id=tickets[0].id, resolution="已处理")
    assert await desk.drain("hotline") == 1
    assert (await desk.ticket(tickets[2])).assignee_id == tickets[0].assignee_id


async def test_a_ticket_that_waited_aside_keeps_its_place(desk: Desk) -> None:
    first, second = await queued(desk, 2)
    await desk.do(desk.lin, lifecycle.snooze, ticket_id=first.id, until=at(1))
    desk.clock.at = at(1)
    await desk.wake()
    await desk.set_agents("wang", presence="ONLINE", capacity=1)
    assert await desk.drain("hotline") == 1
    assert (await desk.ticket(first)).assignee_id == desk.wang.agent_id
    assert (await desk.ticket(second)).queued_at == at(minutes=1)


async def test_capacity_is_never_exceeded_by_twenty_who_submit_at_once(desk: Desk) -> None:
    await desk.set_agents("wang", capacity=3)
    tickets = await asyncio.gather(*(desk.submit() for _ in range(20)))
    assert Counter(ticket.assignee_id for ticket in tickets) == {
        desk.wang.agent_id: 3, desk.zhao.agent_id: 5, None: 12,
    }  # fmt: skip


async def test_capacity_is_never_exceeded_by_two_groups_that_drain_at_once(desk: Desk) -> None:
    await queued(desk, 4)
    await queued(desk, 4, "refund")
    await desk.set_agents("zhao", presence="ONLINE", capacity=3)
    await asyncio.gather(*(desk.drain(group) for group in ("hotline", "returns") * 4))
    loads = await desk.scalars(select(Ticket.assignee_id).where(Ticket.assignee_id.is_not(None)))
    assert Counter(loads) == {desk.zhao.agent_id: 3}


async def test_skills_are_needed_and_those_without_do_not_hold_up_the_queue(desk: Desk) -> None:
    def refunds_need_skill(documents: dict[str, dict[UUID, dict[str, Any]]]) -> None:
        documents["service_item"][key("shipment")]["skills"] = ["refunds"]

    await desk.publish(refunds_need_skill)
    await desk.nobody_on_duty()
    hard = [await desk.submit(item="shipment", form={"orderCode": "D1"}) for _ in range(6)]
    easy = await desk.submit()
    await desk.set_agents("zhao", presence="ONLINE")
    assert await desk.drain("hotline") == 1
    assert (await desk.ticket(easy)).assignee_id == desk.zhao.agent_id
    await desk.set_agents("wang", presence="ONLINE")
    assert await desk.drain("hotline") == 5
    assert (await desk.ticket(hard[0])).assignee_id == desk.wang.agent_id


async def test_a_ticket_in_somebodys_hands_is_passed_over(desk: Desk) -> None:
    first, second = await queued(desk, 2)
    await desk.set_agents("wang", presence="ONLINE")
    async with desk.transactor.engine.begin() as connection:
        await connection.execute(select(Ticket.id).where(Ticket.id == first.id).with_for_update())
        assert await desk.drain("hotline") == 1
    assert (await desk.ticket(second)).assignee_id == desk.wang.agent_id
    assert await desk.drain("hotline") == 1


async def test_moves_and_drains_at_once_collide_without_loss(desk: Desk) -> None:
    tickets = await queued(desk, 6)
    await desk.set_agents("wang", "zhao", "qian", presence="ONLINE")
    await asyncio.gather(
        *(
            desk.do(
                desk.lin, assignment.move, ticket_id=ticket.id, group_id=desk.world.groups["finance"], reason="错组"
            )
            for ticket in tickets[:3]
        ),
        *(desk.drain("hotline") for _ in range(3)),
    )  # fmt: skip
    found = [await desk.ticket(ticket) for ticket in tickets]
    assert all(ticket.assignee_id is not None for ticket in found)
    assert {ticket.assignee_id for ticket in found[:3]} == {desk.qian.agent_id}
