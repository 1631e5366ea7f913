"""What forbids a decision about an act."""

from __future__ import annotations

from helpdesk.kit.errors import Conflict


class ActNotStuck(Conflict):
    """The act is being found out about, or has ended; there is nothing to decide."""

    code = "ACT_NOT_STUCK"
    en = "There is nothing to decide: the act is {state}."
    zh = "无需处理：该操作当前状态为 {state}。"


class TooLateToRepeat(Conflict):
    """From its last instant on an act is only asked about."""

    code = "TOO_LATE_TO_REPEAT"
    en = "This could be repeated until {until} only; ask what became of it, or give it up."
    zh = "{until} 之后不得重复执行，只能查询结果或放弃。"
