"""Asking for a member information change (docs/domain.md, 3.1)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from helpdesk.attachments.purpose import Purpose
from helpdesk.events.models import EventRow
from helpdesk.procedures.changes.models import MemberWatch
from tests.api.changes.conftest import CARD, NAME, WECHAT, Office
from tests.api.personal import traces

WRONG = {"field": "MOBILE", "before": "13800000000", "after": "13900001111"}
ID_NUMBER = {"field": "ID_NUMBER", "before": "110101199003070011", "after": "110101199003070022"}
ELIGIBILITY = """query($code: String!) { memberChangeEligibility(memberCode: $code) {
  allowed mismatchesLeft frozenUntil refusals { code } fields { field selfService needs inProgress } } }"""


def codes(payload: dict[str, Any]) -> list[tuple[str, str | None]]:
    """What forbade it."""
    return [(one["code"], one["field"]) for one in payload["userErrors"]]


async def counted(office: Office, member: str = "M1") -> int:
    """Mismatches that are on record."""
    found = await office.desk.scalars(select(MemberWatch).where(MemberWatch.member_code == member))
    return len(found[0].mismatched_at) if found else 0


async def test_the_id_number_never_changes_whatever_else_the_form_holds(office: Office) -> None:
    for form in ([ID_NUMBER], [WECHAT, ID_NUMBER], [WRONG, ID_NUMBER]):
        payload = await office.ask(*form)
        assert codes(payload) == [("ID_NUMBER_NEVER_CHANGES", f"changes.{len(form) - 1}")]
    assert await counted(office) == 0
    assert await office.desk.count("tickets") == 0


async def test_a_password_is_never_a_form_field(office: Office) -> None:
    payload = await office.ask(WECHAT, {"field": "PASSWORD", "after": "x"})
    assert codes(payload) == [("PASSWORD_IS_NO_FORM_FIELD", "changes.1")]


async def test_a_before_value_that_the_platform_does_not_hold_is_refused_and_counted(office: Office) -> None:
    payload = await office.ask(WECHAT, WRONG)
    assert codes(payload) == [("BEFORE_VALUE_DIFFERS", "changes.1.before")]
    assert await office.desk.count("tickets") == 0
    assert await counted(office) == 1
    [event] = await office.desk.scalars(select(EventRow).where(EventRow.subject_kind == "member"))
    assert event.data == {"member_code": "M1", "fields": ["MOBILE"], "today": 1}
    assert "13800000000" not in str(event.data)


@pytest.mark.parametrize(
    ("given", "refused"),
    [
        pytest.param({"changes": []}, ("NOTHING_TO_CHANGE", "changes"), id="no change"),
        pytest.param(
            {"changes": [{"field": "GRADE", "after": "A"}]},
            ("UNKNOWN_MEMBER_FIELD", "changes.0.field"),
            id="no such field",
        ),
        pytest.param({"changes": [WECHAT, WECHAT]}, ("GIVEN_TWICE", "changes.1.field"), id="twice"),
        pytest.param({"changes": [WECHAT] * 21}, ("INVALID_VALUE", "changes"), id="too many rows"),
        pytest.param({"memberCode": "M404"}, ("NOT_FOUND", "memberCode"), id="no such member"),
        pytest.param({"idCopyId": "att_0"}, ("INVALID_ID", "idCopyId"), id="no id"),
        pytest.param({"idCopyId": f"att_{'0' * 32}"}, ("NOT_FOUND", "idCopyId"), id="no such file"),
    ],
)
async def test_what_is_wrong_is_named(
    office: Office, given: dict[str, Any], refused: tuple[str, str]
) -> None:
    form = {"memberCode": "M1", "changes": [WECHAT], "idCopyId": await office.file(), **given}
    payload = await office.api.mutate("store:S001", "submitMemberChange", **form)
    assert codes(payload) == [refused]
    assert await office.desk.count("tickets") == 0


async def test_the_id_copy_is_the_submitters_own_file_and_was_sent_as_one(office: Office) -> None:
    photo, others = await office.file(Purpose.PHOTO), await office.file(by=office.actor("store:S002"))
    assert codes(await office.ask(WECHAT, idCopyId=photo)) == [("INVALID_VALUE", "idCopyId")]
    assert codes(await office.ask(WECHAT, idCopyId=others)) == [("NOT_FOUND", "idCopyId")]
    mine = await office.file()
    await office.asked(idCopyId=mine)
    assert codes(await office.ask(CARD, idCopyId=mine)) == [("ATTACHMENT_TAKEN", "idCopyId")]


async def test_a_store_manager_of_another_store_is_answered_as_for_nobody(office: Office) -> None:
    bodies = []
    for role, member in (("store:S002", "M1"), ("store:S002", "M404"), ("store:S001", "M9")):
        asked = await office.ask(WRONG, ID_NUMBER, role=role, member=member)
        found = await office.api(role, ELIGIBILITY, code=member)
        bodies.append(str([asked, found["errors"][0]["extensions"]]).replace(member, "M?"))
    assert len(set(bodies)) == 1
    assert "NOT_FOUND" in bodies[0]
    assert await counted(office) == 0


async def test_after_five_mismatches_a_day_the_member_is_frozen_and_the_supervisor_told(
    office: Office,
) -> None:
    for left in (4, 3, 2, 1, 0):
        assert codes(await office.ask(WRONG)) == [("BEFORE_VALUE_DIFFERS", "changes.0.before")]
        found = (await office.api.data("store:S001", ELIGIBILITY, code="M1"))["memberChangeEligibility"]
        assert found["mismatchesLeft"] == left
        assert found["allowed"] is (left > 0)
    assert await office.told("lin") == [("MEMBER_FROZEN", "M1")]
    for form in ([WRONG], [WECHAT]):  # right values are not told either
        assert codes(await office.ask(*form)) == [("MEMBER_CHANGES_FROZEN", "memberCode")]
    assert await counted(office) == 5
    assert await office.told("lin") == [("MEMBER_FROZEN", "M1")]
    office.desk.clock.advance(timedelta(days=1))
    await office.asked()


async def test_a_form_beyond_the_limit_learns_nothing(office: Office) -> None:
    four = [
        {"field": field, "before": "x", "after": after}
        for field, after in (
            ("NAME", "甲"),
            ("MOBILE", "13900001111"),
            ("WECHAT_ID", "y"),
            ("SHIPPING_ADDRESS", "乙"),
        )
    ]
    assert len(codes(await office.ask(*four))) == 4
    assert codes(await office.ask(*four)) == [("MEMBER_CHANGES_FROZEN", "memberCode")]
    assert await counted(office) == 5
    assert await office.told("lin") == [("MEMBER_FROZEN", "M1")]


async def test_however_many_are_sent_at_once_no_more_than_the_limit_are_answered(office: Office) -> None:
    copies = [await office.file() for _ in range(12)]
    answers = await asyncio.gather(*(office.ask(WRONG, idCopyId=copy) for copy in copies))
    found = [codes(answer)[0][0] for answer in answers]
    assert found.count("BEFORE_VALUE_DIFFERS") == 5
    assert found.count("MEMBER_CHANGES_FROZEN") == 7
    assert await counted(office) == 5
    assert await office.told("lin") == [("MEMBER_FROZEN", "M1")]


async def test_one_request_about_a_field_is_open_at_a_time(office: Office) -> None:
    ticket = await office.asked(WECHAT)
    assert codes(await office.ask(CARD, WECHAT)) == [("PROCEDURE_OPEN_ALREADY", None)]
    await office.asked(CARD)  # another field
    assert await office.take(ticket, "CONFIRM", "REFUSED", note="证件不清") == []
    await office.asked(WECHAT)


async def test_of_two_requests_at_once_one_is_taken_in(office: Office) -> None:
    copies = [await office.file() for _ in range(6)]
    answers = await asyncio.gather(*(office.ask(WECHAT, idCopyId=copy) for copy in copies))
    taken = [answer for answer in answers if not answer["userErrors"]]
    assert len(taken) == 1
    assert {codes(one)[0][0] for one in answers if one["userErrors"]} == {"PROCEDURE_OPEN_ALREADY"}
    assert await office.desk.count("tickets") == 1


async def test_a_repeated_call_is_answered_as_before_and_nothing_counted(office: Office) -> None:
    copy = await office.file()
    ticket = await office.asked(WECHAT, idCopyId=copy, idempotencyKey="once")
    office.registry.hold("M1", wechat_id="another")
    assert await office.asked(WECHAT, idCopyId=copy, idempotencyKey="once") == ticket
    assert await counted(office) == 0


async def test_members_do_not_use_the_form(office: Office) -> None:
    payload = await office.ask(WECHAT, role="member:M1", idCopyId=await office.file())
    assert codes(payload) == [("NOT_ALLOWED", None)]


async def test_each_field_says_beforehand_what_it_takes(office: Office) -> None:
    await office.asked(WECHAT)
    found = (await office.api.data("store:S001", ELIGIBILITY, code="M1"))["memberChangeEligibility"]
    assert {
        one["field"]: (one["selfService"], one["needs"], one["inProgress"]) for one in found["fields"]
    } == {
        "NAME": (False, ["ID_COPY"], False),
        "MOBILE": (False, ["ID_COPY", "PHONE_VERIFICATION"], False),
        "WECHAT_ID": (True, ["ID_COPY"], True),
        "BANK_CARD": (True, ["ID_COPY"], False),
        "SHIPPING_ADDRESS": (True, ["ID_COPY"], False),
    }
    tied = (await office.api.data("store:S001", ELIGIBILITY, code="M2"))["memberChangeEligibility"]
    assert tied["fields"][0]["needs"] == ["DOCUMENTS", "ID_COPY"]


async def test_a_tied_members_name_needs_three_documents_and_the_answer_says_which_is_missing(
    office: Office,
) -> None:
    licence = {"kind": "BUSINESS_LICENCE", "attachmentId": await office.file(Purpose.BUSINESS_LICENCE)}
    payload = await office.ask(NAME, member="M2", documents=[licence])
    assert codes(payload) == [
        ("DOCUMENT_MISSING", "documents.FOOD_PERMIT"),
        ("DOCUMENT_MISSING", "documents.MEDICAL_DEVICE_FILING"),
    ]
    assert "food operation permit" in payload["userErrors"][0]["message"]
    untied = {**NAME, "before": "王小明"}
    await office.asked(untied, member="M1")


async def test_before_and_after_stand_sealed_and_masked_alone(office: Office) -> None:
    mobile = {"field": "MOBILE", "before": "13812345678", "after": "13987651234"}
    name = {"field": "NAME", "before": "王小明", "after": "汪大明"}
    ticket = await office.asked(mobile, CARD, name)
    shown = (await office.state(ticket))["form"]["changes"]
    assert [(one["before"], one["after"]) for one in shown] == [
        ("138****5678", "139****1234"), ("****0123", "****0003"), ("王**", "汪**"),
    ]  # fmt: skip
    secrets = ["13812345678", "13987651234", "6222021234567890123", "6222020000000000003", "王小明", "汪大明"]
    assert await traces(office.desk.transactor.engine, {}, secrets) == []


NUL = "一\x00二"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        pytest.param({"memberCode": NUL}, "memberCode", id="NUL in the member"),
        pytest.param({"memberCode": "M" * 100_000}, "memberCode", id="a long member"),
        pytest.param({"memberCode": " "}, "memberCode", id="a blank member"),
        pytest.param({"changes": [{**WECHAT, "after": NUL}]}, "changes.0.after", id="NUL after"),
        pytest.param({"changes": [{**WECHAT, "after": " "}]}, "changes.0.after", id="blank after"),
        pytest.param({"changes": [{**WECHAT, "after": "字" * 501}]}, "changes.0.after", id="long after"),
        pytest.param({"changes": [{**WECHAT, "before": NUL}]}, "changes.0.before", id="NUL before"),
        pytest.param({"changes": [{**WECHAT, "before": "字" * 100_000}]}, "changes.0.before", id="long before"),
        pytest.param({"changes": [{**WECHAT, "field": NUL}]}, "changes.0.field", id="NUL as field"),
        pytest.param({"externalId": NUL}, "externalId", id="NUL as external id"),
        pytest.param({"changes": [{**CARD, "after": "６２２２"}]}, "changes.0.after", id="a short card"),
        pytest.param(
            {"changes": [{"field": "MOBILE", "before": "13812345678", "after": "12"}]}, "changes.0.after", id="no phone"
        ),
    ],
)  # fmt: skip
async def test_text_that_cannot_be_is_refused_with_its_field(
    office: Office, given: dict[str, Any], field: str
) -> None:
    form = {"memberCode": "M1", "changes": [WECHAT], "idCopyId": await office.file(), **given}
    payload = await office.api.mutate("store:S001", "submitMemberChange", **form)
    assert {one["field"] for one in payload["userErrors"]} == {field}
    assert await office.desk.count("tickets") == 0


async def test_what_can_be_no_code_is_never_asked_of_the_platform(office: Office) -> None:
    for code in (NUL, "M" * 65, " "):
        found = await office.api("store:S001", ELIGIBILITY, code=code)
        assert found["errors"][0]["extensions"]["field"] == "memberCode"
        assert found["errors"][0]["extensions"]["code"] == "INVALID_VALUE"
    await office.asked(member=" M1 ")
