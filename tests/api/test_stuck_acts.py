"""What a person does about an act that is stuck (docs/domain.md, 3.3): asks again, repeats, or gives up."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from helpdesk.kit.clock import StoppedClock
from helpdesk.platform.acts import Done, OrderDeletion, Outcome, Refused
from helpdesk.platform.errors import PlatformUnavailable
from helpdesk.platform.port import Capability
from helpdesk.platform.values import Order
from helpdesk.procedures import running
from helpdesk.procedures.acts import performing
from helpdesk.procedures.acts.kinds import ACTS
from helpdesk.procedures.acts.models import PlatformAct
from helpdesk.procedures.deletions import asking
from helpdesk.procedures.deletions.asking import DeletionForm
from helpdesk.procedures.facts import Facts
from helpdesk.schema.procedures.acts import PlatformActKind
from helpdesk.tickets.models import Ticket
from tests import packs
from tests.actors import store_manager
from tests.api.conftest import Api
from tests.books import Books
from tests.features.procedures.sticking import stick
from tests.features.tickets.build import Desk
from tests.pure.procedures.rule_samples import order, quote, shipped
from tests.world import World

STORE = store_manager("S001")
CLOSES = datetime.fromisoformat("2026-12-01T00:00:00+08:00")
LISTED = "{ stuckActs { totalCount nodes { id kind state lastFailure ticket { number } } } }"
OF_TICKET = """query($id: ID!) { ticket(id: $id) {
  status procedure { state acts { kind state answer { reason } } } } }"""


class Shop(Books):
    """A platform that keeps its answers by key, and may be away."""

    capability = Capability(idempotent=True, queryable=True)

    def __init__(self) -> None:
        self.answers: dict[str, Outcome] = {}
        self.sent: list[str] = []
        self.says: Outcome = Done("OD-D1", datetime.fromisoformat("2026-11-16T10:00:00+08:00"))
        self.away = False

    async def order(self, code: str) -> Order | None:
        """The order, if it can be asked about."""
        if self.away:
            raise PlatformUnavailable(operation="order", reason="timeout")
        return order(code=code)

    async def delete_order(self, deletion: OrderDeletion, *, key: str) -> Outcome:
        """Once per key."""
        self.sent.append(key)
        return self.answers.setdefault(key, self.says)

    async def outcome_of(self, key: str) -> Outcome | None:
        """What is kept under the key."""
        return self.answers.get(key)


@pytest.fixture
def platform() -> Shop:
    """The platform that the application asks."""
    return Shop()


@pytest.fixture
async def desk(api: Api, world: World, clock: StoppedClock) -> Desk:
    """The pack `direct-sales` behind the API."""
    await packs.publish(api.runtime.transactor, world, "direct-sales")
    return Desk(api.runtime.transactor, world, clock)


async def stuck(desk: Desk) -> tuple[Ticket, str]:
    """A deletion of which nobody can say whether it was done."""
    facts = Facts(order=order())
    ticket = await desk.do(STORE, asking.submit, DeletionForm("D1", None, "下错单"), facts=facts)
    await desk.do(
        desk.wang, running.take, ticket_id=ticket.id, step="CHECK", outcome="NOT_SHIPPED", facts=facts
    )
    return ticket, f"act_{(await stick(desk, ticket)).hex}"


async def work(desk: Desk, shop: Shop) -> None:
    """A worker makes an attempt at each act that is due."""
    for act in await desk.scalars(select(PlatformAct).where(PlatformAct.next_at.is_not(None))):
        await performing.perform(desk.transactor, shop, act_id=act.id)


async def decide(api: Api, name: str, act: str, role: str = "head", **given: Any) -> list[tuple[str, str]]:
    """Decide; the codes and fields of what forbids it."""
    wanted = {"actId": act, "reason": "平台客服已答复", **given}
    payload = await api.mutate(role, name, "act { id state } ticket { id }", **wanted)
    assert bool(payload["act"]) is not bool(payload["userErrors"])
    return [(error["code"], error["field"]) for error in payload["userErrors"]]


async def due(api: Api) -> list[str]:
    """The steps that the agents of the group are to take."""
    return [
        node["code"]
        for node in (await api.data("wang", "{ stepsDue { nodes { code } } }"))["stepsDue"]["nodes"]
    ]


async def ends(api: Api, ticket: Ticket) -> tuple[str, str, list[str]]:
    """How the ticket, its procedure and its acts stand."""
    found = (await api.data("head", OF_TICKET, id=f"tkt_{ticket.id.hex}"))["ticket"]
    return found["status"], found["procedure"]["state"], [act["state"] for act in found["procedure"]["acts"]]


async def test_the_work_list_holds_what_is_stuck_and_in_sight(api: Api, desk: Desk) -> None:
    ticket, act = await stuck(desk)
    found = (await api.data("head", LISTED))["stuckActs"]
    assert found["nodes"] == [
        {"id": act, "kind": "DELETE_ORDER", "state": "STUCK", "lastFailure": "NO_ANSWER",
         "ticket": {"number": ticket.number}}
    ]  # fmt: skip
    assert (await api.data("cfo", LISTED))["stuckActs"] == {"totalCount": 0, "nodes": []}
    for role in ("wang", "lin", "store:S001", "integration"):
        [error] = (await api(role, LISTED))["errors"]
        assert error["extensions"]["code"] == "NOT_ALLOWED"


async def test_a_step_that_waits_for_the_platform_is_nobodys_to_take(api: Api, desk: Desk) -> None:
    facts = Facts(order=order())
    ticket = await desk.do(STORE, asking.submit, DeletionForm("D1", None, "下错单"), facts=facts)
    assert await due(api) == ["CHECK"]
    await desk.do(
        desk.wang, running.take, ticket_id=ticket.id, step="CHECK", outcome="NOT_SHIPPED", facts=facts
    )
    assert await due(api) == []


async def test_submitters_do_not_see_acts(api: Api, desk: Desk) -> None:
    ticket, act = await stuck(desk)
    found = (await api.data("store:S001", OF_TICKET, id=f"tkt_{ticket.id.hex}"))["ticket"]
    assert found["procedure"]["acts"] == []
    for role, there in (("wang", True), ("store:S001", False), ("qian", False)):
        body = await api.data(role, "query($id: ID!) { node(id: $id) { id } }", id=act)
        assert bool(body["node"]) is there


async def test_asked_again_it_is_settled_by_what_the_platform_knows(
    api: Api, desk: Desk, platform: Shop
) -> None:
    ticket, act = await stuck(desk)
    [kept] = await desk.scalars(select(PlatformAct))
    platform.answers[kept.key] = platform.says
    assert await decide(api, "askActAgain", act) == []
    await work(desk, platform)
    assert platform.sent == []
    assert await ends(api, ticket) == ("SOLVED", "DONE", ["DONE"])
    assert await decide(api, "askActAgain", act) == [("ACT_NOT_STUCK", "actId")]


async def test_repeated_it_is_sent_under_its_key(api: Api, desk: Desk, platform: Shop) -> None:
    ticket, act = await stuck(desk)
    assert await decide(api, "repeatAct", act) == []
    await work(desk, platform)
    [kept] = await desk.scalars(select(PlatformAct))
    assert platform.sent == [kept.key]
    assert await ends(api, ticket) == ("SOLVED", "DONE", ["DONE"])


async def test_nothing_is_repeated_from_the_close_on(api: Api, desk: Desk, platform: Shop) -> None:
    ticket, act = await stuck(desk)
    desk.clock.advance(CLOSES - desk.clock.now())
    assert await decide(api, "repeatAct", act) == [("TOO_LATE_TO_REPEAT", "actId")]
    desk.clock.advance(timedelta(seconds=-1))
    assert await decide(api, "repeatAct", act) == []
    desk.clock.advance(timedelta(seconds=1))
    await work(desk, platform)
    assert platform.sent == []
    assert (await ends(api, ticket))[:2] == ("OPEN", "RUNNING")


@pytest.mark.parametrize("away", [False, True], ids=["the platform answers", "the platform is away"])
async def test_given_up_it_ends_as_refused(api: Api, desk: Desk, platform: Shop, away: bool) -> None:
    ticket, act = await stuck(desk)
    platform.away = away
    assert await decide(api, "giveUpAct", act) == []
    await work(desk, platform)
    assert platform.sent == []
    assert await ends(api, ticket) == ("DECLINED", "DECLINED", ["GIVEN_UP"])


async def test_each_decision_wants_a_reason_that_stays_on_the_ticket(api: Api, desk: Desk) -> None:
    ticket, act = await stuck(desk)
    for name in ("askActAgain", "repeatAct", "giveUpAct"):
        assert await decide(api, name, act, reason=" ") == [("INVALID_VALUE", "reason")]
        assert await decide(api, name, act, reason="x" * 1001) == [("INVALID_VALUE", "reason")]
        assert await decide(api, name, act, expectedVersion=1) == [("CONFLICT", "expectedVersion")]
        assert await decide(api, name, f"tkt_{ticket.id.hex}") == [("INVALID_ID", "actId")]
        assert await decide(api, name, act, role="cfo") == [("NOT_FOUND", "actId")]
    assert await decide(api, "askActAgain", act, reason="对方称已恢复", idempotencyKey="one") == []
    assert await decide(api, "askActAgain", act, reason="对方称已恢复", idempotencyKey="one") == []
    notes = "query($id: ID!) { ticket(id: $id) { comments(first: 10) { nodes { body visibility } } } }"
    found = (await api.data("head", notes, id=f"tkt_{ticket.id.hex}"))["ticket"]["comments"]["nodes"]
    assert found == [{"body": "对方称已恢复", "visibility": "INTERNAL"}]
    assert (await desk.kinds(ticket)).count("act.decided") == 1


async def test_a_fee_that_could_not_be_recorded_can_be_given_up_while_nobody_quotes(
    api: Api, desk: Desk, platform: Shop
) -> None:
    facts = Facts(order=shipped(), quote=quote(expires="2026-11-30 10:00"))
    ticket = await desk.do(STORE, asking.submit, DeletionForm("D1", None, "下错单"), facts=facts)
    fields = {"reference": "FEE1", "amount": "12.00"}
    for by, step, outcome, given in (
        (desk.wang, "CHECK", "SHIPPED", {}), (desk.qian, "FEE", "PAID", {"fields": fields}),
    ):  # fmt: skip
        await desk.do(by, running.take, ticket_id=ticket.id, step=step, outcome=outcome, facts=facts, **given)
    platform.away = True
    assert await decide(api, "giveUpAct", f"act_{(await stick(desk, ticket)).hex}", role="admin") == []
    with_quote = Facts(order=shipped(), quote=quote(expires="2026-11-30 10:00"))
    await desk.do(
        desk.qian, running.take, ticket_id=ticket.id, step="FEE", outcome="QUOTE_ANEW", facts=with_quote
    )


async def test_a_refused_act_tells_why(api: Api, desk: Desk, platform: Shop) -> None:
    ticket, act = await stuck(desk)
    platform.says = Refused("MEMBER_HAS_DEPENDENCIES", "no", ("order D2",))
    await decide(api, "repeatAct", act)
    await work(desk, platform)
    found = (await api.data("wang", OF_TICKET, id=f"tkt_{ticket.id.hex}"))["ticket"]["procedure"]
    assert found["acts"] == [
        {"kind": "DELETE_ORDER", "state": "REFUSED", "answer": {"reason": "MEMBER_HAS_DEPENDENCIES"}}
    ]


def test_every_kind_of_act_has_its_word_in_the_contract() -> None:
    assert {kind.value for kind in PlatformActKind} == set(ACTS)
