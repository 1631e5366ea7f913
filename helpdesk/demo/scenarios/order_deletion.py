"""Order deletion (删单): a shipped order, deleted once the store paid its logistics fee.

Rules: docs/domain.md, section 3.3.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from helpdesk.demo.client import DidNotHappen
from helpdesk.demo.scenarios import documents
from helpdesk.demo.scenarios.stage import BEGIN_ANEW, Stage
from helpdesk.demo.scenarios.telling import day, money, of_order
from helpdesk.demo.scene import timer
from helpdesk.demo.story import words


async def play(stage: Stage) -> None:
    """Play it on an order that stands, is shipped, and lies in an open settlement period."""
    code, store, quote = await _asked(stage)
    ticket = await _submitted(stage, code, store)
    await _checked(stage, ticket)
    await _paid(stage, ticket, store, quote)
    await _deleted(stage, ticket, code, store)


async def _asked(stage: Stage) -> tuple[str, str, Mapping[str, Any]]:
    """An order with what its deletion takes, as its store is told."""
    stage.story.step("A store asks what the deletion of an order takes")
    async for order in stage.orders():
        if order["shipped"] and order["kind"] == "PURCHASE":
            manager = await stage.store(order["store"])
            found = (await manager.ask(documents.DELETION, code=order["code"]))["orderDeletionEligibility"]
            if found["way"] == "FEE":
                break
    else:
        raise DidNotHappen(BEGIN_ANEW)
    stage.story.say(
        f"The platform says: {of_order(await stage.platform(documents.ORDER, code=order['code']))}."
    )
    quote = found["fee"]
    manager.tell(
        "orderDeletionEligibility",
        f"until the settlement period closes on {day(found['closesAt'])}; it is shipped, so "
        f"{money(quote)} of logistics fee come first",
    )
    return order["code"], order["store"], quote


async def _submitted(stage: Stage, code: str, store: str) -> dict[str, Any]:
    story = stage.story
    story.step("The store submits the form")
    manager = await stage.store(store)
    form = {"orderCode": code, "reason": "客户下错单"}
    ticket = await manager.does("submitOrderDeletion", "ticket [bold]{number}[/]", **form)
    seen = await stage.ticket(ticket["id"])
    story.say(f"It goes to {seen['group']['name']['text']} and is given to {seen['assignee']['name']}.")
    closes = timer(seen, "DEADLINE")["state"]["dueAt"]
    story.say(f"Its hard deadline is the close of the period, {day(closes)}.")
    await manager.is_refused("submitOrderDeletion", "PROCEDURE_OPEN_ALREADY", "one at a time", **form)
    return ticket


async def _checked(stage: Stage, ticket: Mapping[str, Any]) -> None:
    story = stage.story
    story.step("Customer service checks the order")
    agent = await stage.assignee(ticket["id"])
    due = (await agent.ask(documents.WORK))["stepsDue"]["nodes"]
    [step] = [one for one in due if one["ticket"]["id"] == ticket["id"]]
    agent.tell("stepsDue", f"“{step['title']['text']}” of ticket {ticket['number']} is theirs to take")
    taken = {"ticketId": ticket["id"], "step": "CHECK"}
    await agent.is_refused(
        "takeStep", "ORDER_IS_SHIPPED", "“not shipped” is not believed, the platform is asked",
        outcome="NOT_SHIPPED", **taken,
    )  # fmt: skip
    await agent.does("takeStep", "SHIPPED: the fee comes first", outcome="SHIPPED", **taken)
    seen = await stage.ticket(ticket["id"])
    story.say(f"The ticket goes on to {seen['group']['name']['text']}, to {seen['assignee']['name']}.")


async def _paid(stage: Stage, ticket: Mapping[str, Any], store: str, quote: Mapping[str, Any]) -> None:
    stage.story.step("The store pays; finance records it")
    manager, finance = await stage.store(store), await stage.assignee(ticket["id"])
    slip: dict[str, Any] = {"ticketId": ticket["id"], "reference": f"BANK-{ticket['number']}"}
    await manager.is_refused(
        "recordFeePayment",
        "NOT_YOURS_TO_TAKE",
        "the submitter gives no evidence",
        amount=quote["amount"],
        **slip,
    )
    little = f"{Decimal(quote['amount']) - Decimal('0.01')}"
    await finance.is_refused("recordFeePayment", "FEE_NOT_PAID", "a cent short", amount=little, **slip)
    await finance.does(
        "recordFeePayment", f"{money(quote)}, reference {slip['reference']}", amount=quote["amount"], **slip
    )


async def _deleted(stage: Stage, ticket: Mapping[str, Any], code: str, store: str) -> None:
    story = stage.story
    story.step("The platform deletes the order")
    done = await stage.settled(ticket["id"], "SOLVED")
    story.say(
        f"The worker told the platform of the fee, then to delete; the ticket is {words(done['status'])}."
    )
    there = await stage.platform(documents.ORDER, code=code)
    deleted, fees = there["order"]["deletedAt"], there["feePayments"]
    story.say(f"The platform says: {of_order(there)}.")
    story.check("the platform deleted it", holds=deleted is not None, found=there)
    story.check("it knows of exactly one payment of the fee", holds=len(fees) == 1, found=fees)
    manager = await stage.store(store)
    await manager.is_refused(
        "submitOrderDeletion", "ORDER_IS_DELETED", "once is enough", orderCode=code, reason="再删一次"
    )
    await stage.end(ticket["id"])
