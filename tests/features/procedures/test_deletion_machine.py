"""Deletions under all that can befall them: both sides of the close, an order shipped, a fee paid, a period moved, a
platform that fails in every way, workers that die. The platform is never told what the rules forbid, never deletes
twice, and each request ends as its record explains (docs/domain.md, 3.3)."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import count
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from helpdesk.kit.actor import SYSTEM, Actor
from helpdesk.kit.errors import HelpdeskError, Several
from helpdesk.platform.port import Capability
from helpdesk.procedures import running
from helpdesk.procedures.acts import claiming, deciding, performing
from helpdesk.procedures.acts.models import PlatformAct
from helpdesk.procedures.deletions import asking, watching
from helpdesk.procedures.deletions.asking import DeletionForm
from helpdesk.procedures.facts import Facts, gather
from helpdesk.procedures.models import Procedure, ProcedureStep
from helpdesk.sla.models import SlaTimer
from helpdesk.tickets import escalation, lifecycle
from helpdesk.tickets.models import Ticket, TicketLink
from tests.actors import store_manager
from tests.features.procedures.house import House
from tests.features.procedures.market import FEE, Market

STORE = store_manager("S001")
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
FAULTS = st.sampled_from(["", "", "", "away", "swallowed", "lost", "refused", "dies", "dies after"])
CAPABILITIES = [Capability(idempotent=one, queryable=two) for one in (True, False) for two in (True, False)]
PLACES = st.integers(0, 1)
ENDS = {
    ("DELETE", "DONE"): None, ("DELETE", "REFUSED"): "PLATFORM_REFUSED",
    ("DELETE", "PRECONDITION_GONE"): "PERIOD_CLOSED",
    ("CHECK", "REFUSED"): "NOT_ACCEPTED", ("FEE", "NOT_PAID"): "FEE_NOT_PAID",
}  # fmt: skip
Answer = TypeVar("Answer")


@dataclass
class Request:
    """A request, and what the helpdesk was told of the close of its order's period."""

    ticket: Ticket
    code: str
    by: Actor
    told_close: datetime
    repeats: Counter[str] = field(default_factory=Counter)


class Deleting(RuleBasedStateMachine):
    """Anybody does anything; what the platform was told is held against the rule's own words."""

    house: House

    @initialize(
        capability=st.sampled_from(CAPABILITIES), closes=st.lists(st.integers(1, 5), min_size=2, max_size=2),
        shipped=st.sets(PLACES),
    )  # fmt: skip
    def begin(self, capability: Capability, closes: list[int], shipped: set[int]) -> None:
        self.house.begin()
        self.market = Market(self.house.clock, capability)
        self.codes = [f"D{1000 + next(self.house.orders)}" for _ in closes]
        for code, days in zip(self.codes, closes, strict=True):
            self.market.open(code, self.now + days * DAY)
        for place in shipped:
            self.market.ship(self.codes[place])
        self.requests: list[Request] = []
        self.references = count(1)

    @rule(place=PLACES, by=st.sampled_from(["store", "store", "wang"]))
    def submit(self, place: int, by: str) -> None:
        code, actor = self.codes[place], STORE if by == "store" else self.house.desk.wang
        order = self.market.held[code]
        allowed = (
            order.settlement_period.is_open_at(self.now) and order.deleted_at is None
            and not any(one.code == code for one in self.running())
        )  # fmt: skip
        try:
            ticket = self.do(actor, asking.submit, DeletionForm(code, None, "下错单"), facts=self.facts(code))
        except (HelpdeskError, Several):
            assert not allowed
        else:
            assert allowed
            self.requests.append(Request(ticket, code, actor, order.settlement_period.closes_at))

    @precondition(lambda self: self.running())
    @rule(
        data=st.data(), by=st.sampled_from(["wang", "zhao"]),
        outcome=st.sampled_from(["NOT_SHIPPED", "SHIPPED", "NOT_SHIPPED", "SHIPPED", "REFUSED"]),
    )  # fmt: skip
    def check(self, data: st.DataObject, by: str, outcome: str) -> None:
        self.checked(self.pick(data), getattr(self.house.desk, by), outcome)

    def checked(self, request: Request, actor: Actor, outcome: str) -> None:
        """Check a request, rightly or not."""
        order = self.market.held[request.code]
        if self.take(request, actor, "CHECK", outcome, note="说明"):
            assert actor.key != request.by.key
            if outcome != "REFUSED":
                assert order.shipped is (outcome == "SHIPPED")
                assert order.settlement_period.is_open_at(self.now)
                assert order.deleted_at is None

    @rule(place=PLACES, faults=st.lists(FAULTS, min_size=1, max_size=6))
    def go_on(self, place: int, faults: list[str]) -> None:
        """Who is next does what is right, step after step, whatever befalls the acts."""
        for fault in faults:
            mine = [one for one in self.running() if one.code == self.codes[place]]
            if mine:
                self.one_step(mine[0], fault)
            else:
                self.submit(place, "store")

    def one_step(self, request: Request, fault: str) -> None:
        """The step that is current is taken, or its act is worked on."""
        [turn] = self.turns(request, "CURRENT")
        if turn.code == "CHECK":
            shipped = self.market.held[request.code].shipped
            self.checked(request, self.house.desk.zhao, "SHIPPED" if shipped else "NOT_SHIPPED")
        elif turn.code == "FEE":
            for outcome in ("SEEN_PAID", "PAID", "QUOTE_ANEW"):
                if self.paid(request, "12.00", outcome):
                    break
        else:
            self.work(fault, patient=True)

    @rule(
        place=PLACES, told=st.booleans(), hours=st.integers(1, 30), amount=st.sampled_from(["11.99", "12.00"]),
        what=st.sampled_from(
            ["ship", "ship", "pay", "later", "earlier", "wait", "a second before", "the close", "withdraw"]
        ),
    )  # fmt: skip
    def meanwhile(self, place: int, told: bool, hours: int, amount: str, what: str) -> None:
        """Something happens that nobody here did; the platform may tell of it."""
        match what:
            case "ship":
                self.ship(place, told)
            case "pay":
                self.pay(place, told, amount)
            case "later" | "earlier":
                self.move(place, told, hours if what == "later" else -hours)
            case "wait":
                self.wait(hours)
            case "a second before" | "the close":
                self.come_to_the_close(place, -SECOND if what == "a second before" else timedelta(0))
            case _:
                self.withdraw(place)

    def ship(self, place: int, told: bool) -> None:
        self.market.ship(self.codes[place])
        self.notice(place, told=told)

    def pay(self, place: int, told: bool, amount: str) -> None:
        if self.market.held[self.codes[place]].shipped:
            self.market.pay(
                self.codes[place], f"{self.codes[place]}-{next(self.references)}", Decimal(amount)
            )
        self.notice(place, told=told)

    def move(self, place: int, told: bool, hours: int) -> None:
        closes_at = self.market.held[self.codes[place]].settlement_period.closes_at
        self.market.move(self.codes[place], closes_at + timedelta(hours=hours))
        self.notice(place, told=told)

    @precondition(lambda self: self.running())
    @rule(
        data=st.data(), amount=st.sampled_from(["11.99", "12.00", "12.00"]),
        outcome=st.sampled_from(["PAID", "PAID", "PAID", "SEEN_PAID", "QUOTE_ANEW", "NOT_PAID"]),
    )  # fmt: skip
    def finance(self, data: st.DataObject, amount: str, outcome: str) -> None:
        self.paid(self.pick(data), amount, outcome)

    def paid(self, request: Request, amount: str, outcome: str) -> bool:
        """Finance says what came of the fee; whether that was taken."""
        fields = {"reference": f"{request.code}-{next(self.references)}", "amount": amount}
        given = {"fields": fields} if outcome == "PAID" else {"note": "说明"}
        taken = self.take(request, self.house.desk.qian, "FEE", outcome, **given)
        if taken and outcome in {"PAID", "SEEN_PAID"}:
            assert self.market.held[request.code].settlement_period.is_open_at(self.now)
            assert outcome == "SEEN_PAID" or Decimal(amount) >= FEE
        return taken

    def withdraw(self, place: int) -> None:
        for request in self.running():
            if request.code != self.codes[place]:
                continue
            doubt = [one for one in self.acts(request) if one.state in {"CLAIMED", "UNKNOWN", "STUCK"}]
            try:
                self.do(STORE, lifecycle.cancel, ticket_id=request.ticket.id, reason="不需要了")
            except (HelpdeskError, Several):
                continue
            assert not doubt

    def wait(self, hours: int) -> None:
        self.house.clock.advance(timedelta(hours=hours))
        self.time_passes()

    def come_to_the_close(self, place: int, after: timedelta) -> None:
        instant = self.market.held[self.codes[place]].settlement_period.closes_at + after
        self.house.clock.advance(max(instant - self.now, timedelta(0)))
        self.time_passes()

    @rule(fault=FAULTS, patient=st.booleans())
    def work(self, fault: str, patient: bool) -> None:
        """A worker takes the next act in hand; an impatient one only what is due now."""
        act = self.next_act()
        if act is None or (not patient and act.next_at > self.now):
            return
        if act.next_at > self.now:
            self.house.clock.advance(act.next_at - self.now)
        before = len(self.market.sent)
        if fault.startswith("dies"):
            self.house.do(self.die(act, told=fault == "dies after"))
        else:
            self.market.faults = [fault]
            self.house.do(performing.perform(self.house.runtime.transactor, self.market, act_id=act.id))
            self.market.faults = []
        self.look(before)
        self.time_passes()

    @precondition(lambda self: self.stuck())
    @rule(data=st.data(), how=st.sampled_from([deciding.ask_again, deciding.repeat, deciding.give_up]))
    def decide(self, data: st.DataObject, how: Any) -> None:
        act = data.draw(st.sampled_from(self.stuck()))
        late = act.only_ask_from is not None and self.now >= act.only_ask_from
        try:
            self.do(self.house.boss, how, act_id=act.id, reason="平台已答复")
        except (HelpdeskError, Several):
            assert how is deciding.repeat
            assert late
            return
        assert how is not deciding.repeat or not late
        request = next(one for one in self.requests if one.ticket.id == act.ticket_id)
        request.repeats[act.key] += how is deciding.repeat

    def teardown(self) -> None:
        if not hasattr(self, "requests"):
            return
        for _ in range(80):
            if self.next_act() is None:
                break
            self.work("", patient=True)
        assert self.next_act() is None
        for request in self.requests:
            self.explained(request)
        assert all(times == 1 for times in self.market.refunds.values())

    def look(self, before: int) -> None:
        """What was sent just now is what the rules allow to be sent."""
        for sent in self.market.sent[before:]:
            [act] = self.rows(select(PlatformAct).where(PlatformAct.key == sent.key))
            request = next(one for one in self.requests if one.ticket.id == act.ticket_id)
            assert sent.at < request.told_close, "sent after the close"
            assert sent.stated.order_code == request.code
            if sent.stated.shipped:
                paid = [one for one in self.market.payments if one.reference == sent.stated.fee_reference]
                assert [one for one in paid if one.amount.amount >= FEE], "sent without its fee"
            if not self.market.capability.idempotent:
                times = sum(one.key == sent.key for one in self.market.sent)
                assert times <= 1 + request.repeats[sent.key], "sent again where keys mean nothing"

    def explained(self, request: Request) -> None:
        """State, status, reason, act and refund fit together."""
        [procedure] = self.rows(select(Procedure).where(Procedure.ticket_id == request.ticket.id))
        status = self.house.do(self.house.desk.ticket(request.ticket)).status
        acts = self.acts(request)
        deleted = self.market.deleted_by.get(request.code) in {one.key for one in acts}
        states = {one.state for one in acts}
        if procedure.state == "DONE":
            assert deleted
        if deleted and procedure.state != "DONE":
            assert states & {"STUCK", "GIVEN_UP", "REFUSED"}, "deleted, and nobody knows"
        current = self.turns(request, "CURRENT")
        if procedure.state == "RUNNING":
            [turn] = current
            assert (turn.code in {"DELETE", "RECORD"}) is ("STUCK" in states)
            assert "STUCK" in states or self.now < request.told_close, "running after its hard deadline"
            return
        assert current == []
        assert status == {"DONE": "SOLVED", "DECLINED": "DECLINED", "CANCELLED": "CANCELLED"}[procedure.state]
        if procedure.state == "DECLINED" and procedure.reason != "PERIOD_CLOSED":
            last = self.turns(request, "TAKEN")[-1]
            assert procedure.reason == ENDS[last.code, last.outcome]
        if procedure.state == "DECLINED" and procedure.reason == "PERIOD_CLOSED":
            assert self.now >= min(
                request.told_close, self.market.held[request.code].settlement_period.closes_at
            )
        self.refunded(request, procedure)

    def refunded(self, request: Request, procedure: Procedure) -> None:
        """A fee of what was not deleted lies with finance, once; what was deleted asks for none back."""
        fee = procedure.facts.get("fee")
        found = self.rows(select(Procedure).where(Procedure.code == "fee-refund"))
        same = {
            one.ticket_id for one in found if fee is not None and one.facts["reference"] == fee["reference"]
        }
        caused = self.rows(select(TicketLink.source_id).where(TicketLink.target_id == request.ticket.id))
        if procedure.state == "DONE":
            assert not same & set(caused)
        elif fee is not None:
            assert len(same) == 1

    async def die(self, act: PlatformAct, *, told: bool) -> None:
        """A worker claims an act and is gone, before it told the platform or after; its lease runs out."""
        claim = partial(claiming.claim, act_id=act.id, capability=self.market.capability, lease=timedelta(0))
        claimed = await self.house.runtime.transactor.run(SYSTEM, claim)
        if claimed is not None and told:
            await performing.tell(self.market, claimed)

    def notice(self, place: int, *, told: bool) -> None:
        """The platform tells of it, and a worker looks; or the notice is lost."""
        for request in self.running():
            if told and request.code == self.codes[place]:
                self.house.do(
                    watching.look(self.house.runtime.transactor, self.market, ticket_id=request.ticket.id)
                )
                self.hear(request)
        self.time_passes()

    def time_passes(self) -> None:
        """Workers fire the hard deadlines that are due."""
        for request in self.requests:
            due = select(SlaTimer).where(
                SlaTimer.subject_id == request.ticket.id,
                SlaTimer.metric == "DEADLINE",
                SlaTimer.next_at <= self.now,
            )
            for timer in self.rows(due):
                while self.do(SYSTEM, escalation.fire, timer_id=timer.id) is not None:
                    pass

    def take(self, request: Request, by: Actor, step: str, outcome: str, **given: Any) -> bool:
        """Take a step; whether it was taken."""
        try:
            self.do(
                by, running.take, ticket_id=request.ticket.id, step=step, outcome=outcome,
                facts=self.facts(request.code), **given,
            )  # fmt: skip
        except (HelpdeskError, Several):
            return False
        self.hear(request)
        return True

    def hear(self, request: Request) -> None:
        """The helpdesk asked the platform and went on: it may have learnt of another close."""
        [procedure] = self.rows(select(Procedure).where(Procedure.ticket_id == request.ticket.id))
        request.told_close = datetime.fromisoformat(procedure.facts["closes_at"])

    @property
    def now(self) -> datetime:
        return self.house.clock.now()

    def do(self, actor: Actor, verb: Any, *arguments: Any, **named: Any) -> Any:
        return self.house.do(self.house.desk.do(actor, verb, *arguments, **named))

    def rows(self, query: Any) -> Any:
        return self.house.do(self.house.desk.scalars(query))

    def facts(self, code: str) -> Facts:
        return self.house.do(gather(self.market, member_code=None, order_code=code, now=self.now))

    def pick(self, data: st.DataObject) -> Request:
        return data.draw(st.sampled_from(self.running()))

    def running(self) -> list[Request]:
        """Requests that are being worked on."""
        tickets = [one.ticket.id for one in self.requests]
        query = select(Procedure.ticket_id).where(
            Procedure.ticket_id.in_(tickets), Procedure.state == "RUNNING"
        )
        found = set(self.rows(query))
        return [one for one in self.requests if one.ticket.id in found]

    def turns(self, request: Request, state: str) -> Any:
        query = select(ProcedureStep).where(
            ProcedureStep.ticket_id == request.ticket.id, ProcedureStep.state == state
        )
        return self.rows(query.order_by(ProcedureStep.place))

    def acts(self, request: Request) -> Any:
        return self.rows(select(PlatformAct).where(PlatformAct.ticket_id == request.ticket.id))

    def stuck(self) -> Any:
        """Acts of this example that a person decides about."""
        tickets = [one.ticket.id for one in self.requests]
        query = select(PlatformAct).where(PlatformAct.ticket_id.in_(tickets), PlatformAct.state == "STUCK")
        return sorted(self.rows(query), key=self.place_of)

    def next_act(self) -> PlatformAct | None:
        """The next act of this example's tickets that is to be looked at."""
        tickets = [one.ticket.id for one in self.requests]
        query = select(PlatformAct).where(
            PlatformAct.ticket_id.in_(tickets), PlatformAct.next_at.is_not(None)
        )
        return min(self.rows(query), key=lambda act: (act.next_at, *self.place_of(act)), default=None)

    def place_of(self, act: PlatformAct) -> tuple[datetime, int, str]:
        """Where an act comes among others, the same whenever an example is tried again: ids are drawn anew."""
        tickets = [one.ticket.id for one in self.requests]
        return act.created_at, tickets.index(act.ticket_id), act.kind


def test_no_deletion_is_told_against_the_rules_and_each_request_ends_as_its_record_says(
    house: House, request: pytest.FixtureRequest
) -> None:
    Deleting.house = house
    rounds = int(request.config.getoption("--rounds"))
    run_state_machine_as_test(  # type: ignore[no-untyped-call]  # hypothesis leaves it so
        Deleting,
        settings=settings(
            max_examples=80 * rounds, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
