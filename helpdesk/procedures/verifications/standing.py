"""Where a verification stands: the fold over its attempts, by its own policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from helpdesk.events.work import UnitOfWork
from helpdesk.procedures.rules import verification as rules
from helpdesk.procedures.rules.verification import Attempt, CallOutcome, NumberKind, Policy, State, Way
from helpdesk.procedures.rules.verification_errors import NothingToVerify
from helpdesk.procedures.verifications.models import PhoneAttempt, PhoneVerification


@dataclass(frozen=True, slots=True)
class Verified:
    """A verification, its attempts in their order, and what they came to."""

    row: PhoneVerification
    attempts: Sequence[PhoneAttempt]
    state: State

    @property
    def policy(self) -> Policy:
        """What it asks for."""
        return policy_of(self.row)

    @property
    def last(self) -> CallOutcome | None:
        """How the latest attempt went."""
        return CallOutcome(self.attempts[-1].outcome) if self.attempts else None

    @property
    def number(self) -> NumberKind:
        """Which number is to be called now."""
        return NumberKind.NEW if self.state.standing is rules.Standing.CALL_NEW else NumberKind.REGISTERED


async def latest(work: UnitOfWork, procedure_id: UUID) -> Verified | None:
    """The procedure's latest verification; the ticket is locked."""
    query = (
        select(PhoneVerification)
        .where(PhoneVerification.procedure_id == procedure_id)
        .order_by(PhoneVerification.began_at.desc(), PhoneVerification.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )
    row = await work.session.scalar(query)
    if row is None:
        return None
    attempts = (
        await work.session.scalars(
            select(PhoneAttempt).where(PhoneAttempt.verification_id == row.id).order_by(PhoneAttempt.place)
        )
    ).all()
    return Verified(row, attempts, rules.fold(policy_of(row), map(_attempt, attempts)))


async def open_one(work: UnitOfWork, procedure_id: UUID) -> Verified:
    """The verification that goes on. Raises NothingToVerify."""
    found = await latest(work, procedure_id)
    if found is None or found.row.ended_at is not None:
        raise NothingToVerify(field="ticketId")
    return found


def policy_of(row: PhoneVerification) -> Policy:
    """What the verification was begun with."""
    return Policy(
        rules.VerifiedField(row.field),
        registered_attempts=row.registered_attempts,
        right_answers=row.right_answers,
        code_allowed=row.code_allowed,
    )


def _attempt(row: PhoneAttempt) -> Attempt:
    return Attempt(
        NumberKind(row.number_kind), CallOutcome(row.outcome), row.right_count, row.wrong_count, Way(row.way)
    )
