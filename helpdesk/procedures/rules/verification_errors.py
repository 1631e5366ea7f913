"""What forbids a step of a phone verification (docs/domain.md, 3.1)."""

from __future__ import annotations

from helpdesk.kit.errors import Conflict, Denied, Invalid


class VerificationIsOver(Conflict):
    """The verification has ended; a consent or a refusal is not taken back."""

    code = "VERIFICATION_IS_OVER"
    en = "This phone verification has ended; its result stands."
    zh = "电话核实已结束，结果不再更改。"


class OutcomeDoesNotFit(Invalid):
    """A call to that number cannot have this outcome."""

    code = "OUTCOME_DOES_NOT_FIT"
    en = "A call to this number cannot have this outcome."
    zh = "该号码的通话不会有此结果。"


class NoNewNumber(Conflict):
    """There is no second number to call here."""

    code = "NO_NEW_NUMBER"
    en = "There is no second number here: only the registered number is called."
    zh = "此项仅可拨打登记号码，没有第二个号码。"


class NewNumberTooEarly(Conflict):
    """The new number is called only after the registered one was unreachable."""

    code = "REGISTERED_NUMBER_FIRST"
    en = "Call the registered number first: {left} more unanswered call(s) before the new one."
    zh = "请先拨打登记号码：还须 {left} 次未接通，才可拨打新号码。"


class NotEnoughAnswers(Invalid):
    """A confirmation needs answers to as many identity questions as the policy says."""

    code = "NOT_ENOUGH_ANSWERS"
    en = "A confirmation needs at least {wanted} answers to identity questions."
    zh = "确认身份至少需要回答 {wanted} 个问题。"


class CodeNotAllowed(Conflict):
    """A one-time code cannot stand for the call here."""

    code = "CODE_NOT_ALLOWED"
    en = "A one-time code cannot stand for the call here."
    zh = "此项不允许以短信验证码代替电话核实。"


class NotTheCaller(Denied):
    """The actor has not taken this call, or another agent took it over."""

    code = "NOT_THE_CALLING_AGENT"
    en = "Take this call first, with `takeVerificationCall`; another agent may be making it."
    zh = "请先用 `takeVerificationCall` 接手该核实电话；可能正由其他客服拨打。"


class NothingToVerify(Conflict):
    """The ticket has no phone verification, or nothing in its form that one could be about."""

    code = "NOTHING_TO_VERIFY"
    en = "There is nothing to verify by phone on this ticket."
    zh = "该工单没有需要电话核实的内容。"


class UnknownQuestion(Invalid):
    """The question is not one of those that were drawn, or is answered twice."""

    code = "UNKNOWN_QUESTION"
    en = "This is not one of the questions that were drawn, or it is answered twice."
    zh = "该问题不在本次抽取的问题中，或被重复回答。"


class CodesLimited(Conflict):
    """Too many one-time codes were sent to this member."""

    code = "CODES_LIMITED"
    en = "Too many codes were sent to this member. Another can be sent from {until}."
    zh = "向该会员发送的验证码过多，{until} 起可再次发送。"


class NoCodeToEnter(Conflict):
    """There is no code that could be entered: none was sent, or it was used, replaced or used up."""

    code = "NO_CODE_TO_ENTER"
    en = "There is no code to enter. Ask for another."
    zh = "没有可输入的验证码，请重新获取。"


class OnlyTheMember(Denied):
    """A one-time code is entered by the member to whom it was sent, with their own token."""

    code = "ONLY_THE_MEMBER"
    en = "Only the member to whom the code was sent enters it."
    zh = "验证码只能由收到该码的会员本人输入。"


class CallDecides(Conflict):
    """The step is taken by what came of a call, which is recorded; nobody takes it by hand."""

    code = "RECORD_THE_CALL"
    en = "What came of the call decides: record it with `recordPhoneVerification`."
    zh = "由通话结果决定，请用 `recordPhoneVerification` 登记通话。"
