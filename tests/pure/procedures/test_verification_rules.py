"""docs/domain.md, 3.1 and 3.2: phone verification as a fold over its attempts."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from helpdesk.kit.errors import HelpdeskError
from helpdesk.procedures.rules import codes
from helpdesk.procedures.rules.codes import Entry, Limits
from helpdesk.procedures.rules.questions import Question, QuestionKind, candidates, draw, written
from helpdesk.procedures.rules.verification import (
    Attempt,
    CallOutcome,
    NumberKind,
    Policy,
    Standing,
    State,
    VerifiedField,
    Way,
    after,
    fold,
    judged,
)
from tests.pure.procedures.rule_samples import SECOND, SHANGHAI, ZONES, member, moment, order

MOBILE = Policy(VerifiedField.MOBILE)
PASSWORD = Policy(VerifiedField.PASSWORD)
REGISTERED, NEW = NumberKind
CONSENTED, REFUSED, UNREACHABLE, CONFIRMED, NOT_CONFIRMED = CallOutcome
UNANSWERED = Attempt(REGISTERED, UNREACHABLE)
ATTEMPTS = st.builds(
    Attempt, st.sampled_from(NumberKind), st.sampled_from(CallOutcome), st.integers(0, 4), st.integers(0, 2),
    st.sampled_from(Way),
)  # fmt: skip


def refused(policy: Policy, attempts: list[Attempt]) -> str | None:
    """The code with which the last attempt is refused."""
    state = fold(policy, attempts[:-1])
    try:
        after(policy, state, attempts[-1])
    except HelpdeskError as error:
        return error.code
    return None


@pytest.mark.parametrize(
    ("attempts", "standing"),
    [
        pytest.param([], Standing.CALL_REGISTERED, id="nothing yet"),
        pytest.param([Attempt(REGISTERED, CONSENTED)], Standing.CONSENTED, id="consents: applied"),
        pytest.param([Attempt(REGISTERED, REFUSED)], Standing.DECLINED, id="refuses: never applied"),
        pytest.param([UNANSWERED], Standing.CALL_NEW, id="unreachable: the new number"),
        pytest.param([UNANSWERED, Attempt(NEW, CONFIRMED, 3)], Standing.CONFIRMED, id="confirmed: applied"),
        pytest.param([UNANSWERED, Attempt(NEW, NOT_CONFIRMED, 2, 2)], Standing.DECLINED, id="not confirmed"),
        pytest.param([UNANSWERED, Attempt(NEW, UNREACHABLE)], Standing.DECLINED, id="new one unreachable"),
        pytest.param([UNANSWERED, Attempt(REGISTERED, CONSENTED)], Standing.CONSENTED, id="called back"),
        pytest.param([UNANSWERED, UNANSWERED], Standing.CALL_NEW, id="tried once more"),
    ],
)
def test_a_mobile_change_goes_by_what_was_said_on_the_phone(
    attempts: list[Attempt], standing: Standing
) -> None:
    assert fold(MOBILE, attempts).standing is standing


@pytest.mark.parametrize("wanted", [1, 2, 3])
def test_the_new_number_is_called_after_the_policys_number_of_unanswered_calls(wanted: int) -> None:
    policy = replace(MOBILE, registered_attempts=wanted)
    new = Attempt(NEW, CONFIRMED, 3)
    assert refused(policy, [UNANSWERED] * (wanted - 1) + [new]) == "REGISTERED_NUMBER_FIRST"
    assert refused(policy, [UNANSWERED] * wanted + [new]) is None


@pytest.mark.parametrize("right", range(5))
def test_a_confirmation_needs_three_right_answers(right: int) -> None:
    claimed = Attempt(NEW, CONFIRMED, right, 4 - right)
    assert judged(MOBILE, claimed).outcome is (CONFIRMED if right >= 3 else NOT_CONFIRMED)
    assert refused(MOBILE, [UNANSWERED, claimed]) == (None if right >= 3 else "NOT_ENOUGH_ANSWERS")


@pytest.mark.parametrize("end", [CONSENTED, REFUSED])
def test_no_consent_after_a_refusal_and_no_refusal_after_a_consent(end: CallOutcome) -> None:
    for following in (
        Attempt(REGISTERED, CONSENTED),
        Attempt(REGISTERED, REFUSED),
        Attempt(NEW, CONFIRMED, 3),
    ):
        assert refused(MOBILE, [Attempt(REGISTERED, end), following]) == "VERIFICATION_IS_OVER"


@pytest.mark.parametrize(
    ("number", "outcome"), [(REGISTERED, CONFIRMED), (REGISTERED, NOT_CONFIRMED), (NEW, CONSENTED), (NEW, REFUSED)]
)  # fmt: skip
def test_the_registered_number_consents_and_the_new_one_is_confirmed(
    number: NumberKind, outcome: CallOutcome
) -> None:
    assert refused(MOBILE, [UNANSWERED, Attempt(number, outcome, 3)]) == "OUTCOME_DOES_NOT_FIT"


@pytest.mark.parametrize("field", [field for field in VerifiedField if field is not VerifiedField.MOBILE])
def test_there_is_no_second_number_but_for_a_mobile(field: VerifiedField) -> None:
    policy = replace(Policy(field), registered_attempts=2)
    assert refused(policy, [UNANSWERED, Attempt(NEW, CONFIRMED, 3)]) == "NO_NEW_NUMBER"
    assert fold(policy, [UNANSWERED, UNANSWERED]).standing is Standing.DECLINED


@pytest.mark.parametrize("field", VerifiedField)
@pytest.mark.parametrize("allowed", [False, True])
def test_a_code_stands_for_the_call_only_where_allowed_and_never_for_bank_card_or_name(
    field: VerifiedField, allowed: bool
) -> None:
    policy = replace(Policy(field), code_allowed=allowed)
    never = field in {VerifiedField.BANK_CARD, VerifiedField.NAME}
    entered = refused(policy, [Attempt(REGISTERED, CONSENTED, way=Way.CODE)])
    assert entered == (None if allowed and not never else "CODE_NOT_ALLOWED")
    assert Policy(field).takes_codes is False


@given(st.lists(ATTEMPTS, max_size=8), st.integers(1, 3), st.booleans(), st.sampled_from(VerifiedField))
def test_folding_step_by_step_is_folding_at_once(
    tried: list[Attempt], wanted: int, code: bool, field: VerifiedField
) -> None:
    policy = Policy(field, registered_attempts=wanted, code_allowed=code)
    state, taken = State(), []
    for attempt in tried:
        with suppress(HelpdeskError):
            state = after(policy, state, attempt)
            taken.append(attempt)
    assert fold(policy, taken) == state


class Verifying(RuleBasedStateMachine):
    """Anybody tries anything; what was taken is held against the rule's own words."""

    @initialize(
        wanted=st.integers(1, 3),
        right=st.integers(1, 4),
        code=st.booleans(),
        field=st.sampled_from(VerifiedField),
    )
    def begin(self, wanted: int, right: int, code: bool, field: VerifiedField) -> None:
        self.policy = Policy(field, wanted, right, code)
        self.state = State()
        self.taken: list[Attempt] = []

    @rule(attempt=ATTEMPTS)
    def attempt(self, attempt: Attempt) -> None:
        before = self.state
        try:
            self.state = after(self.policy, self.state, attempt)
        except HelpdeskError:
            assert self.state == before
        else:
            assert not before.over
            self.taken.append(attempt)

    @rule(attempt=ATTEMPTS)
    def judge(self, attempt: Attempt) -> None:
        self.attempt(judged(self.policy, attempt))

    def said(self, number: NumberKind, *outcomes: CallOutcome) -> list[int]:
        return [
            place for place, one in enumerate(self.taken) if one.number is number and one.outcome in outcomes
        ]

    @invariant()
    def passes_only_by_consent_or_confirmation(self) -> None:
        if not hasattr(self, "state"):
            return
        consents, confirmed = self.said(REGISTERED, CONSENTED), self.said(NEW, CONFIRMED)
        assert self.state.passed is bool(consents or confirmed)
        assert len(consents) + len(confirmed) <= 1
        for place in confirmed:
            assert self.taken[place].right >= self.policy.right_answers
            assert self.policy.field is VerifiedField.MOBILE
        assert not (self.state.passed and self.said(REGISTERED, REFUSED))

    @invariant()
    def calls_the_new_number_after_enough_unanswered_calls(self) -> None:
        if not hasattr(self, "state"):
            return
        for place in self.said(NEW, *CallOutcome):
            unanswered = [one for one in self.said(REGISTERED, UNREACHABLE) if one < place]
            assert len(unanswered) >= self.policy.registered_attempts

    @invariant()
    def takes_codes_only_where_the_policy_does(self) -> None:
        if hasattr(self, "state"):
            assert all(one.way is Way.CALL or self.policy.takes_codes for one in self.taken)


TestVerifying = Verifying.TestCase


SENT = moment("2026-11-16 10:00:00")


@pytest.mark.parametrize(
    ("after_seconds", "tries", "right", "entry"),
    [
        pytest.param(299, 0, True, Entry.ACCEPTED, id="in the last second"),
        pytest.param(300, 0, True, Entry.EXPIRED, id="five minutes later"),
        pytest.param(301, 0, False, Entry.EXPIRED, id="wrong and late"),
        pytest.param(10, 4, True, Entry.ACCEPTED, id="right at the fifth try"),
        pytest.param(10, 3, False, Entry.WRONG, id="the fourth wrong"),
        pytest.param(10, 4, False, Entry.EXHAUSTED, id="the fifth wrong"),
        pytest.param(10, 5, True, Entry.EXHAUSTED, id="right at a sixth"),
    ],
)
def test_a_code_holds_five_minutes_and_five_tries(
    after_seconds: int, tries: int, right: bool, entry: Entry
) -> None:
    now = SENT + timedelta(seconds=after_seconds)
    assert codes.judge(right=right, sent_at=SENT, tries=tries, now=now) is entry


def test_a_member_is_sent_three_codes_in_any_hour() -> None:
    sent = [SENT, SENT + timedelta(minutes=20), SENT + timedelta(minutes=40)]
    free = SENT + timedelta(hours=1)
    limited = codes.may_send(sent, now=free - SECOND, zone=SHANGHAI, limits=Limits())
    assert (limited.codes, limited.facts) == (("CODES_LIMITED",), free)
    assert codes.may_send(sent, now=free, zone=SHANGHAI, limits=Limits()).allowed
    assert codes.may_send(sent[:2], now=sent[2], zone=SHANGHAI, limits=Limits()).allowed


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_a_member_is_sent_ten_codes_in_a_day_of_the_platform(zone: Any) -> None:
    midnight = moment("2026-03-01 00:00", zone)
    sent = [midnight - timedelta(hours=hours) for hours in range(2, 12)]
    limited = codes.may_send(sent, now=midnight - SECOND, zone=zone, limits=Limits())
    assert limited.facts == midnight
    assert codes.may_send(sent, now=midnight, zone=zone, limits=Limits()).allowed
    assert codes.may_send(sent[1:], now=midnight - SECOND, zone=zone, limits=Limits()).allowed


@given(
    offsets=st.lists(st.integers(0, 3 * 86400), max_size=30), an_hour=st.integers(1, 4), a_day=st.integers(1, 6),
    now=st.integers(0, 3 * 86400),
)  # fmt: skip
def test_when_a_code_can_be_sent_again_it_can(offsets: list[int], an_hour: int, a_day: int, now: int) -> None:
    sent = [SENT + timedelta(seconds=one) for one in offsets if one <= now]
    limits, at = Limits(an_hour, a_day), SENT + timedelta(seconds=now)
    verdict = codes.may_send(sent, now=at, zone=SHANGHAI, limits=limits)
    if not verdict.allowed:
        assert verdict.facts is not None
        assert verdict.facts > at
        assert codes.may_send(sent, now=verdict.facts, zone=SHANGHAI, limits=limits).allowed


def known(told: list[str] | None = None, **of_member: Any) -> dict[QuestionKind, Question]:
    found = candidates(member(**of_member), None, [order()], told=told or [], zone=SHANGHAI)
    return {one.kind: one for one in found}


def test_questions_are_of_what_the_platform_knows() -> None:
    assert set(known()) == set(QuestionKind)
    assert set(known(sponsor_code=None, bank_card=None)) == set(QuestionKind) - {
        QuestionKind.SPONSOR, QuestionKind.BANK_CARD_TAIL,
    }  # fmt: skip
    assert {one.kind for one in candidates(member(), None, [], told=[], zone=SHANGHAI)} == {
        QuestionKind.REGISTERED_MONTH, QuestionKind.STORE, QuestionKind.SPONSOR, QuestionKind.BANK_CARD_TAIL,
    }  # fmt: skip


def test_what_the_form_says_is_not_asked() -> None:
    assert QuestionKind.STORE not in known(["ｓ001"])
    assert QuestionKind.SPONSOR not in known(["M0900"])
    assert QuestionKind.LAST_ORDER_PRODUCT not in known(["蛋白粉2"])


@pytest.mark.parametrize(
    ("kind", "answer", "right"),
    [
        (QuestionKind.REGISTERED_MONTH, "2024年3月", True),
        (QuestionKind.REGISTERED_MONTH, "2024-03", True),
        (QuestionKind.REGISTERED_MONTH, "202403", True),
        (QuestionKind.REGISTERED_MONTH, "2024/03/05", True),
        (QuestionKind.REGISTERED_MONTH, "2024年4月", False),
        (QuestionKind.REGISTERED_MONTH, "三月", False),
        (QuestionKind.STORE, " s001 ", True),
        (QuestionKind.BANK_CARD_TAIL, "０１２３", True),
        (QuestionKind.LAST_ORDER_PRODUCT, "蛋白粉 2", True),
        (QuestionKind.LAST_ORDER_PRODUCT, "", False),
        (QuestionKind.LAST_ORDER_AMOUNT, "¥600.00", True),
        (QuestionKind.LAST_ORDER_AMOUNT, "600元", True),
        (QuestionKind.LAST_ORDER_AMOUNT, "60", False),
    ],
)
def test_answers_are_compared_however_they_are_written(kind: QuestionKind, answer: str, right: bool) -> None:
    assert (written(kind, answer) in known()[kind].accepted) is right


def test_the_month_is_that_of_the_platforms_zone() -> None:
    late = moment("2024-03-01 00:30")
    assert known(registered_at=late)[QuestionKind.REGISTERED_MONTH].accepted == {"2024-03"}
    assert known(registered_at=late - timedelta(hours=1))[QuestionKind.REGISTERED_MONTH].accepted == {
        "2024-02"
    }


def test_as_many_are_drawn_as_there_are() -> None:
    found = list(known().values())
    assert len(draw(found, 4, sample=lambda all_of, count: list(all_of[:count]))) == 4
    assert len(draw(found[:2], 4, sample=lambda all_of, count: list(all_of[:count]))) == 2
