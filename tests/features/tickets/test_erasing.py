"""Values are deleted when they were kept long enough or the person asks; clocks and timelines stay (§1)."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from helpdesk.catalog import sensitive
from helpdesk.commands.sla import _explained
from helpdesk.configuration.versions import Configurations
from helpdesk.customers import profiles
from helpdesk.customers.models import Customer, Erasure
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.errors import InvalidValue, NotAllowed, NotFound, StaleVersion
from helpdesk.kit.ids import new_id
from helpdesk.routing.decisions import agrees, replay
from helpdesk.routing.models import RoutingDecision
from helpdesk.tickets import conversation, erasing, lifecycle
from helpdesk.tickets.errors import CustomerHasOpenTickets
from helpdesk.tickets.models import Comment, Ticket
from helpdesk.workers.claims import ClaimLoop
from tests.features.tickets.build import STORE, Desk
from tests.features.tickets.test_sealed_forms import CARD, FORM, ID, PHONE

KEPT = timedelta(days=180)


async def ended(desk: Desk, **given: Any) -> Ticket:
    """A ticket with sealed values that was worked and closed."""
    ticket = await desk.submit(item="shipment", form=FORM, **{"member_code": "M1", **given})
    await desk.ask(ticket)
    desk.clock.advance(timedelta(hours=2))
    await desk.reply(STORE, ticket, "见附图")
    await desk.do(desk.lin, lifecycle.solve, ticket_id=ticket.id, resolution="已处理")
    await desk.do(STORE, lifecycle.close, ticket_id=ticket.id)
    return await desk.ticket(ticket)


async def turn(desk: Desk) -> int:
    loop = ClaimLoop(desk.transactor, lambda *_: None, lease=timedelta(seconds=10))
    return await loop.forget_values()


async def erase(desk: Desk, customer_id: Any, **given: Any) -> Customer:
    return await desk.do(
        desk.admin, erasing.erase_customer, customer_id=customer_id, **{"reason": "本人要求", **given}
    )


async def left(desk: Desk) -> int:
    [row] = await desk.rows(text("SELECT count(ciphertext) FROM sealed_values"))
    return int(row[0])


async def as_it_was(desk: Desk, ticket: Ticket) -> list[Any]:
    """What the log alone makes of the ticket: its clocks, and each event but those of erasing."""

    async def act(work: UnitOfWork) -> Any:
        return [(one.metric, one.state, one.stretches) for one in await _explained(work, ticket.number)]

    events = [one for one in await desk.events(ticket) if one.kind != "privacy.values_erased"]
    return [await desk.do(SYSTEM, act), [(one.kind, one.at, one.data) for one in events]]


async def agreed(desk: Desk, ticket: Ticket) -> bool:
    [row] = await desk.scalars(select(RoutingDecision).where(RoutingDecision.subject_id == ticket.id))

    async def again(work: UnitOfWork) -> bool:
        snapshot = await work.resource(Configurations).get(work.session, row.configuration_version)
        return agrees(row, replay(snapshot, row))

    return await desk.do(SYSTEM, again)


async def test_values_go_when_their_ticket_ended_long_enough_ago(desk: Desk) -> None:
    ticket, going_on = await ended(desk), await desk.submit(item="shipment", form=FORM)
    desk.clock.advance(KEPT - timedelta(seconds=1))
    assert await turn(desk) == 0
    desk.clock.advance(timedelta(seconds=1))
    assert await turn(desk) == 3
    assert await turn(desk) == 0
    assert await left(desk) == 3
    erased = (await desk.ticket(ticket)).form
    assert sensitive.shown(erased) == {
        "orderCode": "D1", "phone": sensitive.ERASED, "people": [{"role": "buyer", "idNumber": sensitive.ERASED}],
        "bankCard": sensitive.ERASED,
    }  # fmt: skip
    assert sensitive.shown((await desk.ticket(going_on)).form)["phone"] == "138****5678"
    *_, event = await desk.events(ticket)
    assert (event.kind, event.data["why"], len(event.data["value_ids"])) == (
        "privacy.values_erased", "RETENTION", 3,
    )  # fmt: skip


async def test_a_reopened_ticket_is_kept_until_it_ends_again(desk: Desk) -> None:
    ticket = await desk.submit(item="shipment", form=FORM)
    await desk.do(desk.lin, lifecycle.solve, ticket_id=ticket.id, resolution="已处理")
    await desk.do(STORE, lifecycle.reopen, ticket_id=ticket.id)
    desk.clock.advance(2 * KEPT)
    assert await turn(desk) == 0


async def test_workers_at_once_delete_each_value_once(desk: Desk) -> None:
    tickets = [await ended(desk) for _ in range(6)]
    desk.clock.advance(KEPT)
    assert sum(await asyncio.gather(*(turn(desk) for _ in range(4)))) == 18
    for ticket in tickets:
        assert (await desk.kinds(ticket)).count("privacy.values_erased") == 1


async def test_many_values_go_in_batches(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    for _ in range(3):
        await ended(desk)
    desk.clock.advance(KEPT)
    monkeypatch.setitem(erasing.retention.due.__kwdefaults__, "most", 2)
    assert await desk.do(SYSTEM, erasing.erase_due) == 2
    assert await turn(desk) == 7


async def test_clocks_timeline_and_decision_are_made_again_alike(desk: Desk) -> None:
    ticket = await ended(desk)
    before = await as_it_was(desk, ticket)
    desk.clock.advance(KEPT)
    await turn(desk)
    assert await as_it_was(desk, ticket) == before
    assert await agreed(desk, ticket)


async def test_no_mask_is_left_in_any_table(desk: Desk) -> None:
    ticket = await ended(desk, member_code=None, store_code="S001")
    caller = await desk.submit(desk.wang, item="shipment", form=FORM, phone=PHONE, customer_name="李四")
    await desk.do(desk.lin, lifecycle.solve, ticket_id=caller.id, resolution="已处理")
    await desk.do(desk.lin, lifecycle.close, ticket_id=caller.id)
    await erase(desk, caller.customer_id)
    desk.clock.advance(KEPT)
    await turn(desk)
    for table in ("tickets", "routing_decisions", "sealed_values", "customers", "events", "outbox"):
        kept = str(await desk.rows(text(f"SELECT one::text FROM {table} AS one")))  # noqa: S608
        assert not any(mask in kept for mask in ("138****5678", "440****1234", "****0123", "李四")), table
    assert ticket.ended_at is not None


async def test_a_person_is_forgotten_with_the_values_of_all_their_tickets(desk: Desk) -> None:
    first, second = await ended(desk), await ended(desk)
    other = await ended(desk, member_code="M2")
    customer_id = first.customer_id
    changes = profiles.CustomerChanges(phone=PHONE, name="李四", note="常客", store_code="S001")
    await desk.do(desk.lin, profiles.update_customer, customer_id=customer_id, changes=changes)
    before = [await as_it_was(desk, ticket) for ticket in (first, second)]
    customer = await erase(desk, customer_id)
    assert (customer.name, customer.note, customer.phone_id, customer.phone_masked) == (None, "", None, None)
    assert (customer.member_code, customer.store_code, customer.erased_at) == ("M1", "S001", desk.clock.now())
    assert await left(desk) == 3
    assert [await as_it_was(desk, ticket) for ticket in (first, second)] == before
    assert "privacy.values_erased" not in await desk.kinds(other)
    [row] = await desk.scalars(select(Erasure))
    assert (row.customer_id, row.reason, row.actor_key) == (customer_id, "本人要求", desk.admin.key)


async def test_what_is_told_of_it_names_nothing(desk: Desk) -> None:
    ticket = await ended(desk)
    await erase(desk, ticket.customer_id)
    rows = await desk.rows(
        text("SELECT data FROM events WHERE kind IN ('customer.erased', 'privacy.values_erased')")
    )
    told = json.dumps([row.data for row in rows])
    assert len(rows) == 2
    assert not any(secret in told for secret in ("本人要求", PHONE, ID, "138", "M1"))
    assert [row["customer_id"] for row in await desk.jobs("forget_calls")] == [str(ticket.customer_id)]


async def test_forgotten_twice_is_told_once(desk: Desk) -> None:
    ticket = await ended(desk)
    first = await erase(desk, ticket.customer_id)
    again = await erase(desk, ticket.customer_id)
    assert again.revision == first.revision
    assert await desk.count("erasures") == 1


async def test_who_comes_back_by_phone_is_somebody_new(desk: Desk) -> None:
    caller = await desk.submit(desk.wang, phone=PHONE)
    await desk.do(desk.lin, lifecycle.cancel, ticket_id=caller.id, reason="不需要了")
    await erase(desk, caller.customer_id)
    again = await desk.submit(desk.wang, phone=PHONE)
    assert again.customer_id != caller.customer_id


async def test_who_waits_for_an_answer_is_not_forgotten_yet(desk: Desk) -> None:
    ticket, waiting = await ended(desk), await desk.submit(item="shipment", form=FORM, member_code="M1")
    with pytest.raises(CustomerHasOpenTickets, match=str(waiting.number)):
        await erase(desk, ticket.customer_id)
    assert await left(desk) == 6
    await desk.do(desk.lin, lifecycle.cancel, ticket_id=waiting.id, reason="不需要了")
    await erase(desk, ticket.customer_id)
    assert await left(desk) == 0


async def test_a_follow_up_of_who_was_forgotten_has_no_value(desk: Desk) -> None:
    ticket = await ended(desk)
    await erase(desk, ticket.customer_id)
    opened, _ = await desk.do(STORE, conversation.reply, ticket_id=ticket.id, body="又坏了")
    assert opened.id != ticket.id
    assert sensitive.shown((await desk.ticket(opened)).form)["phone"] == sensitive.ERASED
    assert await left(desk) == 0


async def test_only_who_may_and_says_why_lets_somebody_be_forgotten(desk: Desk) -> None:
    ticket = await ended(desk)
    for by in (desk.wang, desk.lin, STORE):
        with pytest.raises(NotAllowed):
            await desk.do(by, erasing.erase_customer, customer_id=ticket.customer_id, reason="本人要求")
    for given, refusal in (
        ({"reason": " "}, InvalidValue), ({"expected_version": 99}, StaleVersion),
    ):  # fmt: skip
        with pytest.raises(refusal):
            await erase(desk, ticket.customer_id, **given)
    with pytest.raises(NotFound):
        await erase(desk, new_id())
    assert await left(desk) == 3


SPELLINGS = (PHONE, f"+86{PHONE}", "138 1234 5678", "138-1234-5678", "１３８１２３４５６７８")


@pytest.mark.parametrize("written", SPELLINGS)
async def test_a_forgotten_persons_values_go_from_what_was_written_too(desk: Desk, written: str) -> None:
    ticket = await desk.submit(
        desk.wang, item="shipment", form=FORM, phone="13900139000", customer_name="李四",
        title=f"{written} 联系不上", description=f"李四（证件 {ID}）来电",
    )  # fmt: skip
    await desk.do(
        desk.lin,
        conversation.add_internal_note,
        ticket_id=ticket.id,
        body="回拨 139 0013 9000，99139001390001",
    )
    await desk.do(desk.lin, lifecycle.cancel, ticket_id=ticket.id, reason="李四不需要了")
    await erase(desk, ticket.customer_id)
    left = await desk.ticket(ticket)
    assert (left.title, left.description) == ("*** 联系不上", "***（证件 ***）来电")
    bodies = sorted(await desk.scalars(select(Comment.body)))
    assert bodies == ["***不需要了", "回拨 ***，99139001390001"]
    for row in await desk.rows(text("SELECT search_text, search::text FROM tickets")):
        assert not any(secret in str(row) for secret in ("1234", "李四", ID))


async def test_values_kept_long_enough_go_from_what_was_written_too(desk: Desk) -> None:
    ticket = await ended(desk, description=f"我的卡号 {CARD}")
    desk.clock.advance(KEPT)
    await turn(desk)
    assert (await desk.ticket(ticket)).description == "我的卡号 ***"


async def test_a_person_of_whom_only_a_text_tells_is_forgotten_on_record(desk: Desk) -> None:
    ticket = await desk.submit(desk.wang, phone=PHONE, description="请回电 13812345678")
    await desk.do(desk.lin, lifecycle.cancel, ticket_id=ticket.id, reason="不需要了")
    await erase(desk, ticket.customer_id)
    assert (await desk.kinds(ticket))[-1] == "privacy.values_erased"
