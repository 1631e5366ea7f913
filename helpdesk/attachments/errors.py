"""What can go wrong with an attachment."""

from __future__ import annotations

from helpdesk.kit.errors import Conflict, Denied, Invalid, Missing, Unavailable


class AttachmentNotFound(Missing):
    """No such file is there for this caller: unknown, of somebody else, or deleted."""

    code = "ATTACHMENT_NOT_FOUND"
    en = "There is no attachment {id}."
    zh = "找不到附件 {id}。"


class AttachmentNotStored(Conflict):
    """The file was not uploaded yet, or was refused."""

    code = "ATTACHMENT_NOT_STORED"
    en = "The attachment {id} was not uploaded ({state})."
    zh = "附件 {id} 尚未上传成功（{state}）。"


class AttachmentTaken(Conflict):
    """A file hangs on one ticket only."""

    code = "ATTACHMENT_TAKEN"
    en = "The attachment {id} belongs to a ticket already."
    zh = "附件 {id} 已用于其他工单。"


class AttachmentTooLarge(Invalid):
    """The file is larger than is allowed or was announced."""

    code = "ATTACHMENT_TOO_LARGE"
    en = "The file has more than {most} bytes."
    zh = "文件超过 {most} 字节。"


class AttachmentIncomplete(Invalid):
    """Fewer bytes came than were announced."""

    code = "ATTACHMENT_INCOMPLETE"
    en = "{announced} bytes were announced, {received} came. Upload the file again."
    zh = "声明 {announced} 字节，实际收到 {received} 字节，请重新上传。"


class AttachmentTypeRefused(Invalid):
    """What the bytes are is not among the kinds of files that are taken, whatever the name says."""

    code = "ATTACHMENT_TYPE_REFUSED"
    en = "Only JPEG, PNG, WebP, HEIC, PDF and plain audio files are taken."
    zh = "仅支持 JPEG、PNG、WebP、HEIC、PDF 及普通音频文件。"


class AttachmentRefused(Denied):
    """The virus scanner refused the file; it is not kept."""

    code = "ATTACHMENT_REFUSED"
    en = "The file was refused by the virus scanner."
    zh = "文件未通过病毒扫描，已被拒绝。"


class UploadDone(Conflict):
    """An upload link is for one file, once."""

    code = "UPLOAD_DONE"
    en = "This upload link was used already."
    zh = "该上传链接已使用。"


class TooManyUploads(Conflict):
    """Too many files of this caller hang on nothing; they are removed after a day."""

    code = "TOO_MANY_UPLOADS"
    en = "You have {most} files that hang on no ticket. Submit them, or wait until they are removed."
    zh = "您有 {most} 个尚未提交的文件，请先提交工单或等待自动清理。"


class LinkRefused(Denied):
    """The link is not one that was given out, or not to this caller."""

    code = "LINK_REFUSED"
    en = "This link is not valid."
    zh = "链接无效。"


class LinkExpired(Denied):
    """The link was valid for some minutes only."""

    code = "LINK_EXPIRED"
    en = "This link has expired. Ask for a new one."
    zh = "链接已过期，请重新获取。"


class StoreUnavailable(Unavailable):
    """Files cannot be kept or read just now, or not be scanned."""

    code = "ATTACHMENTS_UNAVAILABLE"
    en = "Files cannot be taken or given just now. Try again."
    zh = "文件服务暂时不可用，请稍后重试。"


class CannotDecrypt(Unavailable):
    """The file needs a key that this process does not have: an operator must put it back."""

    code = "ATTACHMENT_UNREADABLE"
    en = "This file was encrypted with a key that is missing. Tell an administrator."
    zh = "文件的加密密钥缺失，请联系管理员。"
