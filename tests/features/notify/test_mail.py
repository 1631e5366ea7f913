"""Agents are told by e-mail: once, in their language, threaded by ticket (issue: outbound delivery)."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import update

from helpdesk.accounts.models import Agent
from helpdesk.notify.mail import Mail
from helpdesk.notify.texts import Texts
from helpdesk.workers import deliveries
from tests.features.notify import servers
from tests.features.notify.build import ADDRESS, TIMEOUT, Crash, Dying, TellingDesk
from tests.features.notify.conftest import mail
from tests.features.notify.servers import Postbox


async def test_an_escalation_goes_to_who_leads_the_group(desk: TellingDesk, box: Postbox) -> None:
    ticket = await desk.escalated()
    await desk.send(mail(box.port))
    [letter] = box.of(ADDRESS)
    assert letter["Subject"] == f"工单 {ticket.number} 已升级至第 1 级"
    assert letter["Auto-Submitted"] == "auto-generated"
    text = letter.get_content()
    assert f"https://desk.example.com/tickets/{ticket.number}" in text
    assert "hotline组" in text
    assert "优先级：普通" in text
    assert await desk.states() == [("SENT", None)]


async def test_it_is_written_in_the_agents_language(desk: TellingDesk, box: Postbox) -> None:
    await desk.set_agents("lin", language="en")
    ticket = await desk.escalated()
    await desk.send(mail(box.port))
    [letter] = box.of(ADDRESS)
    assert letter["Subject"] == f"Ticket {ticket.number} was escalated to level 1"
    assert "Priority: normal" in letter.get_content()


async def test_letters_about_one_ticket_are_one_thread(desk: TellingDesk, box: Postbox) -> None:
    await desk.reach("head", "head@example.com")
    first = await desk.escalated(level=2)
    second = await desk.escalated()
    await desk.send(mail(box.port))
    ours = [letter for letter in box.letters if str(first.number) in letter["Subject"]]
    theirs = [letter for letter in box.letters if str(second.number) in letter["Subject"]]
    assert {letter["To"] for letter in ours} == {ADDRESS, "head@example.com"}
    assert {letter["References"] for letter in ours} == {f"<ticket.{first.id.hex}@example.com>"}
    assert {letter["In-Reply-To"] for letter in theirs} == {f"<ticket.{second.id.hex}@example.com>"}
    assert len({letter["Message-ID"] for letter in box.letters}) == len(box.letters)


async def test_what_customers_wrote_stays_in_the_helpdesk(desk: TellingDesk, box: Postbox) -> None:
    await desk.escalated(title="张三 13812345678 投诉", description="身份证 440301199001011234")
    await desk.send(mail(box.port))
    assert box.letters
    for letter in box.letters:
        assert "13812345678" not in letter.as_string() + letter.get_content()
        assert "投诉" not in letter["Subject"] + letter.get_content()


async def test_who_has_no_address_is_told_in_the_helpdesk_alone(desk: TellingDesk, box: Postbox) -> None:
    await desk.reach("lin", None)
    ticket = await desk.escalated()
    await desk.send(mail(box.port))
    assert ("lin", "SLA_ESCALATED") in await desk.told(ticket)
    assert box.letters == []
    assert await desk.count("deliveries") == 0


async def test_who_left_meanwhile_is_not_written_to(desk: TellingDesk, box: Postbox) -> None:
    await desk.escalated()
    await desk.worker(mail(box.port)).fan_out()
    async with desk.transactor.engine.begin() as connection:
        gone = update(Agent).where(Agent.id == desk.agent_id("lin")).values(active=False)
        await connection.execute(gone)
    await desk.send(mail(box.port))
    assert box.letters == []
    assert await desk.states() == [("WITHDRAWN", "NO_ADDRESS")]


async def test_two_workers_at_once_send_each_letter_once(desk: TellingDesk, box: Postbox) -> None:
    for _ in range(12):
        await desk.escalated()
    await asyncio.gather(*(desk.send(mail(box.port)) for _ in range(3)))
    await desk.send(mail(box.port))
    states = await desk.states()
    assert len(states) >= 12
    assert set(states) == {("SENT", None)}
    assert len(box.letters) == len({letter["Message-ID"] for letter in box.letters}) == len(states)


async def test_a_worker_killed_before_it_settled_has_the_same_letter_sent_again(
    desk: TellingDesk, box: Postbox
) -> None:
    await desk.escalated()
    dying = desk.worker(Dying(mail(box.port)))
    await dying.fan_out()
    with pytest.raises(Crash):
        await dying.senders[0].turn()
    await desk.send(mail(box.port))
    assert len(box.letters) == 1, "it is in somebody's hands until the lease runs out"
    await desk.let_leases_lapse()
    await desk.send(mail(box.port))
    first, second = box.of(ADDRESS)
    assert first["Message-ID"] == second["Message-ID"]
    assert await desk.states() == [("SENT", None)]


async def test_a_dead_server_delays_letters_and_nothing_else(desk: TellingDesk, box: Postbox) -> None:
    ticket = await desk.escalated()
    async with servers.smtp() as gone:
        pass
    await desk.send(mail(gone.port))
    assert await desk.states() == [("WAITING", "SMTPConnectError")]
    assert ("lin", "SLA_ESCALATED") in await desk.told(ticket)
    await desk.send(mail(box.port))
    assert box.letters == [], "it waits a while"
    desk.clock.advance(timedelta(seconds=10))
    await desk.send(mail(box.port))
    assert len(box.of(ADDRESS)) == 1


async def test_a_hanging_server_is_left_after_the_time_out(desk: TellingDesk) -> None:
    await desk.escalated()
    async with servers.silence() as hanging, asyncio.timeout(3 * TIMEOUT):
        await desk.send(mail(hanging.port))
    [(state, error)] = await desk.states()
    assert state == "WAITING"
    assert error is not None


async def test_after_failures_in_a_row_a_server_is_left_alone(desk: TellingDesk) -> None:
    for _ in range(12):
        await desk.escalated()
    async with servers.silence() as hanging:
        await desk.send(mail(hanging.port))
        assert hanging.connections == 8, "as many as are in hand at a time"
    errors = [error for _, error in await desk.states()]
    assert len(errors) >= 12
    assert errors.count("CIRCUIT_OPEN") == len(errors) - 8


@pytest.mark.parametrize(
    ("refusal", "ends"),
    [
        ("550 no such user", ("FAILED", "SMTP_RECIPIENT_550")),
        ("451 later", ("WAITING", "SMTP_RECIPIENT_451")),
    ],
)
async def test_a_refusal_for_good_ends_it_and_another_does_not(
    desk: TellingDesk, box: Postbox, refusal: str, ends: tuple[str, str]
) -> None:
    box.refusals[ADDRESS] = refusal
    await desk.escalated()
    await desk.send(mail(box.port))
    assert await desk.states() == [ends]


async def test_a_letter_is_tried_for_a_day(desk: TellingDesk, box: Postbox) -> None:
    box.refusals["*"] = "451 later"
    await desk.escalated()
    await desk.send(mail(box.port))
    for _ in range(200):
        [one] = await desk.deliveries()
        if one.next_at is None:
            break
        desk.clock.advance(one.next_at - desk.clock.now())
        await desk.send(mail(box.port))
    assert await desk.states() == [("FAILED", "SMTP_RECIPIENT_451")]
    assert 90 <= one.attempts <= 110
    assert one.settled_at is not None
    assert 23 <= (one.settled_at - one.due_at).total_seconds() / 3600 <= 24


async def test_the_password_goes_over_tls_alone(desk: TellingDesk, tmp_path: Path) -> None:
    server_side, client_side = servers.certificate(tmp_path)
    await desk.escalated()
    async with servers.smtp(tls=server_side, account=("desk", "p@ss:word")) as box:
        url = SecretStr(f"smtp://desk:p%40ss%3Aword@127.0.0.1:{box.port}")
        port = Mail(url, "helpdesk@example.com", Texts(), timeout=5, tls=client_side)
        worker = desk.worker(port, timeout=5)
        await worker.fan_out()
        await worker.senders[0].turn()
        assert len(box.of(ADDRESS)) == 1
    assert await desk.states() == [("SENT", None)]


async def test_a_server_without_tls_is_not_signed_in_to(desk: TellingDesk, box: Postbox) -> None:
    await desk.escalated()
    url = SecretStr(f"smtp://desk:secret@127.0.0.1:{box.port}")
    await desk.send(Mail(url, "helpdesk@example.com", Texts(), timeout=TIMEOUT))
    assert box.letters == []
    [(state, error)] = await desk.states()
    assert state == "WAITING"
    assert "secret" not in str(error)


async def test_a_worker_that_is_stopped_finishes_the_letter_in_hand(desk: TellingDesk, box: Postbox) -> None:
    await desk.escalated()
    box.answering.clear()
    loops = desk.worker(mail(box.port)).start()
    async with asyncio.timeout(10):
        await box.taken.wait()
    for loop in loops:
        loop.cancel()
        loop.cancel()
    box.answering.set()
    async with asyncio.timeout(10):
        await asyncio.wait(loops)
    assert all(loop.cancelled() for loop in loops)
    assert await desk.states() == [("SENT", None)]


async def test_a_worker_that_is_stopped_does_not_wait_for_a_server_that_hangs(
    desk: TellingDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deliveries, "GRACE", 0.2)
    await desk.escalated()
    async with servers.silence() as hanging:
        loops = desk.worker(mail(hanging.port), timeout=60).start()
        async with asyncio.timeout(10):
            await hanging.connected.wait()
            for loop in loops:
                loop.cancel()
            await asyncio.wait(loops)
    assert [state for state, _ in await desk.states()] == ["SENDING"], "its lease lets another have it"
