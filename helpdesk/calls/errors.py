"""What can be refused about planned calls."""

from __future__ import annotations

from helpdesk.kit.errors import Conflict, Invalid


class CallIsOver(Conflict):
    """The call was made, missed or cancelled."""

    code = "CALL_IS_OVER"
    en = "This call is over: {state}."
    zh = "该回访已结束：{state}。"


class CallTooEarly(Conflict):
    """The window in which the customer is to be called has not begun."""

    code = "CALL_TOO_EARLY"
    en = "This customer is not to be called before {not_before}."
    zh = "该客户在 {not_before} 之前不得回访。"


class NotAPhoneCall(Conflict):
    """What is sent by SMS is not recorded by hand."""

    code = "CALL_NOT_BY_PHONE"
    en = "This one is sent by SMS; there is nothing to record."
    zh = "该回访以短信发送，无需登记。"


class PathRefused(Invalid):
    """The answers do not follow the script, or end before an outcome."""

    code = "CALL_PATH_REFUSED"
    en = "The script does not go this way at “{node}”."
    zh = "话术在“{node}”处不能这样进行。"


class DoNotCall(Conflict):
    """The customer asked not to be called again."""

    code = "CALL_NOT_WANTED"
    en = "This customer asked not to be called."
    zh = "该客户已要求不再回访。"


class PlanTakesNoOccasion(Invalid):
    """The plan finds its customers itself; nobody tells it of occasions."""

    code = "CALL_PLAN_TAKES_NO_OCCASION"
    en = "Calls of the plan “{plan}” are planned by the helpdesk itself."
    zh = "回访计划“{plan}”由系统自动生成，不能手工登记。"


class OccasionTooOld(Invalid):
    """The window after the occasion has passed already, or the occasion lies ahead."""

    code = "CALL_WINDOW_PASSED"
    en = "The window of this call has passed, or the occasion has not happened yet."
    zh = "该回访窗口已过，或事件尚未发生。"
