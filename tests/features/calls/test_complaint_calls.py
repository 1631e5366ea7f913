"""After a complaint was settled the customer is called on day 3 to day 7 (docs/domain.md §8.1)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from helpdesk.calls.errors import CallIsOver, CallTooEarly
from helpdesk.calls.outcomes import CallState
from helpdesk.events.log import history
from helpdesk.tickets import lifecycle
from helpdesk.tickets.errors import AnswerRequired
from helpdesk.tickets.models import Ticket, TicketLink
from helpdesk.tickets.status import TicketStatus
from tests.features.calls.build import CallDesk
from tests.features.tickets.build import shanghai

SECOND = timedelta(seconds=1)


async def complained(desk: CallDesk) -> Ticket:
    """A complaint of a caller, settled on Monday 16 November."""
    ticket = await desk.submit(desk.lin, phone="13800138000", order_code="D7")
    return await desk.do(desk.lin, lifecycle.solve, ticket_id=ticket.id, resolution="已处理")


async def test_a_settled_complaint_plans_a_call_on_day_3_to_7(desk: CallDesk) -> None:
    await desk.open("complaint")
    ticket = await complained(desk)
    await desk.settle()
    await desk.settle()
    [call] = await desk.calls()
    assert (call.ticket_id, call.order_code, call.state) == (ticket.id, "D7", CallState.DUE)
    assert call.not_before == shanghai("2026-11-19 09:00")
    assert call.due == shanghai("2026-11-24 00:00")


async def test_other_tickets_plan_none(desk: CallDesk) -> None:
    await desk.open("complaint")
    ticket = await desk.submit(desk.lin, item="refund", phone="13800138000")
    await desk.do(desk.lin, lifecycle.solve, ticket_id=ticket.id, resolution="已处理")
    assert await desk.jobs("plan_calls_after") == []


async def test_the_call_is_refused_a_second_before_its_window_and_at_its_end(desk: CallDesk) -> None:
    await desk.open("complaint")
    await complained(desk)
    await desk.settle()
    [call] = await desk.calls()
    desk.at(call.not_before - SECOND)
    with pytest.raises(CallTooEarly):
        await desk.say(call, "reached", "good")
    desk.at(call.due)
    with pytest.raises(CallIsOver):
        await desk.say(call, "reached", "good")
    desk.at(call.due - SECOND)
    assert (await desk.say(call, "reached", "good")).state == CallState.DONE


async def test_damaged_opens_a_courier_check_that_must_answer_the_customer(desk: CallDesk) -> None:
    await desk.open("complaint")
    complaint = await complained(desk)
    await desk.settle()
    [call] = await desk.calls()
    desk.at(call.not_before)
    done = await desk.say(call, "reached", "damaged", notes="外箱压扁")
    opened = (await desk.scalars(select(Ticket).where(Ticket.id == done.opened_ticket_id)))[0]
    assert opened.service_item_id == desk.world.items["refund"]
    assert (opened.customer_id, opened.order_code) == (complaint.customer_id, "D7")
    assert opened.status in {TicketStatus.NEW, TicketStatus.OPEN}
    [link] = await desk.scalars(select(TicketLink))
    assert (link.source_id, link.target_id, link.kind) == (opened.id, complaint.id, "CAUSED_BY")
    with pytest.raises(AnswerRequired):
        await desk.do(desk.lin, lifecycle.solve, ticket_id=opened.id)
    [attempt] = await desk.attempts()
    assert (attempt.outcome, attempt.path) == ("DAMAGED", [["ring", "reached"], ["ask", "damaged"]])
    told = await desk.told_of(call)
    assert [event.kind for event in told] == ["planned_call.planned", "planned_call.attempted"]
    assert "外箱压扁" not in str([event.data for event in told])


async def test_a_complaint_that_is_open_again_is_not_asked_about_until_it_is_settled_again(
    desk: CallDesk,
) -> None:
    await desk.open("complaint")
    ticket = await complained(desk)
    await desk.settle()
    desk.clock.advance(timedelta(days=1))
    await desk.do(desk.lin, lifecycle.reopen, ticket_id=ticket.id)
    await desk.settle()
    [call] = await desk.calls()
    assert call.state == CallState.CANCELLED
    desk.clock.advance(timedelta(days=1))
    await desk.do(desk.lin, lifecycle.solve, ticket_id=ticket.id, resolution="已处理")
    await desk.settle()
    [call] = await desk.calls()
    assert (call.state, call.not_before) == (CallState.DUE, shanghai("2026-11-23 09:00"))
    assert call.due == shanghai("2026-11-26 00:00")


async def test_an_unsatisfied_customer_may_open_a_ticket_whose_history_begins_there(desk: CallDesk) -> None:
    await desk.open("complaint")
    await complained(desk)
    await desk.settle()
    [call] = await desk.calls()
    desk.at(call.not_before)
    done = await desk.say(call, "reached", "bad")
    async with desk.transactor.read() as connection:
        assert done.opened_ticket_id is not None
        told = await history(connection, "ticket", done.opened_ticket_id)
    assert [event.revision for event in told] == list(range(1, len(told) + 1))
