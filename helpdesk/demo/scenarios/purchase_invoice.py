"""Purchase invoice (购货发票): accepted by customer service, issued or refused by finance.

Rules: docs/domain.md, section 3.4.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from helpdesk.demo.client import DidNotHappen
from helpdesk.demo.scenarios import documents
from helpdesk.demo.scenarios.stage import BEGIN_ANEW, Stage
from helpdesk.demo.scenarios.telling import day, line, of_order
from helpdesk.demo.scene import timer
from helpdesk.demo.story import words

KIND = "VAT_ORDINARY"


async def play(stage: Stage) -> None:
    """Play it on a paid order with two lines or more that were not invoiced yet."""
    order, first, second = await _asked(stage)
    ticket = await _submitted(stage, order, first)
    await _issued(stage, ticket, order, first)
    await _refused(stage, order, second)


async def _left(stage: Stage, order: Mapping[str, Any]) -> Mapping[str, Any]:
    """What of an order can be invoiced, as its store is told."""
    manager = await stage.store(order["store"])
    found: Mapping[str, Any] = (await manager.ask(documents.INVOICE, code=order["code"]))[
        "invoiceEligibility"
    ]
    return found


async def _asked(stage: Stage) -> tuple[dict[str, Any], Mapping[str, Any], Mapping[str, Any]]:
    """An order, and two of its lines."""
    story = stage.story
    story.step("A store asks what of an order can be invoiced, and until when")
    async for order in stage.orders():
        found = await _left(stage, order)
        if len(found["linesLeft"]) > 1 and any(one["kind"] == KIND and one["open"] for one in found["kinds"]):
            break
    else:
        raise DidNotHappen(BEGIN_ANEW)
    story.say(f"The platform says: {of_order(await stage.platform(documents.ORDER, code=order['code']))}.")
    manager = await stage.store(order["store"])
    manager.tell("invoiceEligibility", f"{len(found['linesLeft'])} lines are left:")
    for one in found["linesLeft"]:
        story.say(f"  {line(one)}")
    for one in found["kinds"]:
        until = f"until {one['latestIssueDate']}" + ("" if one["open"] else ", which is over")
        story.say(f"  {words(one['kind'])}: {until}")
    return order, found["linesLeft"][0], found["linesLeft"][1]


def _form(order: Mapping[str, Any], wanted: Mapping[str, Any], title: str | None = None) -> dict[str, Any]:
    """A request for one line, made out to whoever paid unless another title is given."""
    payer = order["payments"][0]["payer"]
    buyer = {"individual": {"title": title or payer, "phone": "13800001234"}}
    lines = [{"number": wanted["number"]}]
    return {"orderCode": order["code"], "kind": KIND, "buyer": buyer, "lines": lines}


async def _submitted(stage: Stage, order: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    story = stage.story
    story.step("The store asks for the first line")
    manager = await stage.store(order["store"])
    await manager.is_refused(
        "submitInvoiceRequest", "PAYER_IS_NOT_TITLE", "the title is who paid", **_form(order, wanted, "别人")
    )
    ticket = await manager.does("submitInvoiceRequest", "ticket [bold]{number}[/]", **_form(order, wanted))
    seen = await stage.ticket(ticket["id"])
    closes = timer(seen, "DEADLINE")["state"]["dueAt"]
    story.say(
        f"It goes to {seen['group']['name']['text']}; hard deadline: {day(closes)}, the end of the latest issue date."
    )
    return ticket


async def _accepted(stage: Stage, ticket: Mapping[str, Any]) -> None:
    agent = await stage.assignee(ticket["id"])
    await agent.does(
        "takeStep", "ACCEPTED, forwarded to finance", ticketId=ticket["id"], step="ACCEPT", outcome="ACCEPTED"
    )
    seen = await stage.ticket(ticket["id"])
    stage.story.say(f"The ticket goes on to {seen['group']['name']['text']}, to {seen['assignee']['name']}.")


async def _issued(
    stage: Stage, ticket: Mapping[str, Any], order: Mapping[str, Any], wanted: Mapping[str, Any]
) -> None:
    story = stage.story
    story.step("Customer service accepts and forwards; finance issues")
    await _accepted(stage, ticket)
    number = f"24352{ticket['number']:015d}"
    manager, finance = await stage.store(order["store"]), await stage.assignee(ticket["id"])
    issue = {"ticketId": ticket["id"], "number": number}
    await manager.is_refused("issueInvoice", "NOT_YOURS_TO_TAKE", "only finance issues", **issue)
    await finance.does("issueInvoice", f"issued under {number}; the ticket is {{status}}", **issue)
    left = [one["number"] for one in (await _left(stage, order))["linesLeft"]]
    story.check(
        f"line {wanted['number']} is no longer among those left: {left}", holds=wanted["number"] not in left
    )
    await manager.is_refused(
        "submitInvoiceRequest", "LINE_ALREADY_INVOICED", "a line is invoiced once", **_form(order, wanted)
    )
    await stage.end(ticket["id"])


async def _refused(stage: Stage, order: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    story = stage.story
    story.step("The next line is asked for, and finance refuses")
    manager = await stage.store(order["store"])
    ticket = await manager.does("submitInvoiceRequest", "ticket [bold]{number}[/]", **_form(order, wanted))
    await _accepted(stage, ticket)
    finance = await stage.assignee(ticket["id"])
    await finance.does(
        "refuseInvoice",
        "refused, with the reason",
        ticketId=ticket["id"],
        reason="开票资料有误，请核对后重新申请",
    )
    declined = await stage.settled(ticket["id"], "DECLINED")
    story.check(
        "the request is declined",
        holds=declined["procedure"]["reason"] == "REFUSED_BY_FINANCE",
        found=declined,
    )
    left = [one["number"] for one in (await _left(stage, order))["linesLeft"]]
    story.check(f"line {wanted['number']} can be asked for again: {left}", holds=wanted["number"] in left)
    await stage.end(ticket["id"])
