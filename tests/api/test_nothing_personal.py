"""No event, frame, notification, job, decision, answer, metric or log line holds a phone, ID or card number (§1)."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterable, Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import httpx
import pytest
import structlog
from sqlalchemy import text

from helpdesk.app import Runtime
from helpdesk.calls.messages import Message
from helpdesk.kit import logging
from helpdesk.kit.clock import StoppedClock
from helpdesk.notify.gateway import HttpSms
from helpdesk.notify.outside import Outside
from helpdesk.notify.robots import Robots
from helpdesk.notify.texting import Texting
from helpdesk.notify.texts import Texts
from helpdesk.notify.web import Web
from helpdesk.workers.jobs import Jobs
from tests.api.conftest import Api
from tests.api.personal import BANK_CARD, CALLER, ID_NUMBER, PHONE, SECRETS, traces
from tests.api.socket_client import Server, serving
from tests.features.calls.build import CallDesk
from tests.features.notify import servers
from tests.features.notify.build import TellingDesk
from tests.features.notify.conftest import mail
from tests.features.procedures.test_masking import FILLED, dispatch, publish
from tests.world import World

FORM = {
    "orderCode": "D1",
    "phone": PHONE,
    "people": [{"role": "buyer", "idNumber": ID_NUMBER}],
    "bankCard": BANK_CARD,
}
FOLLOWED = """subscription { ticketUpdates { changeType event { kind data }
  ticket { title form ownForm customer { phone } timeline { nodes { kind data } } } } }"""
DETAIL = """query($id: ID!) { ticket(id: $id) { title form ownForm customer { phone }
  timeline { nodes { kind data } } routingDecision { why } } }"""


CALLS = """{ callsDue { nodes { id customer { name phone note }
  attempts { notes path { node answer } } } } }"""
CALL = "call { state outcome openedTicket { title description customer { phone } } }"
TOLD = """subscription { notificationReceived { cursor
  notification { reason call { customer { phone } } ticket { title } } } }"""
STEPS = "ticket { form procedure { steps { code fields note } } timeline { nodes { kind data } } }"
WALKED = f"query($id: ID!) {{ {STEPS.replace('ticket', 'ticket(id: $id)', 1)} }}"
TURNS = "query($id: ID!) { ticket(id: $id) { procedure { steps { id fields } } } }"


SHOWN = "email mobile robot choices { channel wish }"
PREFERENCES = f"preferences {{ {SHOWN} }}"
LOST = "{ undeliveredNotifications { nodes { channel state lastError agent { name } ticket { title } } } }"


class Provider:
    """Takes messages as an SMS provider does."""

    def __init__(self) -> None:
        self.messages: list[Message] = []

    async def send(self, to: str, text: str, *, id: str) -> None:  # noqa: A002 - the port's own name
        """Take one."""
        self.messages.append(Message(to, text, id))


@pytest.fixture
async def site(runtime: Runtime) -> AsyncIterator[Server]:
    """The application, served."""
    async with serving(runtime) as found:
        yield found


@pytest.fixture
async def api(site: Server, runtime: Runtime) -> AsyncIterator[Api]:
    """Documents sent to that server."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{site.port}", trust_env=False) as client:
        yield Api(client, runtime)


@pytest.fixture
def lines() -> Iterator[StringIO]:
    """Everything that is logged, down to DEBUG."""
    stream = StringIO()
    logging.configure("DEBUG", stream=stream)
    yield stream
    structlog.reset_defaults()


async def test_what_is_sealed_is_found_nowhere_else(
    api: Api, site: Server, world: World, lines: StringIO
) -> None:
    answers: list[Any] = []
    async with site.socket("wang") as socket:
        before = site.followers()
        await socket.subscribe(query=FOLLOWED)
        async with asyncio.timeout(10):
            while site.followers() <= before:
                assert await socket.quiet()
        ticket = await api.submit(
            "store:S001", world.items["shipment"], form=FORM, memberCode="M1", idempotencyKey="once"
        )
        called = {"requester": {"phone": CALLER}, "form": FORM}
        answers.append(await api.submit("wang", world.items["shipment"], **called))
        answers.append(await api.mutate("wang", "identifyCaller", "customer { phone }", phone=CALLER))
        answers.append(await api.mutate("wang", "replyToTicket", ticketId=ticket["id"], body="请稍候"))
        wrong = {
            "serviceItemId": f"svc_{world.items['shipment'].hex}",
            "title": "错",
            "form": {"phone": PHONE, "x": ID_NUMBER},
        }
        refused = await api.mutate("store:S001", "submitTicket", **wrong)
        answers.append(refused)
        unmasked = await api.mutate(
            "wang", "unmaskField", "value", ticketId=ticket["id"], path="phone", reason="回电核实"
        )
        solved = await api.mutate("lin", "solveTicket", ticketId=ticket["id"], resolution="已处理")
        frames = [json.dumps(await socket.receive_of("1")) for _ in range(8)]
    answers.append(solved)
    answers += [await api.data(role, DETAIL, id=ticket["id"]) for role in ("wang", "store:S001", "admin")]
    answers.append(await api.data("admin", "{ events { nodes { kind data actorKey } } }"))
    assert unmasked["value"] == PHONE
    assert refused["userErrors"]
    logged = lines.getvalue().splitlines()
    assert len(logged) > 5
    came_out: dict[str, Iterable[str]] = {
        "answers": map(json.dumps, answers),
        "frames": frames,
        "log": logged,
    }
    came_out["metrics"] = [(await api.client.get("/metrics")).text]
    assert "helpdesk_mutations_total" in came_out["metrics"][0]
    assert await traces(api.runtime.engine, came_out) == []


async def test_calls_tell_of_nobodys_number(
    api: Api, site: Server, world: World, clock: StoppedClock, lines: StringIO
) -> None:
    """Planned, asked for, made, missed, sent by SMS: the provider alone is given a number."""
    desk, sent = CallDesk(api.runtime.transactor, world, clock), Provider()
    jobs = Jobs(lambda: api.runtime.transactor, sms=sent)
    await desk.open()
    spoken = await desk.customer(CALLER, grade="V")
    written = await desk.customer(PHONE, grade="B")
    answers: list[Any] = []
    async with site.socket("lin") as socket:
        before = site.followers()
        await socket.subscribe(query=TOLD)
        async with asyncio.timeout(10):
            while site.followers() <= before:
                assert await socket.quiet()
        await desk.plan_all()
        answers.append(await api.data("wang", CALLS))
        by_customer = {call.customer_id: call for call in await desk.calls()}
        shown = await api.mutate(
            "wang", "unmaskCustomerPhone", "phone", reason="回访", callId=f"pcl_{by_customer[spoken].id.hex}"
        )
        damaged = [{"node": "ring", "answer": "reached"}, {"node": "ask", "answer": "damaged"}]
        made = {
            "callId": f"pcl_{by_customer[spoken].id.hex}",
            "path": damaged,
            "notes": "外箱压扁，客户要求补发",
        }
        answers.append(await api.mutate("lin", "recordCall", CALL, **made))
        await jobs.send_call_messages([str(by_customer[written].id)])
        desk.at(max(call.due for call in by_customer.values()) + timedelta(days=40))
        await desk.plan_all()
        desk.at(max(call.due for call in await desk.calls()))
        await desk.miss()
        frames = [json.dumps(await socket.receive_of("1"))]
    answers += [await api.data(role, CALLS) for role in ("wang", "lin", "admin")]
    answers.append(
        await api.data("lin", "{ notifications { nodes { reason call { customer { phone } } } } }")
    )
    answers.append(await api.data("admin", "{ events { nodes { kind data actorKey } } }"))
    assert [one.to for one in sent.messages] == [f"+86{PHONE}"]
    assert shown["phone"] == f"+86{CALLER}"
    assert answers[1]["userErrors"] == [], answers[1]
    assert answers[1]["call"]["openedTicket"]["customer"]["phone"] == "139****4321"
    came_out: dict[str, Iterable[str]] = {
        "answers": map(json.dumps, answers),
        "frames": frames,
        "log": lines.getvalue().splitlines(),
    }
    came_out["metrics"] = [(await api.client.get("/metrics")).text]
    assert await traces(api.runtime.engine, came_out) == []


async def test_what_is_filled_in_under_steps_is_found_nowhere(
    api: Api, site: Server, world: World, clock: StoppedClock, lines: StringIO
) -> None:
    desk = CallDesk(api.runtime.transactor, world, clock)
    await publish(desk, dispatch(world))
    filled = FILLED | {"phone": CALLER, "address": {"full": f"文三路1号 {PHONE}"}}
    answers: list[Any] = []
    async with site.socket("admin") as socket:
        before = site.followers()
        await socket.subscribe(query=FOLLOWED)
        async with asyncio.timeout(10):
            while site.followers() <= before:
                assert await socket.quiet()
        ticket = await api.submit("store:S001", world.items["shipment"], form=FORM, memberCode="M1")
        step = {"ticketId": ticket["id"], "step": "FORM", "outcome": "FILED", "fields": filled}
        answers.append(await api.mutate("wang", "takeStep", STEPS, **step))
        answers.append(await api.mutate("wang", "takeStep", STEPS, **step))
        frames = [json.dumps(await socket.receive_of("1")) for _ in range(6)]
    answers += [await api.data(role, WALKED, id=ticket["id"]) for role in ("qian", "admin", "store:S001")]
    turn = (await api.data("admin", TURNS, id=ticket["id"]))["ticket"]["procedure"]["steps"][0]
    shown = await api.mutate(
        "qian", "unmaskField", "value", ticketId=ticket["id"], stepId=turn["id"], path="phone", reason="送货"
    )
    assert shown["value"] == CALLER
    assert turn["fields"]["phone"] == "139****4321"
    came_out: dict[str, Iterable[str]] = {
        "answers": map(json.dumps, answers),
        "frames": frames,
        "log": lines.getvalue().splitlines(),
    }
    came_out["metrics"] = [(await api.client.get("/metrics")).text]
    assert await traces(api.runtime.engine, came_out) == []


async def test_the_member_concerned_alone_reads_their_own(api: Api, world: World) -> None:
    ticket = await api.submit("store:S001", world.items["shipment"], form=FORM, memberCode="M1")
    own = await api.data("member:M1", DETAIL, id=ticket["id"])
    assert own["ticket"]["ownForm"] == FORM
    assert PHONE not in json.dumps(own["ticket"]["form"])
    for role in ("store:S001", "wang", "admin", "integration"):
        body = json.dumps(await api(role, DETAIL, id=ticket["id"]))
        assert not any(secret in body for secret in SECRETS)


async def test_a_trace_is_found(api: Api) -> None:
    """The search itself: what is planted in a table, or comes out, is told."""
    async with api.runtime.engine.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO outbox (id, job, arguments, at) VALUES (gen_random_uuid(), 'x', :arguments, now())"
            ),
            {"arguments": json.dumps({"to": f"+86{PHONE}"})},
        )
    assert await traces(api.runtime.engine, {"frames": [f"…{ID_NUMBER}…"]}) == ["frames", "outbox"]


async def test_how_agents_are_told_tells_nobody_where(
    api: Api, world: World, clock: StoppedClock, lines: StringIO
) -> None:
    """By mail that is refused, a gateway that is out of order and a robot: each end alone is given its address."""
    address, key, secret = "wang.li@example.com", "robot-key-77", "SEC-of-the-robot"
    desk = TellingDesk(api.runtime.transactor, world, clock)
    api.runtime.transactor.resources[Outside] = Outside(private_allowed=True)
    robot = {"kind": "DINGTALK", "url": f"http://127.0.0.1:9/send?access_token={key}", "secret": secret}
    chosen = [
        {"channel": one, "reason": "SLA_ESCALATED", "wish": "AT_ONCE"} for one in ("EMAIL", "SMS", "ROBOT")
    ]
    answers: list[Any] = []
    answers.append(
        await api.mutate(
            "lin", "saveNotificationPreferences", PREFERENCES, email=address, mobile=PHONE, robot=robot,
            choices=chosen,
        )
    )  # fmt: skip
    answers.append(
        await api.mutate("wang", "saveNotificationPreferences", PREFERENCES, mobile=f"{PHONE}99999999")
    )
    await desk.escalated()
    async with servers.smtp() as box, servers.web() as gateway:
        box.refusals[address] = f"550 <{address}> is unknown here"
        gateway.answers = [(500, {"error": f"cannot text {PHONE}"})]
        web = Web(5, httpx.create_ssl_context())
        texting = Texting(HttpSms(web, gateway.url, {}, {"to": "{to}", "text": "{text}"}), Texts())
        await desk.send(mail(box.port), texting, Robots(web, Texts()))
        assert gateway.bodies[0]["to"] == f"+86{PHONE}"
    answers.append(await api.data("lin", f"{{ viewer {{ notificationPreferences {{ {SHOWN} }} }} }}"))
    answers.append(await api.data("lin", LOST))
    answers.append(await api.data("admin", "{ events { nodes { kind data actorKey } } }"))
    answers.append(await api.data("admin", "{ notifications { nodes { reason } } }"))
    assert answers[0]["preferences"]["email"] == "w****@****.com"
    assert answers[1]["userErrors"][0]["field"] == "mobile"
    states = {one["channel"]: one["state"] for one in answers[3]["undeliveredNotifications"]["nodes"]}
    assert states == {"EMAIL": "FAILED", "SMS": "UNKNOWN"}
    came_out: dict[str, Iterable[str]] = {
        "answers": map(json.dumps, answers),
        "log": lines.getvalue().splitlines(),
        "metrics": [(await api.client.get("/metrics")).text],
    }
    assert await traces(api.runtime.engine, came_out, [address, PHONE, key, secret]) == []
