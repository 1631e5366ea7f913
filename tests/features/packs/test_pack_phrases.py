"""Every phrase of every pack can be said on a ticket of the items that it names."""

from __future__ import annotations

from typing import Any

import pytest

from helpdesk.events.work import Transactor
from helpdesk.kit.clock import StoppedClock
from helpdesk.kit.errors import Language, NotFound
from helpdesk.kit.wording import placeholders
from helpdesk.packs.pack import available, load
from helpdesk.tickets import conversation
from helpdesk.tickets.phrasing import Chosen
from tests.features.packs.house import House
from tests.features.tickets.build import Desk
from tests.world import World

REQUESTS: dict[str, dict[str, dict[str, Any] | None]] = {
    "direct-sales": {
        "product-use": {"product": "蛋白粉"}, "activity-policy": None, "courier-check": None,
        "complaint": {"about": "GOODS"}, "factory-visit": {"on": "2026-11-20", "people": 2},
    },
    "online-pharmacy": {
        "ph-medicine": {"product": "钙片"}, "ph-order-question": None, "ph-complaint": None,
        "ph-returns": {"reason": "OTHER"},
    },
    "factory": {"fa-enquiry": None, "fa-complaint": {"goods": "彩盒", "problem": "色差"}},
}  # fmt: skip
"""Items of each pack with their forms, such that every phrase fits one of them."""
LANGUAGES: tuple[Language, ...] = ("zh-CN", "en")


@pytest.fixture
def desk(transactor: Transactor, world: World, clock: StoppedClock) -> Desk:
    """Everybody is on duty."""
    return Desk(transactor, world, clock)


@pytest.mark.parametrize("name", available())
async def test_every_phrase_can_be_said(desk: Desk, name: str) -> None:
    house = House(desk, name)
    await house.open()
    director = house.actor(f"company {house.pack.groups[0]['code']}")
    said = set()
    for item, form in REQUESTS[name].items():
        ticket = await house.submit(
            {"item": item, "title": "请问", "form": form, "order_code": "D1", "member_code": "M1"}
        )
        for code, phrase in house.pack.phrases.items():
            blanks = {blank["code"]: "顺丰" for blank in phrase.get("blanks", ())}
            for language in LANGUAGES:
                chosen = Chosen(code, language, blanks)
                try:
                    _, comment = await house.desk.do(
                        director, conversation.reply, ticket_id=ticket.id, phrase=chosen
                    )
                except NotFound:
                    assert "items" in phrase
                else:
                    assert not placeholders(comment.body), code
                    said.add(code)
    assert said == set(house.pack.phrases)


def test_every_pack_brings_phrases() -> None:
    assert all(load(name).phrases for name in available())
