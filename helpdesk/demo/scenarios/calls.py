"""What mobile changes and password resets share: the copy of the ID card confirmed, and calls made and recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from helpdesk.demo.moment import ZONE
from helpdesk.demo.scenarios import documents
from helpdesk.demo.scenarios.player import Player
from helpdesk.demo.scenarios.stage import Stage
from helpdesk.demo.scenarios.telling import masked
from helpdesk.demo.story import words

ID_COPY = bytes.fromhex("89504e470d0a1a0a0000000d49484452") + bytes(600)


async def uploaded(manager: Player) -> str:
    """The id of the copy of an ID card that a store's manager uploads."""
    return await manager.uploads("ID_CARD_COPY", "身份证.png", ID_COPY)


async def confirmed(stage: Stage, ticket: Mapping[str, Any], copy: str, member: Mapping[str, Any]) -> Player:
    """The agent who opened the copy and found it right."""
    agent = await stage.assignee(ticket["id"])
    await agent.opens(copy)
    await agent.does(
        "takeStep", "CONFIRMED, the copy is right", ticketId=ticket["id"], step="CONFIRM", outcome="CONFIRMED",
        fields={"name": member["name"], "idNumber": member["idNumber"]},
    )  # fmt: skip
    return agent


async def called(agent: Player, ticket: Mapping[str, Any]) -> dict[str, Any]:
    """What the agent is shown who makes the call: the number, and questions where there are any."""
    shown = await agent.caller.do("takeVerificationCall", documents.CALL, ticketId=ticket["id"])
    agent.tell(
        "takeVerificationCall",
        f"call {masked(shown['number'])}, the {words(shown['numberKind'])} number (shown in full, to them alone)",
    )
    return shown


async def recorded(
    agent: Player,
    ticket: Mapping[str, Any],
    number: str,
    outcome: str,
    answers: Mapping[str, str] | None = None,
) -> None:
    """A call as it went."""
    given = [{"question": kind, "answer": answer} for kind, answer in (answers or {}).items()]
    told = f"{words(number)} number: {words(outcome)}"
    await agent.does(
        "recordPhoneVerification",
        told,
        ticketId=ticket["id"],
        numberKind=number,
        outcome=outcome,
        answers=given,
    )


async def what_they_know(stage: Stage, member: Mapping[str, Any]) -> dict[str, str]:
    """What the member would answer to each identity question."""
    orders = (await stage.platform(documents.ORDERS_OF, code=member["code"]))["orders"]
    last = max(orders, key=lambda order: str(order["placedAt"]))
    return {
        "REGISTERED_MONTH": _month(member["registeredAt"]),
        "STORE": member["storeCode"],
        "SPONSOR": member["sponsorCode"] or "",
        "BANK_CARD_TAIL": (member["bankCard"] or "")[-4:],
        "LAST_ORDER_MONTH": _month(last["placedAt"]),
        "LAST_ORDER_PRODUCT": last["lines"][0]["name"],
        "LAST_ORDER_AMOUNT": last["total"]["amount"],
    }


def _month(instant: str) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(ZONE):%Y-%m}"
