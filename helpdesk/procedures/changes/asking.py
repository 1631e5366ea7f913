"""Asking for a change of a member's information, and what it takes, by the same rules (docs/domain.md, 3.1)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession

from helpdesk.attachments import attaching
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import Actor, ActorKind, Permission
from helpdesk.kit.errors import HelpdeskError, InvalidValue, NotAllowed, NotFound, Several
from helpdesk.platform.values import Member, MemberField
from helpdesk.procedures import typed_intake
from helpdesk.procedures.changes import forms, freezing
from helpdesk.procedures.changes.forms import ChangeForm
from helpdesk.procedures.changes.freezing import Mismatched
from helpdesk.procedures.facts import Facts
from helpdesk.procedures.models import ProcedureClaim
from helpdesk.procedures.rules import member_change
from helpdesk.procedures.rules.documents import NAMES, DocumentKind
from helpdesk.procedures.rules.errors import DocumentMissing, FieldTwice
from helpdesk.procedures.rules.member_change import FieldStanding, Need
from helpdesk.procedures.rules.verdict import Verdict
from helpdesk.tickets import documents
from helpdesk.tickets.models import Ticket
from helpdesk.tickets.submissions import Submission

INTAKE: Final = "submitMemberChange"
MOST_ROWS: Final = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """What a front end shows beforehand. `open` are fields about which a request is being worked on."""

    fields: tuple[FieldStanding, ...]
    open: frozenset[MemberField]
    left: int
    frozen_until: datetime | None


async def submit(work: UnitOfWork, form: ChangeForm, *, facts: Facts) -> Ticket:
    """Take in a request to change a member's information, each value before being what the platform holds now.

    Raises NotFound for a member who is not the submitter's, Mismatched where the platform holds something else, and
    Several with everything else that the rules have against it.
    """
    member = theirs(work.actor, facts.member, form.member_code)
    if len(form.changes) > MOST_ROWS:
        raise InvalidValue("changes", f"At most {MOST_ROWS} rows.", f"最多 {MOST_ROWS} 行。")
    if never := member_change.forbidden(form.changes):
        raise Several(list(never))
    item_id, definition = await typed_intake.offered(work, INTAKE)
    frozen = await freezing.standing(
        work.session, member.code, now=work.now, zone=work.zone, limit=definition.mismatches_a_day
    )
    frozen.require()
    verdict = member_change.check_form(form.changes, member)
    refusals = [*verdict.refusals, *_papers(form, verdict.facts.needs)]
    if verdict.facts.mismatched:
        raise Mismatched(refusals, member_code=member.code, fields=verdict.facts.mismatched)
    if refusals:
        raise Several(refusals)
    found = verdict.facts
    names = [one.field.value for one in found.changes]
    ticket, _ = await typed_intake.submit(
        work,
        Submission(
            service_item_id=item_id,
            title=f"{definition.name.zh} {member.code}",
            description=", ".join(names),
            channel=form.channel,
            form=forms.written(form, member.code, found.changes),
            external_id=form.external_id,
            store_code=member.store_code,
            member_code=member.code,
            intake=INTAKE,
        ),
        claims=[_claim(member.code, one.field) for one in found.changes],
        facts=facts,
        knowing={"member_code": member.code, "needs": sorted(found.needs)},
    )
    await attaching.attach_named(
        work, form.files(), subject_kind=documents.KIND, subject_id=ticket.id, owner=work.actor.key
    )
    return ticket


async def standing(
    connection: AsyncConnection | AsyncSession,
    actor: Actor,
    member_code: str,
    *,
    facts: Facts,
    now: datetime,
    zone: ZoneInfo,
    limit: int,
) -> Verdict[Standing]:
    """What changing a member's fields takes now. Raises NotFound for a member who is not the actor's."""
    member = theirs(actor, facts.member, member_code)
    keys = {_claim(member.code, field): field for field in MemberField}
    taken = await connection.scalars(select(ProcedureClaim.key).where(ProcedureClaim.key.in_(keys)))
    frozen = await freezing.standing(connection, member.code, now=now, zone=zone, limit=limit)
    return Verdict(
        Standing(
            fields=member_change.standings(member),
            open=frozenset(keys[key] for key in taken),
            left=frozen.facts.left,
            frozen_until=frozen.facts.until,
        ),
        frozen.refusals,
    )


def theirs(actor: Actor, member: Member | None, code: str) -> Member:
    """The member, if the actor may ask for a change: their store's manager, or who submits for others.

    Raises NotAllowed for members, and NotFound: who is not theirs does not exist for them.
    """
    actor.require(Permission.TICKET_SUBMIT)
    if actor.kind is ActorKind.MEMBER:
        raise NotAllowed(permission=Permission.TICKET_SUBMIT_FOR_OTHERS.value)
    if member is None or not _may_ask(actor, member):
        raise NotFound(field="memberCode", what="member", id=code[:64])
    return member


def _may_ask(actor: Actor, member: Member) -> bool:
    if actor.kind is ActorKind.STORE_MANAGER:
        return member.store_code == actor.store_code
    of_its_stores = actor.sees_all or actor.agent_id is not None or member.store_code in actor.store_codes
    return actor.may(Permission.TICKET_SUBMIT_FOR_OTHERS) and of_its_stores


def _papers(form: ChangeForm, needs: frozenset[Need]) -> Sequence[HelpdeskError]:
    """Papers that are missing where a store is tied to the member code, or there twice."""
    given = [one.kind for one in form.documents]
    wanted = DocumentKind if Need.DOCUMENTS in needs else ()
    return [
        *(
            DocumentMissing(field=f"documents.{kind.value}", name_en=NAMES[kind].en, name_zh=NAMES[kind].zh)
            for kind in wanted
            if kind not in given
        ),
        *(
            FieldTwice(field=f"documents.{place}.kind")
            for place, kind in enumerate(given)
            if kind in given[:place]
        ),
    ]


def _claim(member_code: str, field: MemberField) -> str:
    return f"MEMBER_CHANGE:{member_code}:{field.value}"
