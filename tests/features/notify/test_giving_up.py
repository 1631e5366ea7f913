"""What could not be delivered is seen and can be tried again (issue: what could not be delivered is seen)."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from helpdesk.events.log import history
from helpdesk.kit.errors import HelpdeskError, NotAllowed, NotFound
from helpdesk.notify import gauges, giving_up
from helpdesk.notify.errors import NothingToRetry
from helpdesk.notify.models import Delivery, Notification
from tests.actors import agent
from tests.features.notify.build import ADDRESS, TellingDesk
from tests.features.notify.conftest import mail
from tests.features.notify.servers import Postbox


async def failed(desk: TellingDesk, box: Postbox, times: int = 1) -> list[UUID]:
    """Letters to Lin that were given up."""
    box.refusals[ADDRESS] = "550 no such user"
    for _ in range(times):
        await desk.escalated()
    await desk.send(mail(box.port))
    return [one.id for one in await desk.deliveries() if one.state == "FAILED"]


async def told(desk: TellingDesk) -> list[str]:
    """Who was told in the helpdesk that something could not be delivered."""
    rows = await desk.rows(
        select(Notification.recipient_key, Notification.outbound).where(
            Notification.reason == "DELIVERY_FAILED"
        )
    )
    assert not any(row.outbound for row in rows), "it would go by what just failed"
    return [desk.name(row.recipient_key) for row in rows]


async def test_it_is_told_in_the_log_and_to_administrators_once_in_an_hour(
    desk: TellingDesk, box: Postbox
) -> None:
    await desk.reach("admin", "admin@example.com")
    first, *_ = await failed(desk, box, times=3)
    assert await told(desk) == ["admin"]
    async with desk.transactor.read() as connection:
        [event] = await history(connection, "delivery", first)
    assert (event.kind, event.data["channel"], event.data["error"]) == (
        "delivery.given_up", "EMAIL", "SMTP_RECIPIENT_550",
    )  # fmt: skip
    desk.clock.advance(timedelta(hours=1, seconds=1))
    await failed(desk, box)
    assert await told(desk) == ["admin"] * 2
    assert box.letters == []


async def test_a_supervisor_has_it_tried_again(desk: TellingDesk, box: Postbox) -> None:
    [lost] = await failed(desk, box)
    box.refusals.clear()
    await desk.do(desk.lin, giving_up.retry, delivery_ids=[lost])
    await desk.send(mail(box.port))
    assert len(box.of(ADDRESS)) == 1
    [one] = await desk.deliveries()
    assert (one.state, one.attempts) == ("SENT", 1)
    async with desk.transactor.read() as connection:
        told = await history(connection, "delivery", lost)
    assert [(event.kind, event.actor_key) for event in told] == [
        ("delivery.given_up", "system"), ("delivery.retried", desk.lin.key),
    ]  # fmt: skip


async def test_only_those_who_settle_and_see_the_ticket_may(desk: TellingDesk, box: Postbox) -> None:
    [lost] = await failed(desk, box)
    elsewhere = agent(desk.world, "cfo", "finance", role="MANAGER")
    cases: list[tuple[object, type[HelpdeskError]]] = [(desk.wang, NotAllowed), (elsewhere, NotFound)]
    for who, refusal in cases:
        with pytest.raises(refusal):
            await desk.do(who, giving_up.retry, delivery_ids=[lost])  # type: ignore[arg-type]  # an actor
    assert [one.state for one in await desk.deliveries()] == ["FAILED"]


async def test_what_was_sent_is_not_tried_again(desk: TellingDesk, box: Postbox) -> None:
    await desk.escalated()
    await desk.worker(mail(box.port)).fan_out()
    [one] = await desk.deliveries()
    for _ in range(2):  # before it was tried, and after it was sent
        with pytest.raises(NothingToRetry) as refused:
            await desk.do(desk.admin, giving_up.retry, delivery_ids=[one.id])
        assert refused.value.field == "deliveryIds.0"
        await desk.send(mail(box.port))
    assert len(box.letters) == 1


async def test_what_waits_after_tries_in_vain_can_be_hurried(desk: TellingDesk, box: Postbox) -> None:
    box.refusals["*"] = "451 later"
    await desk.escalated()
    await desk.send(mail(box.port))
    [one] = await desk.deliveries()
    box.refusals.clear()
    await desk.do(desk.admin, giving_up.retry, delivery_ids=[one.id, one.id])
    await desk.send(mail(box.port))
    assert len(box.letters) == 1


async def test_what_was_sent_long_ago_is_forgotten_and_what_failed_is_kept(
    desk: TellingDesk, box: Postbox
) -> None:
    await failed(desk, box)
    box.refusals.clear()
    await desk.escalated()
    await desk.send(mail(box.port))
    desk.clock.advance(timedelta(days=91))
    await desk.worker().forget()
    kept = await desk.scalars(select(Delivery.state))
    assert set(kept) == {"FAILED"}


async def test_metrics_tell_what_nobody_got_and_how_long_a_channel_is_late(
    desk: TellingDesk, box: Postbox
) -> None:
    await failed(desk, box)
    box.refusals[ADDRESS] = "451 later"
    await desk.escalated()
    await desk.send(mail(box.port))
    [waiting] = [one for one in await desk.deliveries() if one.next_at]
    assert waiting.next_at is not None
    desk.clock.advance(waiting.next_at - desk.clock.now() + timedelta(minutes=2))
    async with desk.transactor.read() as connection:
        found = await gauges.deliveries(connection, desk.clock)
    told = {
        (sample.name, sample.labels.get("channel")): sample.value for one in found for sample in one.samples
    }
    assert told["helpdesk_deliveries_undelivered", "email"] == 1
    assert told["helpdesk_delivery_lag_seconds", "email"] == 120
    assert told["helpdesk_delivery_lag_seconds", "sms"] == 0
    assert told["helpdesk_notifications_outbound", None] == 0
