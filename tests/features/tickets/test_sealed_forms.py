"""Sensitive fields of forms are sealed at intake, and shown one at a time (docs/domain.md §1)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select, text, update

from helpdesk.catalog import sensitive
from helpdesk.configuration.versions import Configurations
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Actor, ActorKind, Permission
from helpdesk.kit.errors import InvalidValue, NotAllowed, NotFound, Several
from helpdesk.privacy.errors import NotSealed, UnmaskingRefused, ValueErased
from helpdesk.privacy.vault import Vault
from helpdesk.routing.decisions import agrees, replay
from helpdesk.routing.models import RoutingDecision
from helpdesk.tickets import conversation, lifecycle
from helpdesk.tickets.models import Ticket, Unmasking
from helpdesk.tickets.unmasking import unmask
from tests.actors import agent, member
from tests.features.tickets.build import STORE, Desk
from tests.features.tickets.test_submit_cost import ROUND_TRIPS, STATEMENTS, submit
from tests.world import key

PHONE, ID, CARD = "13812345678", "440301199001011234", "6222021234567890123"
FORM = {"orderCode": "D1", "phone": PHONE, "people": [{"role": "buyer", "idNumber": ID}], "bankCard": CARD}
INTEGRATION = Actor(
    ActorKind.INTEGRATION, "integration:erp", frozenset({Permission.TICKET_READ}), sees_all=True
)


async def sealed(desk: Desk, **given: Any) -> Ticket:
    return await desk.submit(item="shipment", form=FORM, member_code="M1", **given)


async def opened(desk: Desk, ticket: Ticket) -> Any:
    async def act(work: UnitOfWork) -> Any:
        values = await work.resource(Vault).open(work, sensitive.ids(ticket.form))
        return sensitive.opened(ticket.form, values)

    return await desk.do(desk.admin, act)


async def shown(
    desk: Desk, by: Actor, ticket: Ticket, path: str = "phone", reason: str = "回电核实"
) -> str | None:
    _, unmasking = await desk.do(by, unmask, ticket_id=ticket.id, path=path, reason=reason)
    async with desk.transactor.read() as connection:
        vault = desk.transactor.resources[Vault]
        assert isinstance(vault, Vault)
        return (await vault.open(connection, [unmasking.value_id]))[unmasking.value_id]


async def test_a_ticket_keeps_masks_and_references_alone(desk: Desk) -> None:
    ticket = await sealed(desk)
    stored = await desk.ticket(ticket)
    assert sensitive.shown(stored.form) == {
        "orderCode": "D1", "phone": "138****5678", "people": [{"role": "buyer", "idNumber": "440****1234"}],
        "bankCard": "****0123",
    }  # fmt: skip
    assert await opened(desk, stored) == FORM


async def test_sealing_costs_one_statement_and_no_round_trip(desk: Desk) -> None:
    await submit(desk, STORE, "first", item="shipment", form=FORM)
    _, sent = await submit(desk, STORE, "second", item="shipment", form=FORM)
    assert len(sent) <= ROUND_TRIPS
    assert sum(sent) <= STATEMENTS + 1


async def test_a_decision_keeps_no_value_and_is_made_again_alike(desk: Desk) -> None:
    ticket = await sealed(desk)
    [row] = await desk.scalars(select(RoutingDecision).where(RoutingDecision.subject_id == ticket.id))
    assert PHONE not in str(row.subject)

    async def again(work: UnitOfWork) -> bool:
        snapshot = await work.resource(Configurations).get(work.session, row.configuration_version)
        return agrees(row, replay(snapshot, row))

    assert await desk.do(desk.admin, again)


async def test_no_rule_may_look_at_a_sensitive_field(desk: Desk) -> None:
    rule = {
        "name": {"zh": "规则", "en": "rule"}, "position": 7,
        "when": {"kind": "FIELD", "path": "phone", "operator": "EQUALS", "value": PHONE},
        "then": {"add_tags": ["known"]},
    }  # fmt: skip
    with pytest.raises(Several, match="sensitive"):
        await desk.publish(lambda found: found["routing_rule"].update({key("phone"): rule}))


async def test_a_sealed_value_is_not_found_by_searching(desk: Desk) -> None:
    ticket = await desk.ticket(await sealed(desk))
    assert not any(value in ticket.search_text for value in (PHONE, ID, CARD, "5678"))


async def test_a_follow_up_has_the_values_as_its_own(desk: Desk) -> None:
    ended = await sealed(desk)
    await desk.do(desk.lin, lifecycle.solve, ticket_id=ended.id, resolution="已处理")
    await desk.do(STORE, lifecycle.close, ticket_id=ended.id)
    ticket, _ = await desk.do(STORE, conversation.reply, ticket_id=ended.id, body="又坏了")
    assert await opened(desk, ticket) == FORM
    assert not set(sensitive.ids(ticket.form)) & set(sensitive.ids(ended.form))
    owners = await desk.rows(text("SELECT subject_id, count(*) FROM sealed_values GROUP BY 1"))
    assert dict(map(tuple, owners)) == {ended.id: 3, ticket.id: 3}


async def test_agents_of_the_group_and_those_who_lead_it_are_shown_a_value_for_a_reason(desk: Desk) -> None:
    ticket = await sealed(desk)
    head = agent(desk.world, "head", "hotline", "returns", role="MANAGER")
    for by in (desk.wang, desk.lin, head):
        assert await shown(desk, by, ticket) == PHONE
    assert await shown(desk, desk.wang, ticket, "people.0.idNumber") == ID
    assert (await desk.kinds(ticket)).count("privacy.field_unmasked") == 4
    rows = await desk.scalars(select(Unmasking).order_by(Unmasking.at, Unmasking.id))
    assert [(row.actor_key, row.path, row.reason) for row in rows][-1] == (
        desk.wang.key, "people.0.idNumber", "回电核实",
    )  # fmt: skip
    [*_, event] = await desk.events(ticket)
    assert "回电核实" not in str(event.data)
    assert event.actor_key == desk.wang.key


async def test_without_a_reason_nothing_is_shown(desk: Desk) -> None:
    ticket = await sealed(desk)
    with pytest.raises(InvalidValue):
        await shown(desk, desk.wang, ticket, reason="  ")
    assert await desk.count("unmaskings") == 0


async def test_others_are_refused_and_learn_nothing(desk: Desk) -> None:
    ticket = await sealed(desk)
    elsewhere = replace(desk.qian, group_ids=frozenset(), sees_all=True)
    for by, refusal in (
        (desk.qian, NotFound), (elsewhere, UnmaskingRefused), (desk.admin, UnmaskingRefused),
        (STORE, NotAllowed), (member("M2"), NotFound), (INTEGRATION, NotAllowed),
    ):  # fmt: skip
        with pytest.raises(refusal):
            await shown(desk, by, ticket)
    assert await desk.count("unmaskings") == 0


async def test_an_integration_is_shown_a_value_when_its_token_grants_it(desk: Desk) -> None:
    granted = replace(INTEGRATION, permissions=INTEGRATION.permissions | {Permission.FIELD_UNMASK})
    assert await shown(desk, granted, await sealed(desk)) == PHONE


async def test_the_member_concerned_is_shown_their_own(desk: Desk) -> None:
    assert await shown(desk, member("M1"), await sealed(desk)) == PHONE


async def test_only_a_sealed_field_can_be_unmasked(desk: Desk) -> None:
    ticket = await sealed(desk)
    for path in ("orderCode", "people", "nothing", "people.1.idNumber", ""):
        with pytest.raises(NotSealed):
            await shown(desk, desk.wang, ticket, path)
    async with desk.transactor.engine.begin() as connection:
        form = sensitive.without(ticket.form, frozenset(sensitive.ids(ticket.form)))
        await connection.execute(update(Ticket).values(form=form))
    with pytest.raises(ValueErased):
        await shown(desk, desk.wang, ticket)
