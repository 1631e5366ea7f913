"""Whatever is submitted, checked, withdrawn and changed meanwhile, and whatever befalls the platform and the workers:
it is told what the rules allow, each request once, and each ends as its record says (docs/domain.md, 3.1)."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from itertools import count
from typing import Any, TypeVar
from uuid import UUID

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
from sqlalchemy import delete, select

from helpdesk.app import Runtime
from helpdesk.attachments.models import Attachment
from helpdesk.attachments.purpose import Purpose
from helpdesk.attachments.viewing import How
from helpdesk.kit.actor import SYSTEM, Actor
from helpdesk.kit.clock import StoppedClock
from helpdesk.kit.errors import HelpdeskError, Several
from helpdesk.platform.values import MemberField
from helpdesk.procedures import running
from helpdesk.procedures.acts import claiming, performing
from helpdesk.procedures.acts.models import PlatformAct
from helpdesk.procedures.changes import asking, freezing
from helpdesk.procedures.changes.forms import AskedDocument, ChangeForm
from helpdesk.procedures.changes.freezing import Mismatched
from helpdesk.procedures.changes.models import MemberWatch
from helpdesk.procedures.facts import Facts, gather
from helpdesk.procedures.models import Procedure, ProcedureStep
from helpdesk.procedures.rules.documents import DocumentKind
from helpdesk.procedures.rules.member_change import Asked
from helpdesk.tickets import documents, lifecycle
from helpdesk.tickets.models import Ticket
from tests import packs
from tests.actors import store_manager
from tests.conftest import MONDAY, settings_of
from tests.features.attachments.planting import stored
from tests.features.tickets.build import Desk
from tests.members import Registry
from tests.pure.procedures import rule_samples as samples
from tests.world import World

STORE = store_manager("S001")
FIELDS = st.lists(st.sampled_from(MemberField), min_size=1, max_size=2, unique=True) | st.just(
    [MemberField.NAME]
)
MEANWHILE = st.sampled_from([False, False, True])
"""Whether the platform's values change before the next attempt."""
FAULTS = st.sampled_from(["", "", "away", "swallowed", "lost", "dies", "dies after"])
LEGAL_PERSON = "赵新人"
Answer = TypeVar("Answer")


@dataclass
class Request:
    """A request that was taken in, and the evidence that was given for it since its last conflict."""

    ticket: Ticket
    by: Actor
    fields: frozenset[MemberField]
    files: list[UUID]
    name: str
    opened_by: set[str] = field(default_factory=set)
    evidence: set[str] = field(default_factory=set)
    applied: int = 0


class House:
    """One helpdesk for all examples; each has a member of its own."""

    def __init__(self, url: str, world: World) -> None:
        self.runner = asyncio.Runner()
        self.clock = StoppedClock(MONDAY)
        self.runtime = Runtime.build(settings_of(url), url, clock=self.clock)
        self.desk = Desk(self.runtime.transactor, world, self.clock)
        self.registry = Registry(self.clock)
        self.members = count(1)
        self.do(packs.publish(self.runtime.transactor, world, "direct-sales"))
        self.do(self.desk.set_agents(capacity=100_000))

    def do(self, what: Coroutine[Any, Any, Answer]) -> Answer:
        """Wait for it."""
        return self.runner.run(what)

    async def tidy(self) -> None:
        """Remove files that hang on nothing, of which nobody may have many."""
        async with self.runtime.engine.begin() as connection:
            await connection.execute(delete(Attachment).where(Attachment.subject_id.is_(None)))

    def close(self) -> None:
        """Close the connections."""
        self.do(self.runtime.engine.dispose())
        self.runner.close()


class Changing(RuleBasedStateMachine):
    """Anybody does anything; what the platform was told is held against the rule's own words."""

    house: House

    @initialize(tied=st.sampled_from([True, True, False]))
    def begin(self, tied: bool) -> None:
        self.code = f"T{next(self.house.members)}"
        self.registry = self.house.registry
        self.registry.members[self.code] = samples.member(
            code=self.code, legal_person_of=("S001",) if tied else ()
        )
        self.requests: list[Request] = []
        self.values = count(1)
        self.seen = len(self.registry.keys)

    @rule(
        fields=FIELDS,
        by=st.sampled_from(["store", "wang"]),
        wrong=st.sampled_from([False, False, True]),
        papers=st.sampled_from([True, True, False]),
    )
    def submit(self, fields: list[MemberField], by: str, wrong: bool, papers: bool) -> None:
        actor = STORE if by == "store" else self.house.desk.wang
        self.house.do(self.house.tidy())
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
    @rule(data=st.data(), fault=FAULTS, meanwhile=MEANWHILE)
    def go_on(self, data: st.DataObject, fault: str, meanwhile: bool) -> None:
        """Somebody who did not submit it does what is to be done, rightly."""
        request = self.pick(data)
        [step] = self.current(request)
        self.open(request, "zhao")
        match step:
            case "CONFIRM":
                for outcome in ("CONFIRMED", "CONFIRMED_ANEW"):
                    self.confirmed(request, "zhao", outcome, right=True)
            case "DOCUMENTS":
                self.recorded(request, "zhao", "RIGHT", right=True)
            case "APPLY":
                if meanwhile:
                    self.somebody_else_changes(min(request.fields))
                self.work(fault)

    @precondition(lambda self: self.running())
    @rule(data=st.data(), fault=FAULTS, meanwhile=MEANWHILE)
    def go_on_further(self, data: st.DataObject, fault: str, meanwhile: bool) -> None:
        """The same: so that requests come to their ends more often than they are disturbed."""
        self.go_on(data, fault, meanwhile)

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

    def open(self, request: Request, by: str) -> None:
        """Open all files of a request."""
        for file in request.files:
            self.do(self.agent(by), documents.open_attachment, attachment_id=file, how=How.DOWNLOAD)
        request.opened_by.add(by)

    def confirmed(self, request: Request, by: str, outcome: str, *, right: bool) -> None:
        """Confirm, or do not, what was read on the ID copy."""
        member = self.registry.members[self.code]
        fields = {"name": member.name, "idNumber": member.id_number if right else "110101199003070022"}
        given: dict[str, Any] = {} if outcome == "REFUSED" else {"fields": fields}
        if self.take(request, by, "CONFIRM", outcome, note="说明", **given) and outcome != "REFUSED":
            assert right
            assert by in request.opened_by
            assert self.agent(by).key != request.by.key
            request.evidence = {"CONFIRMED"}

    def recorded(self, request: Request, by: str, outcome: str, *, right: bool) -> None:
        """Record what stands on the papers."""
        new = request.name if right else "别人"
        paper = {"legalPerson": new, "madeOutOn": "2026-11-10"}
        fields = {
            "legalPersonChangedOn": "2026-11-01",
            "documents": {one.value: paper for one in DocumentKind},
        }
        if self.take(request, by, "DOCUMENTS", outcome, fields=fields):
            assert outcome == ("RIGHT" if right else "WRONG")
            assert by in request.opened_by
            request.evidence |= {"PAPERS"} if right else set()

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

    def look(self) -> None:
        """The platform was told something: only what there is evidence for, and each request once."""
        for key, change in list(zip(self.registry.keys, self.registry.applied, strict=True))[self.seen :]:
            [act] = self.rows(select(PlatformAct).where(PlatformAct.key == key))
            request = next(one for one in self.requests if one.ticket.id == act.ticket_id)
            request.applied += 1
            assert request.applied == 1
            assert {one.field for one in change.changes} == request.fields
            assert "CONFIRMED" in request.evidence
            assert "PAPERS" in request.evidence or not self.needs_papers(request.fields)
            assert "PHONE" in request.evidence or MemberField.MOBILE not in request.fields
        self.seen = len(self.registry.keys)
        for request in self.requests:
            if "CONFIRM" in self.current(request):
                request.evidence = set()

    def explained(self, request: Request) -> None:
        """State, status and answer are what the last turn says."""
        [procedure] = self.rows(select(Procedure).where(Procedure.ticket_id == request.ticket.id))
        ticket = self.house.do(self.house.desk.ticket(request.ticket))
        assert (procedure.state == "DONE") is (request.applied == 1)
        if procedure.state == "RUNNING":
            assert len(self.current(request)) == 1
            return
        assert self.current(request) == []
        status = {"DONE": "SOLVED", "DECLINED": "DECLINED", "CANCELLED": "CANCELLED"}[procedure.state]
        assert ticket.status == status
        if procedure.state == "CANCELLED":
            return
        taken = self.rows(
            select(ProcedureStep)
            .where(ProcedureStep.ticket_id == ticket.id, ProcedureStep.state == "TAKEN")
            .order_by(ProcedureStep.place)
        )
        ends = {("APPLY", "DONE"): None, ("CONFIRM", "REFUSED"): "NOT_CONFIRMED"} | OTHER_ENDS
        assert procedure.reason == ends[taken[-1].code, taken[-1].outcome]

    async def die(self, act: PlatformAct, *, told: bool) -> None:
        """A worker claims an act and is gone, before it told the platform or after; its lease runs out."""
        transactor = self.house.runtime.transactor
        capability = self.registry.capability
        claim = partial(claiming.claim, act_id=act.id, capability=capability, lease=timedelta(0))
        claimed = await transactor.run(SYSTEM, claim)
        if claimed is not None and told:
            await performing.tell(self.registry, claimed)

    def take(self, request: Request, by: str, step: str, outcome: str, **given: Any) -> bool:
        """Take a step; whether it was taken."""
        try:
            self.do(
                self.agent(by), running.take, ticket_id=request.ticket.id, step=step, outcome=outcome,
                facts=self.facts(), **given,
            )  # fmt: skip
        except (HelpdeskError, Several):
            return False
        return True

    def do(self, actor: Actor, verb: Any, *arguments: Any, **named: Any) -> Any:
        return self.house.do(self.house.desk.do(actor, verb, *arguments, **named))

    def rows(self, query: Any) -> Any:
        return self.house.do(self.house.desk.scalars(query))

    def facts(self) -> Facts:
        now = self.house.clock.now()
        return self.house.do(gather(self.registry, member_code=self.code, order_code=None, now=now))

    def file(self, purpose: Purpose, by: Actor) -> UUID:
        return self.house.do(stored(self.house.desk, purpose, by=by))

    def agent(self, name: str) -> Actor:
        return self.house.desk.wang if name == "wang" else self.house.desk.zhao

    def pick(self, data: st.DataObject) -> Request:
        return data.draw(st.sampled_from(self.running()))

    def running(self) -> list[Request]:
        """Requests that are being worked on."""
        return [one for one in self.requests if self.is_running(one)]

    def held(self, which: MemberField) -> str | None:
        return self.registry.value(self.code, which.value)

    def fresh(self, which: MemberField) -> str:
        number = next(self.values)
        if which is MemberField.MOBILE:
            return f"+86139{number:08}"
        return f"6222020000000{number:06}" if which is MemberField.BANK_CARD else f"值{number}"

    def needs_papers(self, fields: frozenset[MemberField]) -> bool:
        return MemberField.NAME in fields and bool(self.registry.members[self.code].legal_person_of)

    def is_running(self, request: Request) -> bool:
        [procedure] = self.rows(select(Procedure).where(Procedure.ticket_id == request.ticket.id))
        return bool(procedure.state == "RUNNING")

    def current(self, request: Request) -> list[str]:
        return list(
            self.rows(
                select(ProcedureStep.code).where(
                    ProcedureStep.ticket_id == request.ticket.id, ProcedureStep.state == "CURRENT"
                )
            )
        )

    def due(self) -> PlatformAct | None:
        """The next act of this example's tickets that is to be looked at."""
        tickets = [one.ticket.id for one in self.requests]
        query = select(PlatformAct).where(
            PlatformAct.next_at.is_not(None), PlatformAct.ticket_id.in_(tickets)
        )
        found = self.rows(query.order_by(PlatformAct.next_at))
        return found[0] if found else None


OTHER_ENDS = {("DOCUMENTS", "WRONG"): "DOCUMENTS_WRONG", ("APPLY", "REFUSED"): "PLATFORM_REFUSED"}


@pytest.fixture
def house(database_url: str, world: World) -> Iterator[House]:
    """A helpdesk."""
    found = House(database_url, world)
    yield found
    found.close()


def test_the_platform_is_told_what_the_rules_allow_and_each_request_once(
    house: House, request: pytest.FixtureRequest
) -> None:
    Changing.house = house
    rounds = int(request.config.getoption("--rounds"))
    run_state_machine_as_test(  # type: ignore[no-untyped-call]  # hypothesis leaves it so
        Changing,
        settings=settings(
            max_examples=12 * rounds, stateful_step_count=30, deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )  # fmt: skip
