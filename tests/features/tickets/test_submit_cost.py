"""What a submission costs: so many round trips and statements, whatever the number of rules and agents."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import event, func, select

from helpdesk.events import performing
from helpdesk.events.idempotency import Key
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Actor
from helpdesk.kit.errors import HelpdeskError
from helpdesk.kit.text import search_terms
from helpdesk.notify.models import Notification
from helpdesk.routing.models import RoutingDecision
from helpdesk.sla.models import SlaTimer
from helpdesk.tickets import conversation, intake, lifecycle
from helpdesk.tickets.models import Ticket, TicketLink
from helpdesk.tickets.submissions import Submission
from tests.actors import member
from tests.features.tickets.build import STORE, Desk
from tests.world import key

ROUND_TRIPS = 2
STATEMENTS = 16
"""BEGIN, key, patience, standing, requester, who is there (3) — ticket, decision, clocks, notifications, events,
last assigned, outcome, COMMIT."""


@contextmanager
def nothing_else(desk: Desk) -> Iterator[None]:
    """Hold that nothing goes to the database but what exchanges send."""
    statements: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        statements.append(statement)

    engine = desk.transactor.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", note)
    assert statements == []


async def submit(
    desk: Desk, by: Actor, name: str, *, item: str = "product-use", **given: Any
) -> tuple[UUID, Sequence[int]]:
    """A keyed submission, as a mutation makes it; the ticket's id, and the statements of each round trip."""
    submission = Submission(service_item_id=desk.world.items[item], **{"title": "一张工单", **given})
    units: list[UnitOfWork] = []

    async def verb(work: UnitOfWork) -> dict[str, UUID]:
        units.append(work)
        return {"ticket": (await intake.submit(work, submission)).id}

    outcome = await performing.perform(
        desk.transactor, by, verb, key=Key.of("submit_ticket", name, submission), folded=True
    )
    return UUID(str(outcome["ticket"])), units[-1].sent


@pytest.mark.parametrize("who", ["a store", "a store for its member", "a member", "an agent for a caller"])
async def test_a_submission_costs_two_round_trips(desk: Desk, who: str) -> None:
    by, given = {
        "a store": (STORE, {}),
        "a store for its member": (STORE, {"member_code": "M1"}),
        "a member": (member("M1"), {}),
        "an agent for a caller": (desk.wang, {"phone": "13800138000"}),
    }[who]
    await submit(
        desk, by, "first", **given
    )  # the process learns the version in force, and the profile is made
    with nothing_else(desk):
        ticket_id, sent = await submit(desk, by, "second", **given)
    assert len(sent) <= ROUND_TRIPS
    assert sum(sent) <= STATEMENTS
    kinds = [RoutingDecision.subject_id, SlaTimer.subject_id, Notification.ticket_id, Ticket.id]
    assert [len(await desk.rows(select(one).where(one == ticket_id))) for one in kinds] == [1, 2, 1, 1]


async def test_five_hundred_rules_cost_no_further_statement(desk: Desk) -> None:
    rule = {
        "name": {"zh": "规则", "en": "rule"},
        "when": {"kind": "FIELD", "path": "pieces", "operator": "GREATER", "value": 1},
        "then": {"add_tags": ["many"]},
    }
    await desk.publish(
        lambda found: found["routing_rule"].update(
            {key(f"rule {n}"): {**rule, "position": n} for n in range(500)}
        )
    )
    await submit(desk, STORE, "first")
    with nothing_else(desk):
        _, sent = await submit(desk, STORE, "second")
    assert len(sent) <= ROUND_TRIPS
    assert sum(sent) <= STATEMENTS


async def test_a_repeated_call_is_told_in_its_first_round_trip(desk: Desk) -> None:
    first, _ = await submit(desk, STORE, "k")
    again, sent = await submit(desk, STORE, "k")
    assert again == first
    assert len(sent) <= 3  # what was asked, what it led to, the rollback of the locks
    assert await desk.count("tickets") == 1


async def test_a_version_published_meanwhile_is_the_one_that_decides(desk: Desk) -> None:
    before = await desk.submit()
    finance = str(desk.world.groups["finance"])

    def elsewhere(found: dict[str, dict[UUID, dict[str, Any]]]) -> None:
        found["service_item"][key("product-use")]["group_id"] = finance

    await desk.publish(elsewhere)
    ticket = await desk.submit()
    assert ticket.configuration_version == before.configuration_version + 1
    assert str(ticket.group_id) == finance
    assert ticket.assignee_id == desk.world.agents["qian"]
    assert await desk.count("tickets") == 2


async def test_an_item_offered_only_since_another_process_published_takes_tickets(desk: Desk) -> None:
    await desk.submit()

    def offer(found: dict[str, dict[UUID, dict[str, Any]]]) -> None:
        found["service_item"][key("retired")]["active"] = True

    await desk.publish(offer)
    assert (await desk.submit(item="retired")).service_item_id == desk.world.items["retired"]


async def test_a_rule_about_the_requesters_grade_sends_the_ticket_to_its_own_group(desk: Desk) -> None:
    rule = {
        "name": {"zh": "贵宾", "en": "V"}, "position": 0,
        "when": {"kind": "GRADE", "grades": ["V"]}, "then": {"group_id": str(desk.world.groups["finance"])},
    }  # fmt: skip
    await desk.publish(lambda found: found["routing_rule"].update({key("grade"): rule}))
    plain = await desk.submit(member_code="M1")
    async with desk.transactor.engine.begin() as connection:
        await connection.exec_driver_sql("UPDATE customers SET grade = 'V'")
    ticket = await desk.submit(member_code="M1")
    assert (plain.group_id, ticket.group_id) == (
        desk.world.groups["hotline"], desk.world.groups["finance"],
    )  # fmt: skip
    assert ticket.assignee_id == desk.world.agents["qian"]


async def test_what_is_returned_is_what_is_stored(desk: Desk) -> None:
    ticket = await desk.submit(
        item="shipment", form={"orderCode": "D1", "pieces": 3}, tags=["乙", "甲"], order_code="D1",
        external_id="A-1", description="客户三天没有收到货。It's \\ \"late\"", member_code="M1",
    )  # fmt: skip
    stored = await desk.ticket(ticket)
    columns = [column.key for column in Ticket.__table__.columns if column.key != "search"]
    assert {name: getattr(ticket, name) for name in columns} == {
        name: getattr(stored, name) for name in columns
    }
    by_function = select(stored_search(ticket))
    assert (await desk.scalars(by_function))[0] == stored.search


def stored_search(ticket: Ticket) -> Any:
    """The vector that PostgreSQL makes of the lexemes themselves."""
    return func.array_to_tsvector(search_terms(ticket.search_text))


async def test_a_follow_up_is_linked_and_carries_the_reply_that_opened_it(desk: Desk) -> None:
    ended = await desk.solved()
    await desk.do(STORE, lifecycle.close, ticket_id=ended.id)
    ticket, comment = await desk.do(STORE, conversation.reply, ticket_id=ended.id, body="又坏了")
    stored = await desk.ticket(ticket)
    assert stored.revision == ticket.revision == len(await desk.events(ticket))
    assert "又坏了" in stored.search_text
    assert comment.ticket_id == ticket.id != ended.id
    links = await desk.rows(select(TicketLink.source_id, TicketLink.target_id, TicketLink.kind))
    assert links == [(ticket.id, ended.id, "FOLLOW_UP_OF")]


async def test_a_refused_submission_draws_no_number(desk: Desk) -> None:
    first = await desk.submit()
    for given in ({"item": "retired"}, {"title": " "}, {"store_code": "S002"}):
        with pytest.raises(HelpdeskError):
            await desk.submit(**given)
    assert (await desk.submit()).number == first.number + 1
