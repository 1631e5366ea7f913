"""Whatever is submitted, called and withdrawn, and whatever befalls platform and workers: a password is reset by
consent at the number that was called, once for each request, and each ends as its record says (docs/domain.md, 3.2)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from itertools import count
from typing import ClassVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test
from sqlalchemy import select

from helpdesk.attachments.purpose import Purpose
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.errors import HelpdeskError, Several
from helpdesk.platform.values import MemberField
from helpdesk.privacy.vault import Vault
from helpdesk.procedures.acts import performing
from helpdesk.procedures.acts.models import PlatformAct
from helpdesk.procedures.resets import asking
from helpdesk.procedures.resets.asking import ResetForm
from helpdesk.procedures.rules.verification import CallOutcome, NumberKind
from helpdesk.procedures.verifications.models import PhoneVerification
from helpdesk.tickets import lifecycle
from tests.features.procedures.changing.parties import (
    CONSENTED,
    FAULTS,
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


class Resetting(Parties):
    """Anybody does anything; what the platform was told is held against the rule's own words."""

    ends: ClassVar[Mapping[tuple[str, str], str | None]] = {
        ("RESET", "DONE"): None, ("RESET", "REFUSED"): "PLATFORM_REFUSED", ("CONFIRM", "REFUSED"): "NOT_CONFIRMED",
        ("CALL", "REFUSED"): "MEMBER_REFUSED", ("CALL", "UNREACHABLE"): "UNREACHABLE",
    }  # fmt: skip

    @initialize()
    def begin(self) -> None:
        self.house.begin()
        self.code = f"P{next(self.house.orders)}"
        self.registry = Registry(self.house.clock)
        self.registry.members[self.code] = samples.member(code=self.code)
        self.requests: list[Request] = []
        self.values = count(1)
        self.seen = 0

    @rule(by=st.sampled_from(["store", "wang"]))
    def submit(self, by: str) -> None:
        actor = STORE if by == "store" else self.house.desk.wang
        self.house.do(self.tidy())
        copy = self.file(Purpose.ID_CARD_COPY, actor)
        open_already = bool(self.running())
        try:
            ticket = self.do(actor, asking.submit, ResetForm(self.code, copy), facts=self.facts())
        except (HelpdeskError, Several):
            assert open_already
        else:
            assert not open_already
            self.requests.append(Request(ticket, actor, frozenset(), [copy], ""))

    @rule()
    def another_number_is_registered(self) -> None:
        self.registry.hold(self.code, mobile=self.fresh(MemberField.MOBILE))

    @precondition(lambda self: self.running())
    @rule(data=st.data(), outcome=st.sampled_from([CONSENTED, CONSENTED, REFUSED, UNREACHABLE]), fault=FAULTS)
    def go_on(self, data: st.DataObject, outcome: CallOutcome, fault: str) -> None:
        """Somebody who did not submit it does what is to be done, rightly."""
        request = self.pick(data)
        self.open(request, "zhao")
        match self.current(request):
            case ["CONFIRM"]:
                self.confirmed(request, "zhao", "CONFIRMED", right=True)
            case ["CALL"]:
                self.rang(request, "zhao", REGISTERED, outcome)
            case _:
                self.work(fault)

    @precondition(lambda self: self.running())
    @rule(
        data=st.data(), by=st.sampled_from(["wang", "zhao"]), right=st.booleans(),
        outcome=st.sampled_from(["CONFIRMED", "REFUSED"]),
    )  # fmt: skip
    def confirm(self, data: st.DataObject, by: str, right: bool, outcome: str) -> None:
        self.confirmed(self.pick(data), by, outcome, right=right)

    @precondition(lambda self: self.running())
    @rule(
        data=st.data(), by=st.sampled_from(["wang", "zhao"]), number=st.sampled_from(NumberKind),
        outcome=st.sampled_from(CallOutcome),
    )  # fmt: skip
    def record_call(self, data: st.DataObject, by: str, number: NumberKind, outcome: CallOutcome) -> None:
        self.rang(self.pick(data), by, number, outcome)

    @precondition(lambda self: self.running())
    @rule(data=st.data(), outcome=st.sampled_from(["CONSENTED", "REFUSED", "UNREACHABLE"]))
    def say_so_without_a_call(self, data: st.DataObject, outcome: str) -> None:
        assert not self.take(self.pick(data), "zhao", "CALL", outcome)

    @precondition(lambda self: self.running())
    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        request = self.pick(data)
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

    def rang(self, request: Request, by: str, number: NumberKind, outcome: CallOutcome) -> None:
        """Call, and keep at which number the member consented."""
        before = set(request.evidence)
        self.called(request, by, number, outcome)
        if "PHONE" in request.evidence - before:
            assert number is REGISTERED
            request.name = self.do(self.agent(by), self.number_called, request)

    async def number_called(self, work: UnitOfWork, request: Request) -> str:
        """The number that the latest verification began with."""
        latest = (
            select(PhoneVerification.registered_id)
            .where(PhoneVerification.ticket_id == request.ticket.id)
            .order_by(PhoneVerification.began_at.desc(), PhoneVerification.id.desc())
            .limit(1)
        )
        value_id: UUID = (await work.session.scalars(latest)).one()
        return (await work.resource(Vault).open(work, [value_id]))[value_id] or ""

    def look(self) -> None:
        """The platform was told something: only what was consented to, at that number, and each request once."""
        for key, reset in list(zip(self.registry.reset_keys, self.registry.reset, strict=True))[self.seen :]:
            [act] = self.rows(select(PlatformAct).where(PlatformAct.key == key))
            request = next(one for one in self.requests if one.ticket.id == act.ticket_id)
            request.applied += 1
            assert request.applied == 1
            assert request.evidence == {"CONFIRMED", "PHONE"}
            assert reset.mobile == request.name
        self.seen = len(self.registry.reset_keys)
        for request in self.requests:
            if "CALL" in self.current(request):
                request.evidence -= {"PHONE"}

    def teardown(self) -> None:
        if not hasattr(self, "requests"):
            return
        for _ in range(60):
            if self.due() is None:
                break
            self.work("")
        assert self.due() is None
        for request in self.requests:
            self.explained(request)


def test_a_password_is_reset_by_consent_alone_and_once(house: House, request: pytest.FixtureRequest) -> None:
    Resetting.house = house
    rounds = int(request.config.getoption("--rounds"))
    run_state_machine_as_test(  # type: ignore[no-untyped-call]  # hypothesis leaves it so
        Resetting,
        settings=settings(
            max_examples=30 * rounds, stateful_step_count=20, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
