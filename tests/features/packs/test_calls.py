"""Packs bring the calls that domain.md, section 4 promises: after complaints, after receipt, by grade."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from helpdesk.accounts.models import AgentGroup
from helpdesk.calls import generation, making
from helpdesk.calls.making import Report
from helpdesk.calls.models import PlannedCall
from helpdesk.calls.outcomes import AGAIN, CallState
from helpdesk.calls.scripts import Said
from helpdesk.customers import profiles
from helpdesk.customers.models import Grade
from helpdesk.events.work import Transactor
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.clock import StoppedClock
from helpdesk.packs.pack import Pack, load
from helpdesk.tickets import lifecycle
from helpdesk.tickets.models import Ticket
from tests.features.packs.house import House
from tests.features.tickets.build import Desk, shanghai
from tests.world import World

PREFIXES = {"direct-sales": "", "online-pharmacy": "ph-", "factory": "fa-"}
PLANS = [(name, code) for name in PREFIXES for code in load(name).call_plans]
COMPLAINTS = {"online-pharmacy": "complaint", "factory": "complaint-sent-back"}
GROUPS = {
    "courier-check": "LOG-DELIVERY", "feedback-phone": "CS-CARE", "ph-courier-check": "PH-DISPATCH",
    "ph-complaint": "PH-CONSULT", "fa-courier-check": "FA-CS", "fa-follow-up": "FA-CS",
}  # fmt: skip


@pytest.fixture
def desk(transactor: Transactor, world: World, clock: StoppedClock) -> Desk:
    """Monday 16 November, ten o'clock."""
    return Desk(transactor, world, clock)


async def opened(desk: Desk, name: str) -> House:
    """A house with the pack in force."""
    house = House(desk, name)
    await house.open()
    return house


def phone(number: int) -> str:
    """A number for each number."""
    return f"138001380{number:02}"


async def customer(desk: Desk, number: int = 0, grade: str | None = None) -> UUID:
    """Somebody who can be called."""
    found = await desk.do(desk.lin, profiles.found_or_made_by_phone, phone(number))
    changes = profiles.CustomerChanges(grade=grade and Grade(grade))
    await desk.do(desk.lin, profiles.update_customer, customer_id=found.id, changes=changes)
    return found.id


async def complained(house: House, plan: dict[str, Any], number: int) -> PlannedCall:
    """A complaint of a caller's, settled the way its department does it; the call that it earns."""
    desk = house.desk
    agent = house.actor(plan["group"])
    caller = {"by": desk.lin, "phone": phone(number), "order_code": f"D{number}"}
    if house.pack.name in COMPLAINTS:
        scenario = house.pack.scenarios[COMPLAINTS[house.pack.name]]
        steps = [step for step in scenario["steps"] if "refused" not in step]
        await house.play({**scenario, "submit": scenario["submit"] | caller, "steps": steps})
    else:
        ticket = await house.submit({"item": "complaint", "form": {"about": "GOODS"}, **caller})
        await desk.do(agent, lifecycle.solve, ticket_id=ticket.id, resolution="已处理")
    asked = await desk.jobs("plan_calls_after")
    await desk.do(SYSTEM, generation.after_ticket, ticket_id=UUID(asked[-1]["ticket_id"]))
    return (await calls(desk))[-1]


async def planned(house: House, code: str, number: int) -> PlannedCall:
    """A call of a plan, to another customer for each number."""
    desk, plan = house.desk, house.pack.call_plans[code]
    if plan["trigger"]["kind"] == "AFTER_COMPLAINT":
        return await complained(house, plan, number)
    customer_id = await customer(desk, number, grade="V")
    if plan["trigger"]["kind"] == "GRADE":
        await desk.do(SYSTEM, generation.plan_by_date)
        return next(one for one in await calls(desk) if one.customer_id == customer_id)
    return await desk.do(
        SYSTEM, generation.plan_call, plan_code=code, customer_id=customer_id, happened_at=desk.clock.now(),
        order_code="D7",
    )  # fmt: skip


async def calls(desk: Desk) -> list[PlannedCall]:
    """All that are planned."""
    return list(await desk.scalars(select(PlannedCall).order_by(PlannedCall.id)))


async def group_of(desk: Desk, ticket_id: UUID | None) -> str | None:
    """The code of the group that a ticket went to."""
    rows = await desk.scalars(
        select(AgentGroup.code).join(Ticket, Ticket.group_id == AgentGroup.id).where(Ticket.id == ticket_id)
    )
    return rows[0] if rows else None


def ways(pack: Pack, script: str) -> Iterator[tuple[list[Said], dict[str, Any]]]:
    """Every way through a script, with the answer that ends it."""
    nodes = {node["code"]: node for node in pack.call_scripts[script]["nodes"]}

    def on(path: list[Said], node: dict[str, Any]) -> Iterator[tuple[list[Said], dict[str, Any]]]:
        for answer in node["answers"]:
            way = [*path, Said(node["code"], answer["code"])]
            if "next" in answer:
                yield from on(way, nodes[answer["next"]])
            else:
                yield way, answer

    return on([], pack.call_scripts[script]["nodes"][0])


@pytest.mark.parametrize("name", PREFIXES)
async def test_goods_received_earn_a_call_on_business_day_7_to_15(desk: Desk, name: str) -> None:
    house = await opened(desk, name)
    call = await planned(house, f"{PREFIXES[name]}after-receipt", 0)
    assert (call.not_before, call.due) == (shanghai("2026-11-25 09:00"), shanghai("2026-12-08 00:00"))
    assert (call.channel, call.routine) == ("PHONE", True)


@pytest.mark.parametrize("name", PREFIXES)
async def test_a_settled_complaint_earns_a_call_on_day_3_to_7(desk: Desk, name: str) -> None:
    house = await opened(desk, name)
    call = await planned(house, code := f"{PREFIXES[name]}after-complaint", 0)
    assert (call.not_before, call.due) == (shanghai("2026-11-19 08:30"), shanghai("2026-11-24 00:00"))
    assert call.group_id == house.groups[house.pack.call_plans[code]["group"]]
    assert (call.order_code, call.routine) == ("D0", False)


async def test_the_pharmacy_calls_and_writes_by_grade(desk: Desk) -> None:
    await opened(desk, "online-pharmacy")
    for number, grade in enumerate("CBAV"):
        await customer(desk, number, grade)
    days = {"2026-11-16": {}, "2026-12-01": {}}
    for day, found in days.items():
        desk.clock.advance(max(shanghai(f"{day} 10:00") - desk.clock.now(), timedelta()))
        await desk.do(SYSTEM, generation.plan_by_date)
        found.update(Counter((call.period, call.channel) for call in await calls(desk)))
    november = {("2026-11/1", "SMS"): 1, ("2026-11/2", "SMS"): 1, ("2026-11/2", "PHONE"): 2}
    december = {("2026-12/1", "SMS"): 3, ("2026-12/1", "PHONE"): 1}
    assert days == {"2026-11-16": november, "2026-12-01": november | december}


@pytest.mark.parametrize(("name", "code"), PLANS)
async def test_every_way_through_a_script_can_be_recorded(desk: Desk, name: str, code: str) -> None:
    house = await opened(desk, name)
    plan = house.pack.call_plans[code]
    found = list(ways(house.pack, plan["script"]))
    assert {"NOT_REACHED", "OUT", "INCONVENIENT", "DO_NOT_CALL", "SATISFIED"} <= {
        end["outcome"] for _, end in found
    }
    made = [await planned(house, code, number) for number, _ in enumerate(found)]
    desk.clock.advance(max(call.not_before for call in made) - desk.clock.now() + timedelta(minutes=1))
    for call, (path, end) in zip(made, found, strict=True):
        report = Report(path, notes="记录", named_time=desk.clock.now() + timedelta(days=1))
        done = await desk.do(house.actor(plan["group"]), making.record, call_id=call.id, report=report)
        assert (done.outcome, done.state == CallState.DONE) == (end["outcome"], end["outcome"] not in AGAIN)
        assert await group_of(desk, done.opened_ticket_id) == GROUPS.get(end.get("opens"))
