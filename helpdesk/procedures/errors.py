"""What forbids a step of a procedure, whatever the procedure."""

from __future__ import annotations

from helpdesk.kit.errors import Conflict, Denied, Invalid


class ProcedureOpenAlready(Conflict):
    """One procedure of a kind is open at a time for an order, or for a member's field."""

    code = "PROCEDURE_OPEN_ALREADY"
    en = "Another request of this kind about the same thing is still being worked on."
    zh = "同一事项已有一个同类申请正在处理中。"


class HasItsOwnIntake(Conflict):
    """This item's requests are submitted by a mutation of their own, with a typed form."""

    code = "HAS_ITS_OWN_INTAKE"
    en = "Requests of this kind are submitted by {intake}."
    zh = "此类申请须通过 {intake} 提交。"


class NoProcedureHere(Conflict):
    """The ticket has no procedure, or it has ended."""

    code = "NO_PROCEDURE_RUNNING"
    en = "No procedure is running on this ticket."
    zh = "该工单没有正在进行的流程。"


class StepNotCurrent(Conflict):
    """The step is not one of those that can be taken now."""

    code = "STEP_NOT_CURRENT"
    en = "The step {step} cannot be taken now. Current: {current}."
    zh = "步骤 {step} 当前不可执行。当前步骤：{current}。"


class UnknownOutcome(Invalid):
    """The step has no such outcome."""

    code = "UNKNOWN_OUTCOME"
    en = "The step {step} cannot end with {outcome}. Possible: {possible}."
    zh = "步骤 {step} 没有结果 {outcome}。可选：{possible}。"


class NotYoursToTake(Denied):
    """Somebody else takes this step: another group, or the holder of a position."""

    code = "NOT_YOURS_TO_TAKE"
    en = "This step is taken by {who_en}."
    zh = "该步骤由{who_zh}执行。"

    def __init__(self, *, field: str, who_en: str, who_zh: str) -> None:
        super().__init__(field=field, who_en=who_en, who_zh=who_zh)


class OwnRequest(Denied):
    """Nobody gives evidence for, or approves, what they submitted themselves."""

    code = "OWN_REQUEST"
    en = "Who submitted a request neither gives evidence for it nor approves it."
    zh = "提交人不能为自己的申请作证或审批。"


class NoteRequired(Invalid):
    """This outcome needs a reason."""

    code = "NOTE_REQUIRED"
    en = "Say why."
    zh = "请说明原因。"


class ProcedureInTheWay(Conflict):
    """The ticket is solved by its procedure, not by hand."""

    code = "PROCEDURE_IN_THE_WAY"
    en = "The procedure on this ticket is not finished; take its steps instead."
    zh = "该工单的流程尚未完成，请按步骤办理。"


class ActUnderWay(Conflict):
    """The platform was told to act, and how that ended is not known yet."""

    code = "ACT_UNDER_WAY"
    en = "The platform is being told to act on this; wait for its answer."
    zh = "正在等待平台执行结果，请稍候。"
