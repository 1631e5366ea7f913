"""Password reset (密码重置): by consent at the number that the platform holds, and no other.

Rules: docs/domain.md, section 3.2.
"""

from __future__ import annotations

from typing import Any

from helpdesk.demo.scenarios import calls
from helpdesk.demo.scenarios.player import Player
from helpdesk.demo.scenarios.stage import Stage
from helpdesk.demo.scenarios.telling import day


async def play(stage: Stage) -> None:
    """Play it on two members that no ticket is about: one consents, one does not answer."""
    story = stage.story
    story.step("A store asks for a password to be reset; the member consents on the phone")
    member, ticket, agent = await _asked(stage)
    shown = await calls.called(agent, ticket)
    story.check(
        "it is the number that the platform holds", holds=shown["number"] == member["mobile"], found=shown
    )
    other = {"ticketId": ticket["id"], "numberKind": "NEW", "outcome": "UNREACHABLE"}
    await agent.is_refused("recordPhoneVerification", "NO_NEW_NUMBER", "there is no second number", **other)
    await calls.recorded(agent, ticket, "REGISTERED", "CONSENTED")
    await stage.settled(ticket["id"], "SOLVED")
    reset = (await stage.member(member["code"]))["passwordResetAt"]
    story.check("the platform reset it", holds=reset != member["passwordResetAt"], found=reset)
    story.say(
        f"The platform says: reset {day(reset)}. The new one goes from it to the member, never through here."
    )
    await stage.end(ticket["id"])

    story.step("Another member does not answer: nothing is reset, and the store is told at once")
    member, ticket, agent = await _asked(stage)
    await calls.called(agent, ticket)
    await calls.recorded(agent, ticket, "REGISTERED", "UNREACHABLE")
    declined = await stage.settled(ticket["id"], "DECLINED")
    story.check(
        "the request is declined", holds=declined["procedure"]["reason"] == "UNREACHABLE", found=declined
    )
    now = (await stage.member(member["code"]))["passwordResetAt"]
    story.check("the platform did nothing", holds=now == member["passwordResetAt"], found=now)
    await stage.end(ticket["id"])


async def _asked(stage: Stage) -> tuple[dict[str, Any], dict[str, Any], Player]:
    """A member, the ticket about them, and the agent who confirmed the ID copy."""
    member = await stage.anybody()
    manager = await stage.store(member["storeCode"])
    copy = await calls.uploaded(manager)
    ticket = await manager.does(
        "submitPasswordReset", "ticket [bold]{number}[/]", memberCode=member["code"], idCopyId=copy
    )
    return member, ticket, await calls.confirmed(stage, ticket, copy, member)
