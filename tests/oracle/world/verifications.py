"""Password resets whose call was made in vain, and whose call is being made."""

from __future__ import annotations

from sqlalchemy import update

from helpdesk.attachments.purpose import Purpose
from helpdesk.attachments.viewing import How
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import SYSTEM
from helpdesk.kit.ids import new_id
from helpdesk.procedures import running
from helpdesk.procedures.facts import Facts
from helpdesk.procedures.resets import asking
from helpdesk.procedures.resets.asking import ResetForm
from helpdesk.procedures.rules.verification import CallOutcome, NumberKind
from helpdesk.procedures.verifications import coding, recording
from helpdesk.procedures.verifications.models import PhoneVerification, VerificationCode
from helpdesk.procedures.verifications.recording import Call
from helpdesk.tickets import documents
from helpdesk.tickets.models import Ticket
from tests.features.attachments.planting import stored
from tests.oracle.world.stage import S001, Stage
from tests.pure.procedures.rule_samples import member


async def make(stage: Stage, made: dict[str, Ticket]) -> None:
    """One of each."""
    for name, code in (("reset unreachable", "M1"), ("reset calling", "M2")):
        held = member(code=code)
        facts = Facts(member=held)
        copy = await stored(stage, Purpose.ID_CARD_COPY, by=S001)
        made[name] = ticket = await stage.do(S001, asking.submit, ResetForm(code, copy), facts=facts)
        await stage.do(stage.wang, documents.open_attachment, attachment_id=copy, how=How.DOWNLOAD)
        await stage.do(
            stage.wang, running.take, ticket_id=ticket.id, step="CONFIRM", outcome="CONFIRMED",
            fields={"name": held.name, "idNumber": held.id_number}, facts=facts,
        )  # fmt: skip
        await stage.do(stage.wang, recording.take_call, ticket_id=ticket.id)
    await stage.do(SYSTEM, _code_sent)
    call = Call(NumberKind.REGISTERED, CallOutcome.UNREACHABLE, "REC-1")
    await stage.do(stage.wang, recording.record, call, ticket_id=made["reset unreachable"].id, facts=Facts())


async def _code_sent(work: UnitOfWork) -> None:
    """M2's verification is by a policy that lets a code stand for the call, and one was sent."""
    verification = await work.session.scalar(
        update(PhoneVerification)
        .where(PhoneVerification.member_code == "M2")
        .values(code_allowed=True)
        .returning(PhoneVerification.id)
    )
    code = VerificationCode(
        id=new_id(), verification_id=verification, member_code="M2", tries=0, asked_at=work.now
    )
    work.session.add(code)
    await work.session.flush()
    await coding.make(work, code_id=code.id)
