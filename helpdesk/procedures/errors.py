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


class DecidedEarlier(Denied):
    """One person decides only one step of a chain."""

    code = "DECIDED_EARLIER"
    en = "You decided an earlier step of this request; somebody else decides this one."
    zh = "您已审批过该申请的其他环节，本环节须由他人审批。"


class CostsMore(Invalid):
    """A discount is given instead of an exchange only where it costs less."""

    code = "COSTS_MORE"
    en = "It must cost less than the exchange ({limit})."
    zh = "折让金额须低于换货成本（{limit}）。"


class TaxNumberNotComposed(Invalid):
    """The tax number is not the region code followed by the organisation code."""

    code = "TAX_NUMBER_NOT_COMPOSED"
    en = "The tax number must be the region code followed by the organisation code."
    zh = "税号须为地区码加组织机构代码。"


class NotForThisRequest(Conflict):
    """This outcome is there for other requests."""

    code = "NOT_FOR_THIS_REQUEST"
    en = "This outcome is not there for this request."
    zh = "该结果不适用于此申请。"


class PhotosNeeded(Conflict):
    """A quality problem, wrong or short goods are shown by photos."""

    code = "PHOTOS_NEEDED"
    en = "Photos are needed for this; attach one to the ticket first."
    zh = "该情形须提供照片，请先在工单中上传。"


class NotYet(Conflict):
    """Another step comes before this outcome."""

    code = "NOT_YET"
    en = "First: {steps}."
    zh = "须先完成：{steps}。"
