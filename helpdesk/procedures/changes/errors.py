"""What forbids a step of a change, beyond the rules."""

from __future__ import annotations

from helpdesk.kit.errors import Conflict, Denied, Invalid


class MemberNotAsked(Conflict):
    """The platform was not asked about the member, or does not know them any more."""

    code = "MEMBER_NOT_ASKED"
    en = "The platform could not be asked about this member. Try again."
    zh = "暂时无法向平台查询该会员，请稍后重试。"


class FileNotOpened(Denied):
    """What stands on a file is recorded by who opened it."""

    code = "FILE_NOT_OPENED"
    en = "Open this file first: {name_en}."
    zh = "请先打开文件：{name_zh}。"


class IdCopyDiffers(Conflict):
    """What was read on the ID copy is not what the platform holds of the member."""

    code = "ID_COPY_DIFFERS"
    en = "This is not what the platform holds of the member."
    zh = "与平台登记的会员信息不一致。"


class NothingChangedMeanwhile(Conflict):
    """The platform holds what the form says; there is nothing to confirm anew."""

    code = "NOTHING_CHANGED_MEANWHILE"
    en = "The platform still holds the values before the change; confirm them as they are."
    zh = "平台登记内容未变更，请直接确认。"


class DocumentsAreRight(Invalid):
    """Nothing is wrong with the documents that are recorded."""

    code = "DOCUMENTS_ARE_RIGHT"
    en = "Nothing is wrong with these documents."
    zh = "证件无误。"
