"""What messages say, in Chinese and English: what happened to which ticket, and never what anybody wrote in it.

Mail and chat are kept and read where the helpdesk has no say, so that titles, texts and names stay in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal
from zoneinfo import ZoneInfo

from helpdesk.kit.priority import Priority
from helpdesk.notify.channels import Message, Notice
from helpdesk.notify.inbox import Reason

Language = Literal["zh-CN", "en"]

_HAPPENED: Final[dict[Reason, tuple[str, str]]] = {
    Reason.ASSIGNED: ("已分配给您", "was assigned to you"),
    Reason.REPLIED: ("有新的回复", "has a new reply"),
    Reason.URGED: ("被催办", "was urged"),
    Reason.SLA_WARNED: ("即将超时", "will soon be overdue"),
    Reason.SLA_BREACHED: ("已超时", "is overdue"),
    Reason.SLA_ESCALATED: ("已升级至第 {level} 级", "was escalated to level {level}"),
    Reason.STATUS_CHANGED: ("状态已变更", "has another status"),
    Reason.CALL_MISSED: ("回访已错过", "A planned call was missed"),
    Reason.COMPLAINTS_PROVEN: ("责任投诉达到上限", "led to too many proven complaints"),
    Reason.DELIVERY_FAILED: ("有通知未能送达", "A notification could not be delivered"),
    Reason.MEMBER_FROZEN: ("会员 {member} 已被冻结", "Member {member} was frozen"),
}
_PRIORITIES: Final[dict[str, tuple[str, str]]] = {
    Priority.LOW: ("低", "low"),
    Priority.NORMAL: ("普通", "normal"),
    Priority.HIGH: ("高", "high"),
    Priority.URGENT: ("紧急", "urgent"),
}
_WITHOUT_TICKET: Final = frozenset({Reason.CALL_MISSED, Reason.MEMBER_FROZEN, Reason.DELIVERY_FAILED})
_FOOT: Final = {
    "zh-CN": "此消息由客服系统自动发出，请勿回复。接收方式可在客服系统的通知设置中更改。",
    "en": "Sent by the helpdesk; please do not reply. Your notification settings there say what is sent to you.",
}


class Texts:
    """The texts of a helpdesk whose tickets are looked at under `ticket_url` (with `{number}`), if that is known."""

    def __init__(self, ticket_url: str | None = None) -> None:
        self._ticket_url = ticket_url

    def subject(self, message: Message) -> str:
        """One line: what happened, or how much."""
        if len(message.notices) == 1:
            return headline(message.notices[0], message.language)
        count = len(message.notices)
        return f"{count} 条通知" if message.language == "zh-CN" else f"{count} notifications"

    def body(self, message: Message) -> str:
        """Everything, a paragraph for each notice, the oldest first."""
        paragraphs = [self._paragraph(notice, message) for notice in message.notices]
        return "\n\n".join([*paragraphs, _FOOT[message.language]]) + "\n"

    def markdown(self, message: Message, *, at_most: int) -> str:
        """As `body`, with its headlines set off, cut after the last notice that fits into so many bytes."""
        parts: list[str] = []
        size = 0
        for place, notice in enumerate(message.notices):
            head, *more = self._paragraph(notice, message).split("\n")
            part = "\n\n".join([f"**{head}**", *more])
            size += len(part.encode()) + 2
            if size > at_most:
                left = len(message.notices) - place
                parts.append(f"…（另有 {left} 条）" if message.language == "zh-CN" else f"… and {left} more")
                break
            parts.append(part)
        return "\n\n".join(parts)

    def line(self, message: Message, *, at_most: int) -> str:
        """As much as a short message holds: what happened to the first, and how many more there are."""
        first, more = headline(message.notices[0], message.language), len(message.notices) - 1
        if not more:
            return first[:at_most]
        rest = f"，另有 {more} 条通知" if message.language == "zh-CN" else f", and {more} more"
        return f"{first[: at_most - len(rest)]}{rest}"

    def _paragraph(self, notice: Notice, message: Message) -> str:
        lines = [headline(notice, message.language), _circumstances(notice, message.language, message.zone)]
        if self._ticket_url is not None and notice.ticket_number is not None:
            lines.append(self._ticket_url.replace("{number}", str(notice.ticket_number)))
        return "\n".join(lines)


def headline(notice: Notice, language: Language) -> str:
    """What happened to what."""
    place = 0 if language == "zh-CN" else 1
    happened = _HAPPENED[notice.reason][place]
    happened = happened.replace("{level}", str(notice.level)).replace("{member}", notice.member_code or "")
    if notice.ticket_number is None or notice.reason in _WITHOUT_TICKET:
        return happened
    ticket = f"工单 {notice.ticket_number} " if language == "zh-CN" else f"Ticket {notice.ticket_number} "
    return ticket + happened


def _circumstances(notice: Notice, language: Language, zone: ZoneInfo) -> str:
    """When, whose, how urgent."""
    at = f"{notice.at.astimezone(zone):%Y-%m-%d %H:%M}"
    zh = language == "zh-CN"
    parts: Sequence[str | None] = (
        at,
        notice.group_zh if zh else notice.group_en,
        _priority(notice.priority, zh=zh),
    )
    return (" · ").join(part for part in parts if part)


def _priority(priority: str | None, *, zh: bool) -> str | None:
    if priority is None:
        return None
    shown = _PRIORITIES[priority]
    return f"优先级：{shown[0]}" if zh else f"Priority: {shown[1]}"
