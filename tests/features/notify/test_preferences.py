"""What agents choose is kept to: kinds by channel, quiet hours, digests (issue: preferences)."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest

from helpdesk.notify import inbox
from helpdesk.notify.channels import Channel
from helpdesk.notify.inbox import Reason
from helpdesk.notify.planning import Wish
from tests.features.notify.build import ADDRESS, Crash, Dying, TellingDesk, run
from tests.features.notify.conftest import mail
from tests.features.notify.servers import Postbox
from tests.features.tickets.build import shanghai

NIGHT = (time(22), time(8))
OWN = "wang@example.org"


def at(desk: TellingDesk, instant: datetime) -> None:
    """Let the clock stand there."""
    desk.clock.advance(instant - desk.clock.now())


async def urged(desk: TellingDesk, times: int = 1) -> None:
    """Lin, who leads the group, is told that tickets were urged."""
    for _ in range(times):
        ticket = await desk.submit()
        await desk.urge(ticket)


async def test_a_kind_that_is_off_is_not_sent(desk: TellingDesk, box: Postbox) -> None:
    await desk.contact("lin", choices={Channel.EMAIL: {Reason.URGED: Wish.AT_ONCE}})
    await desk.escalated()
    await urged(desk)
    await desk.send(mail(box.port))
    [letter] = box.of(ADDRESS)
    assert "催办" in letter["Subject"]


async def test_what_comes_in_quiet_hours_goes_as_one_letter_at_their_end(
    desk: TellingDesk, box: Postbox
) -> None:
    await desk.contact("lin", quiet_hours=NIGHT)
    at(desk, shanghai("2026-11-16 22:00"))
    await urged(desk, times=3)
    await desk.send(mail(box.port))
    at(desk, shanghai("2026-11-17 07:59"))
    await urged(desk)
    await desk.send(mail(box.port))
    assert box.letters == []
    at(desk, shanghai("2026-11-17 08:00"))
    await desk.send(mail(box.port))
    [letter] = box.of(ADDRESS)
    assert letter["Subject"] == "4 条通知"
    assert letter.get_content().count("被催办") == 4
    assert [state for state, _ in await desk.states()] == ["SENT"] * 4


@pytest.mark.parametrize(("passes", "letters"), [(True, 1), (False, 0)])
async def test_urgent_escalations_pass_where_the_agent_says_so(
    desk: TellingDesk, box: Postbox, passes: bool, letters: int
) -> None:
    await desk.contact("lin", quiet_hours=(time(0), time(23, 59)), urgent_passes=passes)
    await desk.escalated()
    await desk.send(mail(box.port))
    assert len(box.letters) == letters


async def test_a_digest_goes_once_a_day_without_what_was_read_meanwhile(
    desk: TellingDesk, box: Postbox
) -> None:
    await desk.contact(
        "lin", choices={Channel.EMAIL: {Reason.URGED: Wish.DIGEST}}, digest_at=time(18), quiet_hours=None
    )
    await urged(desk, times=3)
    await desk.send(mail(box.port))
    first, *_ = await desk.deliveries()
    await desk.do(desk.lin, inbox.mark_read, notification_ids=[first.notification_id])
    at(desk, shanghai("2026-11-16 18:00"))
    await desk.send(mail(box.port))
    [letter] = box.of(ADDRESS)
    assert letter["Subject"] == "2 条通知"
    assert [state for state, _ in await desk.states()] == ["WITHDRAWN", "SENT", "SENT"]
    await urged(desk)
    await desk.send(mail(box.port))
    assert len(box.letters) == 1, "the next one is tomorrow's"
    at(desk, shanghai("2026-11-17 18:00"))
    await desk.send(mail(box.port))
    assert len(box.letters) == 2


async def test_a_digest_that_a_worker_died_with_is_the_same_letter_again(
    desk: TellingDesk, box: Postbox
) -> None:
    await desk.contact("lin", choices={Channel.EMAIL: {Reason.URGED: Wish.DIGEST}}, digest_at=time(18))
    await urged(desk, times=2)
    await desk.send(mail(box.port))
    at(desk, shanghai("2026-11-16 18:00"))
    with pytest.raises(Crash):
        await run(desk.worker(Dying(mail(box.port))))
    await desk.let_leases_lapse()
    await urged(desk)
    await desk.send(mail(box.port))
    first, second = box.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert first.get_content() == second.get_content()
    assert [state for state, _ in await desk.states()] == ["SENT", "SENT", "WAITING"]


async def test_each_agent_has_their_own_time(desk: TellingDesk, box: Postbox) -> None:
    await desk.contact("lin", quiet_hours=(time(0), time(23, 59)), urgent_passes=False)
    await desk.reach("head", OWN)
    await desk.escalated(level=2)
    await desk.send(mail(box.port))
    assert {letter["To"] for letter in box.letters} == {OWN}
    desk.clock.advance(timedelta(days=1))
    await desk.send(mail(box.port))
    assert {letter["To"] for letter in box.letters} == {OWN, ADDRESS}
