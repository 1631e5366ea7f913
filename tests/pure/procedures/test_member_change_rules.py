"""docs/domain.md, 3.1: member information change."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from helpdesk.platform.values import MemberField
from helpdesk.procedures.rules import member_change, mismatches, normal
from helpdesk.procedures.rules.member_change import Asked, Need
from tests.pure.procedures.rule_samples import SECOND, SHANGHAI, ZONES, member, moment

MOBILE = Asked("MOBILE", "13812345678", "13900001111")
WECHAT = Asked("WECHAT_ID", "wxm1001", "newwx")
AFTER = "changes.0.after"


def test_a_right_form_is_taken_in_as_the_platform_is_to_hold_it() -> None:
    verdict = member_change.check_form([MOBILE, WECHAT], member())
    assert verdict.allowed
    found = [(one.field.value, one.before, one.after) for one in verdict.require().changes]
    assert found == [("MOBILE", "+8613812345678", "+8613900001111"), ("WECHAT_ID", "wxm1001", "newwx")]


@pytest.mark.parametrize(
    ("field", "before"),
    [
        pytest.param("MOBILE", "+86 138-1234-5678", id="a mobile in another form"),
        pytest.param("MOBILE", "１３８１２３４５６７８", id="full-width digits"),
        pytest.param("NAME", "　王小明 ", id="space around, full-width too"),
        pytest.param("BANK_CARD", "6222 0212 3456 7890 123", id="a card in groups"),
        pytest.param("WECHAT_ID", "ｗｘｍ1001", id="full-width letters"),
    ],
)
def test_a_before_value_is_what_the_platform_holds_however_it_is_written(field: str, before: str) -> None:
    after = {"MOBILE": "13900001111", "BANK_CARD": "6222020000000000000"}.get(field, "别的")
    assert member_change.check_form([Asked(field, before, after)], member()).allowed


@pytest.mark.parametrize("before", ["王小名", "", None, "WANG", "王 小明"])
def test_a_before_value_that_the_platform_does_not_hold_is_refused_and_the_field_named(
    before: str | None,
) -> None:
    verdict = member_change.check_form([WECHAT, Asked("NAME", before, "李四")], member())
    assert verdict.codes == ("BEFORE_VALUE_DIFFERS",)
    assert verdict.refusals[0].field == "changes.1.before"
    assert verdict.facts.mismatched == (MemberField.NAME,)
    assert verdict.facts.changes == ()


def test_a_value_that_was_never_there_is_blank_before() -> None:
    bare = member(wechat_id=None)
    for before in (None, "", "　"):
        assert member_change.check_form([Asked("WECHAT_ID", before, "wx")], bare).allowed
    assert not member_change.check_form([Asked("WECHAT_ID", "wx0", "wx")], bare).allowed


@pytest.mark.parametrize("before", ["110101199003070011", "110101199003070012", None])
def test_the_id_number_never_changes_whatever_else_the_form_holds(before: str | None) -> None:
    wrong = Asked("NAME", "not the name", "李四")
    verdict = member_change.check_form(
        [MOBILE, Asked("ID_NUMBER", before, "110101199003070011"), wrong], member()
    )
    assert verdict.codes == ("ID_NUMBER_NEVER_CHANGES",)
    assert verdict.facts.mismatched == ()  # nothing is learnt, so nothing is counted


def test_a_password_is_never_a_form_field() -> None:
    assert member_change.check_form([Asked("password", None, "x")], member()).codes == (
        "PASSWORD_IS_NO_FORM_FIELD",
    )


@pytest.mark.parametrize(
    ("rows", "code", "path"),
    [
        pytest.param([], "NOTHING_TO_CHANGE", "changes", id="nothing asked"),
        pytest.param([Asked("MOBILE", "13812345678", "138 1234 5678")], "NOTHING_TO_CHANGE", AFTER, id="the same"),
        pytest.param([MOBILE, MOBILE], "GIVEN_TWICE", "changes.1.field", id="twice"),
        pytest.param([Asked("GRADE", "B", "V")], "UNKNOWN_MEMBER_FIELD", "changes.0.field", id="no field"),
        pytest.param([Asked("MOBILE", "13812345678", "12")], "INVALID_VALUE", AFTER, id="no phone"),
        pytest.param([Asked("NAME", "王小明", " 　")], "INVALID_VALUE", AFTER, id="blank"),
        pytest.param([Asked("BANK_CARD", "6222021234567890123", "62a")], "INVALID_VALUE", AFTER, id="no card"),
    ],
)  # fmt: skip
def test_a_form_that_asks_for_nothing_or_nonsense_is_refused(rows: list[Asked], code: str, path: str) -> None:
    verdict = member_change.check_form(rows, member())
    assert [(one.code, one.field) for one in verdict.refusals] == [(code, path)]


def test_no_refusal_repeats_a_personal_value() -> None:
    rows = [Asked("NAME", "赵六", "李四"), Asked("MOBILE", "13800000000", "13900001111")]
    for refusal in member_change.check_form(rows, member()).refusals:
        told = refusal.message("zh-CN") + refusal.message("en")
        assert not any(value in told for value in ("赵六", "李四", "王小明", "138", "139"))


def test_name_and_mobile_are_not_self_service_and_the_others_are() -> None:
    found = {one.field: one.self_service for one in member_change.standings(member())}
    assert found == {
        MemberField.NAME: False, MemberField.MOBILE: False, MemberField.WECHAT_ID: True, MemberField.BANK_CARD: True,
        MemberField.SHIPPING_ADDRESS: True,
    }  # fmt: skip


def test_who_cannot_do_it_themselves_uses_the_form_for_any_field() -> None:
    assert all(
        member_change.check_form([Asked(one.value, member().value(one), after)], member()).allowed
        for one, after in zip(
            MemberField, ["李四", "13900001111", "wx2", "6222020000000000000", "上海"], strict=True
        )
    )


def test_every_form_needs_the_id_copy_and_a_mobile_the_call() -> None:
    assert member_change.needs([MemberField.WECHAT_ID], member()) == {Need.ID_COPY}
    assert member_change.needs([MemberField.MOBILE], member()) == {Need.ID_COPY, Need.PHONE_VERIFICATION}


def test_a_name_needs_documents_only_where_a_store_is_tied_to_the_code() -> None:
    assert member_change.needs([MemberField.NAME], member()) == {Need.ID_COPY}
    tied = member(legal_person_of=("S001",))
    assert member_change.needs([MemberField.NAME], tied) == {Need.ID_COPY, Need.DOCUMENTS}
    assert member_change.needs([MemberField.MOBILE], tied) == {Need.ID_COPY, Need.PHONE_VERIFICATION}


def test_a_value_changed_since_its_verification_is_a_conflict() -> None:
    changes = member_change.check_form([MOBILE, WECHAT], member()).require().changes
    assert member_change.check_application(changes, member(), phone_verified=True).allowed
    moved = member(wechat_id="other")
    verdict = member_change.check_application(changes, moved, phone_verified=True)
    assert verdict.codes == ("VALUE_CHANGED_MEANWHILE",)
    assert verdict.facts == (MemberField.WECHAT_ID,)


def test_a_mobile_is_not_applied_without_its_verification() -> None:
    changes = member_change.check_form([MOBILE], member()).require().changes
    assert member_change.check_application(changes, member(), phone_verified=False).codes == (
        "PHONE_NOT_VERIFIED",
    )
    others = member_change.check_form([WECHAT], member()).require().changes
    assert member_change.check_application(others, member(), phone_verified=False).allowed


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_five_mismatches_in_a_day_of_the_platform_freeze_the_member_until_its_end(zone: object) -> None:
    midnight = moment("2026-11-17 00:00", zone)  # type: ignore[arg-type]  # one of ZONES
    five = [midnight - timedelta(hours=hours) for hours in (1, 2, 3, 4)] + [midnight - SECOND]
    before = mismatches.check(five[:4], now=midnight - SECOND, zone=zone)  # type: ignore[arg-type]
    assert (before.allowed, before.facts.left) == (True, 1)
    frozen = mismatches.check(five, now=midnight - SECOND, zone=zone)  # type: ignore[arg-type]
    assert frozen.codes == ("MEMBER_CHANGES_FROZEN",)
    assert frozen.facts.until == midnight
    free = mismatches.check(five, now=midnight, zone=zone)  # type: ignore[arg-type]
    assert (free.allowed, free.facts.left) == (True, 5)


@given(already=st.integers(0, 9), fresh=st.integers(0, 5))
def test_the_supervisor_is_told_exactly_when_the_limit_is_reached(already: int, fresh: int) -> None:
    day = [moment("2026-11-16 09:00")] * (already + fresh)
    was = mismatches.check(day[:already], now=day[0] if day else moment("2026-11-16 09:00"), zone=SHANGHAI)
    now = mismatches.check(day, now=day[0] if day else moment("2026-11-16 09:00"), zone=SHANGHAI)
    assert mismatches.freezes(already, fresh) is (was.allowed and not now.allowed)


@given(st.text(max_size=30))
def test_folding_is_done_once_and_for_all(text: str) -> None:
    assert normal.folded(normal.folded(text)) == normal.folded(text)


@given(st.text(alphabet=[chr(code) for code in range(0x21, 0x7F)], min_size=1, max_size=20))
def test_full_width_writing_means_the_same(text: str) -> None:
    wide = "".join(chr(ord(character) + 0xFEE0) for character in text)
    assert normal.same(f"　{wide} ", text)
    assert normal.same(text, text.swapcase()) is (text == text.swapcase())
