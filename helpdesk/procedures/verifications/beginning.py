"""Beginning a verification: which number is called is settled now, and which questions can be asked later."""

from __future__ import annotations

import json
from random import SystemRandom
from uuid import UUID

from helpdesk.events.rows import new
from helpdesk.kit.errors import Several
from helpdesk.kit.ids import new_id
from helpdesk.platform.values import MemberField
from helpdesk.privacy.kinds import ValueKind
from helpdesk.privacy.vault import Vault
from helpdesk.procedures.changes import forms
from helpdesk.procedures.changes.errors import MemberNotAsked
from helpdesk.procedures.rules import questions
from helpdesk.procedures.rules.verification import Policy, Standing
from helpdesk.procedures.taking import Taking
from helpdesk.procedures.verifications import policies, standing
from helpdesk.procedures.verifications.events import VerificationBegan
from helpdesk.procedures.verifications.models import PhoneVerification

SPARE = 2
"""How many more questions are drawn than must be answered rightly."""


async def begin(taking: Taking) -> None:
    """Keep the number that the platform holds now; a verification before it is over, whatever it came to.

    Raises Several MemberNotAsked where the platform said nothing about the member.
    """
    member, work, ticket = taking.facts.member, taking.work, taking.ticket
    if member is None:
        raise Several([MemberNotAsked()])
    before = await standing.latest(work, taking.procedure.id)
    if before is not None and before.row.ended_at is None:
        before.row.ended_at = work.now
        await work.flush()
    policy = policies.read(taking.given)
    registered = work.resource(Vault).seal(
        work, ValueKind.PHONE, member.mobile, subject_kind=ticket.subject_kind, subject_id=ticket.id
    )
    row: PhoneVerification = new(
        PhoneVerification, id=new_id(), procedure_id=taking.procedure.id, ticket_id=ticket.id, member_code=member.code,
        field=policy.field.value, registered_attempts=policy.registered_attempts, right_answers=policy.right_answers,
        code_allowed=policy.takes_codes, registered_id=registered.id, new_id=_new_number(taking, policy), questions=[],
        standing=Standing.CALL_REGISTERED.value, began_at=work.now,
    )  # fmt: skip
    work.add(row)
    work.record(ticket, VerificationBegan(verification_id=row.id, field=policy.field.value))
    taking.know(phone_verified=False)
    await work.flush()


async def draw_questions(taking: Taking) -> None:
    """Draw the questions for the new number from what the platform knows and the form does not say; keep them."""
    member, work, ticket = taking.facts.member, taking.work, taking.ticket
    if member is None:
        raise Several([MemberNotAsked()])
    found = await standing.open_one(work, taking.procedure.id)
    said = [value for one in await forms.changes_of(taking) for value in (one.before, one.after) if value]
    told = [*said, ticket.member_code or "", ticket.store_code or ""]
    candidates = list(
        questions.candidates(
            member, taking.facts.store, taking.facts.member_orders, told=told, zone=work.zone
        )
    )
    drawn = questions.draw(candidates, found.policy.right_answers + SPARE, sample=SystemRandom().sample)
    vault = work.resource(Vault)
    found.row.questions = [
        {
            "kind": one.kind.value,
            "answers": str(
                vault.seal(
                    work, ValueKind.TEXT, json.dumps(sorted(one.accepted)), subject_kind=ticket.subject_kind,
                    subject_id=ticket.id,
                ).id
            ),
        }
        for one in drawn
    ]  # fmt: skip
    await work.flush()


def _new_number(taking: Taking, policy: Policy) -> UUID | None:
    if not policy.has_new_number:
        return None
    changes = forms.sealed_changes(taking.ticket, taking.procedure.facts)
    return next((one.after for one in changes if one.field is MemberField.MOBILE), None)
