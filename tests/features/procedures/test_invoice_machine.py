"""Invoices asked for and issued by several at once, refused, withdrawn, overtaken by their latest day: no line of an
order is ever held twice, or issued too late (docs/domain.md, 3.4)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from helpdesk.kit.actor import SYSTEM, Actor
from helpdesk.kit.errors import HelpdeskError, Several
from helpdesk.platform.values import Order
from helpdesk.procedures import running
from helpdesk.procedures.facts import Facts
from helpdesk.procedures.invoices import asking
from helpdesk.procedures.invoices.asking import InvoiceForm
from helpdesk.procedures.invoices.models import Invoice, InvoicedLine
from helpdesk.procedures.models import Procedure, ProcedureStep
from helpdesk.procedures.rules.buyers import Organisation
from helpdesk.procedures.rules.invoice_window import InvoiceKind
from helpdesk.procedures.rules.invoices import AskedLine, InvoiceRequest
from helpdesk.sla.models import SlaTimer
from helpdesk.tickets import escalation, lifecycle
from helpdesk.tickets.models import Ticket
from tests.actors import store_manager
from tests.features.procedures.house import House
from tests.pure.procedures.rule_samples import order

STORE = store_manager("S001")
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
COMPANY = Organisation(
    "福建某某有限公司",
    None,
    "91350100M000100Y43",
    "福州市一号",
    "0591-83838383",
    "工商银行",
    "62220200112233",
)
LINES = st.sets(st.integers(1, 3), min_size=1).map(frozenset)
NUMBERS = count(1)
NOT_SHRINKING = (Phase.explicit, Phase.generate)
"""Who comes first differs from run to run: a failure may not come again while it is made smaller."""


@dataclass
class Asked:
    """A request that was taken in."""

    ticket: Ticket
    kind: InvoiceKind
    lines: frozenset[int]
    by: Actor


class Invoicing(RuleBasedStateMachine):
    """Anybody asks for anything, several at a time. Who of them comes first differs from run to run, so that nothing
    that is drawn may depend on it."""

    house: House

    @initialize(days=st.integers(0, 60), months_end=st.booleans())
    def begin(self, days: int, months_end: bool) -> None:
        """An order that was placed so many days ago, or at a month's end."""
        self.house.begin()
        placed = self.now - days * DAY
        if months_end:
            placed = placed.replace(day=1) - SECOND
        number = 5000 + next(self.house.orders)
        self.order: Order = order(code=f"D{number}", member_code=f"M{number}", placed_at=placed)
        self.asked: list[Asked] = []

    @rule(
        wanted=st.lists(st.tuples(LINES, st.sampled_from(InvoiceKind), st.booleans()), min_size=1, max_size=3)
    )
    def ask(self, wanted: list[tuple[frozenset[int], InvoiceKind, bool]]) -> None:
        """All at the same time: at most one is taken in, and one is where any may be."""
        able = [
            one for one in wanted
            if not self.is_open() and not one[0] & self.issued() and self.placed <= self.now < self.ends(one[1])
        ]  # fmt: skip
        found = self.house.do(self.together(*(self.submit(*one) for one in wanted)))
        taken = [
            Asked(ticket, kind, lines, STORE if by_store else self.house.desk.wang)
            for ticket, (lines, kind, by_store) in zip(found, wanted, strict=True)
            if isinstance(ticket, Ticket)
        ]
        assert len(taken) == bool(able), found
        assert all(one.ticket.created_at == self.now for one in taken)
        assert all((one.lines, one.kind) in {(lines, kind) for lines, kind, _ in able} for one in taken)
        self.asked += taken

    @rule(
        outcome=st.sampled_from(["ACCEPTED", "ACCEPTED", "REFUSED"]),
        by=st.sampled_from(["wang", "zhao", "zhao"]),
    )
    def accept(self, outcome: str, by: str) -> None:
        if not self.is_open():
            return
        request, actor = self.asked[-1], getattr(self.house.desk, by)
        [taken] = self.house.do(self.together(self.take(actor, request, "ACCEPT", outcome, note="说明")))
        if isinstance(taken, Ticket) and outcome == "ACCEPTED":
            assert self.now < self.ends(request.kind)
            assert actor.key != request.by.key

    @rule(times=st.integers(1, 3), lines=LINES)
    def go_on(self, times: int, lines: frozenset[int]) -> None:
        """What comes next is done rightly."""
        if not self.is_open():
            self.ask([(lines, InvoiceKind.VAT_ORDINARY, True)])
        elif self.step(self.asked[-1]) == "ACCEPT":
            self.accept("ACCEPTED", "zhao")
        else:
            self.issue(times)

    @rule(times=st.integers(1, 3), lines=LINES)
    def go_on_further(self, times: int, lines: frozenset[int]) -> None:
        """The same: so that requests come to their ends more often than they are disturbed."""
        self.go_on(times, lines)

    @rule(times=st.integers(1, 3))
    def issue(self, times: int) -> None:
        """So many people of finance at the same time, each under a number of their own."""
        if not self.is_open():
            return
        request, qian = self.asked[-1], self.house.desk.qian
        was_there = self.step(request) == "ISSUE"
        turns = (
            self.take(qian, request, "ISSUE", "ISSUED", fields={"number": f"N{next(NUMBERS)}"})
            for _ in range(times)
        )
        taken = [one for one in self.house.do(self.together(*turns)) if isinstance(one, Ticket)]
        assert len(taken) == (was_there and self.now < self.ends(request.kind))

    @rule(really=st.sampled_from([False, True]))
    def refuse(self, really: bool) -> None:
        if really and self.is_open():
            refusal = self.take(self.house.desk.qian, self.asked[-1], "ISSUE", "REFUSED", note="税号不符")
            self.house.do(self.together(refusal))

    @rule(really=st.sampled_from([False, False, True]))
    def withdraw(self, really: bool) -> None:
        if really and self.is_open():
            ticket_id = self.asked[-1].ticket.id
            given_up = self.house.desk.do(STORE, lifecycle.cancel, ticket_id=ticket_id, reason="不需要了")
            self.house.do(self.together(given_up))

    @rule(
        kind=st.sampled_from(InvoiceKind), after=st.sampled_from([-SECOND, timedelta(0)]), really=st.booleans(),
        lines=LINES,
    )  # fmt: skip
    def come_to_the_end(
        self, kind: InvoiceKind, after: timedelta, really: bool, lines: frozenset[int]
    ) -> None:
        """The last second of the latest day, or the first after it: somebody asks, or issues, before workers look."""
        if not really:
            return
        self.house.clock.advance(max(self.ends(kind) + after - self.now, timedelta(0)))
        if self.is_open():
            self.issue(2)
        else:
            self.ask([(lines, kind, True)])
        self.fire()

    @rule(hours=st.integers(1, 40))
    def wait(self, hours: int) -> None:
        self.house.clock.advance(timedelta(hours=hours))
        self.fire()

    @invariant()
    def lines_are_held_once(self) -> None:
        """By the open request, or by an invoice that was issued; each line by one."""
        if not hasattr(self, "asked"):
            return
        invoices = self.rows(select(Invoice).where(Invoice.order_code == self.order.code))
        kept = [one for one in invoices if one.state in {"ASKED", "ISSUED"}]
        held = sorted(line["number"] for one in kept for line in one.lines)
        assert len(held) == len(set(held))
        rows = self.rows(select(InvoicedLine.line).where(InvoicedLine.order_code == self.order.code))
        assert sorted(rows) == held
        for one in invoices:
            request = next(asked for asked in self.asked if asked.ticket.id == one.ticket_id)
            [procedure] = self.rows(select(Procedure).where(Procedure.ticket_id == one.ticket_id))
            assert one.state == {"RUNNING": "ASKED", "DONE": "ISSUED"}.get(procedure.state, "REFUSED")
            assert {line["number"] for line in one.lines} == request.lines
            if one.issued_on is not None:
                ordered = self.placed.date()
                assert one.issued_on.year == ordered.year
                assert one.issued_on < self.ends(request.kind).date()

    async def submit(self, lines: frozenset[int], kind: InvoiceKind, by_store: bool) -> Ticket:
        wanted = InvoiceRequest(kind, COMPANY, tuple(map(AskedLine, sorted(lines))))
        form = InvoiceForm(self.order.code, wanted)
        actor = STORE if by_store else self.house.desk.wang
        return await self.house.desk.do(actor, asking.submit, form, facts=Facts(order=self.order))

    async def take(self, by: Actor, request: Asked, step: str, outcome: str, **given: Any) -> Ticket:
        return await self.house.desk.do(
            by, running.take, ticket_id=request.ticket.id, step=step, outcome=outcome,
            facts=Facts(order=self.order), **given,
        )  # fmt: skip

    async def together(self, *wanted: Any) -> list[Any]:
        """What came of each; only what forbids it may go wrong."""
        found = await asyncio.gather(*wanted, return_exceptions=True)
        for one in found:
            if isinstance(one, BaseException) and not isinstance(one, HelpdeskError | Several):
                raise one
        return list(found)

    def fire(self) -> None:
        """Workers fire the hard deadlines that are due, two at a time."""
        for request in self.asked:
            due = select(SlaTimer.id).where(
                SlaTimer.subject_id == request.ticket.id,
                SlaTimer.metric == "DEADLINE",
                SlaTimer.next_at <= self.now,
            )
            for timer in self.rows(due):
                while any(self.house.do(self.together(self.fired(timer), self.fired(timer)))):
                    pass
        if self.asked and self.now >= self.ends(self.asked[-1].kind):
            assert not self.is_open(), "open after its latest day"

    async def fired(self, timer: Any) -> Any:
        return await self.house.desk.do(SYSTEM, escalation.fire, timer_id=timer)

    @property
    def now(self) -> datetime:
        return self.house.clock.now().astimezone(self.house.runtime.transactor.zone)

    @property
    def placed(self) -> datetime:
        return self.order.placed_at.astimezone(self.house.runtime.transactor.zone)

    def ends(self, kind: InvoiceKind) -> datetime:
        """The first instant that is too late, by the rule's own words."""
        midnight = self.placed.replace(hour=0, minute=0, second=0, microsecond=0)
        next_month = (midnight.replace(day=1) + 32 * DAY).replace(day=1)
        if kind is InvoiceKind.VAT_SPECIAL:
            return next_month
        return min(midnight + 61 * DAY, midnight.replace(year=midnight.year + 1, month=1, day=1))

    def is_open(self) -> bool:
        """Whether a request for the order is being worked on."""
        return bool(self.asked) and self.state(self.asked[-1]) == "RUNNING"

    def issued(self) -> frozenset[int]:
        """Lines that stand on an invoice."""
        return frozenset(line for one in self.asked if self.state(one) == "DONE" for line in one.lines)

    def state(self, request: Asked) -> str:
        [found] = self.rows(select(Procedure.state).where(Procedure.ticket_id == request.ticket.id))
        return str(found)

    def step(self, request: Asked) -> str | None:
        query = select(ProcedureStep.code).where(
            ProcedureStep.ticket_id == request.ticket.id, ProcedureStep.state == "CURRENT"
        )
        return next(iter(self.rows(query)), None)

    def rows(self, query: Any) -> Any:
        return self.house.do(self.house.desk.scalars(query))


def test_no_line_is_invoiced_twice_or_too_late(house: House, request: pytest.FixtureRequest) -> None:
    Invoicing.house = house
    rounds = int(request.config.getoption("--rounds"))
    run_state_machine_as_test(  # type: ignore[no-untyped-call]  # hypothesis leaves it so
        Invoicing,
        settings=settings(
            max_examples=20 * rounds, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck),
            phases=NOT_SHRINKING,
        ),
    )  # fmt: skip
