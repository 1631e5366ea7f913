"""Member information change (基础信息变更): asked for by form, confirmed by an agent, applied whole.

Rules: docs/domain.md, section 3.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpdesk.demo.client import DidNotHappen
from helpdesk.demo.scenarios import calls, documents
from helpdesk.demo.scenarios.stage import BEGIN_ANEW, Stage
from helpdesk.demo.scenarios.telling import masked
from helpdesk.demo.story import words

FIELDS = {"WECHAT_ID": "wechatId", "SHIPPING_ADDRESS": "shippingAddress"}
NEW = {"WECHAT_ID": "wx_2026demo", "SHIPPING_ADDRESS": "浙江省杭州市西湖区龙井路1号"}


async def play(stage: Stage) -> None:
    """Play it on a member that no ticket is about."""
    member = await _asked(stage)
    ticket, copy = await _submitted(stage, member)
    await _confirmed(stage, ticket, copy, member)
    await _applied(stage, ticket, member)


async def _asked(stage: Stage) -> dict[str, Any]:
    """The member, as the platform holds them."""
    story = stage.story
    story.step("A store asks what changing a member's information takes")
    async for member in stage.members():
        if member["wechatId"]:
            break
    else:
        raise DidNotHappen(BEGIN_ANEW)
    manager = await stage.store(member["storeCode"])
    found = (await manager.ask(documents.MEMBER_CHANGE, code=member["code"]))["memberChangeEligibility"]
    manager.tell("memberChangeEligibility", f"of {member['code']}:")
    for one in found["fields"]:
        portal = ", or the member portal" if one["selfService"] else ""
        story.say(f"  {words(one['field'])}: {', '.join(map(words, one['needs']))}{portal}")
    return member


async def _submitted(stage: Stage, member: Mapping[str, Any]) -> tuple[dict[str, Any], str]:
    """The ticket, and the copy of the ID card on it."""
    story = stage.story
    story.step("The store uploads a copy of the ID card and submits the form")
    manager = await stage.store(member["storeCode"])
    copy = await calls.uploaded(manager)
    changes = [{"field": one, "before": member[FIELDS[one]], "after": NEW[one]} for one in FIELDS]
    form: dict[str, Any] = {"memberCode": member["code"], "idCopyId": copy}
    number = {"field": "ID_NUMBER", "before": member["idNumber"], "after": "1"}
    await manager.is_refused(
        "submitMemberChange",
        "ID_NUMBER_NEVER_CHANGES",
        "whatever else the form holds",
        changes=[*changes, number],
        **form,
    )
    wrong = [changes[0], changes[1] | {"before": "别处"}]
    await manager.is_refused(
        "submitMemberChange",
        "BEFORE_VALUE_DIFFERS",
        "the field is named, the value is not",
        changes=wrong,
        **form,
    )
    left = (await manager.ask(documents.MEMBER_CHANGE, code=member["code"]))["memberChangeEligibility"]
    story.say(f"Whoever guesses is stopped: {left['mismatchesLeft']} such mistakes are left today.")
    ticket = await manager.does("submitMemberChange", "ticket [bold]{number}[/]", changes=changes, **form)
    shown = (await manager.ask(documents.FORM, id=ticket["id"]))["ticket"]["form"]["changes"]
    for row in shown:
        story.say(f"  {words(row['field'])}: {row['before']} → {row['after']}")
    story.check("the ticket shows masks alone", holds=all("*" in row["after"] for row in shown), found=shown)
    return ticket, copy


async def _confirmed(stage: Stage, ticket: Mapping[str, Any], copy: str, member: Mapping[str, Any]) -> None:
    story = stage.story
    story.step("Customer service confirms the ID copy")
    agent = await stage.assignee(ticket["id"])
    step = {"ticketId": ticket["id"], "step": "CONFIRM", "outcome": "CONFIRMED"}
    seen = {"name": member["name"], "idNumber": member["idNumber"]}
    await agent.is_refused(
        "takeStep", "FILE_NOT_OPENED", "evidence is what was looked at", fields=seen, **step
    )
    await agent.opens(copy)
    await agent.is_refused(
        "takeStep",
        "ID_COPY_DIFFERS",
        "not the member's number",
        fields=seen | {"idNumber": "110101199003070011"},
        **step,
    )
    told = f"CONFIRMED: {member['name']}, {masked(member['idNumber'])}, as on the platform"
    await agent.does("takeStep", told, fields=seen, **step)


async def _applied(stage: Stage, ticket: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    story = stage.story
    story.step("The platform changes the member")
    done = await stage.settled(ticket["id"], "SOLVED")
    story.say(
        f"The worker told the platform, with the values before as preconditions; the ticket is {words(done['status'])}."
    )
    now = await stage.member(before["code"])
    for field, name in FIELDS.items():
        story.say(f"The platform says: {words(field)} {masked(before[name])} → {masked(now[name])}.")
    story.check(
        "both fields are as asked",
        holds=all(now[FIELDS[one]] == NEW[one] for one in FIELDS),
        found=now["code"],
    )
    others = now.keys() - set(FIELDS.values())
    story.check(
        "nothing else changed", holds=all(now[one] == before[one] for one in others), found=now["code"]
    )
    await stage.end(ticket["id"])
