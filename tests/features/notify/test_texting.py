"""Agents are told by SMS: at most once for each decision, whatever the gateway does."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import httpx
import pytest

from helpdesk.notify.gateway import HttpSms
from helpdesk.notify.texting import Texting
from helpdesk.notify.texts import Texts
from helpdesk.notify.web import Web
from tests.features.notify import servers
from tests.features.notify.build import TIMEOUT, Crash, Dying, TellingDesk
from tests.features.notify.servers import Endpoint

NUMBER = "+8613912345678"
BODY = {"phones": ["{to}"], "params": {"content": "{text}"}, "sign": "客服", "ref": "{id}", "retries": 0}


@pytest.fixture
async def gateway() -> AsyncIterator[Endpoint]:
    """A provider's gateway."""
    async with servers.web() as found:
        yield found


@pytest.fixture
async def texted(desk: TellingDesk) -> TellingDesk:
    """A desk whose Lin has a mobile and no e-mail."""
    await desk.contact("lin", email=None, mobile="139 1234 5678")
    return desk


def texting(url: str) -> Texting:
    """SMS by a gateway that says `code` 0 when it took one."""
    web = Web(TIMEOUT / 2, httpx.create_ssl_context())
    return Texting(HttpSms(web, url, {"authorization": "Bearer k3y"}, BODY, ("code", "0")), Texts())


async def test_an_escalation_goes_to_the_gateway_as_it_wants_it(
    texted: TellingDesk, gateway: Endpoint
) -> None:
    ticket = await texted.escalated()
    await texted.send(texting(gateway.url))
    [(_, headers, body)] = gateway.requests
    [one] = await texted.deliveries()
    assert headers["authorization"] == "Bearer k3y"
    assert body == {
        "phones": [NUMBER], "params": {"content": f"工单 {ticket.number} 已升级至第 1 级"}, "sign": "客服",
        "ref": one.id.hex, "retries": 0,
    }  # fmt: skip
    assert (one.state, one.channel) == ("SENT", "SMS")


@pytest.mark.parametrize(
    ("answer", "ends"),
    [
        pytest.param((500, {}), ("UNKNOWN", "HTTP_500"), id="a fault after it came"),
        pytest.param((200, "<html>"), ("UNKNOWN", "UNREADABLE_ANSWER"), id="no answer that can be read"),
        pytest.param((200, {"code": 7}), ("WAITING", "GATEWAY_REFUSED"), id="a clear no"),
        pytest.param((429, {}), ("WAITING", "HTTP_429"), id="later"),
        pytest.param((401, {}), ("WAITING", "HTTP_401"), id="our key is wrong"),
        pytest.param((400, {}), ("FAILED", "HTTP_400"), id="a wrong number"),
    ],
)
async def test_what_may_have_been_taken_is_not_sent_again(
    texted: TellingDesk, gateway: Endpoint, answer: tuple[int, object], ends: tuple[str, str]
) -> None:
    gateway.answers = [answer]
    await texted.escalated()
    await texted.send(texting(gateway.url))
    assert await texted.states() == [ends]
    gateway.answers = [(200, {"code": 0})]
    texted.clock.advance(timedelta(minutes=5))
    await texted.send(texting(gateway.url))
    assert len(gateway.requests) == (2 if ends[0] == "WAITING" else 1)


async def test_a_hanging_gateway_is_not_asked_twice_and_a_dead_one_is(texted: TellingDesk) -> None:
    await texted.escalated()
    async with servers.silence() as hanging:
        await texted.send(texting(f"http://127.0.0.1:{hanging.port}/"))
        assert await texted.states() == [("UNKNOWN", "TIMEOUT")]
        await texted.escalated()
        hanging_port = hanging.port
    await texted.send(texting(f"http://127.0.0.1:{hanging_port}/"))
    assert (await texted.states())[1:] == [("WAITING", "ConnectError")] * (len(await texted.states()) - 1)


async def test_a_worker_killed_with_an_sms_in_its_hands_leaves_it_unknown(
    texted: TellingDesk, gateway: Endpoint
) -> None:
    await texted.escalated()
    dying = texted.worker(Dying(texting(gateway.url)))
    await dying.fan_out()
    with pytest.raises(Crash):
        await dying.senders[0].turn()
    await texted.let_leases_lapse()
    await texted.send(texting(gateway.url))
    assert len(gateway.requests) == 1
    assert await texted.states() == [("UNKNOWN", "WORKER_DIED")]


async def test_after_an_hour_nobody_is_woken_any_more(texted: TellingDesk, gateway: Endpoint) -> None:
    gateway.answers = [(429, {})]
    await texted.escalated()
    await texted.send(texting(gateway.url))
    texted.clock.advance(timedelta(hours=1))
    await texted.send(texting(gateway.url))
    assert await texted.states() == [("FAILED", "HTTP_429")]
