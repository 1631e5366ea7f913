"""What each party to a member's change can do, and what the platform and the record say of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any, ClassVar
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
)
from sqlalchemy import delete, select

from helpdesk.attachments.models import Attachment
from helpdesk.attachments.purpose import Purpose
from helpdesk.attachments.viewing import How
from helpdesk.kit.actor import SYSTEM, Actor
from helpdesk.kit.errors import HelpdeskError, Several
from helpdesk.platform.values import MemberField
from helpdesk.procedures import running
from helpdesk.procedures.acts import claiming, performing
from helpdesk.procedures.acts.models import PlatformAct
from helpdesk.procedures.facts import Facts, gather
from helpdesk.procedures.models import Procedure, ProcedureStep
from helpdesk.procedures.rules.documents import DocumentKind
from helpdesk.procedures.rules.questions import QuestionKind
from helpdesk.procedures.rules.verification import CallOutcome, NumberKind
from helpdesk.procedures.verifications import recording
from helpdesk.procedures.verifications.recording import Call
from helpdesk.tickets import documents
from helpdesk.tickets.models import Ticket
from tests.actors import store_manager
from tests.features.attachments.planting import stored
from tests.features.procedures.house import House
from tests.members import Registry

STORE = store_manager("S001")
ALONE = st.sampled_from([[MemberField.NAME], [MemberField.MOBILE]])
FIELDS = ALONE | st.lists(st.sampled_from(MemberField), min_size=1, max_size=2, unique=True)
MEANWHILE = st.booleans()
"""Whether the platform's values change before the next attempt."""
FAULTS = st.sampled_from(["", "", "away", "swallowed", "lost", "dies", "dies after"])
LEGAL_PERSON = "赵新人"
REGISTERED, NEW = NumberKind.REGISTERED, NumberKind.NEW
CONSENTED, REFUSED, UNREACHABLE = CallOutcome.CONSENTED, CallOutcome.REFUSED, CallOutcome.UNREACHABLE
CONFIRMED, NOT_CONFIRMED = CallOutcome.CONFIRMED, CallOutcome.NOT_CONFIRMED
KNOWN = {
    QuestionKind.REGISTERED_MONTH: "2024-03", QuestionKind.SPONSOR: "M0900", QuestionKind.LAST_ORDER_MONTH: "2026-11",
    QuestionKind.LAST_ORDER_PRODUCT: "蛋白粉2", QuestionKind.LAST_ORDER_AMOUNT: "600",
}  # fmt: skip
"""What every member knows, whatever was changed meanwhile."""


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
    unanswered: int = 0
    applied: int = 0


class Parties(RuleBasedStateMachine):
    """One member whose information is to be changed, and what is done about it."""

    house: House
    code: str
    registry: Registry
    requests: list[Request]
    values: Iterator[int]
    seen: int
    ends: ClassVar[Mapping[tuple[str, str], str | None]]
    """The reason of each way in which it can end."""

    async def tidy(self) -> None:
        """Remove files that hang on nothing, of which nobody may have many."""
        async with self.house.runtime.engine.begin() as connection:
            await connection.execute(delete(Attachment).where(Attachment.subject_id.is_(None)))

    def called(
        self, request: Request, by: str, number: NumberKind, outcome: CallOutcome, *, right: int = 0
    ) -> None:
        """Take the call over and record how it went, with so many right answers and one wrong one."""
        ticket_id = request.ticket.id
        try:
            row = self.do(self.agent(by), recording.take_call, ticket_id=ticket_id)
            asked = recording.questions_of(row)
            answers = [(kind, KNOWN[kind]) for kind in asked if kind in KNOWN][:right]
            wrong = [(kind, "不知道") for kind in asked if kind not in dict(answers)][:1]
            call = Call(number, outcome, answers=(*answers, *wrong))
            self.do(self.agent(by), recording.record, call, ticket_id=ticket_id, facts=self.facts())
        except (HelpdeskError, Several):
            return
        assert self.agent(by).key != request.by.key
        assert number is REGISTERED or request.unanswered > 0
        if number is REGISTERED and outcome is UNREACHABLE:
            request.unanswered += 1
        if outcome is CONSENTED or (outcome is CONFIRMED and len(answers) >= 3):
            request.evidence |= {"PHONE"}

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
                request.evidence, request.unanswered = set(), 0

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
        assert procedure.reason == self.ends[taken[-1].code, taken[-1].outcome]

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
        """The next act of this example's tickets that is to be looked at; ids would say another each time."""
        tickets = [one.ticket.id for one in self.requests]
        query = select(PlatformAct).where(
            PlatformAct.next_at.is_not(None), PlatformAct.ticket_id.in_(tickets)
        )
        place = {ticket_id: number for number, ticket_id in enumerate(tickets)}
        return min(
            self.rows(query),
            key=lambda act: (act.next_at, act.created_at, place[act.ticket_id]),
            default=None,
        )
