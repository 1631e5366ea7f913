"""What a change still needs is asked for until nothing is lacking, whatever changes meanwhile (docs/domain.md, 3.1)."""

from __future__ import annotations

from tests.api.changes.conftest import NAME, Office
from tests.api.changes.test_applying import definition, named, record
from tests.api.changes.test_calling import MOBILE, answers, calling
from tests.api.personal import traces


async def test_the_registered_number_is_called_as_often_as_the_procedure_says(office: Office) -> None:
    own = await definition(office)
    for step in own["steps"]:
        for use in step.get("entering", []):
            if use["name"] == "verification_begun":
                use["with"]["registered_attempts"] = 2
    saved = await office.api.mutate("admin", "saveProcedure", "id", **own)
    assert saved["userErrors"] == []
    ticket = await calling(office)
    await office.called(ticket, "REGISTERED", "UNREACHABLE")
    assert await office.current(ticket) == ["CALL"]
    refused = await office.record(ticket, "NEW", "UNREACHABLE")
    assert refused == [("REGISTERED_NUMBER_FIRST", "numberKind")]
    await office.called(ticket, "REGISTERED", "UNREACHABLE")
    assert await office.current(ticket) == ["CALL_NEW"]


async def test_a_name_and_a_mobile_of_a_tied_member_need_papers_and_a_call(office: Office) -> None:
    ticket = await named(office, MOBILE)
    assert await record(office, ticket) == []
    assert await office.current(ticket) == ["CALL"]
    await office.called(ticket, "REGISTERED", "CONSENTED")
    await office.act()
    held = [office.registry.value("M2", one) for one in ("NAME", "MOBILE")]
    assert held == ["赵新人", "+8613900001111"]


async def test_a_store_tied_before_the_consent_needs_its_papers_all_the_same(office: Office) -> None:
    ticket = await calling(office, {**NAME, "before": "王小明"})
    office.registry.hold("M1", legal_person_of=("S001",))
    await office.called(ticket, "REGISTERED", "CONSENTED")
    assert await office.current(ticket) == ["DOCUMENTS"]
    await office.act()
    assert office.registry.applied == []


async def test_after_a_conflict_everything_is_asked_for_again(office: Office) -> None:
    ticket = await named(office, MOBILE)
    assert await record(office, ticket) == []
    await office.called(ticket, "REGISTERED", "CONSENTED")
    office.registry.hold("M2", name="李改名")
    await office.act()
    assert await office.current(ticket) == ["CONFIRM"]
    id_card = {"name": "李改名", "idNumber": "110101199003070011"}
    await office.confirm(ticket, "CONFIRMED_ANEW", note="会员来电确认", fields=id_card)
    assert await office.current(ticket) == ["DOCUMENTS"]
    assert await record(office, ticket) == []
    assert await office.current(ticket) == ["CALL"]
    await office.called(ticket, "REGISTERED", "REFUSED")
    await office.act()
    assert office.registry.applied == []
    assert await office.ended(ticket) == ("DECLINED", "DECLINED", "MEMBER_REFUSED")


async def test_numbers_and_answers_stand_nowhere_in_clear(office: Office) -> None:
    ticket = await calling(office)
    await office.called(ticket, "REGISTERED", "UNREACHABLE")
    shown = await office.call(ticket)
    assert await office.record(ticket, "NEW", "CONFIRMED", answers=answers(shown, 3, 2)) == []
    await office.act()
    assert await office.ended(ticket) == ("SOLVED", "DONE", None)
    secrets = ["13812345678", "13900001111", "2024年3月", "蛋白粉1", "不知道"]
    assert await traces(office.desk.transactor.engine, {}, secrets) == []
