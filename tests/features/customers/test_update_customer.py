"""Changing and finding profiles."""

from __future__ import annotations

import asyncio

import pytest

from helpdesk.customers import profiles
from helpdesk.customers.errors import MemberCodeTaken, PhoneTaken, Unrecognisable
from helpdesk.customers.models import Grade
from helpdesk.kit.actor import Actor, ActorKind, Permission
from helpdesk.kit.errors import InvalidValue, NotAllowed, NotFound, StaleVersion
from helpdesk.kit.ids import new_id


@pytest.fixture
async def wang(transactor, agent):
    """A customer who once called."""
    async with transactor.begin(agent) as work:
        return await profiles.found_or_made_by_phone(work, "13812345678", "王芳")


@pytest.fixture
def change(transactor, agent):
    """Change a profile in a transaction of its own."""

    async def run(customer_id, actor=agent, expected_version=None, **changes):
        async with transactor.begin(actor) as work:
            return await profiles.update_customer(
                work, customer_id=customer_id, changes=changes, expected_version=expected_version
            )

    return run


@pytest.fixture
def find(engine, vault):
    """Find a profile."""

    async def run(actor, **key):
        async with engine.connect() as connection:
            return await profiles.find(connection, vault, actor, **key)

    return run


async def test_only_fields_that_differ_are_changed_and_told(change, wang, told) -> None:
    customer = await change(wang.id, name="王芳", grade=Grade.B, note=" 常客 ", expected_version=1)
    assert (customer.grade, customer.note, customer.phone_masked) == ("B", "常客", "138****5678")
    await change(wang.id, grade=Grade.B)
    happened = (await told())[1:]
    assert [event.data for event in happened] == [{"changed": ["grade", "note"]}]


async def test_a_field_is_cleared_by_none(change, wang) -> None:
    await change(wang.id, grade=Grade.V, store_code="S1")
    customer = await change(wang.id, grade=None, store_code=None, name=" ")
    assert (customer.grade, customer.store_code, customer.name) == (None, None, None)


async def test_an_old_version_is_refused(change, wang) -> None:
    await change(wang.id, note="a")
    with pytest.raises(StaleVersion):
        await change(wang.id, note="b", expected_version=1)


async def test_a_phone_and_a_member_code_recognise_one_customer(transactor, agent, change, wang) -> None:
    async with transactor.begin(agent) as work:
        other = await profiles.found_or_made_by_member(work, "M1")
    with pytest.raises(PhoneTaken):
        await change(other.id, phone="13812345678")
    with pytest.raises(MemberCodeTaken):
        await change(wang.id, member_code="M1")


async def test_one_number_given_to_two_at_once_goes_to_one(transactor, agent, change) -> None:
    async with transactor.begin(agent) as work:
        pair = [await profiles.found_or_made_by_member(work, code) for code in ("M1", "M2")]
    outcomes = await asyncio.gather(
        *(change(customer.id, phone="13812345678") for customer in pair), return_exceptions=True
    )
    assert sum(isinstance(outcome, PhoneTaken) for outcome in outcomes) == 1


async def test_a_customer_stays_recognisable(change, wang) -> None:
    with pytest.raises(Unrecognisable):
        await change(wang.id, phone=None)
    customer = await change(wang.id, phone=None, member_code="M1")
    assert (customer.phone_id, customer.phone_masked, customer.member_code) == (None, None, "M1")


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"phone": "x"}, "phone"), ({"name": "\x00"}, "name"), ({"note": "a" * 2001}, "note")],
)
async def test_wrong_values_are_refused_and_named(change, wang, told, changes, field) -> None:
    with pytest.raises(InvalidValue) as refused:
        await change(wang.id, **changes)
    assert refused.value.field == field
    assert len(await told()) == 1


async def test_without_the_right_nothing_is_changed(change, wang, stranger, told) -> None:
    with pytest.raises(NotAllowed):
        await change(wang.id, stranger, note="x")
    with pytest.raises(NotFound):
        await change(new_id(), note="x")
    assert len(await told()) == 1


async def test_who_may_read_customers_finds_them_by_phone_or_code(find, change, wang, agent) -> None:
    await change(wang.id, member_code="M1", grade=Grade.A)
    by_phone, by_code = await find(agent, phone="138-1234-5678"), await find(agent, member_code="M1")
    assert by_phone == by_code
    assert (by_phone.id, by_phone.name, by_phone.grade) == (wang.id, "王芳", Grade.A)
    assert await find(agent, phone="13900000000") is None
    assert await find(agent, member_code="M2") is None


async def test_a_member_finds_only_themselves_by_their_own_code(find, change, wang, member) -> None:
    await change(wang.id, member_code="M1")
    assert (await find(member, member_code="M1")).id == wang.id
    for key in (
        {"member_code": "M2"},
        {"phone": "13812345678"},
        {"phone": "13812345678", "member_code": "M1"},
        {},
    ):
        with pytest.raises(NotAllowed):
            await find(member, **key)


async def test_others_without_the_right_find_nobody(find, wang, program, store, stranger) -> None:
    nameless = Actor(ActorKind.MEMBER, "member:", frozenset({Permission.TICKET_READ}))
    for actor in (program, store, stranger, nameless):
        with pytest.raises(NotAllowed):
            await find(actor, phone="13812345678")
    with pytest.raises((NotAllowed, InvalidValue)):
        await find(nameless)


@pytest.mark.parametrize("key", [{}, {"phone": "13812345678", "member_code": "M1"}, {"member_code": "\x00"}])
async def test_one_key_is_given_to_find_by(find, agent, key) -> None:
    with pytest.raises(InvalidValue):
        await find(agent, **key)
