"""Replies by standard phrases (标准用语; docs/domain.md §5)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from helpdesk.kit.errors import HelpdeskError, InvalidValue, NotFound, Several
from helpdesk.tickets import conversation
from helpdesk.tickets.errors import PhraseIncomplete
from helpdesk.tickets.models import Comment, Ticket
from helpdesk.tickets.phrasing import Chosen
from tests.features.tickets.build import STORE, Desk
from tests.world import key

GREETING = {
    "code": "greeting",
    "name": {"zh": "问候", "en": "Greeting"},
    "text": {
        "zh": "您好，{group}的{agent}正在处理工单 {number}。",
        "en": "{agent} of {group} has ticket {number}.",
    },
}
SHIPPED = {
    "code": "shipped",
    "name": {"zh": "已发货", "en": "Shipped"},
    "text": {"zh": "订单 {order_code} 由{carrier}发出。", "en": "Order {order_code} left with {carrier}."},
    "blanks": [{"code": "carrier", "label": {"zh": "承运商", "en": "Carrier"}}],
}


async def _publish(desk: Desk, *documents: dict[str, Any]) -> None:
    await desk.publish(
        lambda entries: entries.update(phrase={key(f"phrase {n}"): one for n, one in enumerate(documents)})
    )


async def _say(desk: Desk, ticket: Ticket, code: str, language: str = "zh-CN", **blanks: str) -> Comment:
    chosen = Chosen(code, "en" if language == "en" else "zh-CN", blanks)
    _, comment = await desk.do(desk.lin, conversation.reply, ticket_id=ticket.id, phrase=chosen)
    return comment


async def test_a_phrase_is_filled_in_with_what_the_ticket_knows_and_answers_it(desk: Desk) -> None:
    await _publish(desk, GREETING)
    ticket = await desk.submit()
    comment = await _say(desk, ticket, "greeting")
    assert comment.body == f"您好，hotline组的Lin正在处理工单 {ticket.number}。"
    assert comment.phrase_code == "greeting"
    assert (await desk.timer(ticket, "FIRST_RESPONSE")).phase == "MET"


async def test_the_agent_chooses_the_language(desk: Desk) -> None:
    await _publish(desk, GREETING)
    ticket = await desk.submit()
    assert (await _say(desk, ticket, "greeting", "en")).body == f"Lin of hotline has ticket {ticket.number}."


async def test_blanks_are_filled_in_by_the_agent_as_they_are(desk: Desk) -> None:
    await _publish(desk, SHIPPED)
    ticket = await desk.submit(order_code="D1")
    comment = await _say(desk, ticket, "shipped", carrier="{agent}快递")
    assert comment.body == "订单 D1 由{agent}快递发出。"


@pytest.mark.parametrize(
    ("order", "blanks", "field", "missing"),
    [
        pytest.param("D1", {}, "phrase.blanks", "carrier", id="a blank left out"),
        pytest.param("D1", {"carrier": "  "}, "phrase.blanks", "carrier", id="a blank of spaces"),
        pytest.param(
            None, {"carrier": "SF"}, "phrase.code", "order_code", id="a fact that the ticket has not"
        ),
    ],
)
async def test_a_phrase_is_sent_whole_or_not(
    desk: Desk, order: str | None, blanks: dict[str, str], field: str, missing: str
) -> None:
    await _publish(desk, SHIPPED)
    ticket = await desk.submit(order_code=order)
    with pytest.raises(PhraseIncomplete, match=missing) as refused:
        await _say(desk, ticket, "shipped", **blanks)
    assert refused.value.field == field
    assert await desk.scalars(select(Comment.id)) == []


async def test_a_blank_that_the_phrase_has_not_is_refused(desk: Desk) -> None:
    await _publish(desk, GREETING)
    with pytest.raises(InvalidValue, match="no blank price"):
        await _say(desk, await desk.submit(), "greeting", price="1")


@pytest.mark.parametrize(
    ("limits", "fits"),
    [
        ({}, True),
        ({"channels": ["PHONE"]}, False),
        ({"channels": ["API", "PHONE"]}, True),
        ({"group_ids": ["returns"]}, False),
        ({"group_ids": ["hotline"]}, True),
        ({"item_ids": ["shipment"]}, False),
        ({"item_ids": ["product-use"]}, True),
        ({"item_ids": ["consultation"]}, True),
    ],
    ids=str,
)
async def test_a_phrase_is_for_the_tickets_that_it_names(
    desk: Desk, limits: dict[str, list[str]], fits: bool
) -> None:
    ids: dict[str, dict[str, UUID]] = {"group_ids": desk.world.groups, "item_ids": desk.world.items}
    given = {
        name: [str(ids[name][code]) if name in ids else code for code in codes]
        for name, codes in limits.items()
    }
    await _publish(desk, GREETING | given)
    ticket = await desk.submit()
    if fits:
        assert (await _say(desk, ticket, "greeting")).phrase_code == "greeting"
    else:
        with pytest.raises(NotFound) as refused:
            await _say(desk, ticket, "greeting")
        assert refused.value.field == "phrase.code"


async def test_the_requester_has_no_phrases(desk: Desk) -> None:
    await _publish(desk, GREETING)
    ticket = await desk.submit()
    with pytest.raises(InvalidValue, match="for agents"):
        await desk.do(STORE, conversation.reply, ticket_id=ticket.id, phrase=Chosen("greeting"))


@pytest.mark.parametrize("both", [False, True])
async def test_a_reply_is_free_text_or_a_phrase(desk: Desk, both: bool) -> None:
    ticket = await desk.submit()
    given: dict[str, Any] = {"body": "您好", "phrase": Chosen("greeting")} if both else {}
    with pytest.raises(InvalidValue) as refused:
        await desk.do(desk.lin, conversation.reply, ticket_id=ticket.id, **given)
    assert refused.value.field == "body"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        pytest.param({"text": {"zh": "{phone}", "en": "x"}}, "no placeholder {phone}", id="personal data"),
        pytest.param({"text": {"zh": "价格 {", "en": "x"}}, "belongs to no placeholder", id="a stray brace"),
        pytest.param(
            {"blanks": [{"code": "days", "label": {"zh": "天", "en": "Days"}}]},
            "not stand in both",
            id="unused blank",
        ),
        pytest.param(
            {"blanks": [{"code": "agent", "label": {"zh": "人", "en": "Who"}}]},
            "another placeholder",
            id="a fact's name",
        ),
        pytest.param({"group_ids": [str(key("nobody"))]}, "there is no group", id="unknown group"),
        pytest.param({"item_ids": [str(key("nothing"))]}, "there is no item", id="unknown item"),
    ],
)
async def test_what_does_not_fit_is_not_published(desk: Desk, change: dict[str, Any], told: str) -> None:
    with pytest.raises((Several, HelpdeskError)) as refused:
        await _publish(desk, GREETING | change)
    assert told in str(refused.value)


async def test_two_phrases_of_one_code_are_not_published(desk: Desk) -> None:
    with pytest.raises(Several, match="used twice"):
        await _publish(desk, GREETING, GREETING)
