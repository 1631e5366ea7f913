"""A member's data and secret change once, and only from the value that was verified."""

from __future__ import annotations

import asyncio

import pytest

from helpdesk.platform.acts import (
    Done,
    FieldChange,
    MemberChange,
    PasswordReset,
    Precondition,
    PreconditionGone,
    Refused,
)
from helpdesk.platform.errors import PlatformKeyReused
from helpdesk.platform.port import Platform
from helpdesk.platform.values import Member, MemberField
from reference_platform.demo.numbers import bank_card

CODE = "M00020"
CARD = bank_card("629999000000000123")


async def held(platform: Platform) -> Member:
    member = await platform.member(CODE)
    assert member is not None
    return member


def change(member: Member, **after: str) -> MemberChange:
    changes = (
        FieldChange(MemberField[name.upper()], member.value(MemberField[name.upper()]), value)
        for name, value in after.items()
    )
    return MemberChange(member.code, tuple(changes))


async def test_every_field_of_a_form_is_applied(platform: Platform) -> None:
    after = {
        "name": "柳新名",
        "mobile": "+8613900009999",
        "wechat_id": "wx_new",
        "bank_card": CARD,
        "shipping_address": "浙江省杭州市西湖区龙井路1号",
    }
    outcome = await platform.apply_member_change(change(await held(platform), **after), key="form-1")
    assert isinstance(outcome, Done)
    member = await held(platform)
    assert {name: getattr(member, name) for name in after} == after


async def test_an_empty_field_is_filled_when_it_was_stated_as_empty(platform: Platform) -> None:
    member = await platform.member("M00009")
    assert member is not None
    assert member.wechat_id is None
    filled = await platform.apply_member_change(change(member, wechat_id="wx_first"), key="fill")
    assert isinstance(filled, Done)


async def test_a_before_value_that_is_not_held_now_names_its_field_and_changes_nothing(
    platform: Platform,
) -> None:
    before = await held(platform)
    stated = MemberChange(
        CODE,
        (
            FieldChange(MemberField.NAME, before.name, "柳新名"),
            FieldChange(MemberField.MOBILE, "+8613900000000", "+8613900009999"),
        ),
    )
    outcome = await platform.apply_member_change(stated, key="stale")
    assert outcome == PreconditionGone(Precondition.BEFORE_VALUE, (MemberField.MOBILE,))
    assert await held(platform) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("mobile", "+86139"),
        ("bank_card", CARD[:-1] + str((int(CARD[-1]) + 1) % 10)),
        ("name", "  "),
        ("wechat_id", "x" * 201),
    ],
)
async def test_an_impossible_value_is_refused_and_nothing_of_the_form_applied(
    platform: Platform, field: str, value: str
) -> None:
    before = await held(platform)
    after = {"shipping_address": "浙江省杭州市西湖区龙井路1号", field: value}
    outcome = await platform.apply_member_change(change(before, **after), key=f"bad-{field}")
    assert isinstance(outcome, Refused)
    assert outcome.reason == "VALUE_INVALID"
    assert await held(platform) == before


async def test_an_unknown_member_is_refused(platform: Platform) -> None:
    change = MemberChange("M99999", (FieldChange(MemberField.NAME, "甲", "乙"),))
    outcomes = [
        await platform.apply_member_change(change, key="nobody-1"),
        await platform.reset_password(PasswordReset("M99999", "+8613900000000"), key="nobody-2"),
    ]
    assert [getattr(outcome, "reason", None) for outcome in outcomes] == ["MEMBER_UNKNOWN"] * 2


async def test_a_form_without_fields_or_with_one_twice_is_refused(platform: Platform) -> None:
    member = await held(platform)
    twice = FieldChange(MemberField.NAME, member.name, "柳新名")
    for key, changes in (("none", ()), ("twice", (twice, twice))):
        outcome = await platform.apply_member_change(MemberChange(CODE, changes), key=key)
        assert isinstance(outcome, Refused), key


async def test_a_password_is_reset_while_the_number_is_the_one_that_was_called(platform: Platform) -> None:
    member = await held(platform)
    assert member.password_reset_at is None
    done = await platform.reset_password(PasswordReset(CODE, member.mobile), key="reset-1")
    assert isinstance(done, Done)
    assert (await held(platform)).password_reset_at == done.at


async def test_a_password_is_not_reset_when_the_number_changed_after_the_call(platform: Platform) -> None:
    outcome = await platform.reset_password(PasswordReset(CODE, "+8613900000000"), key="reset-2")
    assert outcome == PreconditionGone(Precondition.BEFORE_VALUE, (MemberField.MOBILE,))
    assert (await held(platform)).password_reset_at is None


async def test_the_same_key_answers_the_same_and_acts_once(platform: Platform) -> None:
    stated = change(await held(platform), name="柳新名")
    first = await platform.apply_member_change(stated, key="once")
    assert await platform.apply_member_change(stated, key="once") == first
    assert await platform.outcome_of("once") == first


async def test_refusals_are_kept_under_their_key_too(platform: Platform) -> None:
    stale = PasswordReset(CODE, "+8613900000000")
    first = await platform.reset_password(stale, key="kept")
    assert await platform.outcome_of("kept") == first
    await platform.apply_member_change(change(await held(platform), mobile=stale.mobile), key="now-it-fits")
    assert await platform.reset_password(stale, key="kept") == first


async def test_a_key_with_another_input_or_act_is_an_error_and_does_nothing(platform: Platform) -> None:
    before = await held(platform)
    await platform.reset_password(PasswordReset(CODE, before.mobile), key="taken")
    with pytest.raises(PlatformKeyReused):
        await platform.reset_password(PasswordReset(CODE, "+8613900000000"), key="taken")
    with pytest.raises(PlatformKeyReused):
        await platform.apply_member_change(change(before, name="柳新名"), key="taken")
    assert (await held(platform)).name == before.name


async def test_twins_that_race_with_one_key_get_one_answer(platform: Platform) -> None:
    stated = change(await held(platform), name="柳新名")
    outcomes = await asyncio.gather(*(platform.apply_member_change(stated, key="race") for _ in range(8)))
    assert isinstance(outcomes[0], Done)
    assert set(outcomes) == {outcomes[0]}
