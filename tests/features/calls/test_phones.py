"""Whose number an agent is shown: of a call that their group makes, of a ticket that it has (docs/domain.md §1)."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from helpdesk.calls import unmasking
from helpdesk.calls.models import PlannedCall
from helpdesk.customers.models import Customer
from helpdesk.kit.actor import Actor, ActorKind, Permission
from helpdesk.kit.errors import InvalidValue, NotAllowed, NotFound
from helpdesk.privacy.errors import NotSealed, UnmaskingRefused, ValueErased
from helpdesk.privacy.vault import Vault
from helpdesk.tickets import erasing, lifecycle
from helpdesk.tickets import unmasking as of_tickets
from helpdesk.tickets.models import Ticket, Unmasking
from tests.actors import agent, member, store_manager
from tests.conftest import MONDAY
from tests.features.calls.build import CallDesk

NUMBER = "13800138000"
PROGRAM = Actor(ActorKind.INTEGRATION, "integration:cti", frozenset({Permission.TICKET_READ}), sees_all=True)


@pytest.fixture
async def call(desk: CallDesk) -> PlannedCall:
    """A call that the hotline makes."""
    await desk.open("receipt")
    return await desk.occasion(await desk.customer(NUMBER), MONDAY)


async def number(desk: CallDesk, by: Actor, about: PlannedCall | Ticket, reason: str = "回访") -> str | None:
    if isinstance(about, Ticket):
        _, shown = await desk.do(by, of_tickets.unmask_phone, ticket_id=about.id, reason=reason)
    else:
        _, shown = await desk.do(by, unmasking.unmask_phone, call_id=about.id, reason=reason)
    vault = desk.transactor.resources[Vault]
    assert isinstance(vault, Vault)
    async with desk.transactor.read() as connection:
        return (await vault.open(connection, [shown.value_id]))[shown.value_id]


async def test_the_group_that_makes_the_call_and_its_manager_are_shown_the_number(
    desk: CallDesk, call: PlannedCall
) -> None:
    for by in (desk.wang, desk.lin):
        assert await number(desk, by, call) == "+8613800138000"
    rows = await desk.scalars(select(Unmasking).order_by(Unmasking.at, Unmasking.id))
    assert [(row.ticket_id, row.customer_id, row.path, row.reason) for row in rows] == [
        (None, call.customer_id, "customer.phone", "回访")
    ] * 2
    *_, event = await desk.told_of(call)
    assert (event.kind, event.data["path"]) == ("privacy.field_unmasked", "customer.phone")
    assert "回访" not in str(event.data)


async def test_the_group_that_has_the_ticket_is_shown_its_callers_number(desk: CallDesk) -> None:
    ticket = await desk.submit(desk.wang, phone=NUMBER)
    assert await number(desk, desk.wang, ticket, "回电") == "+8613800138000"
    [row] = await desk.scalars(select(Unmasking))
    assert (row.ticket_id, row.customer_id) == (ticket.id, ticket.customer_id)


async def test_others_are_refused(desk: CallDesk, call: PlannedCall) -> None:
    ticket = await desk.submit(desk.wang, phone=NUMBER)
    for by, of_call, of_ticket in (
        (desk.qian, NotFound, NotFound),
        (desk.admin, UnmaskingRefused, UnmaskingRefused),
        (store_manager("S001"), NotAllowed, NotAllowed),
        (member("M1"), NotAllowed, NotFound),
        (PROGRAM, NotAllowed, NotAllowed),
    ):
        for about, refusal in ((call, of_call), (ticket, of_ticket)):
            with pytest.raises(refusal):
                await number(desk, by, about)
    with pytest.raises(InvalidValue):
        await number(desk, desk.wang, call, " ")
    assert await desk.count("unmaskings") == 0


async def test_an_integration_is_shown_it_when_its_token_grants_it(desk: CallDesk, call: PlannedCall) -> None:
    granted = replace(PROGRAM, permissions=PROGRAM.permissions | {Permission.FIELD_UNMASK})
    assert await number(desk, granted, call) == "+8613800138000"


async def test_who_has_no_number_or_was_forgotten_shows_none(desk: CallDesk) -> None:
    nobody = await desk.submit(member_code="M1")
    with pytest.raises(NotSealed):
        await number(desk, desk.wang, nobody)
    caller = await desk.submit(desk.wang, phone=NUMBER)
    await desk.do(desk.lin, lifecycle.cancel, ticket_id=caller.id, reason="不需要了")
    await desk.do(desk.admin, erasing.erase_customer, customer_id=caller.customer_id, reason="本人要求")
    with pytest.raises(ValueErased):
        await number(desk, agent(desk.world, "wang", "hotline"), caller)
    [customer] = await desk.scalars(select(Customer).where(Customer.id == caller.customer_id))
    assert customer.phone_masked is None
