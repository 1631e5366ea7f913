"""Phone verification (电话核实) as a pure fold over its attempts (docs/domain.md, 3.1 and 3.2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import reduce

from helpdesk.procedures.rules.verification_errors import (
    CodeNotAllowed,
    NewNumberTooEarly,
    NoNewNumber,
    NotEnoughAnswers,
    OutcomeDoesNotFit,
    VerificationIsOver,
)


class VerifiedField(StrEnum):
    """What a verification is about: a member's field, or the password."""

    NAME = "NAME"
    MOBILE = "MOBILE"
    WECHAT_ID = "WECHAT_ID"
    BANK_CARD = "BANK_CARD"
    SHIPPING_ADDRESS = "SHIPPING_ADDRESS"
    PASSWORD = "PASSWORD"  # noqa: S105 - the name of a field, not a secret


NO_CODE = frozenset({VerifiedField.BANK_CARD, VerifiedField.NAME})
"""For these no one-time code ever stands for the call."""


class NumberKind(StrEnum):
    """Which number was called: the one that the platform holds, or the one that the form asks for."""

    REGISTERED = "REGISTERED"
    NEW = "NEW"


class CallOutcome(StrEnum):
    """How a call went. Who answers the registered number consents or refuses; the new one is confirmed or not."""

    CONSENTED = "CONSENTED"
    REFUSED = "REFUSED"
    UNREACHABLE = "UNREACHABLE"
    CONFIRMED = "CONFIRMED"
    NOT_CONFIRMED = "NOT_CONFIRMED"


class Way(StrEnum):
    """How an answer came: on the phone, or by a one-time code sent to the registered number."""

    CALL = "CALL"
    CODE = "CODE"


class Standing(StrEnum):
    """Where a verification stands; the last three are its ends."""

    CALL_REGISTERED = "CALL_REGISTERED"
    CALL_NEW = "CALL_NEW"
    CONSENTED = "CONSENTED"
    CONFIRMED = "CONFIRMED"
    DECLINED = "DECLINED"


PASSED = frozenset({Standing.CONSENTED, Standing.CONFIRMED})
OUTCOMES = {
    NumberKind.REGISTERED: frozenset({CallOutcome.CONSENTED, CallOutcome.REFUSED, CallOutcome.UNREACHABLE}),
    NumberKind.NEW: frozenset({CallOutcome.CONFIRMED, CallOutcome.NOT_CONFIRMED, CallOutcome.UNREACHABLE}),
}


@dataclass(frozen=True, slots=True)
class Policy:
    """What a field's verification asks for. Only a new mobile can be called: elsewhere there is no second number."""

    field: VerifiedField
    registered_attempts: int = 1
    right_answers: int = 3
    code_allowed: bool = False

    @property
    def has_new_number(self) -> bool:
        """Whether there is a second number to call."""
        return self.field is VerifiedField.MOBILE

    @property
    def takes_codes(self) -> bool:
        """Whether a one-time code can stand for the call."""
        return self.code_allowed and self.field not in NO_CODE


@dataclass(frozen=True, slots=True)
class Attempt:
    """One call, or one code that was entered rightly."""

    number: NumberKind
    outcome: CallOutcome
    right: int = 0
    wrong: int = 0
    way: Way = Way.CALL


@dataclass(frozen=True, slots=True)
class State:
    """What the attempts came to. `unreachable` counts unanswered calls to the registered number."""

    standing: Standing = Standing.CALL_REGISTERED
    unreachable: int = 0
    right: int = 0
    wrong: int = 0

    @property
    def passed(self) -> bool:
        """Whether the change may be applied."""
        return self.standing in PASSED

    @property
    def over(self) -> bool:
        """Whether no further attempt is possible."""
        return self.passed or self.standing is Standing.DECLINED


def fold(policy: Policy, attempts: Iterable[Attempt]) -> State:
    """The state after all attempts. Raises what `after` raises for one that was impossible."""
    return reduce(lambda state, attempt: after(policy, state, attempt), attempts, State())


def after(policy: Policy, state: State, attempt: Attempt) -> State:
    """The state after one more attempt.

    Raises VerificationIsOver, OutcomeDoesNotFit, NoNewNumber, NewNumberTooEarly, NotEnoughAnswers, CodeNotAllowed.
    """
    _require_possible(policy, state, attempt)
    match attempt.outcome:
        case CallOutcome.CONSENTED:
            return replace(state, standing=Standing.CONSENTED)
        case CallOutcome.CONFIRMED:
            return replace(state, standing=Standing.CONFIRMED, right=attempt.right, wrong=attempt.wrong)
        case CallOutcome.UNREACHABLE if attempt.number is NumberKind.REGISTERED:
            return _unreachable(policy, state)
        case _:
            return replace(state, standing=Standing.DECLINED, right=attempt.right, wrong=attempt.wrong)


def judged(policy: Policy, attempt: Attempt) -> Attempt:
    """A confirmation as the answers bear it out: with too few right ones it was none."""
    if attempt.outcome is CallOutcome.CONFIRMED and attempt.right < policy.right_answers:
        return replace(attempt, outcome=CallOutcome.NOT_CONFIRMED)
    return attempt


def _require_possible(policy: Policy, state: State, attempt: Attempt) -> None:
    if state.over:
        raise VerificationIsOver
    if attempt.outcome not in OUTCOMES[attempt.number]:
        raise OutcomeDoesNotFit(field="outcome")
    if attempt.way is Way.CODE and not _may_be_code(policy, attempt):
        raise CodeNotAllowed
    if attempt.number is NumberKind.NEW:
        if not policy.has_new_number:
            raise NoNewNumber(field="numberKind")
        if state.standing is not Standing.CALL_NEW:
            raise NewNumberTooEarly(field="numberKind", left=policy.registered_attempts - state.unreachable)
        if attempt.outcome is CallOutcome.CONFIRMED and attempt.right < policy.right_answers:
            raise NotEnoughAnswers(field="answers", wanted=policy.right_answers)


def _may_be_code(policy: Policy, attempt: Attempt) -> bool:
    return policy.takes_codes and attempt.outcome is CallOutcome.CONSENTED


def _unreachable(policy: Policy, state: State) -> State:
    """Nobody answered the registered number: in the end the new one is called, where there is one."""
    count = state.unreachable + 1
    if count < policy.registered_attempts:
        return replace(state, unreachable=count)
    standing = Standing.CALL_NEW if policy.has_new_number else Standing.DECLINED
    return replace(state, unreachable=count, standing=standing)
