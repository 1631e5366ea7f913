"""A one-time code to the registered number may stand for the call, where the field's policy allows it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from helpdesk.procedures.verifications import coding
from helpdesk.procedures.verifications.coding import CodeMessage
from helpdesk.procedures.verifications.models import VerificationCode
from tests.api.changes.conftest import Office

MOBILE = {"field": "MOBILE", "before": "13812345678", "after": "13900001111"}
FIELDS = "id code name { zh en } intake first steps answers unlessDone atDeadline mismatchesADay"


@pytest.fixture
async def allowing(office: Office) -> Office:
    """An office whose policy lets a code stand for the call."""
    found = await office.api.data("admin", f"{{ procedureDefinitions {{ {FIELDS} }} }}")
    own = next(one for one in found["procedureDefinitions"] if one["code"] == "member-change")
    for step in own["steps"]:
        for use in step.get("entering", []):
            if use["name"] == "verification_begun":
                use["with"]["code_allowed"] = True
    assert (await office.api.mutate("admin", "saveProcedure", "id", **own))["userErrors"] == []
    return office


async def calling(office: Office) -> str:
    """A change of a mobile whose call is to be made."""
    ticket = await office.asked(MOBILE)
    await office.confirm(ticket)
    return ticket


async def send(office: Office, ticket: str, role: str = "wang") -> list[str]:
    """Ask for a code to be sent; what forbade it."""
    payload = await office.api.mutate(role, "sendVerificationCode", ticketId=ticket)
    return [one["code"] for one in payload["userErrors"]]


async def message(office: Office) -> CodeMessage:
    """What the worker sends for the code that was asked for last."""
    [*_, last] = await office.desk.scalars(select(VerificationCode).order_by(VerificationCode.asked_at))
    made = await office.desk.do(office.desk.wang, coding.make, code_id=last.id)
    assert made is not None
    return made


async def digits(office: Office, ticket: str) -> str:
    """The code that a member reads."""
    assert await send(office, ticket) == []
    found = re.search(r"\d{6}", (await message(office)).text)
    assert found
    return found[0]


async def enter(office: Office, code: str, role: str = "member:M1") -> dict[str, Any]:
    """Enter a code; the payload."""
    return await office.api.mutate(role, "enterVerificationCode", "entry triesLeft", code=code)


def wrong(code: str) -> str:
    """Another code."""
    return f"{(int(code) + 1) % 1_000_000:06}"


async def test_codes_are_off_unless_the_policy_says_otherwise(office: Office) -> None:
    ticket = await calling(office)
    assert await send(office, ticket) == ["CODE_NOT_ALLOWED"]


async def test_a_right_code_is_the_members_consent(allowing: Office) -> None:
    ticket = await calling(allowing)
    code = await digits(allowing, ticket)
    assert (await enter(allowing, code))["entry"] == "ACCEPTED"
    await allowing.act()
    assert await allowing.ended(ticket) == ("SOLVED", "DONE", None)
    assert allowing.registry.value("M1", "MOBILE") == "+8613900001111"
    query = """query($id: ID!) { ticket(id: $id) { procedure { verifications {
        attempts { way outcome agent { id } } } } } }"""
    found = await allowing.api.data("wang", query, id=ticket)
    [shown] = found["ticket"]["procedure"]["verifications"]
    assert shown["attempts"] == [{"way": "CODE", "outcome": "CONSENTED", "agent": None}]


async def test_the_submitter_and_other_members_never_enter_it(allowing: Office) -> None:
    ticket = await calling(allowing)
    code = await digits(allowing, ticket)
    for role in ("store:S001", "wang", "admin", "integration", "member:M2"):
        payload = await enter(allowing, code, role)
        assert payload["entry"] is None
        assert payload["userErrors"][0]["code"] in {"ONLY_THE_MEMBER", "NO_CODE_TO_ENTER"}
    assert await allowing.current(ticket) == ["CALL"]
    assert await send(allowing, ticket, "store:S001") == ["NOT_YOURS_TO_TAKE"]


async def test_the_fifth_wrong_try_uses_a_code_up(allowing: Office) -> None:
    code = await digits(allowing, await calling(allowing))
    for left in (4, 3, 2, 1):
        payload = await enter(allowing, wrong(code))
        assert (payload["entry"], payload["triesLeft"]) == ("WRONG", left)
    assert (await enter(allowing, wrong(code)))["entry"] == "EXHAUSTED"
    assert [one["code"] for one in (await enter(allowing, code))["userErrors"]] == ["NO_CODE_TO_ENTER"]


@pytest.mark.parametrize(("seconds", "entry"), [(299, "ACCEPTED"), (300, "EXPIRED")])
async def test_a_code_holds_for_five_minutes_and_an_expired_one_is_not_unreachable(
    allowing: Office, seconds: int, entry: str
) -> None:
    ticket = await calling(allowing)
    code = await digits(allowing, ticket)
    allowing.desk.clock.advance(timedelta(seconds=seconds))
    assert (await enter(allowing, code))["entry"] == entry
    if entry == "EXPIRED":
        assert await allowing.current(ticket) == ["CALL"]
        await allowing.called(ticket, "REGISTERED", "CONSENTED")


async def test_a_code_is_used_once_and_the_newest_alone_counts(allowing: Office) -> None:
    ticket = await calling(allowing)
    first = await digits(allowing, ticket)
    second = await digits(allowing, ticket)
    if first != second:
        assert (await enter(allowing, first))["entry"] == "WRONG"
    assert (await enter(allowing, second))["entry"] == "ACCEPTED"
    assert [one["code"] for one in (await enter(allowing, second))["userErrors"]] == ["NO_CODE_TO_ENTER"]


async def test_a_member_is_sent_three_codes_an_hour(allowing: Office) -> None:
    ticket = await calling(allowing)
    for _ in range(3):
        assert await send(allowing, ticket) == []
    assert await send(allowing, ticket) == ["CODES_LIMITED"]
    allowing.desk.clock.advance(timedelta(hours=1))
    assert await send(allowing, ticket) == []


async def test_a_code_goes_to_the_registered_number_once_and_is_kept_hashed(allowing: Office) -> None:
    ticket = await calling(allowing)
    assert await send(allowing, ticket) == []
    allowing.registry.hold("M1", mobile="+8613777776666")  # the one held when verification began counts
    made = await message(allowing)
    assert made.to == "+8613812345678"
    [row] = await allowing.desk.scalars(select(VerificationCode))
    assert await allowing.desk.do(allowing.desk.wang, coding.make, code_id=row.id) is None
    code = re.search(r"\d{6}", made.text)
    assert code
    assert code[0].encode() not in row.hash


async def test_after_a_call_decided_no_code_counts(allowing: Office) -> None:
    ticket = await calling(allowing)
    code = await digits(allowing, ticket)
    await allowing.called(ticket, "REGISTERED", "REFUSED")
    assert [one["code"] for one in (await enter(allowing, code))["userErrors"]] == ["NO_CODE_TO_ENTER"]


@pytest.mark.parametrize("field", ["NAME", "BANK_CARD"])
async def test_no_policy_lets_a_code_stand_for_the_call_about_a_name_or_a_bank_card(
    office: Office, field: str
) -> None:
    name = {"zh": "核实", "en": "Verify"}
    begun = {"name": "verification_begun", "with": {"field": field, "code_allowed": True}}
    end = {"code": "DONE", "title": name, "end": "DONE"}
    step = {"code": "CALL", "title": name, "entering": [begun], "outcomes": [end]}
    saved = await office.api.mutate(
        "admin", "saveProcedure", "id", code="verify", name=name, first="CALL", steps=[step]
    )
    assert [one["code"] for one in saved["userErrors"]] == ["CONFIGURATION_REFUSED"]
