"""Deletions go on by what the platform tells, from its signed post to the worker's job (docs/domain.md, 3.3)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import orjson
import pytest
from asgi_lifespan import LifespanManager
from sqlalchemy import delete, select

from helpdesk.app import Runtime, create_app
from helpdesk.events.models import OutboxRow
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.clock import StoppedClock
from helpdesk.kit.signatures import key_of, sign
from helpdesk.platform.errors import PlatformUnavailable
from helpdesk.platform.values import Order
from helpdesk.procedures.acts import performing
from helpdesk.procedures.acts.models import PlatformAct
from helpdesk.procedures.deletions import watching
from helpdesk.procedures.models import Procedure, ProcedureStep
from helpdesk.sla.models import SlaTimer
from helpdesk.tickets import escalation
from helpdesk.tickets.models import Ticket
from helpdesk.workers.jobs import Jobs
from tests import packs
from tests.features.procedures.shop import CLOSES, Shop, act, ask, ended, known, take
from tests.features.tickets.build import Desk
from tests.world import World

SECRET = "whsec_" + "QUJD" * 12
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
WATCHED = ("platform_notice", "look_at_deletion")


class House:
    """The endpoint that the platform posts to, and a worker."""

    def __init__(self, client: httpx.AsyncClient, runtime: Runtime, desk: Desk, shop: Shop) -> None:
        self.client = client
        self.desk = desk
        self.jobs = Jobs(lambda: runtime.transactor, shop)
        self.told = 0

    async def tell(self, kind: str, **data: Any) -> None:
        """Post a signed notice, which must be taken."""
        self.told += 1
        named = f"msg_{self.told}"
        content = orjson.dumps({"type": kind, "timestamp": self.desk.clock.now().isoformat(), "data": data})
        stamp = str(int(datetime.now(UTC).timestamp()))
        signature = sign(key_of(SECRET), message_id=named, timestamp=stamp, body=content)
        signed = {"webhook-id": named, "webhook-timestamp": stamp, "webhook-signature": signature}
        answer = await self.client.post("/platform/events", content=content, headers=signed)
        assert answer.json() == {"status": "accepted"}

    async def work(self, *, times: int = 1) -> list[str]:
        """Do the jobs that notices ask for, each so many times; which they were."""
        done = []
        while rows := await self.desk.scalars(select(OutboxRow).where(OutboxRow.job.in_(WATCHED))):
            for row in rows:
                for _ in range(times):
                    await getattr(self.jobs, row.job)(**row.arguments)
                done.append(row.job)
                async with self.desk.transactor.engine.begin() as connection:
                    await connection.execute(delete(OutboxRow).where(OutboxRow.id == row.id))
        return done


@pytest.fixture
def shop(clock: StoppedClock) -> Shop:
    """A platform with an order that is not shipped."""
    return Shop(clock)


@pytest.fixture
async def desk(runtime: Runtime, world: World, clock: StoppedClock) -> Desk:
    """The pack `direct-sales`, worked by the tests' people."""
    await packs.publish(runtime.transactor, world, "direct-sales")
    return Desk(runtime.transactor, world, clock)


@pytest.fixture
async def house(runtime: Runtime, desk: Desk, shop: Shop) -> AsyncIterator[House]:
    """The application, which knows the platform's secret."""
    settings = runtime.settings.model_validate(
        runtime.settings.model_dump() | {"platform_webhook_secrets": SECRET}
    )
    async with LifespanManager(create_app(settings, runtime=runtime, platform=shop)) as manager:
        transport = httpx.ASGITransport(manager.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://helpdesk") as client:
            yield House(client, runtime, desk, shop)


async def waiting_for_fee(desk: Desk, shop: Shop) -> Ticket:
    """A shipped order whose fee is quoted."""
    shop.ship()
    ticket = await ask(desk, shop)
    return await take(desk, shop, desk.wang, ticket, "CHECK", "SHIPPED")


async def steps(desk: Desk, ticket: Ticket) -> list[tuple[str, str | None, str | None]]:
    """The turns, each with its outcome and who took it."""
    found = await desk.scalars(
        select(ProcedureStep).where(ProcedureStep.ticket_id == ticket.id).order_by(ProcedureStep.place)
    )
    return [(turn.code, turn.outcome, turn.taken_by) for turn in found]


async def paid(house: House, amount: str = "12.00") -> None:
    """The platform tells of the payment."""
    await house.tell("fee.paid", orderCode="D1", reference="SEEN1", amount=amount)


async def test_a_fee_that_the_platform_saw_paid_goes_on_to_the_deletion(
    house: House, desk: Desk, shop: Shop
) -> None:
    ticket = await waiting_for_fee(desk, shop)
    shop.pay()
    await paid(house)
    await house.work(times=3)
    assert (await steps(desk, ticket))[1:] == [("FEE", "SEEN_PAID", SYSTEM.key), ("DELETE", None, None)]
    await act(desk, shop)
    assert shop.done == [("delete", "D1")]
    assert await ended(desk, ticket) == ("DONE", None, "SOLVED")


async def test_what_does_not_cover_the_quote_is_not_taken_whatever_the_notice_says(
    house: House, desk: Desk, shop: Shop
) -> None:
    ticket = await waiting_for_fee(desk, shop)
    await paid(house)  # told, and not so at the platform
    shop.pay("11.99")
    await paid(house, "11.99")
    await house.work()
    assert (await steps(desk, ticket))[-1] == ("FEE", None, None)
    shop.pay("12.00", reference="SEEN2")
    await paid(house)
    await house.work()
    assert (await steps(desk, ticket))[-1] == ("DELETE", None, None)


async def test_a_fee_paid_when_the_period_has_closed_deletes_nothing(
    house: House, desk: Desk, shop: Shop
) -> None:
    ticket = await waiting_for_fee(desk, shop)
    desk.clock.advance(CLOSES - desk.clock.now())
    shop.pay()
    await paid(house)
    await house.work()
    assert (await steps(desk, ticket))[-1] == ("FEE", None, None)


async def test_an_order_shipped_since_is_noted_once_and_its_act_goes_back_to_the_fee(
    house: House, desk: Desk, shop: Shop
) -> None:
    ticket = await ask(desk, shop)
    await take(desk, shop, desk.wang, ticket, "CHECK", "NOT_SHIPPED")
    shop.ship()
    for _ in range(2):
        await house.tell("order.shipped", orderCode="D1", reference="SF1")
    await house.work()
    assert (await desk.kinds(ticket)).count("procedure.order_shipped") == 1
    await act(desk, shop)
    assert shop.done == []
    assert (await steps(desk, ticket))[1:] == [("DELETE", "SHIPPED_STATE", SYSTEM.key), ("FEE", None, None)]


async def deadlines(desk: Desk, ticket: Ticket) -> list[SlaTimer]:
    """The hard deadlines, the oldest first."""
    wanted = select(SlaTimer).where(SlaTimer.subject_id == ticket.id, SlaTimer.metric == "DEADLINE")
    return list(await desk.scalars(wanted.order_by(SlaTimer.instance)))


async def fire(desk: Desk, ticket: Ticket) -> list[str]:
    """Let the hard deadlines do what is due; what they told."""
    told = []
    for timer in await deadlines(desk, ticket):
        while (found := await desk.do(SYSTEM, escalation.fire, timer_id=timer.id)) is not None:
            told.append(found.crossing)
    return told


@pytest.mark.parametrize("by", [DAY, -DAY], ids=["later", "earlier"])
async def test_a_period_that_moves_takes_the_deadline_along_to_the_second(
    house: House, desk: Desk, shop: Shop, by: timedelta
) -> None:
    ticket = await ask(desk, shop)
    moved = CLOSES + by
    shop.move(moved)
    await house.tell("period.moved", storeCode="S001", periodCode="2026-11", closesAt=moved.isoformat())
    await house.work(times=2)
    [timer] = await deadlines(desk, ticket)
    assert (timer.due_at, timer.warn_at) == (moved, moved - DAY)
    assert (await desk.kinds(ticket)).count("procedure.deadline_moved") == 1
    desk.clock.advance(moved - SECOND - desk.clock.now())
    assert await fire(desk, ticket) == ["WARNED"]
    assert await ended(desk, ticket) == ("RUNNING", None, "NEW")
    desk.clock.advance(SECOND)
    await fire(desk, ticket)
    assert await ended(desk, ticket) == ("DECLINED", "PERIOD_CLOSED", "DECLINED")


async def test_notices_out_of_their_order_leave_what_is_so(house: House, desk: Desk, shop: Shop) -> None:
    ticket = await ask(desk, shop)
    shop.move(CLOSES + DAY)
    for told in (CLOSES + DAY, CLOSES - DAY):
        await house.tell("period.moved", storeCode="S001", periodCode="2026-11", closesAt=told.isoformat())
    await house.work()
    assert (await desk.timer(ticket, "DEADLINE")).due_at == CLOSES + DAY


async def test_an_act_in_doubt_is_repeated_until_the_period_closes_as_it_was_moved(
    house: House, desk: Desk, shop: Shop
) -> None:
    ticket = await ask(desk, shop)
    await take(desk, shop, desk.wang, ticket, "CHECK", "NOT_SHIPPED")
    shop.silent = True
    [asked] = await desk.scalars(select(PlatformAct))
    await performing.perform(desk.transactor, shop, act_id=asked.id)
    shop.move(CLOSES - DAY)
    await house.tell("period.moved", storeCode="S001", periodCode="2026-11", closesAt=str(CLOSES - DAY))
    await house.work()
    [kept] = await desk.scalars(select(PlatformAct))
    assert (kept.state, kept.only_ask_from) == ("UNKNOWN", CLOSES - DAY)
    desk.clock.advance(CLOSES - DAY - desk.clock.now())
    sent = kept.sent
    await performing.perform(desk.transactor, shop, act_id=asked.id)
    [kept] = await desk.scalars(select(PlatformAct))
    assert (kept.state, kept.sent) == ("DONE", sent)


async def test_a_deadline_that_passed_while_the_platform_was_asked_starts_again_when_the_period_moves(
    house: House, desk: Desk, shop: Shop
) -> None:
    ticket = await ask(desk, shop)
    await take(desk, shop, desk.wang, ticket, "CHECK", "NOT_SHIPPED")
    shop.silent = True
    [asked] = await desk.scalars(select(PlatformAct))
    await performing.perform(desk.transactor, shop, act_id=asked.id)
    desk.clock.advance(CLOSES - desk.clock.now())
    assert "BREACHED" in await fire(desk, ticket)
    shop.move(CLOSES + DAY)
    await house.tell("period.moved", storeCode="S001", periodCode="2026-11", closesAt=str(CLOSES + DAY))
    await house.work()
    old, new = await deadlines(desk, ticket)
    assert (old.phase, new.phase, new.due_at) == ("CANCELLED", "RUNNING", CLOSES + DAY)


async def test_a_period_that_closed_early_declines_at_once(house: House, desk: Desk, shop: Shop) -> None:
    ticket = await ask(desk, shop)
    shop.move(desk.clock.now() - SECOND)
    await house.tell("period.closed", storeCode="S001", periodCode="2026-11")
    await house.work()
    assert "BREACHED" in await fire(desk, ticket)
    assert await ended(desk, ticket) == ("DECLINED", "PERIOD_CLOSED", "DECLINED")


async def test_what_nobody_asked_about_here_is_ignored(house: House, desk: Desk, shop: Shop) -> None:
    ticket = await ask(desk, shop)
    before = await desk.kinds(ticket)
    await house.tell("order.shipped", orderCode="D2")
    await house.tell("fee.paid", orderCode="D2", reference="X", amount="1")
    await house.tell("period.moved", storeCode="S002", periodCode="2026-11", closesAt=CLOSES.isoformat())
    await house.tell("period.closed", storeCode="S%", periodCode="2026-11")
    await house.tell("member.changed", memberCode="M1001")
    assert await house.work() == ["platform_notice"] * 5
    assert await desk.kinds(ticket) == before
    await take(desk, shop, desk.wang, ticket, "CHECK", "REFUSED", note="不予受理")
    await house.tell("order.shipped", orderCode="D1")
    assert await house.work() == ["platform_notice"]


async def test_while_the_platform_is_away_the_look_is_tried_again(
    house: House, desk: Desk, shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = await waiting_for_fee(desk, shop)
    shop.pay()
    await paid(house)

    async def away(_self: Shop, code: str) -> Order | None:
        raise PlatformUnavailable(operation="order", reason="timeout")

    with monkeypatch.context() as patch:
        patch.setattr(Shop, "order", away)
        with pytest.raises(PlatformUnavailable):
            await house.work()
    assert (await steps(desk, ticket))[-1] == ("FEE", None, None)
    assert await house.work() == ["look_at_deletion"]
    assert (await steps(desk, ticket))[-1] == ("DELETE", None, None)


async def test_a_look_at_another_order_than_was_asked_for_changes_nothing(
    house: House, desk: Desk, shop: Shop
) -> None:
    ticket = await ask(desk, shop)
    facts = await known(desk, Shop(desk.clock, code="D2"))
    assert await desk.do(SYSTEM, watching.go_on, ticket_id=ticket.id, facts=facts) is False
    await take(desk, shop, desk.wang, ticket, "CHECK", "REFUSED", note="不予受理")
    assert await desk.do(SYSTEM, watching.go_on, ticket_id=ticket.id, facts=await known(desk, shop)) is False


async def test_a_check_that_learns_of_another_close_moves_the_deadline_too(
    house: House, desk: Desk, shop: Shop
) -> None:
    ticket = await ask(desk, shop)
    shop.move(CLOSES + DAY)
    await take(desk, shop, desk.wang, ticket, "CHECK", "NOT_SHIPPED")
    assert (await desk.timer(ticket, "DEADLINE")).due_at == CLOSES + DAY
    [asked] = await desk.scalars(select(PlatformAct))
    assert asked.only_ask_from == CLOSES + DAY


async def test_what_the_deadline_left_alone_while_in_doubt_is_declined_once_it_is_known(
    house: House, desk: Desk, shop: Shop
) -> None:
    ticket = await ask(desk, shop)
    await take(desk, shop, desk.wang, ticket, "CHECK", "NOT_SHIPPED")
    shop.ship()
    shop.silent = True
    [asked] = await desk.scalars(select(PlatformAct))
    await performing.perform(desk.transactor, shop, act_id=asked.id)
    desk.clock.advance(CLOSES - desk.clock.now())
    await fire(desk, ticket)
    assert await ended(desk, ticket) == ("RUNNING", None, "OPEN")
    await act(desk, shop)
    assert shop.done == []
    assert await ended(desk, ticket) == ("DECLINED", "PERIOD_CLOSED", "DECLINED")


async def refunds(desk: Desk) -> list[tuple[str, str]]:
    """What finance is asked to give back, and how that stands."""
    found = await desk.scalars(select(Procedure).where(Procedure.code == "fee-refund"))
    return [(one.facts["reference"], one.state) for one in found]


async def test_a_fee_paid_too_late_goes_to_finance_for_refund_when_the_ticket_is_declined(
    house: House, desk: Desk, shop: Shop
) -> None:
    ticket = await waiting_for_fee(desk, shop)
    desk.clock.advance(CLOSES - desk.clock.now())
    shop.pay()
    await paid(house)
    await house.work()
    assert await refunds(desk) == []
    await fire(desk, ticket)
    assert await ended(desk, ticket) == ("DECLINED", "PERIOD_CLOSED", "DECLINED")
    assert await refunds(desk) == [("SEEN1", "RUNNING")]


async def test_a_fee_paid_after_the_end_goes_to_finance_once(house: House, desk: Desk, shop: Shop) -> None:
    ticket = await waiting_for_fee(desk, shop)
    await take(desk, shop, desk.qian, ticket, "FEE", "NOT_PAID", note="逾期未付")
    shop.pay()
    for _ in range(2):
        await paid(house)
        await house.work(times=2)
    assert await refunds(desk) == [("SEEN1", "RUNNING")]
    assert await ended(desk, ticket) == ("DECLINED", "FEE_NOT_PAID", "DECLINED")


async def test_a_fee_that_paid_for_a_deletion_is_not_given_back(house: House, desk: Desk, shop: Shop) -> None:
    ticket = await waiting_for_fee(desk, shop)
    shop.pay()
    await paid(house)
    await house.work()
    await act(desk, shop)
    assert (await ended(desk, ticket))[0] == "DONE"
    await paid(house)
    await house.work()
    assert await refunds(desk) == []


async def test_a_fee_that_is_being_given_back_is_asked_for_once_when_a_second_request_ends_too(
    house: House, desk: Desk, shop: Shop
) -> None:
    for _ in range(2):
        ticket = await waiting_for_fee(desk, shop)
        shop.pay()
        await paid(house, "11.99")
        await house.work()
        if (await steps(desk, ticket))[-1][0] == "DELETE":
            shop.move(desk.clock.now())
            await act(desk, shop)
            shop.move(CLOSES)
        assert (await ended(desk, ticket))[0] == "DECLINED"
    assert await refunds(desk) == [("SEEN1", "RUNNING")]
