"""A caller is recognised, and who is unknown gets one profile, also when calling twice at once."""

from __future__ import annotations

import asyncio

import pytest

from helpdesk.customers import profiles
from helpdesk.kit.errors import InvalidValue, NotAllowed


@pytest.fixture
def by_phone(transactor, agent):
    """Recognise a caller in a transaction of its own."""

    async def run(phone: str, name: str | None = None, actor=agent):
        async with transactor.begin(actor) as work:
            return await profiles.found_or_made_by_phone(work, phone, name)

    return run


@pytest.fixture
def by_member(transactor, agent):
    """Recognise a member in a transaction of its own."""

    async def run(code: str, actor=agent, **known: str):
        async with transactor.begin(actor) as work:
            return await profiles.found_or_made_by_member(work, code, **known)

    return run


async def test_an_unknown_number_makes_a_profile(by_phone, told) -> None:
    customer = await by_phone("138 1234 5678", "王芳")
    assert (customer.phone_masked, customer.name, customer.member_code) == ("138****5678", "王芳", None)
    [happened] = await told()
    assert (happened.kind, happened.subject_kind, happened.subject_id, happened.revision) == (
        "customer.made", "customer", customer.id, 1,
    )  # fmt: skip


async def test_a_known_number_is_found_however_it_is_written(by_phone, told) -> None:
    made = await by_phone("13812345678", "王芳")
    for written in ("+86 138-1234-5678", "0086 13812345678", "１３８１２３４５６７８"):
        found = await by_phone(written, "somebody else")
        assert (found.id, found.name) == (made.id, "王芳")
    assert len(await told()) == 1


async def test_two_calls_at_once_make_one_profile(by_phone, profiles_kept, told) -> None:
    customers = await asyncio.gather(*(by_phone("13812345678") for _ in range(8)))
    assert len({customer.id for customer in customers}) == 1
    assert (await profiles_kept(), len(await told())) == (1, 1)


async def test_the_second_of_two_waits_for_the_first(transactor, agent, by_phone, profiles_kept) -> None:
    async with transactor.begin(agent) as work:
        first = await profiles.found_or_made_by_phone(work, "13812345678", "王芳")
        waiting = asyncio.create_task(by_phone("13812345678"))
        await asyncio.sleep(0.1)
        assert not waiting.done()
    second = await waiting
    assert (second.id, second.name) == (first.id, "王芳")
    assert await profiles_kept() == 1


async def test_the_second_makes_the_profile_when_the_first_gives_up(
    transactor, agent, by_phone, profiles_kept
) -> None:
    async def give_up() -> asyncio.Task:
        async with transactor.begin(agent) as work:
            await profiles.found_or_made_by_phone(work, "13812345678")
            waiting.append(asyncio.create_task(by_phone("13812345678", "王芳")))
            await asyncio.sleep(0.1)
            raise RuntimeError("the process dies here")

    waiting: list[asyncio.Task] = []
    with pytest.raises(RuntimeError):
        await give_up()
    assert (await waiting[0]).name == "王芳"
    assert await profiles_kept() == 1


async def test_a_member_has_one_profile_even_at_once(by_member, member, store, program, told) -> None:
    customers = await asyncio.gather(
        *(by_member("M1", actor, store_code="S1") for actor in (member, store, program))
    )
    assert len({customer.id for customer in customers}) == 1
    assert (customers[0].member_code, customers[0].store_code) == ("M1", "S1")
    assert len(await told()) == 1


@pytest.mark.parametrize("phone", ["", "abc", "1", "\x00", "\ud800", "1" * 5000])
async def test_what_is_no_number_makes_no_profile(by_phone, profiles_kept, phone) -> None:
    with pytest.raises(InvalidValue) as refused:
        await by_phone(phone)
    assert (refused.value.field, await profiles_kept()) == ("phone", 0)


@pytest.mark.parametrize("code", ["", "\x00", "M" * 101])
async def test_what_is_no_member_code_makes_no_profile(by_member, profiles_kept, code) -> None:
    with pytest.raises(InvalidValue):
        await by_member(code)
    assert await profiles_kept() == 0


async def test_strangers_members_and_stores_name_no_numbers(
    by_phone, stranger, member, store, profiles_kept
) -> None:
    for actor in (stranger, member, store):
        with pytest.raises(NotAllowed):
            await by_phone("13812345678", actor=actor)
    assert await profiles_kept() == 0


async def test_a_member_makes_no_profile_but_their_own(by_member, member, stranger, profiles_kept) -> None:
    for actor, code in ((member, "M2"), (stranger, "M1")):
        with pytest.raises(NotAllowed):
            await by_member(code, actor)
    assert await profiles_kept() == 0


async def test_the_log_holds_neither_phone_nor_name_nor_code(transactor, agent, by_phone, told) -> None:
    customer = await by_phone("13812345678", "王芳")
    async with transactor.begin(agent) as work:
        await profiles.update_customer(
            work, customer_id=customer.id,
            changes={"phone": "13987654321", "name": "王小芳", "member_code": "HY-77", "note": "常客"},
        )  # fmt: skip
    written = str(await told())
    for secret in ("13812345678", "13987654321", "王芳", "王小芳", "HY-77", "常客"):
        assert secret not in written
