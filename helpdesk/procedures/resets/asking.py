"""Asking for a new password: the same form and ID copy as a change, and no second number (docs/domain.md, 3.2)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from helpdesk.attachments import attaching
from helpdesk.attachments.attaching import Named
from helpdesk.attachments.links import PREFIX
from helpdesk.attachments.purpose import Purpose
from helpdesk.events.work import UnitOfWork
from helpdesk.kit import ids
from helpdesk.kit.actor import Actor
from helpdesk.kit.channel import Channel
from helpdesk.procedures import typed_intake
from helpdesk.procedures.changes.asking import theirs
from helpdesk.procedures.changes.forms import ID_COPY
from helpdesk.procedures.errors import ProcedureOpenAlready
from helpdesk.procedures.facts import Facts
from helpdesk.procedures.models import ProcedureClaim
from helpdesk.procedures.rules.verdict import Verdict
from helpdesk.tickets import documents
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.submissions import Submission

INTAKE: Final = "submitPasswordReset"


@dataclass(frozen=True, slots=True)
class ResetForm:
    """What is submitted."""

    member_code: str
    id_copy_id: UUID
    channel: Channel = Channel.WEB_FORM
    external_id: str | None = None


async def submit(work: UnitOfWork, form: ResetForm, *, facts: Facts) -> Ticket:
    """Take in a request. Raises NotFound for a member who is not the submitter's, and ProcedureOpenAlready."""
    member = theirs(work.actor, facts.member, form.member_code)
    item_id, definition = await typed_intake.offered(work, INTAKE)
    ticket, _ = await typed_intake.submit(
        work,
        Submission(
            service_item_id=item_id,
            title=f"{definition.name.zh} {member.code}",
            description="",
            channel=form.channel,
            form={"memberCode": member.code, ID_COPY: ids.encode(PREFIX, form.id_copy_id)},
            external_id=form.external_id,
            store_code=member.store_code,
            member_code=member.code,
            intake=INTAKE,
        ),
        claims=[_claim(member.code)],
        facts=facts,
        knowing={"member_code": member.code},
    )
    named = [Named("idCopyId", form.id_copy_id, Purpose.ID_CARD_COPY)]
    await attaching.attach_named(
        work, named, subject_kind=documents.KIND, subject_id=ticket.id, owner=work.actor.key
    )
    return ticket


async def standing(
    connection: AsyncConnection, actor: Actor, member_code: str, *, facts: Facts
) -> Verdict[None]:
    """Whether a request about this member is taken in now. Raises NotFound for a member who is not the actor's."""
    member = theirs(actor, facts.member, member_code)
    taken = await connection.scalar(
        select(ProcedureClaim.key).where(ProcedureClaim.key == _claim(member.code))
    )
    return Verdict(None, () if taken is None else (ProcedureOpenAlready(),))


def _claim(member_code: str) -> str:
    return f"PASSWORD_RESET:{member_code}"
