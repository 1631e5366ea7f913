"""A new mobile number: the registered one does not answer, the new one is called and asked (基础信息变更、电话核实).

Rules: docs/domain.md, section 3.1.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpdesk.demo.scenarios import calls
from helpdesk.demo.scenarios.stage import Stage
from helpdesk.demo.scenarios.telling import masked

NEW = "+8613911112222"


async def play(stage: Stage) -> None:
    """Play it on a member that no ticket is about."""
    member, ticket, copy = await _submitted(stage)
    await _unreachable(stage, ticket, copy, member)
    await _answered(stage, ticket, member)
    await _applied(stage, ticket, member)


async def _submitted(stage: Stage) -> tuple[dict[str, Any], dict[str, Any], str]:
    story = stage.story
    story.step("A store asks for a member's new mobile number")
    member = await stage.anybody()
    manager = await stage.store(member["storeCode"])
    copy = await calls.uploaded(manager)
    change = {"field": "MOBILE", "before": member["mobile"], "after": NEW}
    ticket = await manager.does(
        "submitMemberChange",
        "ticket [bold]{number}[/]",
        memberCode=member["code"],
        changes=[change],
        idCopyId=copy,
    )
    story.say(f"The platform holds {masked(member['mobile'])} for {member['code']}; {masked(NEW)} is wanted.")
    return member, ticket, copy


async def _unreachable(stage: Stage, ticket: Mapping[str, Any], copy: str, member: Mapping[str, Any]) -> None:
    story = stage.story
    story.step("Customer service calls the registered number")
    agent = await calls.confirmed(stage, ticket, copy, member)
    call = {"ticketId": ticket["id"], "numberKind": "REGISTERED", "outcome": "CONSENTED"}
    await agent.is_refused(
        "recordPhoneVerification", "NOT_THE_CALLING_AGENT", "only who takes the call records it", **call
    )
    shown = await calls.called(agent, ticket)
    story.check(
        "it is the number that the platform holds", holds=shown["number"] == member["mobile"], found=shown
    )
    await agent.is_refused(
        "takeStep", "RECORD_THE_CALL", "no word is taken for the call", ticketId=ticket["id"], step="CALL",
        outcome="CONSENTED",
    )  # fmt: skip
    early = call | {"numberKind": "NEW", "outcome": "UNREACHABLE"}
    await agent.is_refused(
        "recordPhoneVerification", "REGISTERED_NUMBER_FIRST", "not the new one yet", **early
    )
    await calls.recorded(agent, ticket, "REGISTERED", "UNREACHABLE")


async def _answered(stage: Stage, ticket: Mapping[str, Any], member: Mapping[str, Any]) -> None:
    story = stage.story
    story.step("Nobody answered: the new number is called, with identity questions")
    agent = await stage.assignee(ticket["id"])
    shown = await calls.called(agent, ticket)
    story.check("it is the new number", holds=shown["number"] == NEW, found=shown)
    for question in shown["questions"]:
        story.say(f"  {question['text']['zh']} ({question['text']['en']})")
    known = await calls.what_they_know(stage, member)
    asked = [question["kind"] for question in shown["questions"]]
    await agent.is_refused(
        "recordPhoneVerification", "NOT_ENOUGH_ANSWERS", "not confirmed unasked", ticketId=ticket["id"],
        numberKind="NEW", outcome="CONFIRMED", answers=[],
    )  # fmt: skip
    story.say("They answer; the helpdesk compares, and nobody is shown the right answers.")
    await calls.recorded(agent, ticket, "NEW", "CONFIRMED", {kind: known[kind] for kind in asked})


async def _applied(stage: Stage, ticket: Mapping[str, Any], member: Mapping[str, Any]) -> None:
    story = stage.story
    story.step("The platform changes the number")
    await stage.settled(ticket["id"], "SOLVED")
    now = (await stage.member(member["code"]))["mobile"]
    story.say(f"The platform says: mobile {masked(member['mobile'])} → {masked(now)}.")
    story.check("it is the new one", holds=now == NEW, found=masked(now))
    await stage.end(ticket["id"])
