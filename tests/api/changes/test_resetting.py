"""A password is reset by consent at the number that the platform holds, and no other (docs/domain.md, 3.2)."""

from __future__ import annotations

import pytest

from tests.api.changes.conftest import Office


async def asked(office: Office) -> str:
    """A request whose ID copy was confirmed: the call is to be made."""
    payload = await office.ask_reset()
    assert payload["userErrors"] == []
    ticket: str = payload["ticket"]["id"]
    await office.confirm(ticket)
    assert await office.current(ticket) == ["CALL"]
    return ticket


async def test_consent_resets_it_and_the_secret_never_comes_here(office: Office) -> None:
    ticket = await asked(office)
    assert (await office.call(ticket))["number"] == "+8613812345678"
    assert await office.record(ticket, "REGISTERED", "CONSENTED") == []
    await office.act()
    assert await office.ended(ticket) == ("SOLVED", "DONE", None)
    assert [one.member_code for one in office.registry.reset] == ["M1"]
    assert ("STATUS_CHANGED", None) in await office.told("store:S001")


@pytest.mark.parametrize(
    ("outcome", "reason"), [("REFUSED", "MEMBER_REFUSED"), ("UNREACHABLE", "UNREACHABLE")]
)
async def test_refused_or_unreachable_for_any_reason_it_is_not(
    office: Office, outcome: str, reason: str
) -> None:
    ticket = await asked(office)
    await office.called(ticket, "REGISTERED", outcome)
    await office.act()
    assert await office.ended(ticket) == ("DECLINED", "DECLINED", reason)
    assert office.registry.reset == []
    assert ("STATUS_CHANGED", None) in await office.told("store:S001")


async def test_there_is_no_second_number(office: Office) -> None:
    ticket = await asked(office)
    await office.call(ticket)
    assert await office.record(ticket, "NEW", "UNREACHABLE") == [("NO_NEW_NUMBER", "numberKind")]


async def test_another_number_registered_meanwhile_is_called_anew(office: Office) -> None:
    ticket = await asked(office)
    await office.called(ticket, "REGISTERED", "CONSENTED")
    office.registry.hold("M1", mobile="+8613777776666")
    await office.act()
    assert office.registry.reset == []
    assert await office.current(ticket) == ["CALL"]
    assert await office.take(ticket, "CALL", "CONSENTED") == [("RECORD_THE_CALL", None)]
    assert (await office.call(ticket))["number"] == "+8613777776666"
    assert await office.record(ticket, "REGISTERED", "CONSENTED") == []
    await office.act()
    assert [one.mobile for one in office.registry.reset] == ["+8613777776666"]


@pytest.mark.parametrize("fault", ["away", "swallowed", "lost"])
async def test_a_platform_that_fails_resets_it_once_in_the_end(office: Office, fault: str) -> None:
    ticket = await asked(office)
    await office.called(ticket, "REGISTERED", "CONSENTED")
    office.registry.faults = [fault]
    await office.act()
    assert await office.ended(ticket) == ("SOLVED", "DONE", None)
    assert len(office.registry.reset) == 1


async def test_one_reset_of_a_member_is_open_at_a_time(office: Office) -> None:
    question = '{ passwordResetEligibility(memberCode: "M1") { allowed refusals { code } } }'
    before = await office.api.data("store:S001", question)
    assert before["passwordResetEligibility"] == {"allowed": True, "refusals": []}
    await asked(office)
    then = (await office.api.data("store:S001", question))["passwordResetEligibility"]
    assert then == {"allowed": False, "refusals": [{"code": "PROCEDURE_OPEN_ALREADY"}]}
    assert [one["code"] for one in (await office.ask_reset())["userErrors"]] == ["PROCEDURE_OPEN_ALREADY"]


async def test_another_stores_manager_learns_nothing(office: Office) -> None:
    for member in ("M9", "M404"):
        payload = await office.ask_reset(member=member)
        assert [(one["code"], one["field"]) for one in payload["userErrors"]] == [("NOT_FOUND", "memberCode")]


async def test_an_id_copy_that_does_not_fit_is_declined(office: Office) -> None:
    ticket: str = (await office.ask_reset())["ticket"]["id"]
    await office.open(ticket)
    wrong = {"name": "王小名", "idNumber": "110101199003070011"}
    assert await office.take(ticket, "CONFIRM", "CONFIRMED", fields=wrong) == [
        ("ID_COPY_DIFFERS", "fields.name")
    ]
    assert await office.take(ticket, "CONFIRM", "REFUSED", note="姓名不符") == []
    assert await office.ended(ticket) == ("DECLINED", "DECLINED", "NOT_CONFIRMED")
