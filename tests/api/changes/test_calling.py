"""A new mobile waits for what comes of the calls (docs/domain.md, 3.1)."""

from __future__ import annotations

from typing import Any

import pytest

from helpdesk.platform.values import MemberField
from tests.api.changes.conftest import Office

MOBILE = {"field": "MOBILE", "before": "13812345678", "after": "13900001111"}
RIGHT = {
    "REGISTERED_MONTH": "2024年3月", "SPONSOR": "M0900", "BANK_CARD_TAIL": "0123", "LAST_ORDER_MONTH": "2026-11",
    "LAST_ORDER_PRODUCT": "蛋白粉1", "LAST_ORDER_AMOUNT": "600元",
}  # fmt: skip


async def calling(office: Office, *others: dict[str, Any], **given: Any) -> str:
    """A change of a mobile whose call is to be made."""
    ticket = await office.asked(MOBILE, *others, **given)
    await office.confirm(ticket)
    assert await office.current(ticket) == ["CALL"]
    return ticket


def answers(payload: dict[str, Any], right: int, wrong: int = 0) -> list[dict[str, str]]:
    """So many right answers to the questions that were drawn, and so many wrong ones."""
    kinds = [one["kind"] for one in payload["questions"]][: right + wrong]
    return [
        {"question": kind, "answer": RIGHT[kind] if place < right else "不知道"}
        for place, kind in enumerate(kinds)
    ]


async def test_a_new_mobile_is_never_applied_without_a_call(office: Office) -> None:
    ticket = await calling(office)
    await office.act()
    assert office.registry.applied == []
    for outcome in ("CONSENTED", "REFUSED", "UNREACHABLE"):
        assert await office.take(ticket, "CALL", outcome) == [("RECORD_THE_CALL", None)]


async def test_who_consents_at_the_registered_number_gets_the_new_mobile(office: Office) -> None:
    ticket = await calling(office)
    shown = await office.call(ticket)
    assert (shown["numberKind"], shown["number"], shown["questions"]) == ("REGISTERED", "+8613812345678", [])
    assert await office.record(ticket, "REGISTERED", "CONSENTED", recordingReference="REC-1") == []
    await office.act()
    assert await office.ended(ticket) == ("SOLVED", "DONE", None)
    assert office.registry.value("M1", "MOBILE") == "+8613900001111"


async def test_who_refuses_never_gets_it_and_the_submitter_is_told(office: Office) -> None:
    ticket = await calling(office)
    await office.called(ticket, "REGISTERED", "REFUSED")
    await office.act()
    assert await office.ended(ticket) == ("DECLINED", "DECLINED", "MEMBER_REFUSED")
    assert office.registry.applied == []
    assert ("STATUS_CHANGED", None) in await office.told("store:S001")
    assert await office.record(ticket, "REGISTERED", "CONSENTED") == [("TICKET_IS_CLOSED", "ticketId")]


async def test_the_registered_number_is_the_one_held_when_verification_starts(office: Office) -> None:
    ticket = await calling(office)
    office.registry.hold("M1", mobile="+8613777776666")
    assert (await office.call(ticket))["number"] == "+8613812345678"
    assert await office.record(ticket, "REGISTERED", "CONSENTED") == []
    await office.act()
    assert office.registry.applied == []  # the value before changed meanwhile: back to verification
    assert await office.current(ticket) == ["CONFIRM"]
    await office.confirm(ticket, "CONFIRMED_ANEW", note="会员来电确认")
    assert (await office.call(ticket))["number"] == "+8613777776666"


async def test_the_new_number_is_not_called_before_the_registered_one_was_unreachable(office: Office) -> None:
    ticket = await calling(office)
    await office.call(ticket)
    assert await office.record(ticket, "NEW", "CONFIRMED", answers=[]) == [("NOT_ENOUGH_ANSWERS", "answers")]
    assert await office.record(ticket, "NEW", "UNREACHABLE") == [("REGISTERED_NUMBER_FIRST", "numberKind")]
    assert await office.record(ticket, "REGISTERED", "CONFIRMED") == [("NOT_ENOUGH_ANSWERS", "answers")]
    assert await office.record(ticket, "REGISTERED", "NOT_CONFIRMED") == [("OUTCOME_DOES_NOT_FIT", "outcome")]
    assert await office.current(ticket) == ["CALL"]


async def test_three_right_answers_at_the_new_number_confirm_it(office: Office) -> None:
    ticket = await calling(office)
    await office.called(ticket, "REGISTERED", "UNREACHABLE")
    assert await office.current(ticket) == ["CALL_NEW"]
    shown = await office.call(ticket)
    assert (shown["numberKind"], shown["number"]) == ("NEW", "+8613900001111")
    assert len(shown["questions"]) == 5
    assert await office.record(ticket, "NEW", "CONFIRMED", answers=answers(shown, 3, 2)) == []
    await office.act()
    assert await office.ended(ticket) == ("SOLVED", "DONE", None)


async def test_too_few_right_answers_are_no_confirmation(office: Office) -> None:
    ticket = await calling(office)
    await office.called(ticket, "REGISTERED", "UNREACHABLE")
    shown = await office.call(ticket)
    assert await office.record(ticket, "NEW", "CONFIRMED", answers=answers(shown, 2, 3)) == []
    await office.act()
    assert await office.ended(ticket) == ("DECLINED", "DECLINED", "NOT_VERIFIED")
    assert office.registry.applied == []


@pytest.mark.parametrize("outcome", ["NOT_CONFIRMED", "UNREACHABLE"])
async def test_a_new_number_not_confirmed_or_unreachable_is_declined(office: Office, outcome: str) -> None:
    ticket = await calling(office)
    await office.called(ticket, "REGISTERED", "UNREACHABLE")
    await office.called(ticket, "NEW", outcome)
    assert await office.ended(ticket) == ("DECLINED", "DECLINED", "NOT_VERIFIED")


async def test_what_the_form_says_is_not_asked_and_unknown_questions_are_refused(office: Office) -> None:
    card = {"field": "BANK_CARD", "before": "6222021234567890123", "after": "6222020000000000003"}
    ticket = await calling(office, card)
    await office.called(ticket, "REGISTERED", "UNREACHABLE")
    kinds = [one["kind"] for one in (await office.call(ticket))["questions"]]
    assert not {"BANK_CARD_TAIL", "STORE"} & set(kinds)
    for asked in (["STORE"], [kinds[0], kinds[0]]):
        given = [{"question": kind, "answer": "x"} for kind in asked]
        assert await office.record(ticket, "NEW", "NOT_CONFIRMED", answers=given) == [
            ("UNKNOWN_QUESTION", f"answers.{len(asked) - 1}.question")
        ]


async def test_the_number_and_the_questions_are_for_the_calling_agent_alone(office: Office) -> None:
    ticket = await calling(office)
    for role in ("store:S001", "store:S002", "member:M1", "integration", "qian"):
        payload = await office.call(ticket, role)
        assert (payload["number"], payload["questions"]) == (None, [])
        assert payload["userErrors"] != []
    await office.call(ticket)
    assert await office.record(ticket, "REGISTERED", "CONSENTED", role="zhao") == [
        ("NOT_THE_CALLING_AGENT", "ticketId")
    ]
    await office.call(ticket, "zhao")  # takes it over
    assert await office.record(ticket, "REGISTERED", "CONSENTED") == [("NOT_THE_CALLING_AGENT", "ticketId")]
    assert await office.record(ticket, "REGISTERED", "CONSENTED", role="zhao") == []


async def test_who_submitted_verifies_nothing(office: Office) -> None:
    ticket = await office.asked(MOBILE, role="wang")
    await office.open(ticket, office.desk.zhao)
    fields = {"name": "王小明", "idNumber": "110101199003070011"}
    assert await office.take(ticket, "CONFIRM", "CONFIRMED", role="zhao", fields=fields) == []
    assert [one["code"] for one in (await office.call(ticket))["userErrors"]] == ["OWN_REQUEST"]


async def test_attempts_are_on_record_for_the_departments_alone(office: Office) -> None:
    ticket = await calling(office)
    await office.called(ticket, "REGISTERED", "UNREACHABLE", recordingReference="REC-7")
    query = """query($id: ID!) { ticket(id: $id) { procedure { verifications { field standing caller { name }
        attempts { numberKind way outcome recordingReference right wrong agent { name } } } } } }"""
    found = await office.api.data("wang", query, id=ticket)
    [shown] = found["ticket"]["procedure"]["verifications"]
    assert (shown["field"], shown["standing"]) == ("MOBILE", "CALL_NEW")
    [attempt] = shown["attempts"]
    assert (attempt["numberKind"], attempt["way"], attempt["outcome"]) == (
        "REGISTERED",
        "CALL",
        "UNREACHABLE",
    )
    assert (attempt["recordingReference"], attempt["agent"]) == ("REC-7", shown["caller"])
    told = await office.api.data("store:S001", query, id=ticket)
    assert told["ticket"]["procedure"]["verifications"] == []


async def test_all_of_a_form_waits_for_the_call_and_is_applied_whole(office: Office) -> None:
    wechat = {"field": "WECHAT_ID", "before": "wxm1001", "after": "wx_new"}
    ticket = await calling(office, wechat)
    assert office.registry.value("M1", "WECHAT_ID") == "wxm1001"
    await office.called(ticket, "REGISTERED", "CONSENTED")
    await office.act()
    [applied] = office.registry.applied
    assert {one.field for one in applied.changes} == {MemberField.MOBILE, MemberField.WECHAT_ID}
