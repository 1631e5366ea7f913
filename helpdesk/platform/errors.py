"""How a call to the platform can fail. A refusal is no failure: it is an answer (`acts.Outcome`)."""

from __future__ import annotations

from helpdesk.kit.errors import Conflict, Invalid, Unavailable


class PlatformUnavailable(Unavailable):
    """The platform did not answer, and for sure nothing was done. The same call may succeed later."""

    code = "PLATFORM_UNAVAILABLE"
    en = "The platform is not available just now. Nothing was changed."
    zh = "平台暂时无法访问，未做任何更改，请稍后重试。"

    def __init__(self, *, operation: str, reason: str) -> None:
        super().__init__(operation=operation, reason=reason)
        self.operation = operation
        self.reason = reason


class PlatformRefusedCall(PlatformUnavailable):
    """The platform does not take calls from here: token, address or contract are wrong."""

    code = "PLATFORM_REFUSED_CALL"
    en = "The platform does not accept this helpdesk's calls. Tell an administrator."
    zh = "平台拒绝了本系统的调用，请联系管理员。"


class PlatformUnknown(Unavailable):
    """The act was sent and no answer came: it may be done or not.

    Ask by its key (`outcome_of`), or repeat it with the same key where the platform is idempotent.
    """

    code = "PLATFORM_OUTCOME_UNKNOWN"
    en = "The platform gave no answer; whether it acted is being found out."
    zh = "平台未返回结果，正在核实操作是否已完成。"
    retryable = False

    def __init__(self, *, operation: str, key: str, reason: str) -> None:
        super().__init__(operation=operation, key=key, reason=reason)
        self.operation = operation
        self.key = key
        self.reason = reason


class PlatformKeyReused(Conflict):
    """The platform has this idempotency key for another act or other input. Nothing was done."""

    code = "PLATFORM_KEY_REUSED"
    en = "The platform knows this idempotency key for another input."
    zh = "平台已将该幂等键用于其他内容的操作。"


class UnknownPlatform(Invalid):
    """`HELPDESK_PLATFORM` names no installed adapter."""

    code = "UNKNOWN_PLATFORM"
    en = "There is no platform {name!r}. Installed: {known}."
    zh = "没有名为 {name!r} 的平台适配器。已安装：{known}。"
