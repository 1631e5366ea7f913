"""What is told of a phone verification. Numbers, answers and codes never are."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from helpdesk.events.log import Event


@dataclass(frozen=True, slots=True)
class VerificationBegan(Event):
    """From now on the number is the one that the platform holds at this instant."""

    kind = "verification.began"

    verification_id: UUID
    field: str


@dataclass(frozen=True, slots=True)
class CallTaken(Event):
    """The actor makes the call, and was shown the number and the questions for it."""

    kind = "verification.call_taken"

    verification_id: UUID
    number_kind: str


@dataclass(frozen=True, slots=True)
class PhoneAttempted(Event):
    """A call was made, or a code was entered rightly (`way`); `standing` is what it led to."""

    kind = "verification.attempted"

    verification_id: UUID
    attempt_id: UUID
    number_kind: str
    way: str
    outcome: str
    right: int
    wrong: int
    standing: str


@dataclass(frozen=True, slots=True)
class CodeAsked(Event):
    """A one-time code is to be sent to the registered number."""

    kind = "verification.code_asked"

    verification_id: UUID
    code_id: UUID


@dataclass(frozen=True, slots=True)
class CodeEntered(Event):
    """The member entered a code: ACCEPTED, WRONG, EXPIRED or EXHAUSTED."""

    kind = "verification.code_entered"

    verification_id: UUID
    code_id: UUID
    entry: str
