"""Who is shown a personal value, role by role (docs/domain.md §1, Confidentiality)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from helpdesk.catalog import sensitive
from helpdesk.events.work import Transactor, UnitOfWork
from helpdesk.kit.actor import SYSTEM, Actor, ActorKind, Permission
from helpdesk.kit.clock import StoppedClock
from helpdesk.kit.errors import InvalidValue, NotAllowed, NotFound
from helpdesk.kit.ids import new_id
from helpdesk.privacy.errors import NotSealed, UnmaskingRefused, ValueErased
from helpdesk.privacy.vault import Vault
from helpdesk.procedures import running, sight, unmasking
from helpdesk.procedures.definition import PROCEDURE
from helpdesk.procedures.models import ProcedureStep
from helpdesk.tickets import assignment, erasing, lifecycle
from helpdesk.tickets import unmasking as of_forms
from helpdesk.tickets.models import Ticket, Unmasking
from tests.actors import agent, member, store_manager
from tests.features.procedures.conftest import named, outcome, step
from tests.features.tickets.build import STORE, Desk
from tests.features.tickets.test_sealed_forms import CARD, FORM, PHONE
from tests.world import World, key

RECIPIENT, ADDRESS = "13911112222", "杭州市西湖区文三路1号2幢301室"
FILLED = {"recipient": "林女士", "phone": RECIPIENT, "address": {"full": ADDRESS}, "price": 58}
PROGRAM = frozenset({Permission.TICKET_READ, Permission.TICKET_READ_INTERNAL})


def dispatch(world: World) -> dict[str, Any]:
    """Customer service fills in the dispatch form, logistics (here finance) sees name, phone and address of it."""
    form = {
        "type": "object", "additionalProperties": False, "required": list(FILLED),
        "properties": {
            "recipient": {"type": "string"}, "phone": {"type": "string", "x-sensitive": "PHONE"},
            "address": {"type": "object", "properties": {"full": {"type": "string", "x-sensitive": "ADDRESS"}}},
            "price": {"type": "number"},
        },
    }  # fmt: skip
    return {
        "code": "dispatch",
        "name": named("dispatch"),
        "first": "FORM",
        "steps": [
            step("FORM", outcome("FILED", then=["SHIP"], fields=form)),
            step(
                "SHIP", outcome("SHIPPED", then=["ASK"]), group_id=str(world.groups["finance"]),
                shows=["recipient", "address", "phone"],
            ),
            step("ASK", outcome("ASKED", end="DONE"), group_id=str(world.groups["hotline"])),
        ],
    }  # fmt: skip


@pytest.fixture
async def desk(transactor: Transactor, world: World, clock: StoppedClock) -> Desk:
    """Shipments go by that procedure."""
    made = Desk(transactor, world, clock)
    await publish(made, dispatch(world))
    return made


async def publish(desk: Desk, document: dict[str, Any]) -> None:
    """Let shipments go by a procedure."""

    def change(documents: dict[str, dict[Any, dict[str, Any]]]) -> None:
        documents["procedure"] = {key("procedure"): document}
        documents["service_item"][desk.world.items["shipment"]]["procedure_id"] = str(key("procedure"))

    await desk.publish(change)


@pytest.fixture
async def shipped(desk: Desk) -> Ticket:
    """A ticket about M1 that customer service handed over to logistics."""
    ticket = await desk.submit(item="shipment", form=FORM, member_code="M1")
    await desk.do(desk.wang, running.take, ticket_id=ticket.id, step="FORM", outcome="FILED", fields=FILLED)
    return await desk.ticket(ticket)


async def turn_of(desk: Desk, ticket: Ticket) -> ProcedureStep:
    [found] = await desk.scalars(
        select(ProcedureStep).where(ProcedureStep.ticket_id == ticket.id, ProcedureStep.code == "FORM")
    )
    assert isinstance(found, ProcedureStep)
    return found


async def value(desk: Desk, shown: Unmasking) -> str | None:
    vault = desk.transactor.resources[Vault]
    assert isinstance(vault, Vault)
    async with desk.transactor.read() as connection:
        return (await vault.open(connection, [shown.value_id]))[shown.value_id]


async def of_form(desk: Desk, by: Actor, ticket: Ticket, path: str = "phone") -> str | None:
    _, shown = await desk.do(by, of_forms.unmask, ticket_id=ticket.id, path=path, reason="核实")
    return await value(desk, shown)


async def of_step(
    desk: Desk, by: Actor, ticket: Ticket, path: str = "phone", reason: str = "送货"
) -> str | None:
    turn = await turn_of(desk, ticket)
    _, shown = await desk.do(
        by, unmasking.unmask, ticket_id=ticket.id, step_id=turn.id, path=path, reason=reason
    )
    return await value(desk, shown)


async def seen(desk: Desk, by: Actor, ticket: Ticket) -> dict[str, Any] | None:
    """The step's fields as somebody reads them."""
    turn = await turn_of(desk, ticket)

    async def look(work: UnitOfWork) -> dict[str, Any] | None:
        found = await running.load(work, ticket)
        definition = found.snapshot.of(PROCEDURE)[found.procedure.definition_id]
        return sight.shown(by, definition, turn.group_id, turn.fields)

    return await desk.do(SYSTEM, look)


async def test_what_is_filled_in_is_sealed_and_read_masked(desk: Desk, shipped: Ticket) -> None:
    turn = await turn_of(desk, shipped)
    assert not any(secret in str(turn.fields) for secret in (RECIPIENT, ADDRESS))
    assert await seen(desk, desk.wang, shipped) == {
        "recipient": "林女士", "phone": "139****2222", "address": {"full": "杭州市西湖区****"}, "price": 58,
    }  # fmt: skip


async def test_agents_of_the_tickets_group_are_shown_it(desk: Desk) -> None:
    ticket = await desk.submit(item="shipment", form=FORM, member_code="M1")
    for path, wanted in (("phone", PHONE), ("bankCard", CARD)):
        assert await of_form(desk, desk.wang, ticket, path) == wanted


async def test_the_groups_manager_and_the_companys_are_shown_it(desk: Desk, shipped: Ticket) -> None:
    ticket = await desk.submit(item="shipment", form=FORM, member_code="M1")
    company = agent(desk.world, "head", "hotline", "returns", "finance", role="MANAGER")
    for by in (desk.lin, company):
        assert await of_form(desk, by, ticket) == PHONE
    assert await of_form(desk, company, shipped, "bankCard") == CARD
    assert await of_step(desk, company, shipped) == RECIPIENT


async def test_another_department_sees_only_what_its_step_declares(desk: Desk, shipped: Ticket) -> None:
    assert shipped.group_id == desk.world.groups["finance"]
    assert await seen(desk, desk.qian, shipped) == {
        "recipient": "林女士", "phone": "139****2222", "address": {"full": "杭州市西湖区****"},
    }  # fmt: skip
    assert await of_step(desk, desk.qian, shipped) == RECIPIENT
    assert await of_step(desk, desk.qian, shipped, "address.full") == ADDRESS
    assert await of_form(desk, desk.qian, shipped, "phone") == PHONE
    for path in ("bankCard", "people.0.idNumber"):
        with pytest.raises(UnmaskingRefused):
            await of_form(desk, desk.qian, shipped, path)


async def test_what_no_step_declares_is_refused_to_another_department(desk: Desk, shipped: Ticket) -> None:
    document = dispatch(desk.world)
    document["steps"][1]["shows"] = ["recipient"]
    await publish(desk, document)
    ticket = await desk.submit(item="shipment", form=FORM, member_code="M2")
    await desk.do(desk.wang, running.take, ticket_id=ticket.id, step="FORM", outcome="FILED", fields=FILLED)
    assert await seen(desk, desk.qian, ticket) == {"recipient": "林女士"}
    for refused in (of_step, of_form):
        with pytest.raises(UnmaskingRefused):
            await refused(desk, desk.qian, ticket)
    assert await of_step(desk, desk.qian, shipped) == RECIPIENT  # the version of its own declares it


async def test_who_has_the_ticket_back_sees_it_all(desk: Desk, shipped: Ticket) -> None:
    await desk.do(desk.qian, running.take, ticket_id=shipped.id, step="SHIP", outcome="SHIPPED")
    assert await of_form(desk, desk.wang, shipped, "bankCard") == CARD
    assert await of_step(desk, desk.wang, shipped) == RECIPIENT


async def test_a_group_that_a_person_made_responsible_sees_it_all(desk: Desk) -> None:
    ticket = await desk.submit(item="shipment", form=FORM, member_code="M1")
    returns = desk.world.groups["returns"]
    await desk.do(desk.lin, assignment.move, ticket_id=ticket.id, group_id=returns, reason="退货组处理")
    zhao = agent(desk.world, "zhao", "returns")
    assert await of_form(desk, zhao, ticket, "bankCard") == CARD


async def test_who_only_sees_everything_is_refused(desk: Desk, shipped: Ticket) -> None:
    for refused in (of_form, of_step):
        with pytest.raises(UnmaskingRefused):
            await refused(desk, desk.admin, shipped)


async def test_the_person_concerned_reads_their_own_form_and_no_step(desk: Desk, shipped: Ticket) -> None:
    assert await of_form(desk, member("M1"), shipped, "bankCard") == CARD
    assert await seen(desk, member("M1"), shipped) is None
    with pytest.raises(NotAllowed):
        await of_step(desk, member("M1"), shipped)


async def test_stores_and_other_members_are_refused(desk: Desk, shipped: Ticket) -> None:
    for by, refusal in ((STORE, NotAllowed), (store_manager("S002"), NotAllowed), (member("M2"), NotFound)):
        with pytest.raises(refusal):
            await of_form(desk, by, shipped)
        with pytest.raises(NotAllowed):
            await of_step(desk, by, shipped)


async def test_an_integration_is_refused_unless_its_token_grants_it(desk: Desk, shipped: Ticket) -> None:
    program = Actor(ActorKind.INTEGRATION, "integration:erp", PROGRAM, sees_all=True)
    for refused in (of_form, of_step):
        with pytest.raises(NotAllowed):
            await refused(desk, program, shipped)
    granted = replace(program, permissions=PROGRAM | {Permission.FIELD_UNMASK})
    assert await of_form(desk, granted, shipped) == PHONE
    assert await of_step(desk, granted, shipped) == RECIPIENT
    elsewhere = replace(granted, sees_all=False, store_codes=frozenset({"S777"}))
    for refused in (of_form, of_step):
        with pytest.raises(NotFound):
            await refused(desk, elsewhere, shipped)


async def test_each_showing_is_on_record_with_its_reason(desk: Desk, shipped: Ticket) -> None:
    await of_step(desk, desk.qian, shipped, "address.full", reason="派送")
    [row] = await desk.scalars(select(Unmasking))
    assert (row.actor_key, row.path, row.reason) == (desk.qian.key, "steps.1.address.full", "派送")
    *_, event = await desk.events(shipped)
    assert (event.kind, event.data["path"]) == ("privacy.field_unmasked", "steps.1.address.full")
    assert "派送" not in str(event.data)


async def test_a_wrong_place_or_no_reason_shows_nothing(desk: Desk, shipped: Ticket) -> None:
    other = await desk.submit(item="shipment", form=FORM)
    turn = await turn_of(desk, shipped)
    for given, refusal in (
        ({"path": "recipient"}, NotSealed), ({"reason": " "}, InvalidValue), ({"step_id": new_id()}, NotFound),
        ({"ticket_id": other.id}, NotFound),
    ):  # fmt: skip
        with pytest.raises(refusal):
            await desk.do(
                desk.wang if "ticket_id" in given else desk.qian, unmasking.unmask,
                **{"ticket_id": shipped.id, "step_id": turn.id, "path": "phone", "reason": "x", **given},
            )  # fmt: skip
    assert await desk.count("unmaskings") == 0


async def test_what_was_filled_in_is_deleted_with_the_rest(desk: Desk, shipped: Ticket) -> None:
    await desk.do(desk.qian, running.take, ticket_id=shipped.id, step="SHIP", outcome="SHIPPED")
    await desk.do(desk.wang, running.take, ticket_id=shipped.id, step="ASK", outcome="ASKED")
    desk.clock.advance(timedelta(days=8))
    await desk.do(SYSTEM, lifecycle.wake_next)
    desk.clock.advance(timedelta(days=180))
    assert await desk.do(SYSTEM, erasing.erase_due) == 5
    kept = str(await desk.rows(text("SELECT one::text FROM procedure_steps AS one")))
    assert not any(mask in kept for mask in ("139****2222", "杭州市西湖区"))
    assert sensitive.shown((await turn_of(desk, shipped)).fields)["phone"] == sensitive.ERASED
    with pytest.raises(ValueErased):
        await of_step(desk, desk.wang, shipped)
