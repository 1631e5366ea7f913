"""Haste: the priority, and a requester who asks for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from helpdesk.kit.errors import NotAllowed
from helpdesk.kit.priority import Priority
from helpdesk.tickets.errors import NotInThisStatus, UrgedRecently
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.priorities import change_priority, urge
from tests.features.tickets.build import STORE, Desk, at


async def prioritise(desk: Desk, ticket: Ticket, priority: str) -> Ticket:
    return await desk.do(desk.lin, change_priority, ticket_id=ticket.id, priority=Priority(priority))


async def test_another_priority_keeps_what_elapsed_and_gets_the_new_target(desk: Desk) -> None:
    ticket = await desk.answered()
    desk.clock.advance(timedelta(minutes=40))
    await prioritise(desk, ticket, "URGENT")
    assert (await desk.timer(ticket)).due_at == at(1)
    await prioritise(desk, ticket, "LOW")
    assert (await desk.timer(ticket)).due_at == at(4)
    assert await desk.kinds(ticket, ticket.revision) == [
        "ticket.priority_changed", "clock.retargeted", "ticket.priority_changed", "clock.retargeted",
    ]  # fmt: skip


async def test_a_target_that_has_passed_already_is_breached_from_now(desk: Desk) -> None:
    ticket = await desk.answered()
    desk.clock.advance(timedelta(hours=2))
    await prioritise(desk, ticket, "URGENT")
    assert (await desk.timer(ticket)).next_at == at(2)
    assert await desk.fire_all(ticket) == [("WARNED", 0), ("BREACHED", 0), ("LEVEL", 1)]


async def test_a_paused_clock_is_retargeted_too(desk: Desk) -> None:
    ticket = await desk.ask(await desk.answered())
    await prioritise(desk, ticket, "URGENT")
    desk.clock.advance(timedelta(minutes=10))
    await desk.reply(STORE, ticket)
    assert (await desk.timer(ticket)).due_at == at(1, minutes=10)


async def test_a_solved_ticket_reopens_under_its_new_priority(desk: Desk) -> None:
    ticket = await desk.solved()
    await prioritise(desk, ticket, "URGENT")
    await desk.reply(STORE, ticket)
    assert (await desk.timer(ticket)).due_at == at(1)


async def test_the_same_priority_again_tells_nothing(desk: Desk) -> None:
    ticket = await desk.answered()
    await prioritise(desk, ticket, "NORMAL")
    assert await desk.kinds(ticket, ticket.revision) == []


async def test_requesters_and_agents_do_not_prioritise(desk: Desk) -> None:
    ticket = await desk.submit()
    for by in (STORE, desk.assignee(ticket)):
        with pytest.raises(NotAllowed):
            await desk.do(by, change_priority, ticket_id=ticket.id, priority=Priority.HIGH)


async def test_urging_tells_the_assignee_and_the_groups_manager(desk: Desk) -> None:
    ticket = await desk.submit()
    urged = await desk.do(STORE, urge, ticket_id=ticket.id)
    assert (urged.urged, urged.urged_at) == (1, at())
    assert sorted((await desk.told(ticket))[1:]) == sorted(
        [(desk.name(desk.assignee(ticket).key), "URGED"), ("lin", "URGED")]
    )


async def test_urging_tells_who_stands_in_for_the_manager(desk: Desk) -> None:
    await desk.nobody_on_duty()
    ticket = await desk.submit()
    await desk.away("lin")
    await desk.do(STORE, urge, ticket_id=ticket.id)
    assert await desk.told(ticket) == [("head", "URGED")]


async def test_urging_again_takes_ten_minutes(desk: Desk) -> None:
    ticket = await desk.submit()
    await desk.do(STORE, urge, ticket_id=ticket.id)
    desk.clock.advance(timedelta(minutes=10, seconds=-1))
    with pytest.raises(UrgedRecently):
        await desk.do(STORE, urge, ticket_id=ticket.id)
    desk.clock.advance(timedelta(seconds=1))
    assert (await desk.do(STORE, urge, ticket_id=ticket.id)).urged == 2


async def test_a_solved_ticket_is_not_urged(desk: Desk) -> None:
    with pytest.raises(NotInThisStatus):
        await desk.do(STORE, urge, ticket_id=(await desk.solved()).id)
