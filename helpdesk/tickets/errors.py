"""What can go wrong with a ticket."""

from __future__ import annotations

from helpdesk.kit.errors import Conflict, Denied, Invalid


class TicketIsClosed(Conflict):
    """An ended ticket (closed, declined, cancelled) takes no change."""

    code = "TICKET_IS_CLOSED"
    en = "Ticket {number} has ended ({status}); it takes no change."
    zh = "工单 {number} 已结束（{status}），不能再修改。"


class NotInThisStatus(Conflict):
    """The step is not possible while the ticket is in its present status."""

    code = "NOT_IN_THIS_STATUS"
    en = "This is not possible while ticket {number} is {status}."
    zh = "工单 {number} 当前状态为 {status}，不能执行此操作。"


class AnswerRequired(Conflict):
    """A ticket is solved only when the requester was told something."""

    code = "ANSWER_REQUIRED"
    en = "Nobody has answered the requester yet: give the resolution as a public reply."
    zh = "尚未答复提交人，请在解决时填写对外答复。"


class ReopenWindowPassed(Conflict):
    """A solved ticket can be reopened for a limited time only."""

    code = "REOPEN_WINDOW_PASSED"
    en = "Ticket {number} was solved too long ago to reopen; reply to it to open a follow-up."
    zh = "工单 {number} 已超过可重新打开的期限，请回复以创建后续工单。"


class UrgedRecently(Conflict):
    """The ticket was urged a moment ago."""

    code = "URGED_RECENTLY"
    en = "This ticket was urged within the last {minutes} minutes."
    zh = "该工单在最近 {minutes} 分钟内已催办。"


class NotTheSameRequester(Conflict):
    """Tickets of different requesters are not merged: each would see the other's."""

    code = "NOT_THE_SAME_REQUESTER"
    en = "These tickets belong to different requesters and cannot be merged."
    zh = "两张工单属于不同的提交人，不能合并。"


class SameTicket(Invalid):
    """A ticket is not linked with or merged into itself."""

    code = "SAME_TICKET"
    en = "A ticket cannot be linked with or merged into itself."
    zh = "工单不能与自身关联或合并。"


class AgentNotInGroup(Conflict):
    """Only members of the responsible group take its tickets."""

    code = "AGENT_NOT_IN_GROUP"
    en = "This agent does not belong to the ticket's group."
    zh = "该客服不属于工单的责任客服组。"


class RequesterRequired(Invalid):
    """Somebody who submits for others says for whom."""

    code = "REQUESTER_REQUIRED"
    en = "Say for whom the ticket is: a phone, a member code or a store code."
    zh = "请说明为谁提交：电话、会员编号或店铺编号。"


class ExternalIdTaken(Conflict):
    """The caller used this external id before."""

    code = "EXTERNAL_ID_TAKEN"
    en = "A ticket with the external id {external_id} exists already."
    zh = "外部编号 {external_id} 已存在对应的工单。"


class NothingToAcknowledge(Conflict):
    """No level was reached that nobody acknowledged."""

    code = "NOTHING_TO_ACKNOWLEDGE"
    en = "There is no escalation to acknowledge on this clock."
    zh = "该时钟没有待确认的升级。"


class PhraseIncomplete(Invalid):
    """A standard phrase is sent whole: each of its placeholders must be filled."""

    code = "PHRASE_INCOMPLETE"
    en = "The phrase {phrase} is not complete: {missing} is missing."
    zh = "标准用语 {phrase} 未填写完整，缺少：{missing}。"


class AttachmentConfidential(Denied):
    """A sensitive file is opened only by the agents of the ticket's group and their managers."""

    code = "ATTACHMENT_CONFIDENTIAL"
    en = "Only the agents of the ticket's group and their managers open this file."
    zh = "该文件仅限工单责任客服组的客服及其主管查看。"


class CustomerHasOpenTickets(Conflict):
    """Who waits for an answer is not forgotten before it is given."""

    code = "CUSTOMER_HAS_OPEN_TICKETS"
    en = "Tickets of this customer are open: {count} ({numbers}). Close or cancel them first."
    zh = "该客户还有 {count} 个未结束的工单（{numbers}），请先关闭或取消。"


class PrivateData(Invalid):
    """Customers' private data never stands in a reply."""

    code = "PRIVATE_DATA"
    en = "A reply never holds a customer's private data ({what}). Take it out."
    zh = "答复中不得包含客户的隐私信息（{what}），请删除后再发送。"
