"""An act on the platform is told once in effect, whatever dies meanwhile (docs/domain.md, section 3)."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from helpdesk.events.work import Transactor
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.clock import StoppedClock
from helpdesk.platform.acts import Done, OrderDeletion, Outcome, Precondition, PreconditionGone, Refused
from helpdesk.platform.errors import PlatformUnavailable, PlatformUnknown
from helpdesk.platform.port import Capability
from helpdesk.procedures import registry
from helpdesk.procedures.acts import asking, claiming, deciding, performing
from helpdesk.procedures.acts.errors import ActNotStuck, TooLateToRepeat
from helpdesk.procedures.acts.models import PlatformAct
from helpdesk.procedures.acts.ways import MOST_ASKED, Way, way
from helpdesk.procedures.models import Procedure
from helpdesk.procedures.taking import Taking
from helpdesk.tickets import lifecycle
from helpdesk.tickets.models import Ticket
from tests.actors import agent
from tests.books import Books
from tests.features.procedures.conftest import outcome, step, with_procedure
from tests.features.tickets.build import STORE, Desk
from tests.world import World

BOTH = Capability(idempotent=True, queryable=True)
CLOSE = timedelta(hours=1)


class Script(Books):
    """A platform that keeps its acts by key, as an idempotent one does, and fails as it is told."""

    def __init__(self, capability: Capability = BOTH) -> None:
        self.capability = capability
        self.answers: dict[str, Outcome] = {}
        self.done: list[str] = []
        self.next: list[str] = []
        self.says: Outcome = Done("R1", datetime.fromisoformat("2026-11-16T10:00:00+08:00"))

    async def delete_order(self, deletion: OrderDeletion, *, key: str) -> Outcome:
        """Once per key; `lost` does it and does not answer, `away` does nothing, `swallowed` neither."""
        fault = self.next.pop(0) if self.next else ""
        if fault == "away":
            raise PlatformUnavailable(operation="delete_order", reason="away")
        if fault == "swallowed":
            raise PlatformUnknown(operation="delete_order", key=key, reason="timeout")
        if key not in self.answers or not self.capability.idempotent:
            self.answers[key] = self.says
            self.done.append(deletion.order_code)
        if fault == "lost":
            raise PlatformUnknown(operation="delete_order", key=key, reason="timeout")
        return self.answers[key]

    async def outcome_of(self, key: str) -> Outcome | None:
        """What is kept under the key."""
        if self.next and self.next.pop(0) == "away":
            raise PlatformUnavailable(operation="outcome_of", reason="away")
        return self.answers.get(key)


async def ask_deletion(taking: Taking) -> None:
    """Ask for the act of the tests, which is never sent from an hour after on."""
    arguments = {"order_code": "D1", "shipped": False}
    await asking.ask(taking, "DELETE_ORDER", arguments, only_ask_from=taking.work.now + CLOSE)


@pytest.fixture
async def desk(
    transactor: Transactor, world: World, clock: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> Desk:
    """Refunds go by a procedure whose only step waits for an act."""
    monkeypatch.setattr(registry, "EFFECTS", {**registry.EFFECTS, "ask_deletion": ask_deletion})
    monkeypatch.setattr("helpdesk.procedures.checks.EFFECTS", registry.EFFECTS)
    made = Desk(transactor, world, clock)
    document: dict[str, Any] = {
        "code": "acting", "name": {"zh": "试", "en": "Trial"}, "first": "ACT",
        "steps": [
            step(
                "ACT", outcome("DONE", end="DONE"), outcome("REFUSED", end="DECLINED", reason="REFUSED"),
                outcome("PRECONDITION_GONE", end="DECLINED", reason="GONE"),
                taken_by="SYSTEM", entering=["ask_deletion"],
            )
        ],
    }  # fmt: skip
    await made.publish(lambda documents: with_procedure(world, documents, document))
    return made


async def act_of(desk: Desk, ticket: Ticket) -> PlatformAct:
    """The act of a ticket."""
    [found] = await desk.scalars(select(PlatformAct).where(PlatformAct.ticket_id == ticket.id))
    return found


async def perform(desk: Desk, ticket: Ticket, platform: Script) -> str | None:
    """One attempt, once its pause is over."""
    act = await act_of(desk, ticket)
    if act.next_at is not None and act.next_at > desk.clock.now():
        desk.clock.advance(act.next_at - desk.clock.now())
    return await performing.perform(desk.transactor, platform, act_id=act.id)


async def state(desk: Desk, ticket: Ticket) -> tuple[str, str]:
    """How the procedure and the act stand."""
    [procedure] = await desk.scalars(select(Procedure).where(Procedure.ticket_id == ticket.id))
    return procedure.state, (await act_of(desk, ticket)).state


async def dies_after_claim(desk: Desk, ticket: Ticket) -> None:
    """A worker claims the act and is gone; its lease runs out."""
    act = await act_of(desk, ticket)
    gone = partial(claiming.claim, act_id=act.id, capability=BOTH, lease=timedelta(0))
    assert await desk.transactor.run(SYSTEM, gone) is not None


@pytest.mark.parametrize(
    ("says", "ends"),
    [
        pytest.param(None, ("DONE", "DONE"), id="done"),
        pytest.param(
            Refused("MEMBER_HAS_DEPENDENCIES", "no", ("order D2",)), ("DECLINED", "REFUSED"), id="refused"
        ),
        pytest.param(
            PreconditionGone(Precondition.PERIOD_OPEN),
            ("DECLINED", "PRECONDITION_GONE"),
            id="precondition gone",
        ),
    ],
)
async def test_each_answer_takes_the_step_that_waited_for_it(
    desk: Desk, says: Outcome | None, ends: tuple[str, str]
) -> None:
    platform = Script()
    platform.says = says or platform.says
    ticket = await desk.submit(item="refund")
    await perform(desk, ticket, platform)
    assert await state(desk, ticket) == ends
    assert (STORE.key, "STATUS_CHANGED") in await desk.told(ticket)


async def test_an_unavailable_platform_did_nothing_and_is_told_again(desk: Desk) -> None:
    platform = Script()
    platform.next = ["away", "away"]
    ticket = await desk.submit(item="refund")
    assert [await perform(desk, ticket, platform) for _ in range(3)] == ["PENDING", "PENDING", "DONE"]
    assert platform.done == ["D1"]


async def test_an_unknown_outcome_is_repeated_under_its_key_while_the_period_is_open(desk: Desk) -> None:
    platform = Script()
    platform.next = ["lost"]
    ticket = await desk.submit(item="refund")
    assert [await perform(desk, ticket, platform) for _ in range(2)] == ["UNKNOWN", "DONE"]
    assert platform.done == ["D1"]


async def test_after_the_close_an_unknown_outcome_is_only_asked_about(desk: Desk) -> None:
    platform = Script()
    platform.next = ["swallowed"]
    ticket = await desk.submit(item="refund")
    assert await perform(desk, ticket, platform) == "UNKNOWN"
    desk.clock.advance(CLOSE)
    for _ in range(MOST_ASKED + 1):
        await perform(desk, ticket, platform)
    assert platform.done == []
    assert await state(desk, ticket) == ("RUNNING", "STUCK")


async def test_what_was_not_sent_before_the_close_is_never_sent(desk: Desk) -> None:
    platform = Script()
    ticket = await desk.submit(item="refund")
    desk.clock.advance(CLOSE)
    await perform(desk, ticket, platform)
    assert platform.done == []
    assert await state(desk, ticket) == ("DECLINED", "PRECONDITION_GONE")


async def test_a_worker_that_died_with_it_leaves_it_in_doubt_and_another_finishes_it_once(desk: Desk) -> None:
    platform = Script()
    ticket = await desk.submit(item="refund")
    await dies_after_claim(desk, ticket)
    assert await perform(desk, ticket, platform) == "DONE"
    assert platform.done == ["D1"]


async def test_two_workers_at_once_tell_it_once(desk: Desk) -> None:
    platform = Script(Capability(idempotent=False, queryable=True))
    ticket = await desk.submit(item="refund")
    act = await act_of(desk, ticket)
    held = partial(claiming.claim, act_id=act.id, capability=BOTH, lease=timedelta(seconds=30))
    assert await desk.transactor.run(SYSTEM, held) is not None
    assert await perform(desk, ticket, platform) is None
    assert platform.done == []


async def test_with_neither_keys_nor_questions_a_person_decides(desk: Desk) -> None:
    platform = Script(Capability(idempotent=False, queryable=False))
    platform.next = ["lost"]
    ticket = await desk.submit(item="refund")
    assert await perform(desk, ticket, platform) == "UNKNOWN"
    await perform(desk, ticket, platform)
    assert await state(desk, ticket) == ("RUNNING", "STUCK")
    assert platform.done == ["D1"]


async def stuck(desk: Desk, platform: Script) -> Ticket:
    """A ticket whose act nobody can say anything about."""
    platform.capability = Capability(idempotent=False, queryable=False)
    platform.next = ["swallowed"]
    ticket = await desk.submit(item="refund")
    await perform(desk, ticket, platform)
    await perform(desk, ticket, platform)
    return ticket


async def test_a_person_asks_repeats_or_gives_up_with_a_reason(desk: Desk) -> None:
    platform = Script()
    boss = agent(desk.world, "boss", "returns", role="MANAGER")
    ticket = await stuck(desk, platform)
    act = await act_of(desk, ticket)
    await desk.do(boss, deciding.repeat, act_id=act.id, reason="平台确认未执行")
    assert await perform(desk, ticket, platform) == "DONE"
    with pytest.raises(ActNotStuck):
        await desk.do(boss, deciding.give_up, act_id=act.id, reason="算了")
    other = await stuck(desk, platform)
    await desk.do(boss, deciding.give_up, act_id=(await act_of(desk, other)).id, reason="平台已下线")
    assert await state(desk, other) == ("DECLINED", "GIVEN_UP")


async def test_nobody_repeats_after_the_close(desk: Desk) -> None:
    boss = agent(desk.world, "boss", "returns", role="MANAGER")
    ticket = await stuck(desk, Script())
    desk.clock.advance(CLOSE)
    with pytest.raises(TooLateToRepeat):
        await desk.do(boss, deciding.repeat, act_id=(await act_of(desk, ticket)).id, reason="再试")


async def test_a_request_withdrawn_before_it_was_sent_is_not_sent(desk: Desk) -> None:
    platform = Script()
    ticket = await desk.submit(item="refund")
    await desk.do(STORE, lifecycle.cancel, ticket_id=ticket.id, reason="不需要了")
    await perform(desk, ticket, platform)
    assert platform.done == []
    assert await state(desk, ticket) == ("CANCELLED", "WITHDRAWN")


async def test_the_claim_loop_finds_what_is_due_and_nothing_else(desk: Desk) -> None:
    ticket = await desk.submit(item="refund")
    act = await act_of(desk, ticket)

    async def due() -> list[Any]:
        async with desk.transactor.read() as connection:
            return list(await claiming.due(connection, desk.clock.now()))

    assert await due() == [act.id]
    await perform(desk, ticket, Script())
    assert await due() == []


@given(st.booleans(), st.booleans(), st.booleans(), st.integers(0, MOST_ASKED + 2), st.integers(-2, 2))
def test_after_its_last_instant_nothing_is_sent_and_in_doubt_only_what_keys_make_safe(
    idempotent: bool, queryable: bool, doubt: bool, tries: int, seconds: int
) -> None:
    now = datetime.fromisoformat("2026-11-30T23:59:59+08:00")
    chosen = way(
        Capability(idempotent=idempotent, queryable=queryable),
        doubt=doubt, tries=tries, only_ask_from=now + timedelta(seconds=seconds), now=now,
    )  # fmt: skip
    if chosen is Way.SEND:
        assert seconds > 0
        assert idempotent or not doubt
    if chosen is Way.ASK:
        assert queryable
