"""Submitting a ticket (docs/domain.md, Intake)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from helpdesk.catalog.errors import FormRefused, ItemNotOffered
from helpdesk.customers.models import Customer
from helpdesk.kit.actor import Actor, ActorKind, Permission
from helpdesk.kit.channel import Channel
from helpdesk.kit.errors import HelpdeskError, InvalidValue, NotAllowed, Several
from helpdesk.kit.priority import Priority
from helpdesk.routing import decisions
from helpdesk.routing.models import RoutingDecision
from helpdesk.tickets.errors import ExternalIdTaken, RequesterRequired
from helpdesk.tickets.intake import submit
from helpdesk.tickets.submissions import Submission
from tests.actors import member, store_manager
from tests.features.tickets.build import STORE, Desk
from tests.world import key

PHONE = "13800138000"
ERP = Actor(
    ActorKind.INTEGRATION, "integration:erp", store_codes=frozenset({"S001"}),
    permissions=frozenset({Permission.TICKET_SUBMIT, Permission.TICKET_SUBMIT_FOR_OTHERS, Permission.TICKET_READ}),
)  # fmt: skip


async def test_it_goes_to_the_group_of_its_item_and_an_agent_on_duty(desk: Desk) -> None:
    ticket = await desk.submit()
    assert ticket.group_id == desk.world.groups["hotline"]
    assert ticket.assignee_id in {desk.world.agents["wang"], desk.world.agents["zhao"]}
    assert (ticket.status, ticket.queued_at, ticket.number > 100_000) == ("NEW", None, True)
    assert await desk.kinds(ticket) == [
        "ticket.submitted", "ticket.routed", "ticket.assigned", "clock.started", "clock.started",
    ]  # fmt: skip
    assert set(await desk.timers(ticket)) == {"FIRST_RESPONSE", "RESOLUTION"}


@pytest.mark.parametrize(
    ("who", "given", "expected"),
    [
        pytest.param("member", {}, ("MEMBER", "member:M1", None, "M1"), id="a member for themselves"),
        pytest.param("store", {}, ("STORE_MANAGER", "store:S001", "S001", None), id="a store for itself"),
        pytest.param(
            "store", {"member_code": "M1"}, ("STORE_MANAGER", "store:S001", "S001", "M1"),
            id="a store for its member",
        ),
        pytest.param(
            "agent", {"store_code": "S002"}, ("STORE_MANAGER", "store:S002", "S002", None),
            id="an agent for a store",
        ),
        pytest.param(
            "agent", {"member_code": "M1"}, ("MEMBER", "member:M1", None, "M1"), id="an agent for a member"
        ),
        pytest.param(
            "erp", {"store_code": "S001", "member_code": "M1"}, ("MEMBER", "member:M1", "S001", "M1"),
            id="an integration within its stores",
        ),
    ],
)  # fmt: skip
async def test_the_requester_is_whom_it_is_for(
    desk: Desk, who: str, given: dict[str, Any], expected: tuple[str | None, ...]
) -> None:
    by = {"member": member("M1"), "store": STORE, "agent": desk.wang, "erp": ERP}[who]
    ticket = await desk.submit(by, **given)
    asked = ticket.requester_kind, ticket.requester_key, ticket.store_code, ticket.member_code
    assert asked == expected


REFUSED: list[tuple[str, dict[str, Any], type[HelpdeskError]]] = [
    ("member", {"member_code": "M2"}, NotAllowed),
    ("member", {"store_code": "S001"}, NotAllowed),
    ("member", {"phone": PHONE}, NotAllowed),
    ("member", {"priority": Priority.URGENT}, NotAllowed),
    ("store", {"store_code": "S002"}, NotAllowed),
    ("store", {"phone": PHONE}, NotAllowed),
    ("store", {"priority": Priority.HIGH}, NotAllowed),
    ("agent", {}, RequesterRequired),
    ("agent", {"phone": "no number"}, InvalidValue),
    ("erp", {"store_code": "S002"}, NotAllowed),
    ("erp", {"member_code": "M1"}, NotAllowed),
    ("store", {"title": " "}, InvalidValue),
    ("store", {"tags": [f"tag {number}" for number in range(31)]}, InvalidValue),
    ("store", {"item": "retired"}, ItemNotOffered),
    ("store", {"item": "consultation"}, ItemNotOffered),
]


async def test_what_is_refused_writes_nothing(desk: Desk) -> None:
    submitters = {"member": member("M1"), "store": STORE, "agent": desk.wang, "erp": ERP}
    tables = ("tickets", "customers", "events")
    before = [await desk.count(table) for table in tables]
    outcomes = []
    for who, given, _ in REFUSED:
        with pytest.raises(HelpdeskError) as refused:
            await desk.submit(submitters[who], **given)
        outcomes.append((who, given, type(refused.value)))
    assert outcomes == REFUSED
    assert [await desk.count(table) for table in tables] == before


async def test_a_form_is_refused_with_the_path_of_each_field_and_nothing_is_written(desk: Desk) -> None:
    with pytest.raises(Several) as refused:
        await desk.submit(item="shipment", form={"orderCode": "X", "pieces": "two", "more": 1})
    assert {error.field for error in refused.value.errors} == {"form.orderCode", "form.pieces", "form.more"}
    assert {type(error) for error in refused.value.errors} == {FormRefused}
    assert await desk.count("tickets") == 0
    with pytest.raises(Several):
        await desk.submit(item="shipment")
    assert (await desk.submit(item="shipment", form={"orderCode": "D1"})).form == {"orderCode": "D1"}


async def test_an_unknown_phone_makes_a_profile_and_a_known_one_is_recognised(desk: Desk) -> None:
    first = await desk.submit(desk.wang, phone=PHONE, customer_name="李四", channel=Channel.PHONE)
    again = await desk.submit(desk.zhao, phone=f"+86 {PHONE}", customer_name="不同的名字")
    assert first.customer_id == again.customer_id
    assert first.requester_key == f"customer:{first.customer_id.hex if first.customer_id else ''}"
    assert [row.name for row in await desk.rows(select(Customer.name))] == ["李四"]


async def test_a_caller_who_is_a_stores_member_is_recognised_as_such(desk: Desk) -> None:
    caller = await desk.submit(desk.wang, phone=PHONE)
    async with desk.transactor.engine.begin() as connection:
        known = {"member_code": "M7", "store_code": "S009"}
        await connection.execute(Customer.__table__.update().values(**known))
    again = await desk.submit(desk.wang, phone=PHONE)
    assert caller.requester_key != again.requester_key == "member:M7"
    assert (again.member_code, again.store_code, again.priority) == ("M7", "S009", "URGENT")


async def test_only_who_works_tickets_states_a_priority_and_rules_still_apply(desk: Desk) -> None:
    assert (await desk.submit(desk.wang, phone=PHONE, priority=Priority.HIGH)).priority == "HIGH"
    ruled = await desk.submit(store_manager("S009"), tags=["vip", "甲"])
    assert (ruled.priority, ruled.tags) == ("URGENT", ["vip", "甲"])


async def test_an_item_without_a_tie_follows_the_default_desk_and_is_promised_nothing(desk: Desk) -> None:
    ticket = await desk.submit(item="other")
    assert ticket.group_id == desk.world.groups["hotline"]
    assert await desk.timers(ticket) == {}


async def test_with_nobody_on_duty_it_queues(desk: Desk) -> None:
    await desk.nobody_on_duty()
    ticket = await desk.submit()
    assert (ticket.assignee_id, ticket.queued_at) == (None, desk.clock.now())
    assigned = (await desk.events(ticket))[2].data
    assert assigned == {"before": None, "after": None, "why": "NOBODY_AVAILABLE"}


async def test_an_external_id_is_taken_once_by_each_submitter(desk: Desk) -> None:
    await desk.submit(external_id="A-1")
    await desk.submit(store_manager("S002"), external_id="A-1")
    with pytest.raises(ExternalIdTaken):
        await desk.submit(external_id="A-1")
    assert await desk.count("tickets") == 2


async def test_an_external_id_is_taken_once_in_a_race_too(desk: Desk) -> None:
    outcomes = await asyncio.gather(
        *(desk.submit(item=item, external_id="A-1") for item in ("product-use", "refund", "invoice") * 2),
        return_exceptions=True,
    )
    assert sum(isinstance(one, ExternalIdTaken) for one in outcomes) == 5
    assert await desk.count("tickets") == 1


async def test_one_unknown_phone_in_a_race_makes_one_profile(desk: Desk) -> None:
    tickets = await asyncio.gather(*(desk.submit(desk.wang, phone=PHONE) for _ in range(6)))
    assert len({ticket.customer_id for ticket in tickets}) == 1


async def test_the_stored_decision_made_again_is_the_same(desk: Desk) -> None:
    tickets = [
        await desk.submit(store_manager("S009"), item=item, form=form)
        for item, form in (("shipment", {"orderCode": "D1", "pieces": 3}), ("refund", None), ("other", None))
    ]
    snapshot = await desk.snapshot(tickets[0])
    for ticket in tickets:
        [row] = await desk.scalars(select(RoutingDecision).where(RoutingDecision.subject_id == ticket.id))
        explained = decisions.explain(snapshot, row)
        assert explained.agrees
        assert explained.decision.agent_id == row.agent_id == ticket.assignee_id
        routed = (await desk.events(ticket))[row.revision - 1]
        assert (routed.kind, routed.data["decision_id"]) == ("ticket.routed", str(row.id))


async def test_a_service_item_that_is_not_there_is_not_found(desk: Desk) -> None:
    with pytest.raises(HelpdeskError) as refused:
        await desk.do(STORE, submit, Submission(service_item_id=key("nothing"), title="?"))
    assert (refused.value.code, refused.value.field) == ("NOT_FOUND", "serviceItemId")
