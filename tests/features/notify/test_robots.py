"""Chat robots of agents and groups: WeCom and DingTalk, never an address on this network."""

from __future__ import annotations

import base64
import hmac
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from sqlalchemy import select

from helpdesk.events.work import Transactor
from helpdesk.kit.errors import NotAllowed
from helpdesk.notify import group_robots
from helpdesk.notify.inbox import Reason
from helpdesk.notify.models import Delivery
from helpdesk.notify.outside import Outside
from helpdesk.notify.preferences import Robot
from helpdesk.notify.robots import RobotKind, Robots, signed
from helpdesk.notify.texts import Texts
from helpdesk.notify.web import Web
from tests.features.notify import servers
from tests.features.notify.build import TIMEOUT, TellingDesk
from tests.features.notify.conftest import mail
from tests.features.notify.servers import Endpoint

NOW = 1_780_000_000.0


@pytest.fixture
async def chat() -> AsyncIterator[Endpoint]:
    """Where robots are."""
    async with servers.web() as found:
        yield found


@pytest.fixture
def at_home(transactor: Transactor) -> None:
    """Robots may be on this network."""
    transactor.resources[Outside] = Outside(private_allowed=True)


def robots(*, private: bool = True) -> Robots:
    """Robots at a time that stands."""
    web = Web(TIMEOUT / 2, httpx.create_ssl_context(), Outside(private))
    return Robots(web, Texts("https://desk.example.com/{number}"), real_time=lambda: NOW)


async def give(desk: TellingDesk, *reasons: Reason, url: str, group: str = "hotline", **more: Any) -> None:
    """Give a group a robot."""
    given = {"kind": RobotKind.WECOM, **more}
    await desk.do(
        desk.admin, group_robots.save, group_id=desk.world.groups[group], robot=Robot(url=url, **given),
        reasons=reasons, language="zh-CN",
    )  # fmt: skip


async def of_groups(desk: TellingDesk) -> list[Delivery]:
    """What went to groups' robots."""
    return list(await desk.scalars(select(Delivery).where(Delivery.recipient_key.startswith("group:"))))


async def test_an_agents_robot_is_told_in_its_own_form(
    desk: TellingDesk, chat: Endpoint, at_home: None
) -> None:
    await desk.contact("lin", email=None, robot=Robot(RobotKind.WECOM, f"{chat.url}?key=k"))
    ticket = await desk.escalated()
    await desk.send(robots())
    [(url, headers, body)] = chat.requests
    assert url == f"{chat.url}?key=k"
    [one] = await desk.deliveries()
    assert headers["idempotency-key"] == one.id.hex
    assert body["msgtype"] == "markdown"
    assert body["markdown"]["content"].startswith(f"**工单 {ticket.number} 已升级至第 1 级**")
    assert f"https://desk.example.com/{ticket.number}" in body["markdown"]["content"]
    assert (one.state, one.channel) == ("SENT", "ROBOT")


async def test_dingtalk_is_signed(desk: TellingDesk, chat: Endpoint, at_home: None) -> None:
    robot = Robot(RobotKind.DINGTALK, f"{chat.url}?access_token=t", "SEC1")
    await desk.contact("lin", email=None, robot=robot)
    ticket = await desk.escalated()
    await desk.send(robots())
    [(url, _, body)] = chat.requests
    asked = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    stamp = str(round(NOW * 1000))
    right = base64.b64encode(hmac.digest(b"SEC1", f"{stamp}\nSEC1".encode(), "sha256")).decode()
    assert asked == {"access_token": "t", "timestamp": stamp, "sign": right}
    assert body["markdown"]["title"] == f"工单 {ticket.number} 已升级至第 1 级"


def test_a_signature_is_what_openssl_makes_of_time_and_secret() -> None:
    assert signed("https://oapi.dingtalk.com/robot/send?access_token=x", "this is secret", 1577262236757) == (
        "https://oapi.dingtalk.com/robot/send?access_token=x&timestamp=1577262236757"
        "&sign=hmPWwU%2B7lVdm3ZZz0r9tSfx0L4Q26jWOZr9%2BGs6EZQM%3D"
    )


async def test_a_groups_robot_tells_each_event_once_however_many_are_notified(
    desk: TellingDesk, chat: Endpoint, at_home: None
) -> None:
    await desk.reach("lin", None)
    await give(desk, Reason.SLA_BREACHED, Reason.SLA_ESCALATED, url=chat.url)
    ticket = await desk.escalated(level=2)
    await desk.send(robots())
    notified = [reason for _, reason in await desk.told(ticket) if reason.startswith("SLA_E")]
    assert len(notified) >= 2
    texts = [body["markdown"]["content"] for body in chat.bodies]
    assert [("第 1 级" in text, "第 2 级" in text, "已超时" in text) for text in texts].count(
        (True, False, False)
    ) == 1
    assert len(texts) == len(await of_groups(desk)) == len({one.event_id for one in await of_groups(desk)})


async def test_a_group_has_no_robot_of_others_and_only_administrators_give_one(
    desk: TellingDesk, chat: Endpoint, at_home: None
) -> None:
    await give(desk, Reason.SLA_ESCALATED, url=chat.url, group="finance")
    with pytest.raises(NotAllowed):
        await desk.do(
            desk.lin, group_robots.save, group_id=desk.world.groups["hotline"], robot=None, reasons=(),
            language="zh-CN",
        )  # fmt: skip
    await desk.escalated()
    await desk.send(robots())
    assert await of_groups(desk) == []


@pytest.mark.parametrize(
    ("answer", "ends"),
    [
        pytest.param((200, {"errcode": 45009}), ("WAITING", "ROBOT_45009"), id="too many a minute"),
        pytest.param((200, {"errcode": 93000}), ("FAILED", "ROBOT_93000"), id="no such robot"),
        pytest.param((200, {}), ("WAITING", "UNREADABLE_ANSWER"), id="unreadable"),
        pytest.param((502, {}), ("WAITING", "HTTP_502"), id="a fault"),
        pytest.param((302, {}), ("WAITING", "HTTP_302"), id="elsewhere"),
    ],
)
async def test_what_a_robot_answers_decides(
    desk: TellingDesk, chat: Endpoint, at_home: None, answer: tuple[int, object], ends: tuple[str, str]
) -> None:
    chat.answers = [answer]
    await desk.contact("lin", email=None, robot=Robot(RobotKind.WECOM, chat.url))
    await desk.escalated()
    await desk.send(robots())
    assert await desk.states() == [ends]


async def test_a_private_address_is_not_called_even_where_it_was_saved(
    desk: TellingDesk, chat: Endpoint, at_home: None
) -> None:
    await desk.contact("lin", email=None, robot=Robot(RobotKind.WECOM, f"http://localhost:{chat.port}/send"))
    await desk.escalated()
    await desk.send(robots(private=False))
    assert chat.requests == []
    assert await desk.states() == [("FAILED", "ADDRESS_PRIVATE")]


async def test_one_robots_host_that_hangs_costs_the_others_nothing_but_its_time_out(
    desk: TellingDesk, chat: Endpoint, at_home: None
) -> None:
    await desk.reach("lin", None)
    await give(desk, Reason.SLA_ESCALATED, url=chat.url)
    async with servers.silence() as hanging:
        await desk.contact("lin", robot=Robot(RobotKind.WECOM, f"http://127.0.0.1:{hanging.port}/"))
        await desk.escalated()
        await desk.send(robots())
    assert await desk.states() == [("WAITING", "TIMEOUT")]
    assert [one.state for one in await of_groups(desk)] == ["SENT"]


async def test_who_is_told_by_several_channels_is_told_by_those_that_work(
    desk: TellingDesk, chat: Endpoint, at_home: None
) -> None:
    await desk.contact("lin", robot=Robot(RobotKind.WECOM, chat.url))
    await desk.escalated()
    async with servers.silence() as hanging:
        await desk.send(robots(), mail(hanging.port))
    by_channel = {one.channel: one.state for one in await desk.deliveries() if one.event_id}
    assert by_channel == {"EMAIL": "WAITING", "ROBOT": "SENT"}
