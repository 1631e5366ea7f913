"""From the agent's check to the platform (docs/domain.md, 3.1)."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from helpdesk.attachments.purpose import Purpose
from helpdesk.attachments.viewing import How
from helpdesk.platform.acts import MemberChange, Outcome, Refused
from helpdesk.procedures.acts.models import PlatformAct
from tests.api.changes.conftest import CARD, ID_CARD, NAME, WECHAT, Office
from tests.api.personal import traces

LEGAL = {"name": "李法人", "idNumber": "110101199003070011"}
PAPERS = {
    kind: {"legalPerson": name, "madeOutOn": "2026-11-10"}
    for kind, name in (
        ("BUSINESS_LICENCE", "赵新人"), ("FOOD_PERMIT", " 赵新人　"), ("MEDICAL_DEVICE_FILING", "赵新人"),
    )
}  # fmt: skip


async def test_what_an_agent_confirmed_is_applied_whole(office: Office) -> None:
    ticket = await office.asked(WECHAT, CARD)
    assert await office.current(ticket) == ["CONFIRM"]
    await office.confirm(ticket)
    await office.act()
    assert await office.ended(ticket) == ("SOLVED", "DONE", None)
    assert [len(one.changes) for one in office.registry.applied] == [2]
    assert office.registry.value("M1", "WECHAT_ID") == "wx_new"
    assert office.registry.value("M1", "BANK_CARD") == CARD["after"]
    assert ("STATUS_CHANGED", None) in await office.told("store:S001")


async def test_nothing_of_a_form_is_applied_where_one_value_changed_meanwhile(office: Office) -> None:
    ticket = await office.asked(WECHAT, CARD)
    await office.confirm(ticket)
    office.registry.hold("M1", wechat_id="changed_by_itself")
    await office.act()
    assert office.registry.applied == []
    assert office.registry.value("M1", "BANK_CARD") == CARD["before"].replace(" ", "")
    assert await office.current(ticket) == ["CONFIRM"]
    assert ("REPLIED", None) in await office.told("store:S001")
    refused = await office.take(ticket, "CONFIRM", "CONFIRMED", fields=ID_CARD)
    assert refused == [("VALUE_CHANGED_MEANWHILE", "changes.WECHAT_ID")]


async def test_after_a_conflict_the_present_values_are_confirmed_anew(office: Office) -> None:
    ticket = await office.asked(WECHAT)
    anew = {"fields": ID_CARD, "note": "会员来电确认"}
    await office.open(ticket)
    assert await office.take(ticket, "CONFIRM", "CONFIRMED_ANEW", **anew) == [
        ("NOT_YET", None), ("NOTHING_CHANGED_MEANWHILE", None),
    ]  # fmt: skip
    await office.confirm(ticket)
    office.registry.hold("M1", wechat_id="changed_by_itself")
    await office.act()
    assert await office.take(ticket, "CONFIRM", "CONFIRMED_ANEW", fields=ID_CARD) == [
        ("NOTE_REQUIRED", "note")
    ]
    await office.confirm(ticket, "CONFIRMED_ANEW", note="会员来电确认")
    await office.act()
    [applied] = office.registry.applied
    assert [(one.before, one.after) for one in applied.changes] == [("changed_by_itself", "wx_new")]
    assert await office.ended(ticket) == ("SOLVED", "DONE", None)
    shown = (await office.state(ticket))["form"]["changes"]
    assert shown == [{"field": "WECHAT_ID", "before": "wx****1", "after": "wx****w"}]


async def test_a_value_that_changed_before_the_check_is_refused_and_named(office: Office) -> None:
    ticket = await office.asked(WECHAT, CARD)
    office.registry.hold("M1", bank_card="6222020000000000011")
    await office.open(ticket)
    refused = await office.take(ticket, "CONFIRM", "CONFIRMED", fields=ID_CARD)
    assert refused == [("VALUE_CHANGED_MEANWHILE", "changes.BANK_CARD")]


async def test_who_confirms_the_id_copy_opened_it(office: Office) -> None:
    ticket = await office.asked()
    await office.open(ticket, office.desk.zhao)
    await office.open(ticket, how=How.LINK)  # a link that was not followed
    refused = await office.take(ticket, "CONFIRM", "CONFIRMED", fields=ID_CARD)
    assert refused == [("FILE_NOT_OPENED", "step")]
    await office.open(ticket)
    assert await office.take(ticket, "CONFIRM", "CONFIRMED", fields=ID_CARD) == []


async def test_who_submitted_confirms_nothing(office: Office) -> None:
    ticket = await office.asked(role="wang")
    await office.open(ticket)
    refused = await office.take(ticket, "CONFIRM", "CONFIRMED", fields=ID_CARD)
    assert refused == [("OWN_REQUEST", None)]
    assert await office.take(ticket, "CONFIRM", "REFUSED", note="不受理") == [("OWN_REQUEST", None)]
    await office.open(ticket, office.desk.zhao)
    assert await office.take(ticket, "CONFIRM", "CONFIRMED", role="zhao", fields=ID_CARD) == []


@pytest.mark.parametrize(
    ("read", "wrong"),
    [
        pytest.param({"idNumber": "110101199003070022"}, "fields.idNumber", id="number"),
        pytest.param({"name": "王小名"}, "fields.name", id="name"),
    ],
)
async def test_the_id_copy_is_held_against_the_members_name_and_number(
    office: Office, read: dict[str, str], wrong: str
) -> None:
    ticket = await office.asked()
    await office.open(ticket)
    refused = await office.take(ticket, "CONFIRM", "CONFIRMED", fields={**ID_CARD, **read})
    assert refused == [("ID_COPY_DIFFERS", wrong)]


async def test_a_new_name_on_the_id_card_is_right_where_the_form_asks_for_it(office: Office) -> None:
    ticket = await office.asked({"field": "NAME", "before": "王小明", "after": "汪大明"})
    await office.confirm(ticket, fields={**ID_CARD, "name": "汪大明"})
    await office.act()
    assert office.registry.value("M1", "NAME") == "汪大明"


async def test_what_is_not_confirmed_is_declined_and_the_submitter_told_why(office: Office) -> None:
    ticket = await office.asked()
    assert await office.take(ticket, "CONFIRM", "REFUSED", note="复印件模糊") == []
    assert await office.ended(ticket) == ("DECLINED", "DECLINED", "NOT_CONFIRMED")
    assert "复印件模糊" in (await office.state(ticket, "store:S001"))["comments"]["nodes"][-1]["body"]
    assert ("STATUS_CHANGED", None) in await office.told("store:S001")
    assert office.registry.applied == []


async def test_a_change_that_the_platform_refuses_is_declined(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(change: MemberChange, *, key: str) -> Outcome:
        repeated = ", ".join(one.after for one in change.changes)
        return Refused("VALUE_INVALID", f"Not possible: {repeated}, 6222 0200 0000 0000 003")

    ticket = await office.asked(WECHAT, CARD)
    await office.confirm(ticket)
    monkeypatch.setattr(office.registry, "apply_member_change", refuse)
    await office.act()
    assert await office.ended(ticket) == ("DECLINED", "DECLINED", "PLATFORM_REFUSED")
    told = (await office.state(ticket, "store:S001"))["comments"]["nodes"][-1]["body"]
    assert "Not possible: ****, ****, ****" in told  # what a platform repeats is kept nowhere
    secrets = ["wx_new", CARD["after"], "6222 0200"]
    assert await traces(office.desk.transactor.engine, {}, secrets) == []


async def test_whatever_befalls_the_platform_it_is_told_once(office: Office) -> None:
    ticket = await office.asked()
    await office.confirm(ticket)
    office.registry.faults = ["away", "lost", "swallowed"]
    await office.act()
    assert len(office.registry.applied) == 1
    assert await office.ended(ticket) == ("SOLVED", "DONE", None)


async def test_what_an_agent_read_stands_sealed(office: Office) -> None:
    ticket = await office.asked()
    await office.confirm(ticket)
    query = "query($id: ID!) { ticket(id: $id) { procedure { steps { code fields } } } }"
    steps = (await office.api.data("wang", query, id=ticket))["ticket"]["procedure"]["steps"]
    assert steps[0]["fields"] == {"name": "王**", "idNumber": "110****0011"}
    [act] = await office.desk.scalars(select(PlatformAct))
    assert "wx_new" not in str(act.arguments)
    secrets = [*ID_CARD.values(), "wx_new", "wxm1001"]
    assert await traces(office.desk.transactor.engine, {}, secrets) == []


async def named(office: Office, *more: dict[str, str]) -> str:
    """A tied member's change of name, and of more, whose ID copy was confirmed."""
    kinds = (Purpose.BUSINESS_LICENCE, Purpose.FOOD_PERMIT, Purpose.MEDICAL_DEVICE_FILING)
    files = [{"kind": kind.value, "attachmentId": await office.file(kind)} for kind in kinds]
    ticket = await office.asked(NAME, *more, member="M2", documents=files)
    await office.open(ticket)
    await office.confirm(ticket, fields=LEGAL)
    assert await office.current(ticket) == ["DOCUMENTS"]
    return ticket


async def record(
    office: Office, ticket: str, outcome: str = "RIGHT", **papers: dict[str, str] | None
) -> list[tuple[str, str | None]]:
    """Record what stands on the three papers, all right but for what is given."""
    found = {kind: one for kind, one in {**PAPERS, **papers}.items() if one is not None}
    fields: dict[str, Any] = {"legalPersonChangedOn": "2026-11-01", "documents": found}
    return await office.take(ticket, "DOCUMENTS", outcome, fields=fields)


async def test_with_three_right_documents_a_tied_members_name_is_changed(office: Office) -> None:
    ticket = await named(office)
    assert await record(office, ticket) == []
    await office.act()
    assert office.registry.value("M2", "NAME") == "赵新人"
    assert await office.ended(ticket) == ("SOLVED", "DONE", None)


@pytest.mark.parametrize(
    ("kind", "paper", "code", "zh", "en"),
    [
        pytest.param(
            "FOOD_PERMIT", {"legalPerson": "李法人", "madeOutOn": "2026-11-10"}, "DOCUMENT_NAME_DIFFERS",
            "食品经营许可证", "food operation permit", id="another name",
        ),
        pytest.param(
            "BUSINESS_LICENCE", {"legalPerson": "赵新人", "madeOutOn": "2026-10-31"}, "DOCUMENT_TOO_OLD",
            "营业执照", "business licence", id="older than the change",
        ),
        pytest.param(
            "MEDICAL_DEVICE_FILING", None, "DOCUMENT_MISSING", "医疗器械备案表", "medical-device filing", id="missing",
        ),
    ],
)  # fmt: skip
async def test_one_document_that_is_not_right_and_nothing_is_applied_and_the_answer_says_which(
    office: Office, kind: str, paper: dict[str, str] | None, code: str, zh: str, en: str
) -> None:
    ticket = await named(office)
    assert await record(office, ticket, **{kind: paper}) == [(code, f"fields.documents.{kind}")]
    assert await record(office, ticket, "WRONG") == [("DOCUMENTS_ARE_RIGHT", None)]
    assert await record(office, ticket, "WRONG", **{kind: paper}) == []
    await office.act()
    assert await office.ended(ticket) == ("DECLINED", "DECLINED", "DOCUMENTS_WRONG")
    assert office.registry.applied == []
    told = [one["body"] for one in (await office.state(ticket, "store:S001"))["comments"]["nodes"]]
    assert any(zh in body and en in body for body in told)
    assert not any("李法人" in body or "赵新人" in body for body in told)


async def test_names_are_recorded_by_who_opened_the_documents(office: Office) -> None:
    ticket = await named(office)
    fields = {"legalPersonChangedOn": "2026-11-01", "documents": PAPERS}
    for outcome in ("RIGHT", "WRONG"):
        refused = await office.take(ticket, "DOCUMENTS", outcome, role="zhao", fields=fields)
        assert refused == [("FILE_NOT_OPENED", f"fields.documents.{kind}") for kind in PAPERS]


async def test_a_store_tied_since_the_form_came_in_needs_its_documents_too(office: Office) -> None:
    ticket = await office.asked({**NAME, "before": "王小明"})
    office.registry.hold("M1", legal_person_of=("S001",))
    await office.confirm(ticket)
    assert await office.current(ticket) == ["DOCUMENTS"]


async def definition(office: Office) -> dict[str, Any]:
    """The procedure as an admin reads it, to be changed and saved."""
    fields = "id code name { zh en } intake first steps answers unlessDone atDeadline mismatchesADay"
    found = await office.api.data("admin", f"{{ procedureDefinitions {{ {fields} }} }}")
    return next(one for one in found["procedureDefinitions"] if one["code"] == "member-change")


async def test_no_definition_leads_around_what_a_change_needs(office: Office) -> None:
    own = await definition(office)
    for step in own["steps"]:
        for outcome in step["outcomes"]:
            if step["code"] == "CONFIRM" and outcome.get("then"):
                outcome["then"] = ["APPLY"]
    steps = [step for step in own["steps"] if step["code"] in {"CONFIRM", "APPLY"}]
    saved = await office.api.mutate("admin", "saveProcedure", "id", **{**own, "steps": steps})
    assert saved["userErrors"] == []
    mobile = await office.asked({"field": "MOBILE", "before": "13812345678", "after": "13900001111"})
    await office.open(mobile)
    assert await office.take(mobile, "CONFIRM", "CONFIRMED", fields=ID_CARD) == [("PHONE_NOT_VERIFIED", None)]
    kinds = (Purpose.BUSINESS_LICENCE, Purpose.FOOD_PERMIT, Purpose.MEDICAL_DEVICE_FILING)
    files = [{"kind": kind.value, "attachmentId": await office.file(kind)} for kind in kinds]
    name = await office.asked(NAME, member="M2", documents=files)
    await office.open(name)
    assert await office.take(name, "CONFIRM", "CONFIRMED", fields=LEGAL) == [("NOT_YET", None)]
    assert await office.desk.count("platform_acts") == 0


async def test_how_often_forms_may_miss_is_the_procedures_own(office: Office) -> None:
    own = await definition(office)
    for limit in (0, 1001):
        refused = await office.api.mutate("admin", "saveProcedure", "id", **{**own, "mismatchesADay": limit})
        assert refused["userErrors"]
    saved = await office.api.mutate("admin", "saveProcedure", "id", **{**own, "mismatchesADay": 1})
    assert saved["userErrors"] == []
    wrong = {**WECHAT, "before": "x"}
    assert (await office.ask(wrong))["userErrors"][0]["code"] == "BEFORE_VALUE_DIFFERS"
    assert (await office.ask(WECHAT))["userErrors"][0]["code"] == "MEMBER_CHANGES_FROZEN"
