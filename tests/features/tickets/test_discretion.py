"""Customers' private data never stands in an agent's reply (docs/domain.md §8.2)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from helpdesk.customers import profiles
from helpdesk.tickets import conversation, lifecycle
from helpdesk.tickets.errors import PrivateData
from helpdesk.tickets.models import Comment
from tests.features.tickets.build import STORE, Desk

ID_NUMBER = "110105199001011232"
BANK_CARD = "6222021234567890128"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(f"证件号{ID_NUMBER}已核对", id="an ID number"),
        pytest.param("证件号 110105 19900101 1232", id="an ID number in groups"),
        pytest.param("证件号１１０１０５１９９００１０１１２３２", id="an ID number in full width"),
        pytest.param(f"卡号：{BANK_CARD}", id="a bank card"),
        pytest.param("请核对 6222 0212 3456 7890 128。", id="a bank card in groups"),
    ],
)
async def test_numbers_known_by_their_check_digits_are_refused(desk: Desk, text: str) -> None:
    ticket = await desk.submit()
    with pytest.raises(PrivateData) as refused:
        await desk.reply(desk.lin, ticket, text)
    assert refused.value.field == "body"
    assert await desk.scalars(select(Comment.id)) == []


@pytest.mark.parametrize(
    "written", ["13800138000", "138 0013 8000", "+86 138-0013-8000", "电话１３８００１３８０００"]
)
async def test_a_customers_phone_is_refused_however_it_is_written(desk: Desk, written: str) -> None:
    ticket = await desk.submit()
    await desk.do(desk.lin, profiles.found_or_made_by_phone, "13800138000")
    with pytest.raises(PrivateData, match="PHONE"):
        await desk.reply(desk.lin, ticket, f"请拨打 {written} 联系")


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("如有疑问请致电 13900139000", id="a number that is no customer's"),
        pytest.param("运单号 773012345678901，订单 D20261126001", id="a waybill and an order"),
        pytest.param("110105199001011230", id="a wrong check digit"),
        pytest.param("卡号 6222021234567890129", id="a card with a wrong check digit"),
    ],
)
async def test_other_numbers_may_be_told(desk: Desk, text: str) -> None:
    ticket = await desk.submit()
    await desk.reply(desk.lin, ticket, text)
    assert await desk.scalars(select(Comment.body)) == [text]


async def test_what_a_requester_writes_is_taken_as_it_is(desk: Desk) -> None:
    ticket = await desk.submit()
    await desk.reply(STORE, ticket, f"我的证件号 {ID_NUMBER}")
    assert await desk.scalars(select(Comment.body)) == [f"我的证件号 {ID_NUMBER}"]


async def test_a_note_within_the_department_may_hold_them(desk: Desk) -> None:
    ticket = await desk.submit()
    await desk.do(desk.lin, conversation.add_internal_note, ticket_id=ticket.id, body=f"核对 {ID_NUMBER}")


async def test_a_question_and_a_resolution_are_replies_too(desk: Desk) -> None:
    ticket = await desk.submit()
    with pytest.raises(PrivateData) as refused:
        await desk.do(
            desk.lin, conversation.request_information, ticket_id=ticket.id, question=f"{BANK_CARD} 是您的卡吗？",
            of=conversation.Awaited.REQUESTER,
        )  # fmt: skip
    assert refused.value.field == "question"
    with pytest.raises(PrivateData) as refused:
        await desk.do(desk.lin, lifecycle.solve, ticket_id=ticket.id, resolution=f"已改为 {BANK_CARD}")
    assert refused.value.field == "resolution"
    assert (await desk.ticket(ticket)).status == "NEW"
