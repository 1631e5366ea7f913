"""One-time codes that may stand for the call to the registered number, where the field's policy allows it.

A code is made when it is sent and kept as a keyed hash alone, which binds it to the member, the field and the new
value. The member enters it with their own token, on a page that the platform opens for them; who submitted cannot.
"""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from secrets import randbelow
from typing import Final
from uuid import UUID

from sqlalchemy import func, select, update

from helpdesk.events.rows import new
from helpdesk.events.work import UnitOfWork
from helpdesk.kit.actor import ActorKind, Permission
from helpdesk.kit.ids import new_id
from helpdesk.kit.text import clean
from helpdesk.privacy.kinds import ValueKind
from helpdesk.privacy.vault import Vault
from helpdesk.procedures.facts import Facts
from helpdesk.procedures.rules import codes
from helpdesk.procedures.rules.codes import Entry, Limits
from helpdesk.procedures.rules.verification import Attempt, CallOutcome, NumberKind, Standing, Way
from helpdesk.procedures.rules.verification_errors import CodeNotAllowed, NoCodeToEnter, OnlyTheMember
from helpdesk.procedures.verifications import recording
from helpdesk.procedures.verifications.events import CodeAsked, CodeEntered
from helpdesk.procedures.verifications.models import PhoneVerification, VerificationCode
from helpdesk.tickets import repository
from helpdesk.tickets.models import Ticket

JOB: Final = "send_verification_code"
LIMITS: Final = Limits()
CODE_LENGTH: Final = 20
_LOCK: Final = "verification code of "


@dataclass(frozen=True, slots=True)
class CodeMessage:
    """What goes out, once."""

    to: str
    text: str
    id: str


@dataclass(frozen=True, slots=True)
class Entered:
    """What entering a code came to, and how many tries are left of it."""

    ticket: Ticket
    entry: Entry
    tries_left: int


async def ask(work: UnitOfWork, *, ticket_id: UUID, expected_version: int | None = None) -> Ticket:
    """Let a code be sent to the registered number; it takes the place of any before it.

    Raises what `take_call` raises, CodeNotAllowed, and Several CodesLimited.
    """
    found, _, verified = await recording.theirs(work, ticket_id, expected_version)
    if not verified.policy.takes_codes or verified.state.standing is not Standing.CALL_REGISTERED:
        raise CodeNotAllowed(field="ticketId")
    await _allowed(work, verified.row.member_code)
    await _end_others(work, verified.row.id)
    code: VerificationCode = new(
        VerificationCode, id=new_id(), verification_id=verified.row.id, member_code=verified.row.member_code,
        tries=0, asked_at=work.now,
    )  # fmt: skip
    work.add(code)
    work.record(found.ticket, CodeAsked(verification_id=verified.row.id, code_id=code.id))
    work.enqueue(JOB, code_id=str(code.id))
    return found.ticket


async def make(work: UnitOfWork, *, code_id: UUID) -> CodeMessage | None:
    """Make the code that was asked for, once; None when it was made before, or is not wanted any more.

    A process that dies before the message went leaves a code that nobody knows: another is asked for.
    """
    code = await _locked(work, code_id)
    if code is None or code.hash is not None or code.ended_at is not None:
        return None
    verification = await work.session.get_one(PhoneVerification, code.verification_id)
    vault = work.resource(Vault)
    to = (await vault.open(work, [verification.registered_id]))[verification.registered_id]
    if verification.ended_at is not None or to is None:
        code.ended_at = work.now
        return None
    digits = f"{randbelow(10**codes.DIGITS):0{codes.DIGITS}}"
    code.hash = vault.lookup(ValueKind.TEXT, await _bound(work, code, verification, digits))
    code.sent_at = work.now
    minutes = int(codes.HOLDS.total_seconds() // 60)
    text = (
        f"验证码 {digits}，{minutes} 分钟内有效，用于确认您的信息变更，请勿告知他人。"
        f" Code {digits}, valid for {minutes} minutes. Do not tell it to anybody."
    )
    return CodeMessage(to, text, code.id.hex)


async def enter(work: UnitOfWork, code: str) -> Entered:
    """Enter the code that was sent to the actor, a member. A wrong one is counted; an expired one says nothing else.

    Raises OnlyTheMember for anybody else, and NoCodeToEnter.
    """
    member = work.actor.member_code
    if work.actor.kind is not ActorKind.MEMBER or member is None:
        raise OnlyTheMember
    work.actor.require(Permission.PROCEDURE_TAKE_STEP)
    digits = clean(code, field="code", at_most=CODE_LENGTH)
    waiting = await _waiting(work, member)
    ticket = await repository.lock_open(work, waiting.ticket_id, field="code")
    found, turn, verified = await recording.found_call(work, ticket)
    kept = await _locked(work, waiting.code_id)
    if kept is None or kept.hash is None or kept.sent_at is None or kept.ended_at is not None:
        raise NoCodeToEnter(field="code")
    entry = codes.judge(
        right=await _is_right(work, kept, verified.row, digits),
        sent_at=kept.sent_at,
        tries=kept.tries,
        now=work.now,
    )
    if entry in {Entry.WRONG, Entry.EXHAUSTED}:
        kept.tries += 1
    if entry is not Entry.WRONG:
        kept.ended_at = work.now
    work.record(ticket, CodeEntered(verification_id=verified.row.id, code_id=kept.id, entry=entry.value))
    if entry is Entry.ACCEPTED:
        attempt = Attempt(NumberKind.REGISTERED, CallOutcome.CONSENTED, way=Way.CODE)
        await recording.decide(found, turn, verified, attempt, work=work, facts=Facts())
    return Entered(ticket, entry, max(codes.TRIES - kept.tries, 0) if entry is Entry.WRONG else 0)


@dataclass(frozen=True, slots=True)
class _Waiting:
    code_id: UUID
    ticket_id: UUID


async def _waiting(work: UnitOfWork, member_code: str) -> _Waiting:
    """The newest code that was sent to a member and not entered yet. Raises NoCodeToEnter."""
    query = (
        select(VerificationCode.id, PhoneVerification.ticket_id)
        .join(PhoneVerification, PhoneVerification.id == VerificationCode.verification_id)
        .where(
            VerificationCode.member_code == member_code,
            VerificationCode.sent_at.is_not(None),
            VerificationCode.ended_at.is_(None),
            PhoneVerification.ended_at.is_(None),
        )
        .order_by(VerificationCode.asked_at.desc(), VerificationCode.id.desc())
        .limit(1)
    )
    row = (await work.session.execute(query)).one_or_none()
    if row is None:
        raise NoCodeToEnter(field="code")
    return _Waiting(row.id, row.ticket_id)


async def _allowed(work: UnitOfWork, member_code: str) -> None:
    """Hold the member's limit, also against others who ask at the same time. Raises Several CodesLimited."""
    await work.session.execute(select(func.pg_advisory_xact_lock(func.hashtext(_LOCK + member_code))))
    since = work.now - 2 * codes.DAY
    asked = await work.session.scalars(
        select(VerificationCode.asked_at).where(
            VerificationCode.member_code == member_code, VerificationCode.asked_at > since
        )
    )
    codes.may_send(asked, now=work.now, zone=work.zone, limits=LIMITS).require()


async def _end_others(work: UnitOfWork, verification_id: UUID) -> None:
    await work.session.execute(
        update(VerificationCode)
        .where(VerificationCode.verification_id == verification_id, VerificationCode.ended_at.is_(None))
        .values(ended_at=work.now)
    )


async def _locked(work: UnitOfWork, code_id: UUID) -> VerificationCode | None:
    query = select(VerificationCode).where(VerificationCode.id == code_id).with_for_update()
    found: VerificationCode | None = await work.session.scalar(
        query.execution_options(populate_existing=True)
    )
    return found


async def _is_right(
    work: UnitOfWork, code: VerificationCode, verification: PhoneVerification, digits: str
) -> bool:
    bound = await _bound(work, code, verification, digits)
    lookups = work.resource(Vault).lookups(ValueKind.TEXT, bound)
    return any(hmac.compare_digest(code.hash or b"", one) for one in lookups)


async def _bound(
    work: UnitOfWork, code: VerificationCode, verification: PhoneVerification, digits: str
) -> str:
    """A code together with what it is for."""
    new_value = ""
    if verification.new_id is not None:
        new_value = (await work.resource(Vault).open(work, [verification.new_id]))[verification.new_id] or ""
    parts = [code.id.hex, verification.member_code, verification.field, new_value, digits]
    return "\0".join(parts)
