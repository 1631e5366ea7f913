"""Whatever is submitted, checked, withdrawn and changed meanwhile, and whatever befalls the platform and the workers:
it is told what the rules allow, each request once, and each ends as its record says (docs/domain.md, 3.1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import count
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from helpdesk.attachments.purpose import Purpose
from helpdesk.kit.errors import HelpdeskError, Several
from helpdesk.platform.values import MemberField
from helpdesk.procedures.acts import performing
from helpdesk.procedures.changes import asking, freezing
from helpdesk.procedures.changes.forms import AskedDocument, ChangeForm
from helpdesk.procedures.changes.freezing import Mismatched
from helpdesk.procedures.changes.models import MemberWatch
from helpdesk.procedures.rules.documents import DocumentKind
from helpdesk.procedures.rules.member_change import Asked
from helpdesk.procedures.rules.verification import CallOutcome, NumberKind
from helpdesk.tickets import lifecycle
from tests.features.procedures.changing.parties import (
    CONFIRMED,
    CONSENTED,
    FAULTS,
    FIELDS,
    LEGAL_PERSON,
    MEANWHILE,
    NEW,
    NOT_CONFIRMED,
    REFUSED,
    REGISTERED,
    STORE,
    UNREACHABLE,
    Parties,
    Request,
)
from tests.features.procedures.house import House
from tests.members import Registry
from tests.pure.procedures import rule_samples as samples


class Changing(Parties):
    """Anybody does anything; what the platform was told is held against the rule's own words."""

    ends: ClassVar[Mapping[tuple[str, str], str | None]] = {
        ("APPLY", "DONE"): None, ("APPLY", "REFUSED"): "PLATFORM_REFUSED", ("CONFIRM", "REFUSED"): "NOT_CONFIRMED",
        ("DOCUMENTS", "WRONG"): "DOCUMENTS_WRONG", ("CALL", "REFUSED"): "MEMBER_REFUSED",
        ("CALL_NEW", "NOT_CONFIRMED"): "NOT_VERIFIED",
    }  # fmt: skip

    @initialize(tied=st.sampled_from([True, True, False]))
    def begin(self, tied: bool) -> None:
        self.house.begin()
        self.code = f"T{next(self.house.orders)}"
        self.registry = Registry(self.house.clock)
        self.registry.members[self.code] = samples.member(
            code=self.code, legal_person_of=("S001",) if tied else ()
        )
        self.requests: list[Request] = []
        self.values = count(1)
        self.seen = 0

    @rule(
        fields=FIELDS,
        by=st.sampled_from(["store", "wang"]),
        wrong=st.sampled_from([False, False, True]),
        papers=st.sampled_from([True, True, False]),
    )
    def submit(self, fields: list[MemberField], by: str, wrong: bool, papers: bool) -> None:
        actor = STORE if by == "store" else self.house.desk.wang
        self.house.do(self.tidy())
        rows = [Asked(one.value, self.held(one), self.fresh(one)) for one in fields]
        name = next((row.after or "" for row in rows if row.field == "NAME"), LEGAL_PERSON)
        if wrong:
            rows[0] = Asked(rows[0].field, "another", rows[0].after)
        kinds = list(DocumentKind) if papers else []
        files = [
            self.file(Purpose.ID_CARD_COPY, actor),
            *(self.file(Purpose(one.value), actor) for one in kinds),
        ]
        given = tuple(AskedDocument(kind, one) for kind, one in zip(kinds, files[1:], strict=True))
        form = ChangeForm(self.code, tuple(rows), files[0], given)
        try:
            ticket = self.do(actor, asking.submit, form, facts=self.facts())
        except Mismatched as refused:
            assert wrong
            self.do(actor, freezing.count, refused, intake=asking.INTAKE)
        except (HelpdeskError, Several):
            return
        else:
            assert not wrong
            assert papers or not self.needs_papers(frozenset(fields))
            assert not any(one.fields & set(fields) for one in self.requests if self.is_running(one))
            self.requests.append(Request(ticket, actor, frozenset(fields), files, name))

    @rule(which=st.sampled_from(MemberField))
    def somebody_else_changes(self, which: MemberField) -> None:
        self.registry.hold(self.code, **{which.value.lower(): self.fresh(which)})

    @precondition(lambda self: self.running())
    @rule(data=st.data(), by=st.sampled_from(["wang", "zhao"]))
    def open_files(self, data: st.DataObject, by: str) -> None:
        self.open(self.pick(data), by)

    @precondition(lambda self: self.running())
    @rule(data=st.data(), turns=st.integers(1, 8))
    def go_on(self, data: st.DataObject, turns: int) -> None:
        """Somebody who did not submit it does what is to be done, rightly, and goes on with what follows."""
        request = self.pick(data)
        self.open(request, "zhao")
        for _ in range(turns):
            if not self.is_running(request):
                return
            self.rightly(data, request)

    def rightly(self, data: st.DataObject, request: Request) -> None:
        """Take the step that is to be taken now."""
        match self.current(request):
            case ["CONFIRM"]:
                for outcome in ("CONFIRMED", "CONFIRMED_ANEW"):
                    self.confirmed(request, "zhao", outcome, right=True)
            case ["DOCUMENTS"]:
                self.recorded(request, "zhao", "RIGHT", right=True)
            case ["CALL"]:
                answered = [CONSENTED, CONSENTED, UNREACHABLE, UNREACHABLE, REFUSED]
                self.called(request, "zhao", REGISTERED, data.draw(st.sampled_from(answered)))
            case ["CALL_NEW"]:
                outcome = data.draw(st.sampled_from([CONFIRMED, CONFIRMED, NOT_CONFIRMED, UNREACHABLE]))
                self.called(request, "zhao", NEW, outcome, right=data.draw(st.integers(2, 4)))
            case ["APPLY"]:
                if data.draw(MEANWHILE):
                    self.somebody_else_changes(min(request.fields))
                self.work(data.draw(FAULTS))

    @precondition(lambda self: self.running())
    @rule(
        data=st.data(), by=st.sampled_from(["wang", "zhao"]), right=st.booleans() | st.just(True),
        outcome=st.sampled_from(["CONFIRMED", "CONFIRMED", "CONFIRMED_ANEW", "REFUSED"]),
    )  # fmt: skip
    def confirm(self, data: st.DataObject, by: str, right: bool, outcome: str) -> None:
        self.confirmed(self.pick(data), by, outcome, right=right)

    @precondition(lambda self: self.running())
    @rule(
        data=st.data(), by=st.sampled_from(["wang", "zhao"]), right=st.booleans(),
        outcome=st.sampled_from(["RIGHT", "WRONG"]),
    )  # fmt: skip
    def record_papers(self, data: st.DataObject, by: str, right: bool, outcome: str) -> None:
        self.recorded(self.pick(data), by, outcome, right=right)

    @precondition(lambda self: self.running())
    @rule(
        data=st.data(), by=st.sampled_from(["wang", "zhao"]), number=st.sampled_from(NumberKind),
        outcome=st.sampled_from(CallOutcome), right=st.integers(0, 4),
    )  # fmt: skip
    def record_call(
        self, data: st.DataObject, by: str, number: NumberKind, outcome: CallOutcome, right: int
    ) -> None:
        self.called(self.pick(data), by, number, outcome, right=right)

    @precondition(lambda self: self.running())
    @rule(data=st.data(), really=st.sampled_from([False, False, True]))
    def withdraw(self, data: st.DataObject, really: bool) -> None:
        request = self.pick(data)
        if not really:
            return
        try:
            self.do(STORE, lifecycle.cancel, ticket_id=request.ticket.id, reason="不需要了")
        except (HelpdeskError, Several):
            return
        assert request.applied == 0

    @rule(fault=FAULTS)
    def work(self, fault: str) -> None:
        act = self.due()
        if act is None:
            return
        self.house.clock.advance(max(act.next_at - self.house.clock.now(), timedelta(0)))
        if fault.startswith("dies"):
            self.house.do(self.die(act, told=fault == "dies after"))
        else:
            self.registry.faults = [fault]
            self.house.do(performing.perform(self.house.runtime.transactor, self.registry, act_id=act.id))
            self.registry.faults = []
        self.look()

    @rule(hours=st.integers(1, 30))
    def wait(self, hours: int) -> None:
        self.house.clock.advance(timedelta(hours=hours))

    def teardown(self) -> None:
        if not hasattr(self, "requests"):
            return
        for _ in range(60):
            if self.due() is None:
                break
            self.work("")
        assert self.due() is None
        watches = self.rows(select(MemberWatch).where(MemberWatch.member_code == self.code))
        assert all(len(one.mismatched_at) <= 5 for one in watches)
        for request in self.requests:
            self.explained(request)


def test_the_platform_is_told_what_the_rules_allow_and_each_request_once(
    house: House, request: pytest.FixtureRequest
) -> None:
    Changing.house = house
    rounds = int(request.config.getoption("--rounds"))
    run_state_machine_as_test(  # type: ignore[no-untyped-call]  # hypothesis leaves it so
        Changing,
        settings=settings(
            max_examples=40 * rounds, stateful_step_count=30, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
