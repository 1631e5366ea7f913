"""Whatever is done to a ticket in whatever order: the log, the row and the clocks agree."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from helpdesk.kit.errors import HelpdeskError
from helpdesk.kit.priority import Priority
from helpdesk.notify.models import Notification
from helpdesk.sla import repository
from helpdesk.sla.clocks import fold
from helpdesk.sla.events import by_clock
from helpdesk.sla.models import SlaTimer
from helpdesk.sla.state import LIVE, Phase
from helpdesk.sla.terms import Metric
from helpdesk.tickets import assignment, lifecycle, priorities
from helpdesk.tickets.escalation import acknowledge
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.status import ACTIVE, ENDED
from tests.conftest import MONDAY
from tests.features.tickets.build import STORE, Desk

Step = Callable[[Desk, Ticket], Awaitable[Any]]
STEPS: dict[str, Step] = {
    "agent replies": lambda desk, ticket: desk.reply(desk.lin, ticket),
    "store replies": lambda desk, ticket: desk.reply(STORE, ticket),
    "ask requester": lambda desk, ticket: desk.ask(ticket),
    "ask third party": lambda desk, ticket: desk.ask(ticket, "THIRD_PARTY"),
    "snooze": lambda desk, ticket: desk.do(
        desk.lin, lifecycle.snooze, ticket_id=ticket.id, until=desk.clock.now() + timedelta(hours=2)
    ),
    "solve": lambda desk, ticket: desk.do(desk.lin, lifecycle.solve, ticket_id=ticket.id, resolution="好"),
    "reopen": lambda desk, ticket: desk.do(STORE, lifecycle.reopen, ticket_id=ticket.id, reason="又坏了"),
    "close": lambda desk, ticket: desk.do(STORE, lifecycle.close, ticket_id=ticket.id),
    "cancel": lambda desk, ticket: desk.do(STORE, lifecycle.cancel, ticket_id=ticket.id, reason="算了"),
    "urgent": lambda desk, ticket: prioritise(desk, ticket, Priority.URGENT),
    "low": lambda desk, ticket: prioritise(desk, ticket, Priority.LOW),
    "urge": lambda desk, ticket: desk.do(STORE, priorities.urge, ticket_id=ticket.id),
    "to zhao": lambda desk, ticket: assign(desk, ticket, "zhao"),
    "to the queue": lambda desk, ticket: assign(desk, ticket, None),
    "move to returns": lambda desk, ticket: move(desk, ticket, "returns"),
    "move to finance": lambda desk, ticket: move(desk, ticket, "finance"),
    "drain": lambda desk, ticket: desk.drain("returns"),
    "fire": lambda desk, ticket: desk.fire_all(ticket),
    "fire response": lambda desk, ticket: desk.fire_all(ticket, "FIRST_RESPONSE"),
    "wake": lambda desk, ticket: desk.wake(),
    "acknowledge": lambda desk, ticket: desk.do(desk.admin, acknowledge, ticket_id=ticket.id),
    "qian leaves": lambda desk, ticket: desk.set_agents("qian", presence="AWAY"),
    "zhao returns": lambda desk, ticket: desk.set_agents("zhao", presence="ONLINE"),
}
PASSING = [timedelta(0), timedelta(minutes=20), timedelta(hours=3), timedelta(days=1), timedelta(days=6)]
STORED = [
    column.key for column in SlaTimer.__table__.columns
    if column.key not in {"id", "subject_kind", "subject_id", "metric", "instance", "lease_until"}
]  # fmt: skip


async def prioritise(desk: Desk, ticket: Ticket, priority: Priority) -> Ticket:
    return await desk.do(desk.lin, priorities.change_priority, ticket_id=ticket.id, priority=priority)


async def assign(desk: Desk, ticket: Ticket, name: str | None) -> Ticket:
    agent_id = desk.world.agents[name] if name else None
    return await desk.do(desk.lin, assignment.assign, ticket_id=ticket.id, assignee_id=agent_id)


async def move(desk: Desk, ticket: Ticket, group: str) -> Ticket:
    group_id = desk.world.groups[group]
    return await desk.do(desk.admin, assignment.move, ticket_id=ticket.id, group_id=group_id, reason="错组")


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    item=st.sampled_from(["product-use", "refund", "other"]),
    steps=st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.sampled_from(PASSING)), min_size=6, max_size=14),
)  # fmt: skip
async def test_log_row_and_clocks_agree(desk: Desk, item: str, steps: list[tuple[str, timedelta]]) -> None:
    desk.clock.at = MONDAY
    await desk.set_agents("wang", "zhao", "qian", presence="ONLINE", capacity=1000)
    ticket = await desk.submit(item=item)
    for name, passing in steps:
        desk.clock.advance(passing)
        with suppress(HelpdeskError):
            await STEPS[name](desk, ticket)
        await check_row(desk, await desk.ticket(ticket))
    for one in await desk.scalars(select(Ticket).where(Ticket.id >= ticket.id)):
        await check_row(desk, one)
        await check_log(desk, one)
        await check_clocks(desk, one)


async def check_row(desk: Desk, ticket: Ticket) -> None:
    """Status and instants fit together."""
    timers = await desk.timers(ticket)
    status = ticket.status
    assert (ticket.queued_at is not None) is (ticket.assignee_id is None and status in ACTIVE)
    assert (ticket.ended_at is not None) is (status in ENDED)
    assert (ticket.awaiting is not None) is status.startswith("WAITING")
    if status in ACTIVE:
        assert ticket.solved_at is None
    else:
        assert not [timer for timer in timers.values() if timer.phase in LIVE]
    limits = [timer.limit_at for timer in timers.values() if timer.phase == Phase.PAUSED and timer.limit_at]
    assert not limits or status == "WAITING_ON_REQUESTER"
    if status in {"SNOOZED", "SOLVED"}:
        assert ticket.wake_at is not None
    else:
        assert ticket.wake_at == min(limits, default=None)


async def check_log(desk: Desk, ticket: Ticket) -> None:
    """The log has no gap, does not run back, and its last word is the row."""
    events = await desk.events(ticket)
    assert [event.revision for event in events] == list(range(1, ticket.revision + 1))
    assert all(earlier.at <= later.at for earlier, later in pairwise(events))
    assert (events[-1].at, events[-1].facets_after) == (ticket.last_event_at, ticket.facets())
    assert events[0].facets_before is None
    assert all(later.facets_before == earlier.facets_after for earlier, later in pairwise(events))
    doers = {event.id: event.actor_key for event in events}
    for told in await desk.scalars(select(Notification).where(Notification.ticket_id == ticket.id)):
        assert told.recipient_key != doers[told.event_id]


async def check_clocks(desk: Desk, ticket: Ticket) -> None:
    """Each stored timer is the fold of what the log says of it."""
    hours = await desk.hours(ticket)
    told = by_clock(await desk.events(ticket))
    stored = await desk.scalars(select(SlaTimer).where(SlaTimer.subject_id == ticket.id))
    assert {(timer.metric, timer.instance) for timer in stored} == set(told)
    for timer in stored:
        folded = SlaTimer()
        repository.store(folded, fold(told[Metric(timer.metric), timer.instance], hours))
        assert {name: getattr(timer, name) for name in STORED} == {
            name: getattr(folded, name) for name in STORED
        }
